"""Django application for 工作日历."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """工作日历."""

    name = "govhall.support.calendar"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"
