"""A certificate's OFD says what its PDF says, carries its metadata, and is verified like it."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import ofdkit
import pytest
import typst
from PIL import Image, ImageChops, ImageFilter, ImageStat

from factories import ofd_pictures
from govhall.data.organizations.public import AgencyValue
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import Verdict
from govhall.support.documents import public as documents
from govhall.support.documents.public import ofd
from govhall.support.seals import public as seals

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:电子证照", "box:统一电子印章")]
Issue = Callable[..., certificates.CertificateValue]


def ofd_of(value: certificates.CertificateValue, at: datetime) -> bytes:
    with documents.content(certificates.make_ofd(certificate_id=value.id, at=at)) as file:
        return file.read()


def test_says_the_face_and_carries_the_metadata(issue: Issue, morning: datetime, tmp_path: Path) -> None:
    value = issue()
    (tmp_path / "c.ofd").write_bytes(ofd_of(value, morning))
    with ofdkit.open(tmp_path / "c.ofd") as document:
        text, data = document.text(), document.info.custom_data
    assert value.number in text
    assert all(line.value in text for line in value.face)
    assert data["ZZBS"] == value.identifier
    assert (data["ZZMC"], data["ZZBH"], data["CZZT"]) == ("食品经营许可证", value.number, "山间小味餐饮店")
    assert data["ZZYXQJZRQ"] == "2031-10-12"
    assert data["KZ_经营项目"] == "热食类食品制售、自制饮品制售"


def test_is_made_once(issue: Issue, morning: datetime) -> None:
    value = issue()
    first = certificates.make_ofd(certificate_id=value.id, at=morning)
    assert certificates.make_ofd(certificate_id=value.id, at=morning + timedelta(days=1)) == first
    assert documents.document(first).content_type == "application/ofd"


def test_of_nothing_is_refused(agency: AgencyValue, morning: datetime) -> None:
    with pytest.raises(certificates.CertificateNotFound):
        certificates.make_ofd(certificate_id=new_id(), at=morning)


def test_a_record_keeps_its_table_for_its_ofd(issue: Issue, morning: datetime, person: certificates.Holder) -> None:
    rows = [{"insurance": "pension", "period": f"2026-{month:02}", "employer": "某厂"} for month in range(1, 13)]
    value = issue(type_key="social-insurance-record", holder=person, valid_until=None, values={"records": rows})
    words = "\n".join(ofd.read(ofd_of(value, morning)).pages)
    assert all(f"2026-{month:02}" in words for month in range(1, 13))
    assert words.count("基本养老保险") == 12


def test_looks_like_the_pdf_seal_included(issue: Issue, morning: datetime, tmp_path: Path) -> None:
    """Both forms as pictures, coarse enough that how edges are smoothed doesn't count."""
    value = issue()
    (tmp_path / "c.pdf").write_bytes(certificate_pdf(value))
    subprocess.run(["pdftoppm", "-r", "72", "-png", "-singlefile", "c.pdf", "c"], cwd=tmp_path, check=True)
    drawn = typst.compile(
        b'#set page(width: 297mm, height: 210mm, margin: 0mm)\n#image(bytes(sys.inputs.page), format: "svg")',
        format="png", ppi=72, sys_inputs={"page": ofd_pictures.svg(ofd_of(value, morning))},
    )  # fmt: skip
    assert isinstance(drawn, bytes)
    with Image.open(tmp_path / "c.png") as as_pdf, Image.open(BytesIO(drawn)) as as_ofd:
        coarse = [
            picture.convert("RGB").resize((297, 210)).filter(ImageFilter.BoxBlur(2)) for picture in (as_pdf, as_ofd)
        ]
    difference = ImageChops.difference(*coarse)
    assert max(ImageStat.Stat(difference).mean) < 3
    seal = coarse[1].crop((212, 147, 251, 186))
    red, green, _ = ImageStat.Stat(seal).mean
    assert red - green > 20


class TestVerify:
    def test_says_valid_with_every_check_passed(self, issue: Issue, morning: datetime) -> None:
        found = certificates.verify_file(ofd_of(issue(), morning), at=morning)
        assert found.is_valid
        assert [line.ok for line in found.checks] == [True] * 5

    def test_says_that_it_was_ended(self, issue: Issue, morning: datetime) -> None:
        found = certificates.verify_file(ofd_of(issue(), morning), at=morning + timedelta(days=9 * 365))
        assert found.verdict == Verdict.EXPIRED

    def test_says_changed_of_a_changed_copy(self, issue: Issue, morning: datetime) -> None:
        parts = ofd.unpack(ofd_of(issue(), morning))
        name = "Doc_0/Pages/Page_0/Content.xml"
        parts[name] = ofd.Part(parts[name].data.replace("山间小味".encode(), "山间大味".encode(), 1))
        found = certificates.verify_file(ofd.pack(parts), at=morning)
        assert found.verdict == Verdict.CHANGED
        assert found.rows == ()

    def test_says_changed_of_a_copy_packed_anew(self, issue: Issue, morning: datetime) -> None:
        """The seal is right, but these are not the bytes that the register knows."""
        parts = ofd.unpack(ofd_of(issue(), morning))
        found = certificates.verify_file(ofd.pack(dict(reversed(parts.items()))), at=morning)
        assert found.verdict == Verdict.CHANGED

    def test_says_unreadable_of_a_broken_one(self, issue: Issue, morning: datetime) -> None:
        found = certificates.verify_file(ofd_of(issue(), morning)[:-40], at=morning)
        assert found.verdict == Verdict.UNREADABLE


class TestRevokedKey:
    def test_makes_both_forms_doubtful_from_the_moment_of_revocation(
        self, issue: Issue, agency: AgencyValue, morning: datetime
    ) -> None:
        value = issue()
        (seal,) = seals.seals_of(agency.id)
        papers = [ofd_of(value, morning), certificate_pdf(value)]
        seals.revoke_key(seal_id=seal.id, reason="私钥泄露", at=morning + timedelta(days=1))
        for paper in papers:
            (found,) = seals.check_file(paper)
            assert found.finding == "REVOKED_LATER"
            assert certificates.verify_file(paper, at=morning + timedelta(days=2)).is_valid
        late = issue(at=morning + timedelta(days=2))
        assert [found.finding for found in seals.check_file(certificate_pdf(late))] == ["REVOKED"]
        verdict = certificates.verify_file(certificate_pdf(late), at=morning + timedelta(days=2)).verdict
        assert verdict == Verdict.UNKNOWN_ISSUER

    def test_counts_from_the_first_revocation(self, issue: Issue, agency: AgencyValue, morning: datetime) -> None:
        issue()
        (seal,) = seals.seals_of(agency.id)
        for days in (1, 5):
            seals.revoke_key(seal_id=seal.id, reason="私钥泄露", at=morning + timedelta(days=days))
        listed = seals.revocation_list()
        assert listed is not None
        assert list(listed.revoked.values()) == [morning + timedelta(days=1)]


def certificate_pdf(value: certificates.CertificateValue) -> bytes:
    with documents.content(value.document_id) as file:
        return file.read()
