"""What an inspection of the tree may find, how far an anchor has come, and the words for it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Finding(TextChoices):
    """A fault of the tree. Each is proof that somebody changed the database behind the program's back."""

    TRUNCATED = "TRUNCATED", _("存证被截短：记录少于已签名的树头")
    LEAF_MISSING = "LEAF_MISSING", _("缺少存证记录，编号不连续")
    LEAF_CHANGED = "LEAF_CHANGED", _("存证内容被改动")
    NODE_CHANGED = "NODE_CHANGED", _("树节点被改动或缺失")
    NODE_EXTRA = "NODE_EXTRA", _("有来历不明的树节点")
    HEAD_FORKED = "HEAD_FORKED", _("已签名的树头与存证内容不符（分叉）")
    HEAD_SIGNATURE = "HEAD_SIGNATURE", _("树头的签名不正确")
    HEAD_ORDER = "HEAD_ORDER", _("树头的先后次序不正确")
    HEAD_KEY = "HEAD_KEY", _("树头由当时没有启用或者已经停用的密钥签名")
    KEYS = "KEYS", _("密钥声明被改动或缺失")
    BACKDATED = "BACKDATED", _("存证时间与树头时间不符（倒签）")
    WITNESS = "WITNESS", _("见证签名与树头不符")
    ANCHOR = "ANCHOR", _("链上锚定与存证不符")


class AnchorStatus(TextChoices):
    """How far the transaction that anchors a head has come."""

    SENT = "SENT", _("已提交，等待入块")
    INCLUDED = "INCLUDED", _("已入块，等待确认")
    CONFIRMED = "CONFIRMED", _("已确认")
    LOST = "LOST", _("已失效，由后来的锚定代替")
    REVERTED = "REVERTED", _("被合约拒绝")
