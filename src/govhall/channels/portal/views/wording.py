"""
How a case is told to its applicant: the answer first, then what happened, in the order of what happens.

Plain functions over ``CaseFile``. Opinions that officers write for each other are never shown; those that the law wants
reasoned are, word for word.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.look import public as look

Act, Status = cases.Act, cases.Status

# status → tone and icon of its tag
TAGS: Final[Mapping[str, tuple[str, str]]] = {
    Status.SUBMITTED: ("info", "inbox"),
    Status.PRE_REVIEW: ("info", "file-search"),
    Status.PRE_CORRECTION: ("warn", "message-square-warning"),
    Status.RECEIVED: ("info", "inbox"),
    Status.AWAITING_CORRECTION: ("warn", "message-square-warning"),
    Status.DECLINED: ("bad", "octagon-alert"),
    Status.ACCEPTED: ("info", "file-check"),
    Status.IN_REVIEW: ("info", "file-search"),
    Status.SUSPENDED: ("hold", "circle-pause"),
    Status.DECIDED: ("info", "stamp"),
    Status.CLOSED: ("ok", "circle-check"),
    Status.SERVING: ("ok", "truck"),
    Status.SERVED: ("ok", "circle-check"),
    Status.ARCHIVED: ("ok", "circle-check"),
    Status.RETURNED: ("mute", "undo-2"),
    Status.WITHDRAWN: ("mute", "undo-2"),
    Status.VOIDED: ("mute", "circle-slash"),
    Status.FORWARDED: ("info", "arrow-right"),
}
# act → words, tone, icon. Acts that say nothing to applicants (分派) aren't here.
_EVENTS: Final[Mapping[str, tuple[Promise, str, str]]] = {
    Act.SUBMIT: (gettext_lazy("您提交了申请"), "ok", "check"),
    Act.RESUBMIT: (gettext_lazy("您重新提交了申请"), "ok", "check"),
    Act.RECEIVE: (gettext_lazy("窗口已收件"), "ok", "check"),
    Act.REQUEST_PRE_CORRECTION: (gettext_lazy("预审要求补正"), "warn", "message-square-warning"),
    Act.REQUEST_CORRECTION: (gettext_lazy("一次性告知补正"), "warn", "message-square-warning"),
    Act.CORRECT: (gettext_lazy("您补正了"), "ok", "check"),
    Act.ACCEPT: (gettext_lazy("已受理，开始计时"), "ok", "check"),
    Act.ACCEPT_WITH_DEFERRED_MATERIALS: (gettext_lazy("容缺受理，开始计时"), "ok", "check"),
    Act.SUPPLY_DEFERRED: (gettext_lazy("补交了容缺材料"), "ok", "check"),
    Act.DECLINE: (gettext_lazy("不予受理"), "bad", "x"),
    Act.EXAMINE: (gettext_lazy("审查通过一步"), "ok", "check"),
    Act.SUSPEND: (gettext_lazy("暂停计时"), "hold", "pause"),
    Act.RESUME: (gettext_lazy("恢复计时"), "ok", "play"),
    Act.EXTEND_TIME_LIMIT: (gettext_lazy("延长办理期限"), "warn", "calendar-days"),
    Act.GRANT: (gettext_lazy("准予许可"), "ok", "stamp"),
    Act.DENY: (gettext_lazy("不予许可"), "bad", "x"),
    Act.CLOSE: (gettext_lazy("已办结"), "ok", "check"),
    Act.START_SERVING: (gettext_lazy("已交付送达"), "ok", "truck"),
    Act.SERVE: (gettext_lazy("结果已送达"), "ok", "check"),
    Act.RETURN_TO_APPLICANT: (gettext_lazy("已退件"), "mute", "undo-2"),
    Act.WITHDRAW: (gettext_lazy("您撤回了申请"), "mute", "undo-2"),
    Act.VOID: (gettext_lazy("已作废"), "mute", "x"),
    Act.FORWARD: (gettext_lazy("已转报上级机关"), "info", "arrow-right"),
}
# The reasons of these acts are addressed to the applicant (cases.rules.REASON_REQUIRED), word for word.
_TOLD: Final = frozenset(
    {Act.DECLINE, Act.DENY, Act.REQUEST_CORRECTION, Act.SUSPEND, Act.EXTEND_TIME_LIMIT, Act.RETURN_TO_APPLICANT,
     Act.VOID, Act.FORWARD}
)  # fmt: skip


def headline(case: cases.CaseFile, today: date) -> tuple[str, str]:
    """Return the answer in two halves; the second one doesn't break on a phone."""
    match case.status:
        case Status.AWAITING_CORRECTION:
            return _correction(case)
        case Status.ACCEPTED | Status.IN_REVIEW:
            return _review(case, today)
        case Status.RECEIVED if case.notice_due_date:
            return _("已收件，"), _("最晚 %(day)s告知是否受理") % {"day": day_words(case.notice_due_date)}
        case Status.CLOSED | Status.SERVING | Status.SERVED | Status.ARCHIVED | Status.DECIDED:
            return _closed(case)
    return str(_PLAIN.get(case.status, case.status_label)), ""


_PLAIN: Final[Mapping[str, Promise]] = {
    Status.SUBMITTED: gettext_lazy("已提交，等待窗口收件"),
    Status.PRE_REVIEW: gettext_lazy("正在预审"),
    Status.RECEIVED: gettext_lazy("已收件，正在核对材料"),
    Status.SUSPENDED: gettext_lazy("暂停计时，等待特别程序结束"),
    Status.DECLINED: gettext_lazy("不予受理"),
    Status.RETURNED: gettext_lazy("申请已退回"),
    Status.WITHDRAWN: gettext_lazy("您已撤回这份申请"),
    Status.VOIDED: gettext_lazy("这份申请已作废"),
    Status.FORWARDED: gettext_lazy("已转报上级机关"),
}


def day_words(day: date) -> str:
    """10 月 15 日."""
    return f"{day.month} 月 {day.day} 日"


def _correction(case: cases.CaseFile) -> tuple[str, str]:
    request = case.open_correction
    if request is None:
        return _("请补正"), ""
    first = _("请补正 %(number)d 处，") % {"number": len(request.items)}
    return first, _("%(day)s前交回") % {"day": day_words(request.due_date)}


def _review(case: cases.CaseFile, today: date) -> tuple[str, str]:
    if case.promised_due_date is None:
        return _("正在审查"), ""
    if today > case.promised_due_date:
        day = day_words(case.promised_due_date)
        return _("已超过承诺的 %(day)s，") % {"day": day}, _("正在抓紧办理")
    return _("正在审查，"), _("最晚 %(day)s办结") % {"day": day_words(case.promised_due_date)}


def _closed(case: cases.CaseFile) -> tuple[str, str]:
    if case.result_code == cases.ResultCode.DENIED:
        return _("已作出决定，"), _("不予许可")
    if case.status == Status.DECIDED:
        return _("已准予许可，"), _("正在制证")
    return _("已办结，"), _("准予许可") if case.result_code == cases.ResultCode.GRANTED else _("结果可以查看")


def note(case: cases.CaseFile, guide: items.ItemGuide) -> dict[str, Any] | None:
    """Return what stands above the timeline: what now, or None."""
    match case.status:
        case Status.DECIDED:
            return {"title": _("接下来：办结"), "text": _("结果登记后马上可以查看。"), "todo": True}
        case Status.ACCEPTED | Status.IN_REVIEW | Status.SUSPENDED:
            name = guide.result.name or _("办理结果")
            return {
                "title": _("接下来：制证送达"),
                "text": _("%(name)s办好后按您选的方式送达。") % {"name": name},
                "todo": True,
            }
        case Status.SUBMITTED | Status.PRE_REVIEW | Status.RECEIVED:
            text = _("材料齐全就受理；不齐全，一次告诉您要补什么。")
            return {"title": _("接下来：告知是否受理"), "text": text, "todo": True}
        case Status.AWAITING_CORRECTION:
            return {"title": _("接下来：您补正"), "text": _("补齐后重新核对，补正期间不计办理时限。"), "todo": True}
    return None


_NOW: Final[Mapping[str, tuple[Promise, Promise]]] = {
    Status.SUBMITTED: (gettext_lazy("等待窗口收件"), gettext_lazy("您不用做什么。")),
    Status.PRE_REVIEW: (gettext_lazy("正在预审"), gettext_lazy("您不用做什么。")),
    Status.RECEIVED: (gettext_lazy("正在核对材料"), gettext_lazy("您不用做什么。")),
    Status.ACCEPTED: (gettext_lazy("等待审查"), gettext_lazy("您不用做什么。")),
    Status.IN_REVIEW: (gettext_lazy("正在审查"), gettext_lazy("您不用做什么。")),
    Status.DECIDED: (gettext_lazy("正在登记结果"), gettext_lazy("您不用做什么。")),
}


def timeline(case: cases.CaseFile, guide: items.ItemGuide) -> list[dict[str, Any]]:
    """Return what has happened, newest first, below what is going on and what comes next."""
    events: list[dict[str, Any]] = []
    if coming := note(case, guide):
        events.append(coming)
    if now := _NOW.get(case.status):
        events.append(
            {"title": now[0], "when": _("现在"), "text": now[1], "tone": "info", "icon": "file-search", "now": True}
        )
    events += [_event(entry, case) for entry in case.log if entry.act in _EVENTS]
    return events


def _event(entry: cases.LogEntry, case: cases.CaseFile) -> dict[str, Any]:
    words, tone, icon = _EVENTS[entry.act]
    document = entry.documents[0] if entry.documents else None
    return {
        "title": _title(entry, str(words)), "text": _text(entry), "at": entry.at, "tone": tone, "icon": icon,
        "document": document and {"url": paper_url(case.number, document), "label": document.name},
    }  # fmt: skip


def _title(entry: cases.LogEntry, words: str) -> str:
    detail = entry.detail
    if entry.act == Act.EXAMINE and entry.step_name:
        return _("%(step)s完成") % {"step": entry.step_name}
    if entry.act == Act.SUSPEND and detail.get("name"):
        return f"{detail['name']}，{words}"
    if entry.act == Act.REQUEST_CORRECTION and isinstance(detail.get("items"), int):
        return f"{words} {ngettext('%d 处', '%d 处', detail['items']) % detail['items']}"
    return words


def _text(entry: cases.LogEntry) -> str:
    if entry.act in _TOLD:
        return entry.opinion
    if entry.act == Act.CORRECT and entry.detail.get("materials"):
        return _("更换了：%(names)s。") % {"names": "、".join(entry.detail["materials"])}
    if entry.act == Act.ACCEPT:
        return _("材料齐全，符合法定形式。")
    if entry.act == Act.SUBMIT:
        return _("系统预检通过。")
    return ""


def paper_url(number: str, paper: cases.PaperValue) -> str:
    """Return where a paper is downloaded."""
    return reverse("portal:case_paper", args=[number, paper.id])


def row(summary: cases.CaseSummary) -> dict[str, Any]:
    """Return a line of the list of own cases."""
    tone, icon = TAGS.get(summary.status, ("mute", "file-text"))
    due = summary.promised_due_date
    words = ""
    if summary.status == Status.AWAITING_CORRECTION:
        words = _("等您补正")
    elif due and summary.days_left is not None and summary.status != Status.SUSPENDED:
        what = _("办结") if summary.statutory_due_date else _("告知是否受理")
        words = _("最晚 %(day)s %(what)s") % {"day": look.chinese_date(due), "what": what}
    return {
        "url": reverse("portal:case", args=[summary.number]), "case": summary, "tone": tone, "icon": icon,
        "due": words, "is_late": summary.tone == "bad",
    }  # fmt: skip
