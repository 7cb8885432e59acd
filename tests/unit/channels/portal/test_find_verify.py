"""验证照: anybody gets a verdict that is masked, fresh and never kept."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import files, people, walk
from govhall.channels.portal.views import verify
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.rules import wording
from govhall.support.identity.models import User
from govhall.support.seals import public as seals
from govhall.support.seals.public import Finding, SealCheck

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
        response = client.get("/verify/", {"code": f" https://testserver{licence.verify_path} "})
        assert response.headers["Location"] == f"{licence.verify_path}/"

    @pytest.mark.parametrize(
        ("code", "page"),
        [
            ("https://testserver/verify/{}", "/verify/{}/"), ("/shared/{}", "/shared/{}/"),
            ("//testserver/v/{}", "/v/{}"), ("{}", "/verify/{}/"), ("HTTP://TESTSERVER/VERIFY/{}/", "/verify/{}/"),
        ],
    )  # fmt: skip
    def test_each_kind_of_code_leads_to_its_page(self, client: Client, code: str, page: str) -> None:
        token = "a2" * 13
        response = client.get("/verify/", {"code": code.format(token)})
        assert response.headers["Location"] == page.format(token)

    @pytest.mark.parametrize(
        ("code", "host"),
        [
            ("https://evil.example/verify/{}", "evil.example"),
            ("https://testserver@evil.example/verify/{}", "evil.example"),
            ("https://testserver.evil.example/verify/{}", "testserver.evil.example"),
            ("//evil.example/verify/{}", "evil.example"), ("https:\\\\evil.example/verify/{}", "evil.example"),
            ("/\\evil.example/verify/{}", "evil.example"), ("http://t\u0435stserver/verify/{}", "xn--tstserver-g0h"),
        ],
    )  # fmt: skip
    def test_a_code_of_another_site_is_refused_and_the_site_named(self, client: Client, code: str, host: str) -> None:
        response = client.get("/verify/", {"code": code.format("a" * 26)})
        assert (response.status_code, "Location" in response.headers) == (400, False)
        page = response.content.decode()
        assert "不是本平台的，请勿相信" in page
        assert f">{host}</b>" in page

    @pytest.mark.parametrize(
        "code", ["javascript:alert(1)", "data:text/html,x", "/accounts/logout/", "/v/../desk/", "[::"]
    )
    def test_what_is_no_code_leads_nowhere(self, client: Client, code: str) -> None:
        response = client.get("/verify/", {"code": code})
        assert "Location" not in response.headers or response.headers["Location"].startswith("/verify/")


class TestDevices:
    def test_only_this_page_may_use_the_camera_and_scripts_stay_our_own(self, client: Client) -> None:
        asking = client.get("/verify/")
        assert asking.headers["Permissions-Policy"].startswith("camera=(self),")
        assert asking.headers["Content-Security-Policy"] == client.get("/").headers["Content-Security-Policy"]
        assert "unsafe" not in asking.headers["Content-Security-Policy"]
        for address in ("/", "/verify/" + "a" * 26, "/evidence/", "/there-is-nothing/"):
            assert client.get(address).headers["Permissions-Policy"].startswith("camera=(),"), address


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

    def test_answers_for_one_of_several_files_with_a_card_and_refuses_with_words(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        def send(content: bytes):  # type: ignore[no-untyped-def]
            file = SimpleUploadedFile("证照.pdf", content, content_type="application/pdf")
            return client.post("/verify/", {"file": file}, headers={"X-Part": "card"})

        card = send(original(licence)).content.decode()
        assert card.startswith("<article")
        assert 'data-headline="这张证照有效"' in card
        refused = send(b"GIF89a")
        assert (refused.status_code, refused.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert refused.content.decode() == "这不是 PDF 或 OFD 文件。请选从证照夹下载的原件。"

    def test_leaves_no_file_behind(self, client: Client) -> None:
        from govhall.support.documents.models import Document

        before = Document.objects.count()
        upload(client, files.pdf().getvalue())
        assert Document.objects.count() == before


MATRIX = [(finding, plain) for finding, plain in wording.FINDINGS.items() if finding not in wording.TRUE]


class TestFailureMatrix:
    """standards.md 9.2: each failure is told in words of its own, to people who know nothing of cryptography."""

    def test_has_words_for_every_finding_and_no_two_alike(self) -> None:
        assert set(wording.FINDINGS) == set(Finding)
        assert len({plain.headline for _, plain in MATRIX}) == len(MATRIX)
        assert len({plain.meaning for plain in wording.FINDINGS.values()}) == len(wording.FINDINGS)

    @pytest.mark.parametrize(("finding", "plain"), MATRIX)
    def test_each_failure_has_its_own_page(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, finding: str, plain: wording.Plain
    ) -> None:
        """What makes the finding is tested in tests/unit/support/seals; this is what people read of it."""
        found = SealCheck(
            finding=finding, finding_label=str(Finding(finding).label), signer="某某局", signed_at=clock.now()
        )
        monkeypatch.setattr(seals, "check_file", lambda content: [found])
        page = upload(client, files.pdf().getvalue()).content.decode()
        heading = re.search('<h1 id="verdict"[^>]*>([^<]*)</h1>', page)
        assert heading is not None
        assert heading[1] == plain.headline
        assert plain.meaning in page
        assert "bg-ok text-white on-dark" not in page
        assert "不能作为凭据。" in page

    def test_a_true_seal_of_somebody_else_is_amber_and_says_what_it_isn_t(
        self, client: Client, licence, monkeypatch: pytest.MonkeyPatch
    ) -> None:  # type: ignore[no-untyped-def]
        found = SealCheck(finding="VALID", finding_label="", signer="外地某局", signed_at=clock.now())
        monkeypatch.setattr(seals, "check_file", lambda content: [found])
        page = upload(client, files.pdf().getvalue()).content.decode()
        assert "章是真的，但它不是本平台登记的证照" in page
        assert "bg-warn text-white on-dark" in page
        assert "外地某局" in page

    def test_answers_the_five_questions_of_a_valid_one(self, client: Client, licence) -> None:  # type: ignore[no-untyped-def]
        page = client.get(licence.verify_path).content.decode()
        questions = ("这是什么", "谁盖的章", "什么时候盖的", "盖章后改动过没有", "现在有没有效")
        assert re.findall("</span>([^<]*)</dt>", page) == list(questions)
        assert "没有，和签发时一字不差。" in page
        assert page.index("现在有没有效") < page.index("逐项核对")


class TestOften:
    """A stranger's file takes time to read: a flood of them must not keep others from the portal."""

    def test_a_flood_from_one_address_is_told_when_to_come_again(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verify, "_FILES_A_MINUTE", 2)
        with clock.frozen(clock.now()):
            assert [upload(client, b"%PDF-1.7").status_code for _ in range(3)] == [200, 200, 429]
            assert "请过一分钟再试" in upload(client, b"%PDF-1.7").content.decode()
            card = client.post("/verify/", {}, headers={"X-Part": "card"})
            assert (card.status_code, card["Retry-After"]) == (429, "60")
            assert client.get("/verify/").status_code == 200

    def test_a_flood_from_many_addresses_too(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verify, "_FILES_A_MINUTE_IN_ALL", 1)
        with clock.frozen(clock.now()):
            found = [client.post("/verify/", {}, REMOTE_ADDR=f"10.0.0.{place}").status_code for place in range(3)]
        assert found == [400, 429, 429]

    def test_codes_and_officers_are_not_counted(
        self, client: Client, licence: certificates.CertificateValue, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verify, "_FILES_A_MINUTE", 0)
        upload(client, b"%PDF-1.7")
        assert client.get(licence.verify_path).status_code == 200
        client.force_login(User.objects.get(username="guanshanhu-market-window"))
        assert [upload(client, b"%PDF-1.7").status_code for _ in range(3)] == [200] * 3
