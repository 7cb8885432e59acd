"""The holder's picture on a face: printed in both forms, carried to the next version, kept from who may not see it."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from factories import files
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.support.certificates import public as certificates
from govhall.support.certificates.engine import layout
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.public import CertificateValue
from govhall.support.documents import public as documents
from govhall.support.documents.public import ofd, photographs

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:电子证照")]
Issue = Callable[..., CertificateValue]
MORNING = datetime.fromisoformat("2026-10-13 10:30:00+08:00")
NURSE: dict[str, object] = {"institution": "观山湖区人民医院", "exam_number": "HS-1", "degree": "college"}


@pytest.fixture
def nurse(agency: AgencyValue, person: certificates.Holder) -> Callable[..., CertificateValue]:
    def make(photograph: bytes | None, type_key: str = "nurse-certificate") -> CertificateValue:
        return certificates.issue(
            type_key=type_key, holder=person, agency_id=agency.id, values=NURSE,
            valid_from=clock.official_date(MORNING), valid_until=None, source_case=None, at=MORNING,
            photograph=photograph,
        )  # fmt: skip

    return make


def pictures(content: bytes, folder: Path) -> list[Image.Image]:
    """Return the photographs inside a PDF, as poppler takes them out; the seal's own pictures are no JPEG."""
    (folder / "c.pdf").write_bytes(content)
    subprocess.run(["pdfimages", "-j", "c.pdf", "p"], cwd=folder, check=True)
    return [Image.open(each) for each in sorted(folder.glob("p-*.jpg"))]


def pdf_of(certificate_id: object) -> bytes:
    row = Certificate.objects.get(pk=certificate_id)
    assert row.document_id
    with documents.content(row.document_id) as kept:
        return kept.read()


def test_stands_on_the_pdf_of_a_type_that_shows_one(nurse: Issue, tmp_path: Path) -> None:
    (shown,) = pictures(pdf_of(nurse(files.portrait().read()).id), tmp_path)
    assert shown.size == (413, 579)


def test_is_the_same_picture_in_the_ofd(nurse: Issue) -> None:
    value = nurse(files.portrait().read())
    with documents.content(certificates.make_ofd(certificate_id=value.id, at=MORNING)) as kept:
        parts = ofd.unpack(kept.read())
    (media,) = [part.data for name, part in parts.items() if name.endswith(".jpg") or part.data[:3] == b"\xff\xd8\xff"]
    assert Image.open(BytesIO(media)).size == (413, 579)
    row = Certificate.objects.get(pk=value.id)
    assert row.photograph_id
    with documents.content(row.photograph_id) as kept:
        assert kept.read() == media


def test_goes_along_to_the_next_version(
    nurse: Issue, agency: AgencyValue, officer: Callable[..., Actor], tmp_path: Path
) -> None:
    value = nurse(files.portrait().read())
    fresh = certificates.renew(
        certificate_id=value.id, valid_from=clock.official_date(MORNING), valid_until=None, reason="延续注册",
        by=officer(agency.id), at=MORNING + timedelta(days=1),
    )  # fmt: skip
    assert len(pictures(pdf_of(fresh.id), tmp_path)) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_is_on_a_copy_only_if_everything_is_shared(
    nurse: Issue, applicant: Callable[..., Actor], tmp_path: Path, whole: bool
) -> None:
    value = nurse(files.portrait().read())
    share = certificates.share(
        certificate_id=value.id, purpose="入职资格核验", recipient="贵州山水人力资源有限公司",
        until=MORNING + timedelta(days=7), labels=() if whole else ("执业地点",), by=applicant(value.holder_party_id),
        at=MORNING,
    )  # fmt: skip
    copy = certificates.annotated_copy(token=share.path.split("/")[2], at=MORNING)
    assert len(pictures(copy, tmp_path)) == whole


def test_a_type_without_a_place_for_it_keeps_none(nurse: Issue, person: certificates.Holder, tmp_path: Path) -> None:
    value = nurse(files.portrait().read(), type_key="elderly-allowance-notice")
    assert Certificate.objects.get(pk=value.id).photograph_id is None
    assert pictures(pdf_of(value.id), tmp_path) == []


def test_a_paper_that_came_without_one_has_an_empty_frame(nurse: Issue, tmp_path: Path) -> None:
    content = pdf_of(nurse(None).id)
    assert pictures(content, tmp_path) == []
    said = subprocess.run(["pdftotext", "c.pdf", "-"], cwd=tmp_path, capture_output=True, check=True).stdout.decode()
    assert re.search(r"^照片$", said, re.MULTILINE)


def test_one_that_cannot_be_printed_issues_nothing(nurse: Issue) -> None:
    with pytest.raises(photographs.PhotographRefused):
        nurse(files.portrait(mode="CMYK").read())
    assert not Certificate.objects.exists()


def test_only_wide_papers_have_a_place_for_it(nurse: Issue) -> None:
    kinds = [kind for kind in certificates.certificate_types() if kind.photograph]
    assert {kind.key for kind in kinds} == {"nurse-certificate", "residence-permit"}
    for kind in kinds:
        box, _ = layout.face_place(kind)
        assert box.x + box.width < 267 - 25
        assert box.y + 35 < 142, "the picture ends above the seal and the code"
