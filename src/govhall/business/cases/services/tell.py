"""Messages to applicants: what happened, what to do now, and where to look. One message an act."""

from collections.abc import Mapping

from govhall.business.cases.choices import Act
from govhall.business.cases.models import Case, CaseEvent
from govhall.infra import clock
from govhall.kernel.actor import ActorKind
from govhall.standards.identifiers import case_number
from govhall.support.identity import public as identity
from govhall.support.notifications import public as notifications

# act → (subject, body). {item}, {number} and {date} are filled in; nothing personal goes into a message.
TEXTS: Mapping[Act, tuple[str, str]] = {
    Act.SUBMIT: ("申请已提交：{item}", "办件编号 {number}。五个工作日内告知是否受理。"),
    Act.RECEIVE: ("已收件：{item}", "办件编号 {number}。我们正在核对材料。"),
    Act.REQUEST_CORRECTION: ("请补正：{item}", "办件编号 {number}。请在 {date} 前一次补齐，补正期间不计办理时限。"),
    Act.ACCEPT: ("已受理：{item}", "办件编号 {number}，最晚 {date} 办结。"),
    Act.ACCEPT_WITH_DEFERRED_MATERIALS: (
        "已容缺受理：{item}",
        "办件编号 {number}，最晚 {date} 办结。请按承诺补交材料。",
    ),
    Act.DECLINE: ("不予受理：{item}", "办件编号 {number}。理由和救济途径见通知书。"),
    Act.SUSPEND: ("暂停计时：{item}", "办件编号 {number}。需要启动特别程序，所需时间不计入办理时限。"),
    Act.RESUME: ("恢复计时：{item}", "办件编号 {number}，最晚 {date} 办结。"),
    Act.EXTEND_TIME_LIMIT: ("延长期限：{item}", "办件编号 {number}，最晚 {date} 办结。理由见办件详情。"),
    Act.GRANT: ("准予许可：{item}", "办件编号 {number}。正在制作电子证照。"),
    Act.DENY: ("不予许可：{item}", "办件编号 {number}。理由、依据和救济途径见决定书。"),
    Act.CLOSE: ("已办结：{item}", "办件编号 {number}。结果可以查看和下载，欢迎评价这次服务。"),
    Act.RETURN_TO_APPLICANT: ("已退件：{item}", "办件编号 {number}。理由见通知书，可以重新申请。"),
    Act.WITHDRAW: ("已撤回：{item}", "办件编号 {number}。您可以随时重新申请。"),
}


# What an agent does for somebody: the principal is told of each use of the power.
BY_AGENT: Mapping[Act, tuple[str, str]] = {
    Act.SUBMIT: ("受托人替您提交了申请：{item}", "办件编号 {number}。不是您的意思，请马上撤销委托、撤回申请。"),
    Act.RESUBMIT: ("受托人替您重新提交：{item}", "办件编号 {number}。不是您的意思，请马上撤销委托。"),
    Act.CORRECT: ("受托人替您补正：{item}", "办件编号 {number}。不是您的意思，请马上撤销委托。"),
    Act.SUPPLY_DEFERRED: ("受托人替您补交材料：{item}", "办件编号 {number}。不是您的意思，请马上撤销委托。"),
    Act.WITHDRAW: ("受托人替您撤回申请：{item}", "办件编号 {number}。您可以随时重新申请。"),
}


def register() -> None:
    """Make the texts known to the message service."""
    for act, (subject, body) in BY_AGENT.items():
        # Mails and text messages of the act itself go to the party anyway; only its box hears nothing of them.
        notifications.register_template(code=_agent_code(act), subject=subject, body=body, channels=("INBOX",))
    for act, (subject, body) in TEXTS.items():
        notifications.register_template(code=_code(act), subject=subject, body=body, channels=("INBOX", "EMAIL", "SMS"))


def applicant(case: Case, event: CaseEvent) -> None:
    """Send the message of an act to the applicant; acts without a text send none."""
    act = Act(event.act)
    if act not in TEXTS:
        return
    notifications.notify(
        template=_code(act),
        recipient=notifications.Recipient(party_id=case.applicant_id, user_id=case.submitted_by_id),
        values={"item": case.item_name, "number": case_number.display(case.number), "date": _date(case, act)},
        link=f"/cases/{case.number}/",
        dedupe_key=f"case-event:{event.id}",
        at=event.at,
    )


def principal(case: Case, event: CaseEvent) -> None:
    """Tell a principal what an agent has done in their name; of their own acts nobody needs to be told twice."""
    act = Act(event.act)
    if act not in BY_AGENT or event.actor_kind != ActorKind.APPLICANT:
        return
    holder = identity.contact_of(case.applicant_id).user_id
    if holder is None or holder == event.actor_id:
        return
    notifications.notify(
        template=_agent_code(act),
        recipient=notifications.Recipient(party_id=case.applicant_id, user_id=holder),
        values={"item": case.item_name, "number": case_number.display(case.number)},
        link=f"/cases/{case.number}/",
        dedupe_key=f"case-event-by-agent:{event.id}",
        at=event.at,
    )


def _agent_code(act: Act) -> str:
    return f"cases.by_agent.{act.lower()}"


def _code(act: Act) -> str:
    return f"cases.{act.lower()}"


def _date(case: Case, act: Act) -> str:
    if act is Act.REQUEST_CORRECTION:
        day = case.corrections.latest("round").due_date
    else:
        day = case.promised_due_date or clock.official_date(case.applied_at)
    return f"{day.month} 月 {day.day} 日"
