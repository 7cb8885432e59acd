"""Annual checks: windows, states, outcomes and reminders, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.kernel.errors import InvalidInput
from govhall.support.certificates.choices import CheckOutcome, DutyState
from govhall.support.certificates.rules import checks
from govhall.support.certificates.values import AnnualCheck, FaceLine

REPORT = AnnualCheck(name="年度报告", basis="示范", opens="01-01", closes="03-31")
VEHICLE = AnnualCheck(name="审验", basis="示范", months=1)
HOSPITAL = AnnualCheck(name="校验", basis="示范", months=3, longer={"line": "床位", "at_least": 100, "years": 3})
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31))


def window(rule: AnnualCheck, anchor: str, day: str, years: int = 1) -> checks.Window:
    return checks.window_after(rule, anchor=date.fromisoformat(anchor), day=date.fromisoformat(day), years=years)


@pytest.mark.parametrize(
    ("anchor", "day", "opens", "due"),
    [
        ("2026-10-13", "2026-10-13", "2027-01-01", "2027-03-31"),  # none in the year of issue
        ("2026-02-01", "2026-02-01", "2027-01-01", "2027-03-31"),
        ("2020-05-01", "2026-03-31", "2026-01-01", "2026-03-31"),  # the last day counts
        ("2020-05-01", "2026-04-01", "2027-01-01", "2027-03-31"),
    ],
)
def test_a_report_is_due_within_fixed_days_of_the_year(anchor: str, day: str, opens: str, due: str) -> None:
    found = window(REPORT, anchor, day)
    assert (found.opens_on.isoformat(), found.due_on.isoformat()) == (opens, due)
    assert found.year == found.due_on.year


@pytest.mark.parametrize(
    ("anchor", "day", "years", "opens", "due"),
    [
        ("2026-10-13", "2026-10-13", 1, "2027-07-13", "2027-10-12"),
        ("2026-10-13", "2027-10-13", 1, "2028-07-13", "2028-10-12"),
        ("2026-10-13", "2026-11-01", 3, "2029-07-13", "2029-10-12"),
        ("2024-02-29", "2024-03-01", 1, "2024-11-29", "2025-02-27"),
        ("2026-01-01", "2026-06-01", 1, "2026-10-01", "2026-12-31"),
        ("2015-05-20", "2026-11-26", 3, "2027-02-20", "2027-05-19"),
    ],
)
def test_others_are_due_before_the_anniversary(anchor: str, day: str, years: int, opens: str, due: str) -> None:
    found = window(HOSPITAL, anchor, day, years)
    assert (found.opens_on.isoformat(), found.due_on.isoformat()) == (opens, due)


@given(anchor=days, after=st.integers(0, 20_000), years=st.integers(1, 5), rule=st.sampled_from([REPORT, VEHICLE]))
def test_the_window_is_the_first_that_is_not_over(anchor: date, after: int, years: int, rule: AnnualCheck) -> None:
    day = anchor + timedelta(days=after)
    found = checks.window_after(rule, anchor=anchor, day=day, years=years)
    assert found.opens_on <= found.due_on
    assert found.due_on >= day
    assert found.due_on > anchor
    again = checks.window_after(rule, anchor=anchor, day=found.due_on, years=years)
    following = checks.window_after(rule, anchor=anchor, day=found.due_on + timedelta(days=1), years=years)
    assert again == found
    assert following.year == found.year + years
    assert following.opens_on > found.due_on


@pytest.mark.parametrize(("beds", "years"), [("99 张", 1), ("100 张", 3), ("1,200 张", 3), ("—", 1), ("", 1)])
def test_big_hospitals_are_checked_every_third_year(beds: str, years: int) -> None:
    assert checks.years_between(HOSPITAL, [FaceLine(label="床位", value=beds)]) == years


def test_without_the_line_the_shorter_distance_holds() -> None:
    assert checks.years_between(HOSPITAL, []) == 1
    assert checks.years_between(REPORT, []) == 1


OPENS, DUE = date(2026, 1, 1), date(2026, 3, 31)


@pytest.mark.parametrize(
    ("day", "outcome", "state"),
    [
        (date(2025, 12, 31), "", DutyState.COMING),
        (OPENS, "", DutyState.DUE),
        (DUE, "", DutyState.DUE),
        (date(2026, 4, 1), "", DutyState.OVERDUE),
        *((day, outcome, DutyState.DONE) for day in (OPENS, date(2027, 1, 1)) for outcome in ("PASSED", "LATE")),
        *((day, "FAILED", DutyState.FAILED) for day in (OPENS, date(2027, 1, 1))),
    ],
)
def test_where_a_check_stands(day: date, outcome: str, state: DutyState) -> None:
    assert checks.state_on(day, opens_on=OPENS, due_on=DUE, outcome=outcome) is state


def test_what_is_passed_after_the_last_day_is_passed_late() -> None:
    assert checks.outcome_of(is_passed=True, checked_on=DUE, due_on=DUE) is CheckOutcome.PASSED
    assert checks.outcome_of(is_passed=True, checked_on=date(2026, 4, 1), due_on=DUE) is CheckOutcome.LATE
    assert checks.outcome_of(is_passed=False, checked_on=date(2026, 4, 1), due_on=DUE) is CheckOutcome.FAILED


@pytest.mark.parametrize("outcome", ["", *CheckOutcome.values])
def test_only_none_or_a_failed_one_is_followed_and_only_a_recorded_one_corrected(outcome: str) -> None:
    if outcome in {"", "FAILED"}:
        checks.require_recordable(outcome)
    else:
        with pytest.raises(checks.NothingToCheck):
            checks.require_recordable(outcome)
    if outcome:
        checks.require_correctable(outcome)
    else:
        with pytest.raises(checks.NothingToCorrect):
            checks.require_correctable(outcome)


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 3, 2)])
def test_a_check_lies_between_the_opening_and_today(day: date) -> None:
    checks.require_day(OPENS, opens_on=OPENS, today=date(2026, 3, 1))
    checks.require_day(date(2026, 3, 1), opens_on=OPENS, today=date(2026, 3, 1))
    with pytest.raises(InvalidInput):
        checks.require_day(day, opens_on=OPENS, today=date(2026, 3, 1))


@pytest.mark.parametrize(
    ("left", "reminded", "wanted"),
    [
        (31, None, None), (30, None, 30), (30, 30, None), (8, None, 30), (8, 30, None), (7, 30, 7), (7, None, 7),
        (7, 7, None), (0, 30, 7), (0, 7, None), (-1, None, None), (-1, 30, None),
    ],
)  # fmt: skip
def test_holders_are_reminded_twice_at_most(left: int, reminded: int | None, wanted: int | None) -> None:
    day = DUE - timedelta(days=left)
    assert checks.reminder_on(day, opens_on=OPENS, due_on=DUE, outcome="", reminded=reminded) == wanted


def test_nobody_is_reminded_of_what_is_done_or_not_open() -> None:
    day = DUE - timedelta(days=7)
    assert checks.reminder_on(day, opens_on=OPENS, due_on=DUE, outcome="FAILED", reminded=None) is None
    assert checks.reminder_on(day, opens_on=DUE, due_on=DUE, outcome="", reminded=None) is None


@pytest.mark.parametrize(
    "rule",
    [
        AnnualCheck(name="甲", basis="乙"),
        AnnualCheck(name="甲", basis="乙", opens="01-01", closes="03-31", months=3),
        AnnualCheck(name="甲", basis="乙", opens="04-01", closes="03-31"),
        AnnualCheck(name="甲", basis="乙", opens="1-1", closes="03-31"),
        AnnualCheck(name="甲", basis="乙", months=12),
        AnnualCheck(name="甲", basis="", months=3),
        AnnualCheck(name="甲", basis="乙", months=3, years=0),
        AnnualCheck(name="甲", basis="乙", months=3, longer={"line": "床位"}),
    ],
)
def test_a_rule_that_makes_no_sense_is_not_loaded(rule: AnnualCheck) -> None:
    with pytest.raises(ValueError, match="annual check"):
        checks.examine(rule)
