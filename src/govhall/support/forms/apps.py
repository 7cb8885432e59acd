"""Django application for 表单."""

from django.apps import AppConfig


class FormsConfig(AppConfig):
    """表单."""

    name = "govhall.support.forms"
    verbose_name = "表单"
    default_auto_field = "django.db.models.BigAutoField"
