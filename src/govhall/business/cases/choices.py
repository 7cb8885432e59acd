"""States, acts and codes of a case. The labels are the official terms; stored codes never change."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """The legal status of a case (standards.md 5.10)."""

    DRAFT = "DRAFT", _("暂存")
    SUBMITTED = "SUBMITTED", _("待收件")
    PRE_REVIEW = "PRE_REVIEW", _("预审中")
    PRE_CORRECTION = "PRE_CORRECTION", _("预审补正")
    RECEIVED = "RECEIVED", _("已收件")
    AWAITING_CORRECTION = "AWAITING_CORRECTION", _("待补正")
    DECLINED = "DECLINED", _("不予受理")
    ACCEPTED = "ACCEPTED", _("已受理")
    IN_REVIEW = "IN_REVIEW", _("审查中")
    SUSPENDED = "SUSPENDED", _("特别程序")
    DECIDED = "DECIDED", _("已决定")
    CLOSED = "CLOSED", _("已办结")
    SERVING = "SERVING", _("送达中")
    SERVED = "SERVED", _("已送达")
    RETURNED = "RETURNED", _("已退件")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    VOIDED = "VOIDED", _("已作废")
    FORWARDED = "FORWARDED", _("已转报")
    ARCHIVED = "ARCHIVED", _("已归档")


class Act(TextChoices):
    """The legal acts. An act of a person and its automatic twin differ by the kind of the actor in the event row."""

    SUBMIT = "SUBMIT", _("提交申请")
    START_PRE_REVIEW = "START_PRE_REVIEW", _("开始预审")
    REQUEST_PRE_CORRECTION = "REQUEST_PRE_CORRECTION", _("预审补正")
    RESUBMIT = "RESUBMIT", _("重新提交")
    RECEIVE = "RECEIVE", _("收件")
    REQUEST_CORRECTION = "REQUEST_CORRECTION", _("一次性告知补正")
    CORRECT = "CORRECT", _("补正")
    ACCEPT = "ACCEPT", _("受理")
    ACCEPT_WITH_DEFERRED_MATERIALS = "ACCEPT_DEFERRED", _("容缺受理")
    SUPPLY_DEFERRED = "SUPPLY_DEFERRED", _("补交容缺材料")
    DECLINE = "DECLINE", _("不予受理")
    DISPATCH = "DISPATCH", _("分派")
    EXAMINE = "EXAMINE", _("审查")
    SUSPEND = "SUSPEND", _("启动特别程序")
    RESUME = "RESUME", _("恢复计时")
    EXTEND_TIME_LIMIT = "EXTEND", _("延长期限")
    GRANT = "GRANT", _("准予")
    DENY = "DENY", _("不予许可")
    CLOSE = "CLOSE", _("办结")
    START_SERVING = "START_SERVING", _("交付送达")
    SERVE = "SERVE", _("送达")
    RETURN_TO_APPLICANT = "RETURN", _("退件")
    WITHDRAW = "WITHDRAW", _("撤回申请")
    VOID = "VOID", _("作废")
    FORWARD = "FORWARD", _("转报")
    ARCHIVE = "ARCHIVE", _("归档")


class ResultCode(TextChoices):
    """How a case ended: DONERESULT of the case exchange (standards.md 5.2, newer list)."""

    GRANTED = "0", _("准予")
    DENIED = "1", _("不予许可")
    VOID_BUSINESS = "2", _("业务作废")
    VOID_TECHNICAL = "3", _("技术删除")
    FORWARDED = "4", _("转报")
    RETURNED = "5", _("退件")
    NOT_ACCEPTED = "6", _("不予受理")


class Outcome(TextChoices):
    """The decision of 行政许可法 第三十八条."""

    GRANTED = "GRANTED", _("准予许可")
    DENIED = "DENIED", _("不予许可")


class Channel(TextChoices):
    """Where a case came in: submit channels of the provincial case library (standards.md 5.4)."""

    DEPARTMENT_WINDOW = "0", _("部门窗口")
    COMPUTER = "1", _("网上")
    PHONE = "2", _("手机")
    COMPREHENSIVE_WINDOW = "8", _("综合窗口")


class CorrectionKind(TextChoices):
    """补正: something is wrong. 补齐: something is missing."""

    CORRECTION = "CORRECTION", _("补正")
    INCOMPLETE = "INCOMPLETE", _("补齐")


class Obtained(TextChoices):
    """How a material came into the case."""

    UPLOADED = "UPLOADED", _("上传")
    SCANNED = "SCANNED", _("窗口扫描")
    CERTIFICATE = "CERTIFICATE", _("引用电子证照")
    IDENTITY = "IDENTITY", _("实名信息")
    GENERATED = "GENERATED", _("系统生成")
    DEFERRED = "DEFERRED", _("容缺后补")


class TrustLevel(TextChoices):
    """Trust in a material (国办函〔2016〕108号; standards.md 2.8)."""

    A = "A", _("政府核发")
    B = "B", _("已核验原件")
    C = "C", _("待核原件")
    D = "D", _("自备承诺")


class ServingWay(TextChoices):
    """送达方式 (standards.md 4.5)."""

    ELECTRONIC = "ELECTRONIC", _("网上下载")
    WINDOW = "WINDOW", _("窗口领取")
    COURIER = "COURIER", _("邮寄")


class Tone(TextChoices):
    """The colour of a due date, given by rules, never by templates."""

    PLAIN = "mute", _("正常")
    WARN = "warn", _("临期")
    OVERDUE = "bad", _("超期")
    PAUSED = "hold", _("暂停")
    DONE = "ok", _("按时办结")
