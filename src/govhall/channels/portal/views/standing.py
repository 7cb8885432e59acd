"""
Where a case stands, for somebody who has only its number and password: status, dates, acts.

Nothing of this names a person or repeats what somebody wrote: no applicant, no officer, no opinion.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from govhall.business.cases import public as cases
from govhall.channels.look import public as look
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.support.calendar import public as calendar

S, A = cases.Status, cases.Act

# Acts that an applicant need not follow: the work inside the agency.
_INTERNAL: Final = frozenset({A.DISPATCH, A.ARCHIVE, A.START_PRE_REVIEW})
_WORDS: Final[Mapping[str, tuple[Any, str, str]]] = {
    A.SUBMIT: (gettext_lazy("提交了申请"), "ok", "check"),
    A.RESUBMIT: (gettext_lazy("重新提交"), "ok", "check"),
    A.RECEIVE: (gettext_lazy("已收件"), "ok", "check"),
    A.REQUEST_PRE_CORRECTION: (gettext_lazy("请申请人补正"), "warn", "pen-line"),
    A.REQUEST_CORRECTION: (gettext_lazy("一次性告知补正"), "warn", "pen-line"),
    A.CORRECT: (gettext_lazy("补正后交回"), "ok", "check"),
    A.ACCEPT: (gettext_lazy("已受理，开始计时"), "ok", "check"),
    A.ACCEPT_WITH_DEFERRED_MATERIALS: (gettext_lazy("容缺受理，开始计时"), "ok", "check"),
    A.SUPPLY_DEFERRED: (gettext_lazy("补交了容缺的材料"), "ok", "check"),
    A.DECLINE: (gettext_lazy("不予受理"), "mute", "x"),
    A.EXAMINE: (gettext_lazy("完成一步审查"), "info", "file-search"),
    A.SUSPEND: (gettext_lazy("启动特别程序，暂停计时"), "hold", "pause"),
    A.RESUME: (gettext_lazy("恢复计时"), "ok", "play"),
    A.EXTEND_TIME_LIMIT: (gettext_lazy("经批准延长期限"), "warn", "hourglass"),
    A.GRANT: (gettext_lazy("决定准予"), "ok", "stamp"),
    A.DENY: (gettext_lazy("决定不予许可"), "mute", "x"),
    A.CLOSE: (gettext_lazy("办结"), "ok", "check"),
    A.START_SERVING: (gettext_lazy("开始送达"), "info", "truck"),
    A.SERVE: (gettext_lazy("已送达"), "ok", "check"),
    A.RETURN_TO_APPLICANT: (gettext_lazy("退件"), "mute", "x"),
    A.WITHDRAW: (gettext_lazy("申请人撤回"), "mute", "x"),
    A.VOID: (gettext_lazy("作废"), "mute", "x"),
    A.FORWARD: (gettext_lazy("已转报"), "info", "truck"),
}
_CELLS: Final = {
    calendar.CellKind.MAKEUP: "", calendar.CellKind.PLAIN: "", calendar.CellKind.END: "count",
}  # fmt: skip
_WAITING: Final = frozenset({S.PRE_CORRECTION, S.AWAITING_CORRECTION})
_BEFORE: Final = frozenset({S.SUBMITTED, S.PRE_REVIEW, S.RECEIVED})
_RUNNING: Final = frozenset({S.ACCEPTED, S.IN_REVIEW})
_DONE: Final = frozenset({S.DECIDED, S.CLOSED, S.SERVING, S.SERVED, S.ARCHIVED})
_ENDED: Final = frozenset({S.DECLINED, S.RETURNED, S.WITHDRAWN, S.VOIDED, S.FORWARDED})


def of_case(
    found: cases.CaseFile, readings: tuple[calendar.ClockReading, calendar.ClockReading] | None, at: datetime
) -> dict[str, Any]:
    """Return what the page of a case shows to somebody without a login."""
    promised = readings[0] if readings else None
    agency = organizations.agencies_by_ids([found.agency_id]).get(found.agency_id)
    return {
        "number": found.number, "item_name": found.item_name, "status": found.status_label, "seen_at": at,
        "tone": _tone(found, promised),
        "answer": _answer(found),
        "detail": _detail(found),
        "rows": _rows(found, agency),
        "events": _events(found),
        "clock": _clock(found, promised) if promised and found.decided_at is None else None,
    }  # fmt: skip


def _answer(found: cases.CaseFile) -> str:
    """Return the one sentence that the reader came for."""
    status = S(found.status)
    if status in _WAITING:
        return _("等申请人补正")
    if status in _RUNNING and found.promised_due_date:
        return _("最晚 %(day)s办结") % {"day": look.chinese_date(found.promised_due_date) + " "}
    if status is S.SUSPENDED:
        return _("特别程序中，暂停计时")
    if status in _DONE:
        granted = found.decision is not None and found.decision.outcome == cases.Outcome.GRANTED
        return _("已办完，准予") if granted else _("已办完，不予许可")
    if status in _ENDED:
        return found.status_label
    return _("已提交，还没有受理")


def _detail(found: cases.CaseFile) -> str:
    status = S(found.status)
    request = found.open_correction
    if status in _WAITING and request:
        return _("请在 %(day)s以前补正。登录后在“我的办件”看要改什么、怎么改。") % {
            "day": look.chinese_date(request.due_date) + " "
        }
    if status is S.SUSPENDED:
        return _("依法进行特别程序所需的时间不计入办理时限，结束后接着计时。")
    if status in _DONE:
        return _("结果和文书请登录后在“我的办件”查看、下载。")
    if status in _RUNNING:
        return _("正在审查，申请人现在不用做什么。") if status is S.IN_REVIEW else _("已经受理，马上转入审查。")
    if status in _ENDED:
        return _("理由写在发给申请人的文书里，登录后可以查看。")
    if found.notice_due_date:
        return _("最晚 %(day)s告诉您是否受理。") % {"day": look.chinese_date(found.notice_due_date) + " "}
    return ""


def _tone(found: cases.CaseFile, promised: calendar.ClockReading | None) -> str:
    status = S(found.status)
    if status in _WAITING:
        return "warn"
    if status is S.SUSPENDED:
        return "hold"
    if status in _DONE:
        return "ok"
    if status in _ENDED:
        return "mute"
    return "bad" if promised and promised.is_overdue else "info"


def _rows(found: cases.CaseFile, agency: organizations.AgencyValue | None) -> list[dict[str, Any]]:
    days: tuple[tuple[str, datetime | None], ...] = (
        (_("提交"), found.applied_at), (_("受理"), found.accepted_at), (_("决定"), found.decided_at),
        (_("办结"), found.finished_at),
    )  # fmt: skip
    rows: list[dict[str, Any]] = [{"label": _("办理机关"), "value": agency.name if agency else ""}]
    rows += [{"label": label, "value": _day(at)} for label, at in days if at]
    if found.accepted_at and found.decided_at is None:
        due = ((_("承诺最晚"), found.promised_due_date), (_("法定最晚"), found.statutory_due_date))
        rows += [{"label": label, "value": look.chinese_date(day)} for label, day in due if day]
    rows += [
        {"label": _("办事咨询"), "value": agency.consult_phone, "url": f"tel:{agency.consult_phone}", "num": True}
        for agency in ([agency] if agency and agency.consult_phone else [])
    ]
    return [row for row in rows if row["value"]]


def _day(at: datetime) -> str:
    return look.chinese_date(clock.official_date(at))


def _events(found: cases.CaseFile) -> list[dict[str, Any]]:
    """Return the acts, newest first; the newest of an open case carries the halo."""
    events = []
    for entry in found.log:
        if entry.act in _INTERNAL:
            continue
        title, tone, icon = _WORDS.get(entry.act, (entry.act_label, "info", "check"))
        events.append({"title": title, "at": entry.at, "tone": tone, "icon": icon, "text": _pause_name(found, entry)})
    if events and found.finished_at is None:
        events[0]["now"] = True
        events = [*_next(found), *events]
    return events


def _next(found: cases.CaseFile) -> list[dict[str, Any]]:
    """Return what comes next and by which day, as a step that is still to do."""
    status = S(found.status)
    request = found.open_correction
    steps: dict[cases.Status, tuple[str, date | None]] = {
        **dict.fromkeys(_RUNNING, (_("接下来：作出决定"), found.promised_due_date)),
        **dict.fromkeys(_BEFORE, (_("接下来：告诉您是否受理"), found.notice_due_date)),
        **dict.fromkeys(_WAITING, (_("接下来：等申请人补正"), request.due_date if request else None)),
        S.SUSPENDED: (_("接下来：特别程序结束，恢复计时"), None),
    }
    if status not in steps:
        return []
    title, day = steps[status]
    when = _("最晚 %(day)s") % {"day": look.chinese_date(day)} if day else ""
    return [{"title": title, "when": when, "todo": True}]


def _pause_name(found: cases.CaseFile, entry: cases.LogEntry) -> str:
    """Return the name of the special procedure that began with this act (送水样检测); it names no person."""
    if entry.act != A.SUSPEND:
        return ""
    started = [pause for pause in found.pauses if pause.started_at == entry.at]
    return started[0].name if started else ""


def _clock(found: cases.CaseFile, reading: calendar.ClockReading) -> dict[str, Any]:
    return {
        "heading": _("超过") if reading.left < 0 else _("还剩"),
        "number": abs(reading.left),
        "unit": reading.limit.unit.label,
        "tone": "bad" if reading.is_overdue else ("hold" if reading.assumes_resumption else ""),
        "weeks": look.calendar_weeks(_days(reading)),
        "caption": _("办理时限日历"),
        "beside": _beside(found, reading),
        "explanation": " ".join(_explanation(found, reading)),
    }


def _beside(found: cases.CaseFile, reading: calendar.ClockReading) -> list[str]:
    lines = [_("承诺 %(limit)s") % {"limit": str(reading.limit)}]
    if found.statutory_due_date:
        lines.append(_("法定最晚 %(day)s") % {"day": look.chinese_date(found.statutory_due_date)})
    return lines


def _days(reading: calendar.ClockReading) -> list[look.ClockDay]:
    return [
        look.ClockDay(cell.date, kind=_CELLS.get(cell.kind, str(cell.kind.value)), label=cell.label, note=cell.title)
        for cell in reading.cells
    ]


def _explanation(found: cases.CaseFile, reading: calendar.ClockReading) -> Sequence[str]:
    return calendar.explain(
        started_on=reading.started_on,
        limit=reading.limit,
        pauses=[
            calendar.Pause(
                started_on=clock.official_date(pause.started_at),
                ended_on=clock.official_date(pause.ended_at) if pause.ended_at else None,
                reason=pause.name,
            )
            for pause in sorted(found.pauses, key=lambda pause: pause.started_at)
        ],
        extensions=[found.extension_days] if found.extension_days else [],
        today=reading.today,
    )
