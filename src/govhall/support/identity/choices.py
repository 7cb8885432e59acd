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


# What the audit trail calls our acts, their targets and details.
AUDITED_ACTIONS = {
    "identity.session.opened": _("登录"),
    "identity.session.closed": _("退出"),
    "identity.session.ended_remotely": _("在别处结束了一个登录"),
    "identity.login.failed": _("登录失败"),
    "identity.login.locked": _("账号锁定期间有人尝试登录"),
    "identity.password.changed": _("修改密码"),
    "identity.second_factor.added": _("启用第二道验证"),
    "identity.second_factor.removed": _("停用第二道验证"),
    "identity.second_factor.renewed": _("重新生成恢复码"),
    "identity.second_factor.failed": _("第二道验证不正确"),
    "identity.account.created": _("建立账号"),
    "identity.account.deactivated": _("停用账号"),
    "identity.person.created": _("登记自然人"),
    "identity.entity.created": _("登记单位"),
    "identity.level.changed": _("变更实名等级"),
    "identity.level.not_confirmed": _("实名核验未通过"),
    "identity.agent.appointed": _("委托代理人"),
    "identity.agent.revoked": _("撤销委托"),
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
    "level": _("实名等级"), "evidence": _("依据"),
}  # fmt: skip
