"""即办件: asked for, decided and sealed in one go, in the system's name."""

import subprocess

import pytest

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.identity import public as identity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:自动化审批")]


def print_record() -> cases.Receipt:
    citizen = people.shop_owner()
    person = identity.person_of(citizen.account)
    assert person
    application = cases.Application(
        submission_key=new_id(),
        item_version_id=applications.guide("social-insurance-record", "guizhou-hrss").version_id,
        applicant_id=person.id,
        answers={"purpose": "proof"},
        form_data={"insurances": ["pension"], "from_date": "2026-01-01", "to_date": "2026-06-30"},
        channel="2",
    )
    return cases.submit(application, by=citizen, at=clock.now())


def test_a_record_is_printed_at_once_and_every_act_is_the_systems() -> None:
    receipt = print_record()
    walk.deliver_events()
    case = cases.applicant_file(number=receipt.number, by=people.shop_owner())
    assert [(entry.act, entry.actor_kind) for entry in reversed(case.log)] == [
        ("SUBMIT", "APPLICANT"),
        ("RECEIVE", "SYSTEM"),
        ("ACCEPT", "SYSTEM"),
        ("GRANT", "SYSTEM"),
        ("CLOSE", "SYSTEM"),
    ]
    assert case.certificate_id
    found = certificates.certificate(case.certificate_id, at=clock.now())
    assert found.type_key == "social-insurance-record"


def test_the_record_shows_the_months_asked_for() -> None:
    receipt = print_record()
    walk.deliver_events()
    case = cases.applicant_file(number=receipt.number, by=people.shop_owner())
    assert case.certificate_id
    with certificates.content(case.certificate_id, by=people.shop_owner()) as pdf:
        text = subprocess.run(
            ["pdftotext", "-", "-"], input=pdf.read(), capture_output=True, check=True
        ).stdout.decode()
    assert "2026-01 至 2026-06" in text
    assert "贵州山水人力资源有限公司" in text


def test_delivering_the_fact_again_changes_nothing() -> None:
    receipt = print_record()
    walk.deliver_events()
    walk.deliver_events()
    assert len(cases.applicant_file(number=receipt.number, by=people.shop_owner()).log) == 5
