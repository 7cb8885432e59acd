"""Codes that items are stored with. The stored value is the code of the standard."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemState(models.TextChoices):
    """事项状态 (national exchange format): only an item in force may be applied for."""

    IN_FORCE = "1", _("在用")
    SUSPENDED = "2", _("暂停")
    CANCELLED = "3", _("取消")


class CaseKind(models.TextChoices):
    """办件类型, GB/T 39046-2020 A.6."""

    IMMEDIATE = "1", _("即办件")
    PROMISED = "2", _("承诺件")
    OTHER = "9", _("其他")
