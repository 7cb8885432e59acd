"""States and kinds of identity. Where a standard has a code, the stored value is that code."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    """An account belongs to a member of the public or to an officer, never to both."""

    APPLICANT = "APPLICANT", _("申请人")
    OFFICER = "OFFICER", _("工作人员")


class PreferredSize(models.TextChoices):
    """The size of type that the reader chose; stored on the account so that it follows the person."""

    STANDARD = "", _("标准字号")
    LARGE = "large", _("长辈版大字")


class PreferredContrast(models.TextChoices):
    """The contrast that the reader chose."""

    STANDARD = "", _("标准对比度")
    HIGH = "high", _("高对比度")


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    UNKNOWN = "0", _("未知")
    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNSTATED = "9", _("未说明")


class EntityKind(models.TextChoices):
    """GB/T 39046-2020 A.4, without code 1 (natural person)."""

    ENTERPRISE = "2", _("企业法人")
    PUBLIC_INSTITUTION = "3", _("事业法人")
    SOCIAL_ORGANIZATION = "4", _("社会组织法人")
    STATE_ORGAN = "5", _("行政机关")
    OTHER = "6", _("其他组织")


class Evidence(models.TextChoices):
    """What an assurance level rests on."""

    DECLARED = "DECLARED", _("本人填写")
    REGISTRY = "REGISTRY", _("与登记信息比对一致")
    WINDOW = "WINDOW", _("窗口当面核验")
    LOST = "LOST", _("核验结果被撤回")


class AgentAct(models.TextChoices):
    """What was done to a power to act for somebody."""

    APPOINTED = "APPOINTED", _("委托代理人")
    ACCEPTED = "ACCEPTED", _("接受委托")
    DECLINED = "DECLINED", _("不接受委托")
    REVOKED = "REVOKED", _("撤销委托")
    LAID_DOWN = "LAID_DOWN", _("辞去委托")


class AgentState(models.TextChoices):
    """Where a power stands at a moment."""

    ASKED = "asked", _("待对方答复")
    WAITING = "waiting", _("还没开始")
    IN_FORCE = "in-force", _("有效")
    DECLINED = "declined", _("对方没有接受")
    REVOKED = "revoked", _("已撤销")
    OVER = "over", _("已到期")


class StaffState(models.TextChoices):
    """Where an officer's account stands, as lists show it."""

    OPEN = "open", _("在用")
    NEW = "new", _("待设密码")
    DISABLED = "disabled", _("已停用")


class TicketWay(models.TextChoices):
    """How somebody came to a one-time code for a new password."""

    EMAIL = "EMAIL", _("邮件链接")
    WINDOW = "WINDOW", _("窗口当面核验")
    STAFF = "STAFF", _("账号管理员重置")
    NEW = "NEW", _("新建账号")


# What the audit trail calls our acts, their targets and details.
AUDITED_ACTIONS = {
    "identity.session.opened": _("登录"),
    "identity.session.closed": _("退出"),
    "identity.session.ended_remotely": _("在别处结束了一个登录"),
    "identity.login.failed": _("登录失败"),
    "identity.login.locked": _("账号锁定期间有人尝试登录"),
    "identity.password.changed": _("修改密码"),
    "identity.password.reset": _("用一次性重置码设置新密码"),
    "identity.password.reset_asked": _("申请重置密码链接"),
    "identity.ticket.issued": _("发出一次性重置码"),
    "identity.account.looked_up": _("窗口查找账号"),
    "identity.email.changed": _("更换邮箱"),
    "identity.second_factor.added": _("启用第二道验证"),
    "identity.second_factor.removed": _("停用第二道验证"),
    "identity.second_factor.renewed": _("重新生成恢复码"),
    "identity.second_factor.failed": _("第二道验证不正确"),
    "identity.account.created": _("建立账号"),
    "identity.account.deactivated": _("停用账号"),
    "identity.account.activated": _("启用账号"),
    "identity.account.edited": _("修改工作人员资料"),
    "identity.person.created": _("登记自然人"),
    "identity.entity.created": _("登记单位"),
    "identity.level.changed": _("变更实名等级"),
    "identity.level.not_confirmed": _("实名核验未通过"),
    "identity.agent.not_found": _("委托时没有找到这个人"),
    **{f"identity.agent.{act.value.lower()}": act.label for act in AgentAct},
    "identity.party.switched": _("切换办事身份"),
    "identity.post.appointed": _("任命岗位"),
    "identity.post.ended": _("免去岗位"),
}
AUDITED_TARGETS = {
    "account": _("账号"), "person": _("自然人"), "entity": _("单位"), "party": _("申请主体"),
}  # fmt: skip
AUDITED_DETAILS = {
    "second_factor": _("已过第二道验证"), "kind": _("方式"), "reason": _("原因"), "post": _("岗位编号"),
    "role": _("角色"), "agency": _("机构编号"), "grant": _("委托编号"), "agent": _("受托人编号"),
    "way": _("途径"), "drops_factor": _("同时重置动态验证码"), "found": _("查到的账号数"),
    "level": _("实名等级"), "evidence": _("依据"),
}  # fmt: skip
