"""Kinds and states of electronic seals, and the reasons why a seal on a document fails."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SealKind(TextChoices):
    """印章类型 (standards.md 9.3)."""

    OFFICIAL = "OFFICIAL", _("公章")
    SPECIAL = "SPECIAL", _("审批专用章")
    LEGAL_NAME = "LEGAL_NAME", _("法定名称章")
    PERSONAL = "PERSONAL", _("个人名章")


# An agency has one of these; of the others, one of a name.
SOLE_KINDS = (SealKind.OFFICIAL, SealKind.LEGAL_NAME)


class SealStatus(TextChoices):
    """Where a seal is in its life (standards.md 9.3)."""

    APPLIED = "APPLIED", _("待审批")
    APPROVED = "APPROVED", _("待制作")
    MADE = "MADE", _("待备案")
    FILED = "FILED", _("待发放")
    ACTIVE = "ACTIVE", _("启用")
    FROZEN = "FROZEN", _("冻结")
    REPLACED = "REPLACED", _("已换章")
    DESTROYED = "DESTROYED", _("销毁")
    REFUSED = "REFUSED", _("未批准")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


IN_THE_MAKING = (SealStatus.APPLIED, SealStatus.APPROVED, SealStatus.MADE, SealStatus.FILED)
IN_FORCE = (SealStatus.ACTIVE, SealStatus.FROZEN)  # a frozen seal keeps its place: nobody makes another beside it
WITHOUT_KEY = (SealStatus.APPLIED, SealStatus.APPROVED, SealStatus.REFUSED, SealStatus.WITHDRAWN)


class SealAct(TextChoices):
    """What is done with a seal, from its application to its destruction."""

    APPLY = "APPLY", _("申请")
    APPROVE = "APPROVE", _("批准")
    REFUSE = "REFUSE", _("不予批准")
    WITHDRAW = "WITHDRAW", _("撤回申请")
    MAKE = "MAKE", _("制作")
    FILE = "FILE", _("备案")
    ISSUE = "ISSUE", _("发放")
    FREEZE = "FREEZE", _("冻结")
    UNFREEZE = "UNFREEZE", _("解冻")
    REPLACE = "REPLACE", _("换章")
    DESTROY = "DESTROY", _("销毁")


VIEW, APPLY, APPROVE, MAKE, FREEZE, USE = (
    "seals.seal.view", "seals.seal.apply", "seals.seal.approve", "seals.seal.make", "seals.seal.freeze",
    "seals.seal.use",
)  # fmt: skip
PERMISSIONS = {
    SealAct.APPLY: APPLY,
    SealAct.WITHDRAW: APPLY,
    SealAct.APPROVE: APPROVE,
    SealAct.REFUSE: APPROVE,
    SealAct.MAKE: MAKE,
    SealAct.FILE: MAKE,
    SealAct.ISSUE: MAKE,
    SealAct.FREEZE: FREEZE,
    SealAct.UNFREEZE: APPROVE,
    SealAct.DESTROY: APPROVE,
}


class Form(TextChoices):
    """What a seal was put on."""

    PDF = "PDF", "PDF"
    OFD = "OFD", "OFD"


class Occurrence(TextChoices):
    """Which of several equal words the seal goes on."""

    LAST = "LAST", _("最后一处")
    FIRST = "FIRST", _("第一处")


class FileOutcome(TextChoices):
    """What became of a file of a batch (批量用印)."""

    WAITING = "WAITING", _("等待盖章")
    SEALED = "SEALED", _("已盖章")
    REFUSED = "REFUSED", _("没有盖章")


AUDITED_ACTIONS = {f"seals.seal.{act.value.lower()}": act.label for act in SealAct} | {
    "seals.key.revoked": _("吊销签章证书"),
    "seals.seal.used": _("手工用印"),
}


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
    STAMP_BROKEN = "STAMP_BROKEN", _("可信时间戳已损坏或签名不正确")
    STAMP_OTHER = "STAMP_OTHER", _("可信时间戳不属于这枚签章")
    STAMP_UNTRUSTED = "STAMP_UNTRUSTED", _("时间戳机构不受信任")
    STAMP_EARLIER = "STAMP_EARLIER", _("签章自称的时间晚于可信时间")


class SignatureKind(TextChoices):
    """What a signature in a document is."""

    SEAL = "SEAL", _("电子签章")
    CLASSICAL = "CLASSICAL", _("国际通用签名")
