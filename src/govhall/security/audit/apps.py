"""Django application for 安全审计."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """安全审计."""

    name = "govhall.security.audit"
    verbose_name = "安全审计"
    default_auto_field = "django.db.models.BigAutoField"
