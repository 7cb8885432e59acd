"""States of a version of a decision model, and how grave a finding is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    """A version is written, then published, and withdrawn at last. It never goes back."""

    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已发布")
    RETIRED = "RETIRED", _("已停用")


class Severity(models.TextChoices):
    """An error forbids publishing; a warning is to be read; a note says what could not be looked at."""

    ERROR = "ERROR", _("错误")
    WARNING = "WARNING", _("提醒")
    NOTE = "NOTE", _("说明")
