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
