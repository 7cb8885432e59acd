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
    REVOKED_LATER = "REVOKED_LATER", _("签章有效；签章证书后来被吊销")
    CHANGED = "CHANGED", _("文件在签章后被改动")
    SIGNATURE = "SIGNATURE", _("签名值不正确")
    STRUCTURE = "STRUCTURE", _("签章结构无法识别")
    UNTRUSTED = "UNTRUSTED", _("签章证书不受信任")
    APPENDED = "APPENDED", _("签章后又添加了内容")
    MISSING = "MISSING", _("签章保护的内容缺失")
    USAGE = "USAGE", _("签章证书的用途不是签名")
    OUTSIDE = "OUTSIDE", _("签章时间不在签章证书的有效期内")
    REVOKED = "REVOKED", _("签章证书在签章前已被吊销")
    SEAL_STRUCTURE = "SEAL_STRUCTURE", _("印章结构无法识别")
    SEAL_OUTSIDE = "SEAL_OUTSIDE", _("签章时间不在印章的有效期内")
    NOT_LISTED = "NOT_LISTED", _("签章人不在印章的使用人名单中")
    MAKER_SIGNATURE = "MAKER_SIGNATURE", _("制章人的签名不正确，印章可能被篡改")
    MAKER_UNTRUSTED = "MAKER_UNTRUSTED", _("制章人的证书不受信任")
    MAKER_USAGE = "MAKER_USAGE", _("制章人的证书用途不是签名")
    MAKER_OUTSIDE = "MAKER_OUTSIDE", _("制章时间不在制章人证书的有效期内")
    MAKER_REVOKED = "MAKER_REVOKED", _("制章人的证书在制章前已被吊销")
