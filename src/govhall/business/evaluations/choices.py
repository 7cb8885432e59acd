"""Levels and channels of an evaluation. Our codes are those of GB/T 39046 A.8; the national interface is mapped."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Satisfaction(TextChoices):
    """满意度, GB/T 39046-2020 A.8. The national 好差评 interface counts the other way round (``rules.national``)."""

    VERY_GOOD = "1", _("非常满意")
    GOOD = "2", _("满意")
    FAIR = "3", _("基本满意")
    BAD = "4", _("不满意")
    VERY_BAD = "5", _("非常不满意")


class EvaluationChannel(TextChoices):
    """评价渠道 (pf) of the national interface (standards.md 7.2)."""

    COMPUTER = "1", _("网上")
    PHONE = "2", _("手机")
    QR_CODE = "3", _("二维码")
    HALL_TABLET = "4", _("窗口平板")
