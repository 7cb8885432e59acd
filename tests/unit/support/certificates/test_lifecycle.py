"""Versions, suspension and their history, with a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import Error, IntegrityError, transaction

from factories import walk
from govhall.data.organizations.public import AgencyValue
from govhall.kernel.actor import SYSTEM, VISITOR, Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate, CertificateAct
from govhall.support.certificates.public import Act, CertificateValue
from govhall.support.evidence.models import EvidenceEntry
from govhall.support.seals import public as seals

pytestmark = pytest.mark.django_db
Issue = Callable[..., CertificateValue]
MakeOfficer = Callable[..., Actor]
MakeApplicant = Callable[..., Actor]
Do = Callable[[CertificateValue, Actor, datetime, str], CertificateValue]
UNTIL = date(2036, 10, 12)


def renew(value: CertificateValue, by: Actor, at: datetime, reason: str = "有效期届满前延续") -> CertificateValue:
    return certificates.renew(
        certificate_id=value.id, valid_from=at.date(), valid_until=UNTIL, reason=reason, by=by, at=at
    )


def alter(value: CertificateValue, by: Actor, at: datetime, reason: str = "迁址") -> CertificateValue:
    return certificates.alter(
        certificate_id=value.id, changes={"经营场所": "贵阳市观山湖区新址 8 号"}, reason=reason, by=by, at=at
    )


def suspend(value: CertificateValue, by: Actor, at: datetime, reason: str = "暂扣三十日") -> CertificateValue:
    return certificates.suspend(certificate_id=value.id, reason=reason, by=by, at=at)


def token_of(value: CertificateValue) -> str:
    return value.verify_path.rpartition("/")[2]


@pytest.mark.clause("box:电子证照")
class TestRenew:
    def test_makes_the_next_version_under_the_same_number_and_seal(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old = issue()
        fresh = renew(old, officer(agency.id), morning)
        assert (fresh.number, fresh.version, fresh.valid_until, fresh.status) == (old.number, 2, UNTIL, "10")
        before, after = (certificate_identifier.parse(value.identifier) for value in (old, fresh))
        assert (after.serial, after.organ, after.type_code, after.version) == (
            before.serial, before.organ, before.type_code, 2,
        )  # fmt: skip
        with certificates.content(fresh.id, by=SYSTEM) as file:
            (check,) = seals.check_file(file.read())
        assert check.is_valid
        replaced = certificates.certificate(old.id, at=morning)
        assert (replaced.status, replaced.replaced_by) == ("01", fresh.id)

    def test_tells_whoever_verifies_the_old_one_that_and_when_it_was_replaced(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old = issue()
        fresh = renew(old, officer(agency.id), morning)
        with certificates.content(old.id, by=SYSTEM) as file:
            by_file = certificates.verify_file(file.read(), at=morning)
        for found in (certificates.verify_token(token_of(old), at=morning), by_file):
            assert not found.is_valid
            assert found.headline == "这张证照已经换发，请查验新证"
            assert (found.version, found.replaced_by_version, found.version_on) == (1, 2, morning.date())
        found = certificates.verify_token(token_of(fresh), at=morning)
        assert found.is_valid
        assert (found.version, found.replaced_by_version) == (2, None)

    def test_leaves_one_card_in_the_wallet_and_both_versions_on_its_page(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, applicant: MakeApplicant, morning: datetime
    ) -> None:
        old = issue()
        fresh = renew(old, officer(agency.id), morning)
        assert old.holder_party_id
        assert [value.id for value in certificates.wallet([old.holder_party_id], at=morning)] == [fresh.id]
        holder = applicant(old.holder_party_id)
        found = certificates.versions(old.id, at=morning, by=holder)
        assert [(value.version, value.is_clear) for value in found] == [(2, True), (1, True)]
        assert [done.act for done in certificates.history(fresh.id, by=holder)] == [Act.RENEW]

    def test_keeps_a_single_type_single(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, person: certificates.Holder, morning: datetime
    ) -> None:
        value = issue(type_key="nurse-certificate", holder=person)
        renew(value, officer(agency.id), morning)
        with pytest.raises(certificates.AlreadyHeld):
            issue(type_key="nurse-certificate", holder=person)

    def test_refuses_dates_the_wrong_way_round(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        with pytest.raises(InvalidInput):
            certificates.renew(
                certificate_id=issue().id, valid_from=morning.date(), valid_until=date(2020, 1, 1), reason="甲",
                by=officer(agency.id), at=morning,
            )  # fmt: skip


class TestAlter:
    def test_prints_the_new_value_and_keeps_the_rest(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old = issue()
        fresh = alter(old, officer(agency.id), morning)
        before, after = ({line.label: line.value for line in value.face} for value in (old, fresh))
        assert after.pop("经营场所") == "贵阳市观山湖区新址 8 号"
        assert before.pop("经营场所") != "贵阳市观山湖区新址 8 号"
        assert after == before
        assert (fresh.valid_from, fresh.valid_until) == (old.valid_from, old.valid_until)

    def test_of_the_name_renames_the_holder_in_the_register(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old = issue()
        label = next(line.label for line in old.face if line.value == old.holder_name)
        fresh = certificates.alter(
            certificate_id=old.id, changes={label: "山间大味餐饮店"}, reason="更名", by=officer(agency.id), at=morning
        )
        assert fresh.holder_name == "山间大味餐饮店"
        assert certificates.certificate(old.id, at=morning, by=SYSTEM).holder_name == old.holder_name

    def test_never_touches_the_holders_code(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old = issue()
        (label,) = {line.label for line in old.face if line.value == old.holder_code}
        with pytest.raises(certificates.NotAlterable):
            certificates.alter(
                certificate_id=old.id, changes={label: "x"}, reason="甲", by=officer(agency.id), at=morning
            )
        assert certificates.certificate(old.id, at=morning).is_valid


class TestSuspend:
    def test_stops_every_verification_at_once_until_it_is_reinstated(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        value, by = issue(), officer(agency.id)
        suspended = suspend(value, by, morning)
        assert (suspended.status, suspended.is_valid) == ("19", False)
        found = certificates.verify_token(token_of(value), at=morning)
        assert (found.verdict, found.headline) == ("SUSPENDED", "这张证照正被暂扣，请勿采信")
        assert (found.ended_on, found.ended_reason) == (morning.date(), "暂扣三十日")
        later = morning + timedelta(days=30)
        certificates.reinstate(certificate_id=value.id, reason="期满", by=by, at=later)
        assert certificates.verify_token(token_of(value), at=later).is_valid
        acts = [done.act for done in certificates.history(value.id, by=by)]
        assert acts == [Act.REINSTATE, Act.SUSPEND]

    def test_keeps_the_holder_from_getting_another_one(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, person: certificates.Holder, morning: datetime
    ) -> None:
        suspend(issue(type_key="nurse-certificate", holder=person), officer(agency.id), morning)
        with pytest.raises(certificates.AlreadyHeld):
            issue(type_key="nurse-certificate", holder=person)

    def test_does_not_stop_the_years_running(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        value, by = issue(valid_until=morning.date()), officer(agency.id)
        suspend(value, by, morning)
        later = morning + timedelta(days=1)
        assert certificates.certificate(value.id, at=later).status == "02"
        with pytest.raises(certificates.CertificateEnded):
            certificates.reinstate(certificate_id=value.id, reason="期满", by=by, at=later)
        assert certificates.expire_certificates(at=later) == 1

    def test_forbids_renewal_but_not_the_end(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        value, by = issue(), officer(agency.id)
        suspend(value, by, morning)
        with pytest.raises(certificates.CertificateEnded):
            renew(value, by, morning)
        assert certificates.lawful_acts(value.id, at=morning, by=by) == [
            Act.REINSTATE, Act.CANCEL, Act.ANNUL, Act.REVOKE,
        ]  # fmt: skip
        ended = certificates.cancel(
            certificate_id=value.id, kind=certificates.Ending.REVOKE, reason="情节严重", by=by, at=morning
        )
        assert ended.status == "05"


@pytest.mark.parametrize("do", [renew, alter, suspend])
class TestEveryAct:
    def test_needs_the_certificate_officer_of_the_agency_and_a_reason(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, applicant: MakeApplicant, morning: datetime,
        do: Do,
    ) -> None:  # fmt: skip
        value = issue()
        strangers = [VISITOR, SYSTEM, applicant(value.holder_party_id), officer(agency.id + 1)]
        for by in [*strangers, officer(agency.id, "approver")]:
            with pytest.raises(NotPermitted):
                do(value, by, morning, "甲")
            assert certificates.lawful_acts(value.id, at=morning, by=by) == []
        for reason in ("", "  ", "长" * 501):
            with pytest.raises(InvalidInput):
                do(value, officer(agency.id), morning, reason)
        with pytest.raises(certificates.CertificateNotFound):
            do(replace(value, id=new_id()), officer(agency.id), morning, "甲")
        assert certificates.certificate(value.id, at=morning).is_valid
        assert not CertificateAct.objects.exists()

    def test_happens_once_and_is_audited(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime, do: Do
    ) -> None:
        value, by = issue(), officer(agency.id)
        do(value, by, morning, "甲")
        with pytest.raises(certificates.CertificateEnded):
            do(value, by, morning, "甲")
        (entry,) = audit.entries(target_id=str(value.id))
        assert audit.is_declared(entry.action)


class TestEvidence:
    def test_proves_issue_replacement_suspension_and_reinstatement(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        old, by = issue(), officer(agency.id)
        fresh = renew(old, by, morning)
        suspend(fresh, by, morning)
        certificates.reinstate(certificate_id=fresh.id, reason="期满", by=by, at=morning)
        walk.deliver_events()
        subjects = {(entry.kind, entry.subject) for entry in EvidenceEntry.objects.all()}
        acts = {done.act: str(done.id) for done in CertificateAct.objects.all()}
        assert subjects >= {
            ("certificate.issued", str(old.id)), ("certificate.ended", str(old.id)),
            ("certificate.issued", str(fresh.id)), ("certificate.suspended", acts["SUSPEND"]),
            ("certificate.reinstated", acts["REINSTATE"]),
        }  # fmt: skip
        leaves = "".join(EvidenceEntry.objects.values_list("leaf", flat=True))
        for secret in (old.holder_name, old.holder_code, "期满", "暂扣三十日"):
            assert secret not in leaves


class TestDatabase:
    def test_holds_one_valid_version_and_one_row_a_version(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        fresh = renew(issue(), officer(agency.id), morning)
        for version, match in ((3, "one_valid_version_of_certificate"), (2, "one_version_number_of_certificate")):
            row = Certificate.objects.get(pk=fresh.id)
            row.id, row.identifier, row.verify_token, row.number = new_id(), "other", "b" * 26, "other"
            row.version, row.status = version, "10" if version == 3 else "02"
            with pytest.raises(IntegrityError, match=match), transaction.atomic():
                row.save(force_insert=True)

    def test_refuses_a_replacement_that_names_no_successor(self, issue: Issue, morning: datetime) -> None:
        row = Certificate.objects.get(pk=issue().id)
        row.status, row.ended_at, row.ended_reason = "01", morning, "甲"
        with pytest.raises(IntegrityError, match="certificate_replaced_names_successor"), transaction.atomic():
            row.save()

    def test_never_changes_the_history(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        suspend(issue(), officer(agency.id), morning)
        with pytest.raises(Error, match="append_only"), transaction.atomic():
            CertificateAct.objects.update(reason="x")


class TestSearch:
    def test_finds_within_the_agency_by_number_name_and_code_masked(
        self, issue: Issue, agency: AgencyValue, officer: MakeOfficer, morning: datetime
    ) -> None:
        value = issue()
        for text in ("", value.number, value.identifier, value.holder_code, value.holder_name[:2]):
            (found,) = certificates.search(text=text, by=officer(agency.id), at=morning)
            assert (found.id, found.is_clear) == (value.id, False)
        assert certificates.search(text="没有", by=officer(agency.id), at=morning) == []
        assert certificates.search(text="", by=officer(agency.id + 1), at=morning) == []
