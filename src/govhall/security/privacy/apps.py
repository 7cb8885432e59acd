"""Django application for 隐私保护."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """隐私保护."""

    name = "govhall.security.privacy"
    verbose_name = "隐私保护"
    default_auto_field = "django.db.models.BigAutoField"
