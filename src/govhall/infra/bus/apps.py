"""Django application for 事件总线."""

from django.apps import AppConfig


class BusConfig(AppConfig):
    """事件总线."""

    name = "govhall.infra.bus"
    verbose_name = "事件总线"
    default_auto_field = "django.db.models.BigAutoField"
