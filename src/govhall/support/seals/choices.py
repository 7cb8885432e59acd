"""Kinds and states of electronic seals, and the reasons why a seal on a document fails."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SealKind(TextChoices):
    """印章类型 (standards.md 9.3)."""

    OFFICIAL = "OFFICIAL", _("公章")
    SPECIAL = "SPECIAL", _("审批专用章")


class SealStatus(TextChoices):
    """The part of a seal's life that is built so far."""

    ACTIVE = "ACTIVE", _("启用")
    FROZEN = "FROZEN", _("冻结")
    DESTROYED = "DESTROYED", _("销毁")


class Finding(TextChoices):
    """What a check of a sealed document found (standards.md 9.2)."""

    VALID = "VALID", _("签章有效，文件未被改动")
    CHANGED = "CHANGED", _("文件在签章后被改动")
    SIGNATURE = "SIGNATURE", _("签名值不正确")
    STRUCTURE = "STRUCTURE", _("签章结构无法识别")
    UNTRUSTED = "UNTRUSTED", _("签章证书不受信任")
    APPENDED = "APPENDED", _("签章后又添加了内容")
