"""年度检查: planned, recorded, corrected by further records, told in time, and never an end by itself."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.certificates import handlers
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import CheckDuty, CheckRecord
from govhall.support.certificates.public import CertificateValue, DutyState
from govhall.support.identity import public as identity
from govhall.support.notifications import public as notifications

pytestmark = [pytest.mark.clause("box:电子证照"), pytest.mark.django_db]
DISPATCH, HOSPITAL = "labour-dispatch-license", "medical-institution-license"


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text} 10:00").replace(tzinfo=clock.OFFICIAL_ZONE)


@pytest.fixture
def keeper(officer: Callable[..., Actor], agency: organizations.AgencyValue) -> Actor:
    """The certificate officer of the issuing agency."""
    return officer(agency.id)


@pytest.fixture
def licence(issue: Any) -> CertificateValue:
    """A licence for labour dispatch of October 2026."""
    made: CertificateValue = issue(type_key=DISPATCH, values={}, valid_until=date(2029, 10, 12))
    return made


@pytest.fixture
def duty(licence: CertificateValue) -> CheckDuty:
    """Its first report: due until the end of March 2027."""
    certificates.plan_checks(at=at("2026-10-14"))
    return CheckDuty.objects.get()


def record(duty: CheckDuty, by: Actor, day: str = "2027-03-01", **changes: Any) -> None:
    certificates.record_check(
        **{
            "duty_id": duty.id,
            "is_passed": True,
            "checked_on": date.fromisoformat(day),
            "opinion": "材料齐全",
            "by": by,
            "at": at("2027-04-20"),
            **changes,
        }  # fmt: skip
    )


def line(licence: CertificateValue, day: str) -> certificates.CheckLine | None:
    found = certificates.verify_token(licence.verify_path.rstrip("/").rpartition("/")[2], at=at(day))
    assert found.is_valid
    return next((each for each in found.checks if "报告" in each.title), None)


class TestPlan:
    def test_every_certificate_has_one_check_ahead(self, licence: CertificateValue, issue: Any) -> None:
        issue()  # a type without annual checks
        assert certificates.plan_checks(at=at("2026-10-14")) == 1
        assert certificates.plan_checks(at=at("2026-10-15")) == 0
        assert certificates.plan_checks(at=at("2027-04-01")) == 1
        assert list(CheckDuty.objects.order_by("due_on").values_list("due_on", flat=True)) == [
            date(2027, 3, 31), date(2028, 3, 31),
        ]  # fmt: skip

    def test_a_new_certificate_knows_it_at_once(self, licence: CertificateValue) -> None:
        handlers.plan_check(
            certificates.CertificateIssued(
                aggregate_id=licence.id, at=at("2026-10-13"), type_key=DISPATCH, holder_party_id=None, source_case=None
            )
        )
        assert CheckDuty.objects.get().year == 2027

    def test_beds_decide_the_years_between(self, issue: Any, company: certificates.Holder) -> None:
        for beds in ("60", "240"):
            issue(type_key=HOSPITAL, values={"beds": beds}, valid_until=date(2041, 1, 1))
        certificates.plan_checks(at=at("2026-10-14"))
        assert sorted(CheckDuty.objects.values_list("year", flat=True)) == [2027, 2029]

    def test_what_has_ended_or_ends_before_owes_nothing(self, issue: Any, keeper: Actor) -> None:
        ended = issue(type_key=DISPATCH, values={}, valid_until=date(2029, 1, 1))
        certificates.cancel(
            certificate_id=ended.id, kind=certificates.Ending.CANCEL, reason="停业", by=keeper, at=at("2026-10-14")
        )
        issue(type_key=DISPATCH, values={}, valid_until=date(2026, 12, 30))
        assert certificates.plan_checks(at=at("2026-10-15")) == 0

    def test_a_renewed_certificate_keeps_its_checks(
        self, licence: CertificateValue, duty: CheckDuty, keeper: Actor
    ) -> None:
        fresh = certificates.renew(
            certificate_id=licence.id, valid_from=date(2026, 11, 1), valid_until=date(2029, 10, 31), reason="延续",
            by=keeper, at=at("2026-11-01"),
        )  # fmt: skip
        assert certificates.plan_checks(at=at("2026-11-02")) == 0
        plan = certificates.check_plan(fresh.id, at=at("2026-11-02"), by=keeper)
        assert plan is not None
        assert [each.id for each in plan.duties] == [duty.id]

    def test_asks_as_often_for_many_as_for_few(self, issue: Any, agency: organizations.AgencyValue) -> None:
        counts = []
        for number in (1, 8):
            for each in range(number):
                holder = certificates.Holder(party_id=None, name="甲", code=f"{number}-{each}", code_type="099")
                issue(type_key=DISPATCH, values={}, holder=holder, valid_until=date(2029, 10, 12))
            with CaptureQueriesContext(connection) as queries:
                assert certificates.plan_checks(at=at("2026-10-14")) == number
            counts.append(len(queries))
        assert counts[0] == counts[1]


class TestRecord:
    def test_is_kept_with_who_when_and_why(self, licence: CertificateValue, duty: CheckDuty, keeper: Actor) -> None:
        record(duty, keeper)
        plan = certificates.check_plan(licence.id, at=at("2027-04-20"), by=keeper)
        assert plan is not None
        assert plan.last is not None
        (kept,) = plan.last.records
        assert (kept.outcome, kept.who, kept.opinion, kept.is_correction) == ("PASSED", "张示范", "材料齐全", False)
        assert [entry.action for entry in audit.entries(target_id=str(licence.id))] == ["certificates.check.recorded"]

    def test_after_the_last_day_it_is_passed_late(self, duty: CheckDuty, keeper: Actor) -> None:
        record(duty, keeper, "2027-04-01")
        duty.refresh_from_db()
        assert duty.outcome == "LATE"

    def test_comes_once_unless_it_failed(self, duty: CheckDuty, keeper: Actor) -> None:
        record(duty, keeper, is_passed=False, opinion="材料不实，限期整改")
        record(duty, keeper, "2027-03-20", opinion="整改后合格")
        with pytest.raises(certificates.NothingToCheck):
            record(duty, keeper)
        assert list(CheckRecord.objects.order_by("sequence").values_list("outcome", flat=True)) == ["FAILED", "PASSED"]

    def test_a_mistake_is_corrected_by_a_further_row(
        self, licence: CertificateValue, duty: CheckDuty, keeper: Actor
    ) -> None:
        with pytest.raises(certificates.NothingToCorrect):
            certificates.correct_check(
                duty_id=duty.id, is_passed=False, checked_on=date(2027, 3, 1), opinion="登记错了", by=keeper,
                at=at("2027-04-20"),
            )  # fmt: skip
        record(duty, keeper)
        certificates.correct_check(
            duty_id=duty.id, is_passed=False, checked_on=date(2027, 3, 2), opinion="登记错了，应为不合格", by=keeper,
            at=at("2027-04-20"),
        )  # fmt: skip
        plan = certificates.check_plan(licence.id, at=at("2027-04-20"), by=keeper)
        assert plan is not None
        assert plan.last is not None
        assert [(each.outcome, each.is_correction) for each in plan.last.records] == [
            ("FAILED", True),
            ("PASSED", False),
        ]
        assert plan.next is not None
        assert plan.next.state == DutyState.FAILED

    def test_the_database_keeps_records_as_they_are(self, duty: CheckDuty, keeper: Actor) -> None:
        record(duty, keeper)
        with pytest.raises(DatabaseError, match="append"), transaction.atomic():
            CheckRecord.objects.update(opinion="改掉")

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"opinion": "  "}, "opinion"),
            ({"opinion": "长" * 501}, "opinion"),
            ({"checked_on": date(2027, 4, 21)}, "checked_on"),
            ({"checked_on": date(2026, 12, 31)}, "checked_on"),
        ],
    )
    def test_bad_input_is_refused_beside_the_field(
        self, duty: CheckDuty, keeper: Actor, changes: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refusal:
            record(duty, keeper, **changes)
        assert field in refusal.value.fields

    def test_is_refused_to_other_agencies_and_posts(
        self, duty: CheckDuty, officer: Callable[..., Actor], agency: organizations.AgencyValue
    ) -> None:
        foreign = organizations.agency_by_key("huaxi-market").id
        for by in (officer(foreign), officer(agency.id, "approver")):
            with pytest.raises(NotPermitted):
                record(duty, by)

    def test_an_unknown_check_is_refused(self, keeper: Actor) -> None:
        with pytest.raises(certificates.CheckNotFound):
            certificates.record_check(
                duty_id=UUID(int=1), is_passed=True, checked_on=date(2027, 1, 1), opinion="甲", by=keeper,
                at=at("2027-04-20"),
            )  # fmt: skip


class TestVerification:
    def test_tells_strangers_the_last_and_the_next(
        self, licence: CertificateValue, duty: CheckDuty, keeper: Actor
    ) -> None:
        coming = line(licence, "2026-12-01")
        assert coming is not None
        assert (coming.ok, coming.warns) == (None, False)
        record(duty, keeper)
        certificates.plan_checks(at=at("2027-04-20"))
        found = line(licence, "2027-04-20")
        assert found is not None
        assert found.ok
        assert "2027 年合格" in found.title
        assert "2028 年 3 月 31 日" in found.detail

    def test_warns_of_an_overdue_one_and_the_certificate_stays_valid(
        self, licence: CertificateValue, duty: CheckDuty
    ) -> None:
        found = line(licence, "2027-04-01")
        assert found is not None
        assert found.warns
        assert "逾期未办" in found.title

    def test_says_nothing_for_types_without(self, issue: Any) -> None:
        made = issue()
        assert line(made, "2026-12-01") is None

    def test_the_officers_suspension_decides(self, licence: CertificateValue, duty: CheckDuty, keeper: Actor) -> None:
        certificates.suspend(certificate_id=licence.id, reason="逾期未报告", by=keeper, at=at("2027-04-02"))
        found = certificates.verify_token(licence.verify_path.rstrip("/").rpartition("/")[2], at=at("2027-04-02"))
        assert found.verdict == certificates.Verdict.SUSPENDED


class TestList:
    def listed(self, view: DutyState, by: Actor, day: str, **more: Any) -> list[int]:
        rows = certificates.check_list(view=view, type_key=more.pop("type_key", ""), by=by, at=at(day), **more)
        return [row.duty.year for row in rows]

    def test_shows_what_stands_where(self, duty: CheckDuty, keeper: Actor) -> None:
        assert self.listed(DutyState.COMING, keeper, "2026-12-31") == [2027]
        assert self.listed(DutyState.DUE, keeper, "2027-01-01") == [2027]
        assert self.listed(DutyState.OVERDUE, keeper, "2027-04-01") == [2027]
        assert certificates.check_counts(type_key="", by=keeper, at=at("2027-04-01"))["OVERDUE"] == 1
        record(duty, keeper)
        assert self.listed(DutyState.OVERDUE, keeper, "2027-04-01") == []
        assert self.listed(DutyState.DONE, keeper, "2027-04-01") == [2027]

    def test_ends_with_the_agency_the_type_and_the_certificate(
        self, licence: CertificateValue, duty: CheckDuty, keeper: Actor, officer: Callable[..., Actor]
    ) -> None:
        foreign = officer(organizations.agency_by_key("huaxi-market").id)
        assert self.listed(DutyState.DUE, foreign, "2027-01-01") == []
        assert self.listed(DutyState.DUE, keeper, "2027-01-01", type_key=HOSPITAL) == []
        assert self.listed(DutyState.DUE, keeper, "2027-01-01", type_key=DISPATCH) == [2027]
        certificates.cancel(
            certificate_id=licence.id, kind=certificates.Ending.CANCEL, reason="停业", by=keeper, at=at("2027-01-02")
        )
        assert self.listed(DutyState.DUE, keeper, "2027-01-03") == []

    def test_goes_on_after_the_page_before(self, issue: Any, keeper: Actor) -> None:
        for each in range(5):
            holder = certificates.Holder(party_id=None, name="甲", code=f"X{each}", code_type="099")
            issue(type_key=DISPATCH, values={}, holder=holder, valid_until=date(2029, 10, 12))
        certificates.plan_checks(at=at("2026-10-14"))
        seen: list[UUID] = []
        after = None
        while rows := certificates.check_list(
            view=DutyState.DUE, type_key="", by=keeper, at=at("2027-02-01"), after=after, limit=2
        ):
            seen += [row.duty.id for row in rows]
            after = seen[-1]
        assert len(seen) == len(set(seen)) == 5

    def test_is_exported_as_masked_as_it_is_shown(
        self, licence: CertificateValue, duty: CheckDuty, keeper: Actor
    ) -> None:
        content = certificates.check_table(view=DutyState.DUE, type_key="", by=keeper, at=at("2027-01-01"))
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content))["年度检查"].iter_rows()]
        assert rows[1][0] == "劳务派遣经营许可证"
        assert rows[1][6] == "2027-03-31"
        assert licence.number not in str(rows)


class TestReminders:
    @pytest.fixture
    def holder(self) -> identity.PersonValue:
        """Somebody whom a message can reach."""
        return identity.create_person(name="杨秀兰", id_number="520102198803124821", by=SYSTEM, at=at("2026-10-01"))

    @pytest.fixture
    def held(self, issue: Any, holder: identity.PersonValue) -> CertificateValue:
        """A licence of theirs."""
        made: CertificateValue = issue(
            type_key=DISPATCH, values={}, valid_until=date(2029, 10, 12),
            holder=certificates.Holder(
                party_id=holder.id, name="甲公司", code="91520115MA6DM0001X", code_type="001"
            ),
        )  # fmt: skip
        certificates.plan_checks(at=at("2026-10-14"))
        return made

    def test_are_sent_thirty_and_seven_days_before_the_end_once_each(self, held: CertificateValue) -> None:
        told = {
            day: certificates.remind_holders(at=at(day))
            for day in (
                "2027-02-28", "2027-03-01", "2027-03-02", "2027-03-23", "2027-03-24", "2027-03-25", "2027-03-31",
                "2027-04-01",
            )
        }  # fmt: skip
        assert [day for day, number in told.items() if number] == ["2027-03-01", "2027-03-24"]

    def test_are_not_sent_for_what_is_recorded(self, held: CertificateValue, keeper: Actor) -> None:
        record(CheckDuty.objects.get(), keeper)
        assert certificates.remind_holders(at=at("2027-03-24")) == 0

    def test_wait_for_a_holder_who_is_not_known_yet(self, issue: Any) -> None:
        holder = certificates.Holder(party_id=None, name="甲", code="X1", code_type="099")
        issue(type_key=DISPATCH, values={}, holder=holder, valid_until=date(2029, 10, 12))
        certificates.plan_checks(at=at("2026-10-14"))
        assert certificates.remind_holders(at=at("2027-03-24")) == 0
        assert CheckDuty.objects.get().reminded is None

    def test_name_the_day_and_the_provision(self, held: CertificateValue) -> None:
        certificates.remind_holders(at=at("2027-03-24"))
        template = next(each for each in notifications.templates() if each.code == "certificates.check.due")
        assert {"due", "basis", "days"} <= template.placeholders
