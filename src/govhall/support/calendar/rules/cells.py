"""What every day means to a clock, from the Monday of the first week to the Sunday of the last."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from govhall.support.calendar.choices import CellKind, DayKind
from govhall.support.calendar.rules.spans import Spans
from govhall.support.calendar.rules.wording import day_name, short_holiday_name
from govhall.support.calendar.rules.working_days import ONE_DAY, WorkingDays
from govhall.support.calendar.values import Day, DayCell

TITLES = {
    CellKind.START: "受理，当天不算",
    CellKind.COUNT: "已计时，第 {} 天",
    CellKind.TODAY: "今天，第 {} 天",
    CellKind.LEFT: "第 {} 天，未到",
    CellKind.HOLD: "暂停，不计时",
    CellKind.DUE: "到期日",
    CellKind.OVER: "已逾期",
    CellKind.END: "办结",
    CellKind.OFF: "不计时",
    CellKind.MAKEUP: "",
    CellKind.PLAIN: "",
}
FIXED_LABELS = {
    CellKind.START: "受理",
    CellKind.DUE: "到期",
    CellKind.OVER: "逾期",
    CellKind.END: "办结",
    CellKind.PLAIN: "",
    CellKind.MAKEUP: "班",
}


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: CellKind
    ordinal: int | None


def cells(spans: Spans) -> tuple[DayCell, ...]:
    """Return a cell for each day of the weeks that the clock touches, Monday to Sunday."""
    last = max(spans.due_on, spans.as_of, spans.started_on)
    monday = spans.started_on - timedelta(days=spans.started_on.weekday())
    sunday = last + timedelta(days=6 - last.weekday())
    ordinal = 0
    found: list[DayCell] = []
    for on in spans.walk(monday, sunday):
        kind = _kind(spans, on)
        advances = _advances(spans, on) and kind not in (CellKind.PLAIN, CellKind.OFF, CellKind.MAKEUP)
        ordinal += advances
        meaning = _Meaning(kind, ordinal if advances else None)
        found.append(_cell(spans, on, meaning))
    return tuple(_with_runs(found))


def _advances(spans: Spans, on: date) -> bool:
    """The day is one of the days counted. Today in an open pause is, since the due date assumes it is resumed."""
    if on <= spans.started_on or not spans.counts(on) or spans.nominal_due_on < on <= spans.due_on:
        return False
    if spans.is_ended and on > spans.as_of:
        return False
    assumed = spans.open_pause is not None and on == spans.as_of and not spans.is_ended
    return assumed or not spans.is_held(on)


def _kind(spans: Spans, on: date) -> CellKind:
    if on < spans.started_on:
        return _outside(spans.days.day(on))
    if on == spans.started_on:
        return CellKind.START
    if spans.is_ended and on == spans.as_of:
        return CellKind.END
    if spans.is_held(on):
        return CellKind.HOLD
    if on == spans.due_on:
        return CellKind.DUE
    if on > spans.due_on:
        is_late = on <= spans.as_of and spans.counts(on)
        return CellKind.OVER if is_late else _outside(spans.days.day(on))
    if spans.is_ended and on > spans.as_of:
        return _outside(spans.days.day(on))
    if not _advances(spans, on):
        return CellKind.OFF
    if on == spans.today:
        return CellKind.TODAY
    return CellKind.COUNT if on < spans.today else CellKind.LEFT


def _outside(day: Day) -> CellKind:
    if day.kind is DayKind.MAKE_UP:
        return CellKind.MAKEUP
    return CellKind.PLAIN if day.is_working else CellKind.OFF


def _cell(spans: Spans, on: date, meaning: _Meaning) -> DayCell:
    day = spans.days.day(on)
    is_today = on == spans.today
    return DayCell(
        date=on,
        kind=meaning.kind,
        ordinal=meaning.ordinal,
        label=_label(spans, day, meaning, is_today=is_today),
        title=_title(day, meaning, is_today=is_today),
        day=day,
        is_today=is_today,
    )


def _label(spans: Spans, day: Day, meaning: _Meaning, *, is_today: bool) -> str:
    if is_today and meaning.kind not in (CellKind.START, CellKind.END):
        return "今天到期" if meaning.kind is CellKind.DUE else "今天"
    if meaning.kind is CellKind.START and spans.is_ended and spans.as_of == day.date:
        return "当天办结"
    if meaning.kind in FIXED_LABELS:
        return FIXED_LABELS[meaning.kind]
    if not day.is_working and meaning.kind in (CellKind.HOLD, CellKind.OFF):
        return _off_label(spans.days, day)
    if meaning.kind is CellKind.HOLD:
        return "暂停"
    return "班" if day.kind is DayKind.MAKE_UP else f"第 {meaning.ordinal} 天"


def _off_label(days: WorkingDays, day: Day) -> str:
    """A holiday is named on its first day; the days after it only say that they are off."""
    before = days.day(day.date - ONE_DAY)
    is_first = day.kind is DayKind.HOLIDAY and (before.kind, before.name) != (day.kind, day.name)
    return short_holiday_name(day.name) if is_first and day.name else "休"


def _title(day: Day, meaning: _Meaning, *, is_today: bool) -> str:
    about = {DayKind.MAKE_UP: "调休上班", DayKind.WEEKEND: "周末", DayKind.HOLIDAY: f"{day.name}放假"}.get(day.kind, "")
    parts = [day_name(day.date), about, TITLES[meaning.kind].format(meaning.ordinal)]
    if is_today and meaning.kind is not CellKind.TODAY:
        parts.append("今天")
    if not day.is_known:
        parts.append("放假安排待公布")
    return "，".join(part for part in parts if part)


def _with_runs(found: list[DayCell]) -> list[DayCell]:
    """Mark where rows of equal cells begin and end within a week."""
    marked = []
    for place, cell in enumerate(found):
        opens = place % 7 == 0 or found[place - 1].kind is not cell.kind
        closes = place % 7 == 6 or found[place + 1].kind is not cell.kind
        marked.append(replace(cell, opens_run=opens, closes_run=closes))
    return marked
