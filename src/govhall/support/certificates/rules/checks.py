"""
Annual checks (年检、年度报告、校验): when one is due, what its outcome is, whom to remind. Plain Python.

What the law asks for is each type's content (``values.AnnualCheck``); an overdue check ends nothing by itself.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from govhall.kernel.errors import Conflict, InvalidInput
from govhall.support.certificates.choices import CheckOutcome, DutyState
from govhall.support.certificates.values import AnnualCheck, FaceLine

# Days before the end of the window on which holders are reminded: our choice, no provision says so.
REMINDERS = (30, 7)
_DAY = re.compile(r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a check may be done; ``due_on`` is the last day and lies in ``year``."""

    year: int
    opens_on: date
    due_on: date


class NothingToCheck(Conflict):
    """The check was recorded already; a mistake is corrected, not recorded again."""

    code = "check-recorded-already"


class NothingToCorrect(Conflict):
    """There is no record yet that could be corrected."""

    code = "check-not-recorded"


def examine(rule: AnnualCheck) -> None:
    """Pass silently for a rule that makes sense. :raises ValueError: otherwise"""
    by_year = bool(_DAY.fullmatch(rule.opens) and _DAY.fullmatch(rule.closes) and rule.opens <= rule.closes)
    if by_year == bool(rule.months) or rule.months not in range(12) or rule.years < 1 or not rule.name:
        raise ValueError(f"annual check {rule.name}: window")
    if not rule.basis or (rule.longer and set(rule.longer) != {"line", "at_least", "years"}):
        raise ValueError(f"annual check {rule.name}: basis or longer")


def window_after(rule: AnnualCheck, *, anchor: date, day: date, years: int) -> Window:
    """
    Return the first window that ends on or after ``day``. ``anchor`` is the first day of validity.

    ``years`` lie between two checks, and between the anchor and the first: a report on the past year can't be due in
    the year of issue.
    """
    passed = max(day.year - anchor.year, 0) // years
    for turn in range(max(passed - 1, 1), passed + 3):
        found = _window(rule, anchor, turn * years)
        if found.due_on >= day:
            return found
    raise ValueError("unreachable: one of these windows ends after the day")


def years_between(rule: AnnualCheck, lines: Sequence[FaceLine]) -> int:
    """Return the years between two checks, from what the face says."""
    if not rule.longer:
        return rule.years
    text = next((line.value for line in lines if line.label == rule.longer["line"]), "")
    digits = re.match(r"\d+", text.replace(",", ""))
    return int(rule.longer["years"]) if digits and int(digits[0]) >= int(rule.longer["at_least"]) else rule.years


def state_on(day: date, *, opens_on: date, due_on: date, outcome: str) -> DutyState:
    """Return where a check stands on ``day``."""
    if outcome in {CheckOutcome.PASSED, CheckOutcome.LATE}:
        return DutyState.DONE
    if outcome == CheckOutcome.FAILED:
        return DutyState.FAILED
    if day > due_on:
        return DutyState.OVERDUE
    return DutyState.DUE if day >= opens_on else DutyState.COMING


def outcome_of(*, is_passed: bool, checked_on: date, due_on: date) -> CheckOutcome:
    """Return the outcome: what was passed after the last day was passed late."""
    if not is_passed:
        return CheckOutcome.FAILED
    return CheckOutcome.LATE if checked_on > due_on else CheckOutcome.PASSED


def require_recordable(outcome: str) -> None:
    """A check may follow none or a failed one (整改后再检). :raises NothingToCheck: otherwise"""
    if outcome not in {"", CheckOutcome.FAILED}:
        raise NothingToCheck("这一年已经登记过结果。登记错了，请用更正。")


def require_correctable(outcome: str) -> None:
    """Only what was recorded can be wrong. :raises NothingToCorrect: otherwise"""
    if not outcome:
        raise NothingToCorrect("这一年还没有登记结果，不用更正，请直接登记。")


def require_day(checked_on: date, *, opens_on: date, today: date) -> None:
    """
    A check is done between the opening of its window and today.

    :raises InvalidInput: otherwise
    """
    words = ""
    if checked_on > today:
        words = "检查日期在将来，请核对。"
    elif checked_on < opens_on:
        words = f"检查日期早于 {opens_on.isoformat()}（这一次从这天起办理），请核对。"
    if words:
        raise InvalidInput(words, fields={"checked_on": [words]})


def reminder_on(day: date, *, opens_on: date, due_on: date, outcome: str, reminded: int | None) -> int | None:
    """Return which reminder is due on ``day``, or None. Each comes once; a later one makes an earlier one needless."""
    left = (due_on - day).days
    if outcome or left < 0 or day < opens_on:
        return None
    reached = [days for days in REMINDERS if left <= days]
    wanted = min(reached, default=None)
    return wanted if wanted is not None and (reminded is None or wanted < reminded) else None


def _window(rule: AnnualCheck, anchor: date, years: int) -> Window:
    if rule.months:
        due_on = _moved(anchor, 12 * years) - timedelta(days=1)
        return Window(year=due_on.year, opens_on=_moved(anchor, 12 * years - rule.months), due_on=due_on)
    year = anchor.year + years
    return Window(year=year, opens_on=_in_year(year, rule.opens), due_on=_in_year(year, rule.closes))


def _moved(day: date, months: int) -> date:
    """Return the same day so many months later; where the month is shorter, its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _in_year(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))
