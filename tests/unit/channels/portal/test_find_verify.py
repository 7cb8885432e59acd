"""验证照: anybody gets a verdict that is masked, fresh and never kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import files, people, walk
from govhall.channels.portal.views import verify
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("world"),
    pytest.mark.clause("box:政务服务信息验证"),
]


@pytest.fixture
def licence() -> certificates.CertificateValue:
    """The business licence that the restaurant has held before the demonstration begins."""
    (held,) = certificates.wallet([people.restaurant().id], at=clock.now())
    return held


def keeper(licence: certificates.CertificateValue) -> Actor:
    """Return somebody who looks after the certificates of the issuing agency."""
    region_path = people.officer("approver").grants[0].region_path
    post = Grant(role="certificate-officer", agency_id=licence.agency_id, region_path=region_path)
    return Actor(kind=ActorKind.OFFICER, id=new_id(), name="证照管理员", grants=(post,))


def upload(client: Client, content: bytes, name: str = "证照.pdf"):  # type: ignore[no-untyped-def]
    return client.post("/verify/", {"file": SimpleUploadedFile(name, content, content_type="application/pdf")})


def original(licence: certificates.CertificateValue) -> bytes:
    from govhall.support.documents import public as documents

    with documents.content(licence.document_id) as file:
        return file.read()


class TestByCode:
    def test_the_address_in_the_code_answers_at_once(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        response = client.get(licence.verify_path)
        assert response.status_code == 200
        assert "这张证照有效" in response.content.decode()

    def test_hides_people(self, client: Client) -> None:  # type: ignore[no-untyped-def]
        receipt = walk.granted()
        (issued,) = [
            held
            for held in certificates.wallet([people.restaurant().id], at=clock.now())
            if held.source_case == receipt.case_id
        ]
        page = client.get(issued.verify_path).content.decode()
        assert "杨秀兰" not in page
        assert "杨*兰" in page
        assert "个人信息已遮盖" in page

    def test_is_never_cached_nor_listed(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        response = client.get(licence.verify_path)
        assert "no-store" in response.headers["Cache-Control"]
        assert 'content="noindex' in response.content.decode()

    def test_a_revoked_one_is_red_and_says_since_when(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        certificates.cancel(
            certificate_id=licence.id, kind=certificates.Ending.ANNUL, reason="以欺骗手段取得。",
            by=keeper(licence), at=clock.now(),
        )  # fmt: skip
        page = client.get(licence.verify_path).content.decode()
        assert "这张证照已被撤销，请勿采信" in page
        assert "bg-seal" in page
        assert "以欺骗手段取得。" in page

    @pytest.mark.parametrize("token", ["abc", "a" * 26, "%00", "..", "' or 1=1"])
    def test_an_unknown_code_is_told_so_and_not_trusted(self, client: Client, token: str) -> None:
        response = client.get(f"/verify/{token}/")
        assert response.status_code == 404
        assert "没有查到这张证照" in response.content.decode()

    def test_a_pasted_address_is_understood(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        response = client.get("/verify/", {"code": f" https://hall.example{licence.verify_path} "})
        assert response.headers["Location"] == f"{licence.verify_path}/"


class TestByFile:
    def test_the_original_is_valid(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        page = upload(client, original(licence)).content.decode()
        assert "这张证照有效" in page

    def test_a_changed_file_is_not_trusted(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        content = original(licence)
        page = upload(client, content.replace(b"/Type", b"/Tipe", 1)).content.decode()
        assert "这张证照有效" not in page

    def test_any_other_file_is_not_trusted(self, client: Client) -> None:
        page = upload(client, files.pdf().getvalue()).content.decode()
        assert "这张证照有效" not in page
        assert "bg-ok text-white on-dark" not in page

    def test_what_is_no_pdf_is_refused_beside_the_field(self, client: Client) -> None:
        response = upload(client, b"GIF89a", "a.pdf")
        assert response.status_code == 400
        assert "这不是 PDF 或 OFD 文件" in response.content.decode()

    def test_no_file_and_an_empty_file_are_refused(self, client: Client) -> None:
        assert "请选择证照的 PDF 或 OFD 文件" in client.post("/verify/", {}).content.decode()
        assert "这个文件是空的" in upload(client, b"").content.decode()

    def test_a_file_that_is_too_large_is_refused_with_its_size(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verify, "LARGEST", 10)
        assert "文件不能超过 20 MB" in upload(client, b"%PDF-" + b" " * 20).content.decode()

    def test_leaves_no_file_behind(self, client: Client) -> None:
        from govhall.support.documents.models import Document

        before = Document.objects.count()
        upload(client, files.pdf().getvalue())
        assert Document.objects.count() == before
