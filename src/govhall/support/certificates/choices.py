"""States, holders and uses of electronic certificates, and the verdicts of verification."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CertificateStatus(TextChoices):
    """
    证照状态: the codes of the transport ministry (standards.md 8.4), and one of ours.

    Their table has no code for 暂扣; to others a suspended certificate is 09 无效（其他） (``outward_status``).
    """

    VALID = "10", _("有效")
    SUSPENDED = "19", _("已暂扣")
    REPLACED = "01", _("无效（已换发）")
    EXPIRED = "02", _("已过期")
    CANCELLED = "03", _("已注销")
    ANNULLED = "04", _("已撤销")
    REVOKED = "05", _("已吊销")
    VOID = "09", _("无效（其他）")


class RegisterView(TextChoices):
    """What the register of an agency is narrowed to."""

    ALL = "ALL", _("全部")
    VALID = "VALID", _("有效")
    SUSPENDED = "SUSPENDED", _("已暂扣")
    ENDED = "ENDED", _("已失效")


class Act(TextChoices):
    """What is done to a certificate after its issue; ``EXPIRE`` happens by itself."""

    RENEW = "RENEW", _("换发")
    ALTER = "ALTER", _("变更")
    SUSPEND = "SUSPEND", _("暂扣")
    REINSTATE = "REINSTATE", _("恢复")
    CANCEL = "CANCEL", _("注销")
    ANNUL = "ANNUL", _("撤销")
    REVOKE = "REVOKE", _("吊销")
    EXPIRE = "EXPIRE", _("到期")


class Ending(TextChoices):
    """The acts that end a certificate before its time, by the status that they leave."""

    CANCEL = "03", _("注销")
    ANNUL = "04", _("撤销")
    REVOKE = "05", _("吊销")


class HolderKind(TextChoices):
    """持证者类型 (GB/T 36903-shaped)."""

    PERSON = "1", _("自然人")
    LEGAL = "2", _("法人")
    MIXED = "3", _("混合")
    OTHER = "4", _("其他")


class HolderCodeType(TextChoices):
    """持证主体代码类型 (GB/T 36903-shaped); the whole table is ``certificate-holder-code``."""

    USCC = "001", _("统一社会信用代码")
    OTHER_LEGAL = "099", _("其他法人或其他组织有效证件")
    ID_NUMBER = "111", _("居民身份证")
    PASSPORT = "414", _("普通护照")
    TAIWAN = "511", _("台湾居民来往大陆通行证")
    HONG_KONG_MACAO = "516", _("港澳居民来往内地通行证")
    OTHER_PERSON = "999", _("其他个人有效证件")


class UseKind(TextChoices):
    """What happened to a certificate, as its holder reads it."""

    SHOWN = "SHOWN", _("亮证")
    VIEWED = "VIEWED", _("查看")
    DOWNLOADED = "DOWNLOADED", _("下载")
    VERIFIED = "VERIFIED", _("查验")
    CITED = "CITED", _("引用")
    ANSWERED = "ANSWERED", _("答复")
    SHARED = "SHARED", _("授权")
    QUERIED = "QUERIED", _("数据共享")


class ShowingState(TextChoices):
    """Where a showing (亮证) stands after somebody scanned the code."""

    SCANNED = "SCANNED", _("已扫码")
    ASKED = "ASKED", _("等持证人答复")
    REFUSED = "REFUSED", _("持证人没有同意")
    DISCLOSED = "DISCLOSED", _("持证人已同意")
    OVER = "OVER", _("已结束")


class ShareState(TextChoices):
    """Where a share stands."""

    OPEN = "OPEN", _("授权中")
    EXPIRED = "EXPIRED", _("已到期")
    ENDED = "ENDED", _("已停止")


class Interface(TextChoices):
    """What a department's application may call (standards.md 8.5)."""

    VERIFY = "verifyCertInfo", _("按标识查验")
    VERIFY_FILE = "verifyFile", _("按文件查验")
    QUERY = "queryCert", _("按持证人查询")
    DATA = "queryCertInfo", _("按标识读取")


class ClientState(TextChoices):
    """Whether a department's application may call today."""

    OPEN = "OPEN", _("可以调用")
    EARLY = "EARLY", _("还没有生效")
    EXPIRED = "EXPIRED", _("已到期")
    ENDED = "ENDED", _("已停用")


class Verdict(TextChoices):
    """The one answer of a verification; only ``VALID`` may be believed."""

    VALID = "VALID", _("这张证照有效")
    NOT_YET = "NOT_YET", _("这张证照还没有生效")
    EXPIRED = "EXPIRED", _("这张证照已过有效期")
    SUSPENDED = "SUSPENDED", _("这张证照正被暂扣，请勿采信")
    CANCELLED = "CANCELLED", _("这张证照已失效，请勿采信")
    REVOKED = "REVOKED", _("这张证照已被撤销或吊销，请勿采信")
    CHANGED = "CHANGED", _("文件被改动过，请勿采信")
    UNKNOWN_ISSUER = "UNKNOWN_ISSUER", _("无法确认是谁盖的章")
    NOT_OURS = "NOT_OURS", _("没有查到这张证照")
    UNREADABLE = "UNREADABLE", _("无法读取这个文件")


class StockState(TextChoices):
    """Where a batch of existing certificates (存量) stands."""

    CHECKED = "CHECKED", _("待确认")
    ISSUING = "ISSUING", _("制证中")
    PAUSED = "PAUSED", _("已暂停")
    DONE = "DONE", _("已完成")
    CANCELLED = "CANCELLED", _("已取消")


class StockAct(TextChoices):
    """What is done to a batch after its check; ``FINISH`` happens by itself."""

    CONFIRM = "CONFIRM", _("确认制证")
    PAUSE = "PAUSE", _("暂停")
    RESUME = "RESUME", _("继续")
    CANCEL = "CANCEL", _("取消")
    FINISH = "FINISH", _("完成")


class StockRowState(TextChoices):
    """What became of a row of the table."""

    READY = "READY", _("待制证")
    FAULTY = "FAULTY", _("有问题")
    ISSUED = "ISSUED", _("已制证")
    FAILED = "FAILED", _("没有制成")
    DROPPED = "DROPPED", _("没有制证")


class CheckOutcome(TextChoices):
    """What an annual check found. 逾期合格 is 合格 after the window had ended."""

    PASSED = "PASSED", _("合格")
    LATE = "LATE", _("逾期合格")
    FAILED = "FAILED", _("不合格")


class DutyState(TextChoices):
    """Where an annual check stands on a day."""

    COMING = "COMING", _("未到期")
    DUE = "DUE", _("待办")
    OVERDUE = "OVERDUE", _("已逾期")
    FAILED = "FAILED", _("不合格")
    DONE = "DONE", _("已办")


class TypeVersionState(TextChoices):
    """Where a version of a certificate's type stands."""

    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已发布")
