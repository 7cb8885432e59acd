"""Django application for 访问控制."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """访问控制."""

    name = "govhall.security.access"
    verbose_name = "访问控制"
    default_auto_field = "django.db.models.BigAutoField"
