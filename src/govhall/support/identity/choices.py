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
