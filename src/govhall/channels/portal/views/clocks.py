"""The legal clock of a case as the look draws it: what is left, the calendar, how the date was counted."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from govhall.business.cases import public as cases
from govhall.channels.look import public as look
from govhall.channels.portal.views.wording import day_words
from govhall.infra import clock as official
from govhall.support.calendar import public as calendar

_KINDS: Final = {calendar.CellKind.PLAIN: "", calendar.CellKind.MAKEUP: "", calendar.CellKind.END: "count"}


def clock(case: cases.CaseFile, *, today: date) -> dict[str, Any] | None:
    """Return the parameters of ``look/components/clock.html``, or None before acceptance."""
    readings = cases.clock_of(case.id, today=today)
    if readings is None:
        return None
    promised, statutory = readings
    return {
        **_number(promised), **_key(promised, case),
        "unit": promised.limit.unit.label, "beside": _beside(promised, statutory), "weeks": weeks(promised),
        "caption": _caption(promised, case), "explanation": " ".join(_explanation(case, promised)),
    }  # fmt: skip


def weeks(reading: calendar.ClockReading) -> Sequence[Sequence[look.Cell]]:
    """Return the cells of a clock for ``look/components/calendar.html``."""
    days = [
        look.ClockDay(cell.date, kind=_KINDS.get(cell.kind, cell.kind.value), label=cell.label, note=cell.title)
        for cell in reading.cells
    ]
    return look.calendar_weeks(days)


def _number(reading: calendar.ClockReading) -> dict[str, Any]:
    if reading.state is calendar.ClockState.ENDED:
        return {"heading": _("一共用了"), "number": reading.used, "tone": "bad" if reading.is_overdue else ""}
    if reading.state is calendar.ClockState.PAUSED:
        return {"heading": _("暂停计时，恢复后还剩"), "number": max(reading.left, 0), "tone": "hold"}
    if reading.is_overdue:
        return {"heading": _("已超期"), "number": -reading.left, "tone": "bad"}
    is_near = reading.total and reading.used >= 0.8 * reading.total
    return {"heading": _("还剩"), "number": reading.left, "tone": "warn" if is_near else ""}


def _beside(promised: calendar.ClockReading, statutory: calendar.ClockReading) -> list[str]:
    lines = [_("承诺 %(limit)s") % {"limit": promised.limit}]
    if statutory.due_on:
        lines.append(_("法定最晚 %(day)s") % {"day": day_words(statutory.due_on)})
    if promised.provisional:
        lines.append(_("日历尚未公布，为暂定日期"))
    return lines


def _key(reading: calendar.ClockReading, case: cases.CaseFile) -> dict[str, str]:
    kinds = {cell.kind for cell in reading.cells}
    key = {"key_start": _("受理日，不计入")} if calendar.CellKind.START in kinds else {}
    if reading.used:
        key["key_count"] = _("已用 %(number)d %(unit)s") % {"number": reading.used, "unit": reading.limit.unit.label}
    if reading.today_ordinal and calendar.CellKind.TODAY in kinds:
        key["key_today"] = _("今天，第 %(number)d 天") % {"number": reading.today_ordinal}
    if case.pauses:
        key["key_hold"] = _("%(name)s，暂停计时") % {"name": case.pauses[0].name}
    if calendar.CellKind.DUE in kinds:
        key["key_due"] = _("到期日")
    return key


def _caption(reading: calendar.ClockReading, case: cases.CaseFile) -> str:
    if reading.started_on is None or reading.due_on is None:
        return _("办理时限日历")
    days = {"start": day_words(reading.started_on), "due": day_words(reading.due_on)}
    sentence = _("办理时限日历：%(start)s受理，%(due)s到期") % days
    holds = "；".join(_("%(name)s，暂停计时") % {"name": pause.name} for pause in case.pauses)
    return f"{sentence}；{holds}" if holds else sentence


def _explanation(case: cases.CaseFile, reading: calendar.ClockReading) -> Sequence[str]:
    pauses = [
        calendar.Pause(
            started_on=official.official_date(pause.started_at),
            ended_on=official.official_date(pause.ended_at) if pause.ended_at else None,
            reason=pause.name,
        )
        for pause in case.pauses
    ]
    return calendar.explain(
        started_on=reading.started_on,
        limit=reading.limit,
        pauses=pauses,
        extensions=[case.extension_days] if case.extension_days else (),
        today=reading.today,
        ended_on=official.official_date(case.decided_at) if case.decided_at else None,
    )
