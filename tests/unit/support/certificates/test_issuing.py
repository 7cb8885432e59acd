"""Issuing, ending, reading and the log of use, with a real database."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import Error, IntegrityError, connection, transaction

from govhall.data.organizations.public import AgencyValue
from govhall.infra.bus.models import OutboxEvent
from govhall.kernel.actor import SYSTEM, VISITOR, Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate, CertificateUse
from govhall.support.seals import public as seals

pytestmark = pytest.mark.django_db
Issue = Callable[..., certificates.CertificateValue]
MakeApplicant = Callable[[UUID | None], Actor]
MakeOfficer = Callable[..., Actor]


def pdf_of(value: certificates.CertificateValue) -> bytes:
    with certificates.content(value.id, by=SYSTEM) as file:
        return file.read()


@pytest.mark.usefixtures("agency")
class TestTypes:
    def test_twelve_are_loaded_and_loading_again_changes_nothing(self, morning: datetime) -> None:
        assert len(certificates.certificate_types()) >= 12
        assert certificates.load_types(at=morning) == ()

    def test_have_valid_codes_of_21_characters(self) -> None:
        for kind in certificates.certificate_types():
            assert certificate_identifier.check_type_code(kind.code) == kind.code

    def test_say_how_long_a_certificate_usually_lasts(self) -> None:
        end = certificates.usual_end("food-business-license", valid_from=date(2026, 10, 13))
        assert end == date(2031, 10, 12)
        assert certificates.usual_end("food-business-license", valid_from=date(2028, 2, 29)) == date(2033, 2, 28)
        assert certificates.usual_end("business-license", valid_from=date(2026, 10, 13)) is None

    def test_that_nobody_loaded_are_unknown(self) -> None:
        with pytest.raises(certificates.UnknownCertificateType):
            certificates.certificate_type("moon-licence")


class TestIssue:
    @pytest.mark.clause("box:电子证照")
    def test_makes_a_sealed_certificate_with_number_and_identifier(self, issue: Issue, agency: AgencyValue) -> None:
        value = issue()
        assert value.number.startswith("JY2520115000001")
        parts = certificate_identifier.parse(value.identifier)
        assert (parts.organ, parts.type_code, parts.version) == (agency.uscc, value.type_code, 1)
        assert value.is_valid
        assert value.status_label == "有效"
        (check,) = seals.check_file(pdf_of(value))
        assert check.is_valid
        assert check.signer == agency.name

    @pytest.mark.parametrize("type_key", [
        "food-business-license", "public-place-hygiene-license", "nurse-certificate", "medical-institution-license",
        "road-transport-license", "labour-dispatch-license", "hr-service-license", "business-license",
        "construction-permit", "elderly-allowance-notice", "social-insurance-record", "residence-permit",
    ])  # fmt: skip
    def test_makes_every_type_even_from_empty_values(
        self, issue: Issue, company: certificates.Holder, person: certificates.Holder, type_key: str
    ) -> None:
        kinds = certificates.certificate_type(type_key).holder_kinds
        value = issue(type_key=type_key, holder=company if "2" in kinds else person, values={}, valid_until=None)
        assert pdf_of(value).startswith(b"%PDF-")

    def test_gives_a_case_one_certificate_of_a_type_however_often_it_is_asked(self, issue: Issue) -> None:
        case = new_id()
        first, second = issue(source_case=case), issue(source_case=case)
        assert first == second
        assert OutboxEvent.objects.filter(name="certificates.certificate.issued").count() == 1

    def test_counts_numbers_without_gaps(self, issue: Issue) -> None:
        first = issue().identifier.split(".")[-3]
        second = issue().identifier.split(".")[-3]
        assert int(second) == int(first) + 1

    def test_gives_a_holder_one_valid_certificate_of_a_single_type(
        self, issue: Issue, person: certificates.Holder
    ) -> None:
        issue(type_key="nurse-certificate", holder=person, source_case=new_id())
        with pytest.raises(certificates.AlreadyHeld):
            issue(type_key="nurse-certificate", holder=person, source_case=new_id())

    def test_gives_another_one_of_a_single_type_once_the_first_ran_out(
        self, issue: Issue, person: certificates.Holder, morning: datetime
    ) -> None:
        issue(type_key="nurse-certificate", holder=person, valid_until=morning.date())
        later = issue(type_key="nurse-certificate", holder=person, at=morning + timedelta(days=1), valid_until=None)
        assert later.is_valid

    def test_refuses_a_holder_of_the_wrong_kind_and_dates_the_wrong_way_round(
        self, issue: Issue, company: certificates.Holder
    ) -> None:
        with pytest.raises(InvalidInput):
            issue(type_key="nurse-certificate", holder=company)
        with pytest.raises(InvalidInput):
            issue(valid_until=date(2020, 1, 1))

    def test_prints_rare_characters_and_never_reads_markup_in_names(self, issue: Issue, morning: datetime) -> None:
        name = "䶮㛃𬴂 #panic() $x$ *a* <b>"
        holder = certificates.Holder(party_id=None, name=name, code="520103194103082881", code_type="111")
        assert issue(type_key="business-license", holder=holder, valid_until=None).holder_name == name

    def test_keeps_code_and_face_unreadable_in_the_database(self, issue: Issue, person: certificates.Holder) -> None:
        value = issue(type_key="nurse-certificate", holder=person)
        with connection.cursor() as cursor:
            cursor.execute("SELECT holder_code || face FROM certificates_certificate WHERE id = %s", [value.id])
            (stored,) = cursor.fetchone()
        assert person.code not in stored
        assert person.name not in stored

    def test_leaves_nothing_when_the_transaction_fails(self, issue: Issue) -> None:
        with transaction.atomic():
            issue()
            transaction.set_rollback(True)
        assert not Certificate.objects.exists()


class TestDatabase:
    def test_holds_one_certificate_of_a_case_and_type(self, issue: Issue) -> None:
        row = Certificate.objects.get(pk=issue(source_case=new_id()).id)
        row.id, row.identifier, row.verify_token, row.number = new_id(), "other", "b" * 26, "other"
        with pytest.raises(IntegrityError, match="one_certificate_of_case_and_type"), transaction.atomic():
            row.save(force_insert=True)

    def test_refuses_an_end_without_reason(self, issue: Issue) -> None:
        row = Certificate.objects.get(pk=issue().id)
        row.status = "04"
        with pytest.raises(IntegrityError, match="certificate_end_has_reason"), transaction.atomic():
            row.save(update_fields=["status"])

    def test_refuses_to_change_or_delete_a_use(self, issue: Issue, morning: datetime) -> None:
        certificates.record_use(certificate_id=issue().id, kind=certificates.UseKind.VERIFIED, by=VISITOR, at=morning)
        with pytest.raises(Error, match="append_only"), transaction.atomic():
            CertificateUse.objects.update(purpose="x")
        with pytest.raises(Error, match="append_only"), transaction.atomic():
            CertificateUse.objects.all().delete()


class TestRead:
    def test_is_clear_for_the_holder_and_the_issuing_agency_only(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, applicant: MakeApplicant,
        person: certificates.Holder, morning: datetime,
    ) -> None:  # fmt: skip
        issued = issue(type_key="nurse-certificate", holder=person)

        def seen(by: Actor | None) -> certificates.CertificateValue:
            return certificates.certificate(issued.id, at=morning, by=by)

        assert seen(applicant(person.party_id)).holder_code == person.code
        assert seen(officer(agency.id)).holder_name == person.name
        for stranger in (None, VISITOR, applicant(new_id()), applicant(None), officer(agency.id + 1)):
            value = seen(stranger)
            assert not value.is_clear
            assert person.code not in repr(value)
            assert person.name not in repr(value)
            assert issued.number not in repr(value)

    def test_gives_the_file_to_the_holder_and_tells_others_nothing(
        self, issue: Issue, applicant: MakeApplicant, company: certificates.Holder
    ) -> None:
        value = issue()
        with certificates.content(value.id, by=applicant(company.party_id)) as file:
            assert file.read(5) == b"%PDF-"
        with pytest.raises(certificates.CertificateNotFound) as known:
            certificates.content(value.id, by=applicant(new_id()))
        with pytest.raises(certificates.CertificateNotFound) as unknown:
            certificates.content(new_id(), by=applicant(new_id()))
        assert known.value.message == unknown.value.message

    def test_wallet_shows_those_in_force_first(
        self, issue: Issue, company: certificates.Holder, morning: datetime
    ) -> None:
        assert company.party_id is not None
        older = issue(at=morning - timedelta(days=9), valid_until=None)
        ended = issue(at=morning - timedelta(days=5), valid_until=morning.date() - timedelta(days=1))
        found = certificates.wallet([company.party_id], at=morning)
        assert [value.id for value in found] == [older.id, ended.id]
        assert [value.status for value in found] == ["10", "02"]
        held = certificates.valid_for_holder(company.party_id, "food-business-license", at=morning)
        assert held is not None
        assert held.id == older.id
        assert certificates.valid_for_holder(company.party_id, "business-license", at=morning) is None

    def test_what_begins_tomorrow_is_not_held_today(
        self, issue: Issue, company: certificates.Holder, morning: datetime
    ) -> None:
        assert company.party_id is not None
        value = issue(valid_from=morning.date() + timedelta(days=1))
        tomorrow = morning + timedelta(days=1)
        assert certificates.valid_for_holder(company.party_id, value.type_key, at=morning) is None
        assert certificates.held_by(company.party_id, at=morning) == {}
        assert certificates.valid_for_holder(company.party_id, value.type_key, at=tomorrow) == certificates.certificate(
            value.id, at=tomorrow, by=SYSTEM
        )
        assert certificates.held_by(company.party_id, at=tomorrow) == {value.type_key: value.id}

    def test_finds_what_a_case_led_to(self, issue: Issue, morning: datetime) -> None:
        case = new_id()
        value = issue(source_case=case)
        (found,) = certificates.certificate_of_case(case, at=morning)
        assert found.id == value.id

    def test_daily_job_writes_down_what_readers_already_saw(self, issue: Issue, morning: datetime) -> None:
        value = issue(valid_until=morning.date())
        next_day = morning + timedelta(days=1)
        assert certificates.certificate(value.id, at=next_day).status == "02"
        assert certificates.expire_certificates(at=morning) == 0
        assert certificates.expire_certificates(at=next_day) == 1
        assert certificates.expire_certificates(at=next_day) == 0


class TestCancel:
    @pytest.mark.parametrize("kind", certificates.Ending)
    def test_ends_it_with_audit_and_event(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime, kind: certificates.Ending
    ) -> None:
        value = issue()
        ended = certificates.cancel(
            certificate_id=value.id, kind=kind, reason="以欺骗手段取得", by=officer(agency.id), at=morning
        )
        assert ended.status == kind.value
        assert ended.ended_at == morning
        assert [entry.action for entry in audit.entries(target_id=str(value.id))] == [
            "certificates.certificate.cancelled"
        ]
        assert OutboxEvent.objects.filter(name="certificates.certificate.cancelled", aggregate_id=value.id).exists()

    def test_happens_once(self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime) -> None:
        value, by = issue(), officer(agency.id)
        certificates.cancel(certificate_id=value.id, kind=certificates.Ending.ANNUL, reason="甲", by=by, at=morning)
        with pytest.raises(certificates.CertificateEnded):
            certificates.cancel(
                certificate_id=value.id, kind=certificates.Ending.CANCEL, reason="乙", by=by, at=morning
            )

    def test_needs_the_certificate_officer_of_the_agency_and_a_reason(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, applicant: MakeApplicant, morning: datetime
    ) -> None:
        value = issue()
        for by in (
            VISITOR,
            SYSTEM,
            applicant(value.holder_party_id),
            officer(agency.id, "approver"),
            officer(agency.id + 1),
        ):
            with pytest.raises(NotPermitted):
                certificates.cancel(
                    certificate_id=value.id, kind=certificates.Ending.CANCEL, reason="甲", by=by, at=morning
                )
        with pytest.raises(InvalidInput):
            certificates.cancel(
                certificate_id=value.id, kind=certificates.Ending.CANCEL, reason=" ", by=officer(agency.id), at=morning
            )
        assert certificates.certificate(value.id, at=morning).is_valid


class TestUse:
    def test_is_read_by_the_holder_newest_first_without_names_of_strangers(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, applicant: MakeApplicant, morning: datetime
    ) -> None:
        value = issue()
        steps = [
            (certificates.UseKind.VERIFIED, VISITOR, ""),
            (certificates.UseKind.CITED, officer(agency.id), "办理公共场所卫生许可"),
            (certificates.UseKind.DOWNLOADED, applicant(value.holder_party_id), ""),
        ]
        for minute, (kind, by, purpose) in enumerate(steps):
            certificates.record_use(
                certificate_id=value.id, kind=kind, by=by, at=morning + timedelta(minutes=minute), purpose=purpose
            )
        found = certificates.uses(value.id)
        assert [use.who for use in found] == ["您本人", agency.name, "查验人（未登录）"]
        assert found[1].purpose == "办理公共场所卫生许可"
        assert value.holder_party_id is not None
        assert certificates.uses_of([value.holder_party_id]) == found
