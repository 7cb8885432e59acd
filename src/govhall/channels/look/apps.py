"""Django application for 视觉语言."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """视觉语言."""

    name = "govhall.channels.look"
    verbose_name = "视觉语言"
    default_auto_field = "django.db.models.BigAutoField"
