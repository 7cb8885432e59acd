"""What people are told about their accounts. Identity lies below this app, so it announces and we tell."""

from govhall.infra import bus
from govhall.support.identity import public as identity
from govhall.support.notifications import rules
from govhall.support.notifications.choices import Channel
from govhall.support.notifications.services import notifying
from govhall.support.notifications.values import Recipient

LINK, RESET, EMAIL = "identity.reset_link", "identity.password_reset", "identity.email_changed"
# What both sides of a power are told, by what was done: to whom, subject, body. No names: they stand on the page.
_AGENT, _PRINCIPAL = "agent", "principal"
_AGENCY = {
    identity.AgentAct.APPOINTED: (_AGENT, "有人委托您代办", "您收到一份委托。请看委托人、事项和期限，接受后才能代办。"),
    identity.AgentAct.ACCEPTED: (
        _PRINCIPAL,
        "对方已接受委托",
        "您的委托已经生效。每次代办都会告诉您，可以随时撤销。",
    ),
    identity.AgentAct.DECLINED: (_PRINCIPAL, "对方没有接受委托", "您的委托没有生效，可以换一个人再委托。"),
    identity.AgentAct.REVOKED: (_AGENT, "委托已撤销", "委托人撤销了给您的一份委托，从现在起不能再代办。"),
    identity.AgentAct.LAID_DOWN: (_PRINCIPAL, "受托人已辞去委托", "受托人辞去了您的一份委托，从现在起不再代办。"),
}
_AGENTS = "/account/agents/"
_SECURITY = "/accounts/security/"


def register() -> None:
    """Make the texts known and listen. Called once, when apps start."""
    rules.register_template(
        code=LINK,
        subject="重设密码",
        body="有人用您的用户名申请重设密码，链接已发到您登记的邮箱。不是您本人申请的，不用理会，密码没有变。",
        channels=(Channel.INBOX, Channel.EMAIL),
        tail=identity.link_text,
    )
    rules.register_template(
        code=RESET,
        subject="密码已重新设置",
        body=(
            "您的账号刚刚重新设置了密码，所有设备上的登录已经结束。不是您本人办理的，请马上到窗口处理，或者拨打 12345。"
        ),
        channels=(Channel.INBOX, Channel.EMAIL, Channel.SMS),
    )
    rules.register_template(
        code=EMAIL,
        subject="邮箱已更换",
        body="您登记的邮箱刚刚更换，以后重设密码的链接发到新邮箱。不是您本人办理的，请马上到窗口处理，或者拨打 12345。",
        channels=(Channel.INBOX, Channel.SMS),
    )
    for act, (_whom, subject, body) in _AGENCY.items():
        rules.register_template(
            code=_agency_code(act), subject=subject, body=body, channels=(Channel.INBOX, Channel.EMAIL, Channel.SMS)
        )
    bus.handles(identity.AgencyChanged)(tell_of_agency)
    bus.handles(identity.EmailChanged)(tell_of_email)
    bus.handles(identity.ResetAsked)(send_link)
    bus.handles(identity.PasswordReset)(tell_of_reset)


def send_link(event: identity.ResetAsked) -> None:
    """Send the link, if this is a citizen with an e-mail address; nobody is told if not."""
    if identity.may_be_mailed(event.aggregate_id):
        _tell(LINK, event)


def tell_of_reset(event: identity.PasswordReset) -> None:
    """Tell the holder over every way we know: it may have been somebody else."""
    _tell(RESET, event)


def tell_of_email(event: identity.EmailChanged) -> None:
    """Tell the holder by phone too: the new address may be a stranger's."""
    _tell(EMAIL, event)


def tell_of_agency(event: identity.AgencyChanged) -> None:
    """Tell the other side what became of a power to act."""
    act = identity.AgentAct(event.act)
    whom = _AGENCY[act][0]
    notifying.notify(
        template=_agency_code(act),
        recipient=Recipient(party_id=event.agent_party_id if whom == _AGENT else event.principal_party_id),
        values={},
        link=_AGENTS,
        dedupe_key=f"agency:{event.aggregate_id}:{act}",
        at=event.at,
    )


def _agency_code(act: identity.AgentAct) -> str:
    return f"identity.agency_{act.value.lower()}"


def _tell(template: str, event: identity.AccountFact) -> None:
    notifying.notify(
        template=template,
        recipient=Recipient(user_id=event.aggregate_id),
        values={},
        link=_SECURITY,
        dedupe_key=f"{template}:{event.aggregate_id}:{event.at.isoformat()}",
        at=event.at,
    )
