"""A photograph that is handed in with an application stands on the certificate that it results in."""

import pytest

from factories import applications, files, people, walk
from govhall.business.cases import public as cases
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates.models import Certificate
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:电子证照")]
FORM = {
    "phone": "13900000182", "school": "贵阳护理职业学院", "major": "nursing", "degree": "college",
    "internship_months": "10", "exam_number": "HS-2026-001", "exam_date": "2026-05-20",
    "institution": "观山湖区人民医院", "institution_address": "观山湖区林城东路 1 号", "department": "内科",
}  # fmt: skip
PAPERS = ("diploma", "exam_result", "health_check", "employment")


def officer(role: str) -> Actor:
    agency = organizations.agency_by_key("guanshanhu-health")
    grant = Grant(role=role, agency_id=agency.id, region_path=agency.region_path)
    return Actor(kind=ActorKind.OFFICER, id=new_id(), name="张示范", grants=(grant,))


def registered(photograph: bytes) -> Certificate:
    """Return the certificate of a nurse who applied with this photograph."""
    nurse = people.shop_owner()
    person = identity.person_of(nurse.account)
    assert person
    kept = documents.upload(content=files.portrait(), name="证件照.jpg", by=nurse, at=clock.now())
    with documents.content(kept.id) as stored:
        place = stored.name
    with open(place, "wb") as stored:  # as if it had come before uploads were examined
        stored.write(photograph)
    given = [("photo", kept.id), *((code, applications.upload(nurse, f"{code}.pdf")) for code in PAPERS)]
    receipt = cases.submit(
        cases.Application(
            submission_key=new_id(),
            item_version_id=applications.guide("nurse-registration", "guanshanhu-health").version_id,
            applicant_id=person.id, answers={"since_exam": "within_three", "applicant": "self"}, form_data=FORM,
            materials=[cases.MaterialInput(code=code, obtained="UPLOADED", file_id=file) for code, file in given],
            channel="2",
        ),
        by=nurse, at=clock.now(),
    )  # fmt: skip
    cases.receive(case_id=receipt.case_id, by=officer("window-clerk"), at=clock.now())
    cases.accept(case_id=receipt.case_id, by=officer("window-clerk"), at=clock.now())
    for role in ("examiner", "reviewer"):
        cases.examine(
            case_id=receipt.case_id, task_id=walk.step(receipt).id, outcome="pass", opinion="符合条件，建议准予。",
            by=officer(role), at=clock.now(),
        )  # fmt: skip
    cases.grant(
        case_id=receipt.case_id, task_id=walk.step(receipt).id, opinion="准予注册。", by=officer("approver"),
        at=clock.now(),
    )  # fmt: skip
    walk.deliver_events()
    return Certificate.objects.get(source_case=receipt.case_id)


def test_the_nurse_who_applied_is_the_one_in_the_picture() -> None:
    content = files.portrait().read()
    row = registered(content)
    assert row.photograph_id
    with documents.content(row.photograph_id) as kept:
        assert kept.read() == documents.photographs.read(content).jpeg


def test_an_old_upload_that_cannot_be_printed_does_not_hold_up_the_certificate() -> None:
    row = registered(files.portrait(mode="CMYK").read())
    assert row.photograph_id is None
    assert row.document_id
