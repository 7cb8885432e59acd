"""
The action panel: which acts to offer now, which one is open, what it will do. Lawful acts come from the cases' rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.workspace import rules
from govhall.channels.workspace.selectors.casepage import CasePage
from govhall.channels.workspace.values import Choice
from govhall.kernel.actor import Actor
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow

# The act that is open when the officer named none: the first of these that is lawful.
_FIRST: Final = ("GRANT", "EXAMINE", "ACCEPT", "RECEIVE", "RESUME", "SERVE")
_STOPS: Final = frozenset({"DENY", "DECLINE", "RETURN"})
_TITLES: Final[Mapping[str, str]] = {
    "RECEIVE": "收件", "ACCEPT": "受理", "REQUEST_CORRECTION": "一次性告知补正", "DECLINE": "不予受理",
    "RETURN": "退件", "EXAMINE": "办理意见", "GRANT": "作出决定", "DENY": "作出决定", "SUSPEND": "启动特别程序",
    "RESUME": "恢复计时", "EXTEND": "延长期限", "SERVE": "登记送达",
}  # fmt: skip
_LABELS: Final[Mapping[str, str]] = {"GRANT": "准予许可", "REQUEST_CORRECTION": "补正", "SUSPEND": "特别程序"}
# What happens next where nobody at this desk has to do anything.
_IDLE: Final[Mapping[str, str]] = {
    "SUBMITTED": "等窗口收件。",
    "PRE_REVIEW": "等窗口收件。",
    "PRE_CORRECTION": "等申请人补充材料后重新提交。",
    "RECEIVED": "等窗口决定是否受理。",
    "AWAITING_CORRECTION": "等申请人补正。补正后自动回到“已收件”。",
    "ACCEPTED": "已经受理，等经办人办理。",
    "IN_REVIEW": "由其他岗位办理中。",
    "SUSPENDED": "特别程序进行中，暂停计时。",
    "DECIDED": "已经作出决定。系统正在生成证照和文书，完成后自动办结。",
    "CLOSED": "已经办结，申请人可以下载结果。",
    "SERVING": "结果已交付送达。",
}
_NOTICE_DAYS: Final = 5  # 行政许可法 第三十二条
_EFFECTS: Final[Mapping[str, str]] = {
    "RECEIVE": "收件后 5 个工作日内（{notice} 前）受理或一次性告知补正；逾期不告知，自收件之日起即为受理。",
    "ACCEPT": "受理后开始计时：{promised}；{statutory}。{handed}",
    "REQUEST_CORRECTION": "向申请人出具一次性告知书。补正只告知一次，请写全；补正期间不计时。",
    "DECLINE": "出具不予受理通知书并加盖“{agency}”电子印章，办件终结，不可撤回。",
    "RETURN": "通知申请人退件，办件终结，不可撤回。申请人可以重新申请。",
    "EXAMINE": "意见记入案卷，交下一环节办理；提交后不能修改。",
    "GRANT": "确认后生成{result}并加盖“{agency}”电子印章，不可撤回。",
    "DENY": "确认后出具不予许可决定书，写明救济途径，加盖“{agency}”电子印章，不可撤回。",
    "SUSPEND": "今天起暂停计时，书面告知申请人；结束后恢复计时。",
    "RESUME": "恢复计时，今天计入办理时限，并告知申请人。",
    "EXTEND": "承诺期限和法定期限一并顺延，把理由告知申请人。一个办件只能延长一次。",
    "SERVE": "登记后视为已送达，通知申请人。",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What the action panel shows besides the form of its open act (``act`` is empty when there is none)."""

    act: str
    title: str
    decision: Sequence[Choice]
    others: Sequence[Choice]
    why_not: Sequence[str]
    idle: str
    effect: str
    reason_required: bool
    is_mine: bool
    may_claim: bool
    holder: str


def build(page: CasePage, *, by: Actor, wanted: str, today: date) -> Panel:
    """Return the panel of a case for this officer; an act that isn't lawful now is not opened."""
    offered = cases.options(number=page.file.number, by=by)
    lawful = {str(option.act): option for option in offered if not option.why_not}
    if not page.guide.special_procedures:
        lawful.pop("SUSPEND", None)
    first = next((act for act in _FIRST if act in lawful), "")
    act = wanted if wanted in lawful else first
    decides = [a for a in ("GRANT", "DENY") if a in lawful]
    others = [a for a in lawful if a not in decides and a != act]
    return Panel(
        act=act,
        title=_TITLES.get(act, "办理"),
        decision=[_choice(a, page, act) for a in decides],
        others=[_choice(a, page, act) for a in others],
        why_not=_why_not(page, offered, lawful),
        idle="" if act else _IDLE.get(page.file.status, "这个办件已经结束，没有要办的事。"),
        effect=effect(act, page, today=today) if act else "",
        reason_required=bool(act and lawful[act].reason_required),
        is_mine=bool(page.task and page.task.claimed_by == by.id),
        may_claim=bool(page.task and page.task.claimed_by is None and {"GRANT", "EXAMINE"} & set(lawful)),
        holder=_holder(page.task, by),
    )


def _choice(act: str, page: CasePage, current: str) -> Choice:
    kind = "btn-stop" if act in _STOPS else "btn-quiet"
    return Choice(act=act, label=label(act, page), kind=kind, is_current=act == current)


def label(act: str, page: CasePage) -> str:
    """Return the name of an act in the panel. At a decision the only examination left is to send it back."""
    if act == "EXAMINE":
        return "退回" if page.task and cases.is_decision(page.task) else "办理意见"
    return _LABELS.get(act, str(cases.Act(act).label))


def _why_not(page: CasePage, offered: Sequence[cases.ActOption], lawful: Mapping[str, object]) -> Sequence[str]:
    lines = [f"{option.label}：{option.why_not}。" for option in offered if option.why_not]
    if "SUSPEND" in {str(option.act) for option in offered if not option.why_not} - set(lawful):
        lines.append("特别程序：办事指南没有公布这个事项的特别程序。")
    return [*lines, *rules.absent(page.file.status, lawful)]


def _holder(task: workflow.TaskValue | None, by: Actor) -> str:
    if task is None:
        return ""
    if task.claimed_by is None:
        return f"{task.step_name}，未领取"
    return f"{task.step_name}，{'您' if task.claimed_by == by.id else task.claimed_by_name}在办"


def effect(act: str, page: CasePage, *, today: date) -> str:
    """Say what the act will do, before it is done."""
    guide = page.guide
    facts = {"agency": page.agency_name, "result": guide.result.name}
    if act == "RECEIVE":
        facts["notice"] = f"{calendar.add_working_days(today, _NOTICE_DAYS).date:%m-%d}"
    if act == "ACCEPT":
        facts |= {
            "promised": f"承诺{guide.promised.text}，{_due(guide.promised, today)} 前",
            "statutory": f"法定{guide.statutory.text}，{_due(guide.statutory, today)} 前",
            "handed": "转交承办人审查。" if guide.process else "",
        }
    return _EFFECTS[act].format(**facts)


def _due(limit: items.Limit, today: date) -> str:
    reading = calendar.read_clock(started_on=today, limit=cases.limit_of(limit), today=today, with_cells=False)
    return f"{reading.due_on:%m-%d}" if reading.due_on else "未定"
