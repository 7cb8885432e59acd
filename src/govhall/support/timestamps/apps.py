"""Django application for 可信时间戳."""

from django.apps import AppConfig


class TimestampsConfig(AppConfig):
    """可信时间戳."""

    name = "govhall.support.timestamps"
    verbose_name = "可信时间戳"
    default_auto_field = "django.db.models.BigAutoField"
