"""Django application for 运行状态."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """运行状态."""

    name = "govhall.operations.health"
    verbose_name = "运行状态"
    default_auto_field = "django.db.models.BigAutoField"
