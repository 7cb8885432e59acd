"""Django application for 事项管理."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """事项管理."""

    name = "govhall.business.items"
    verbose_name = "事项管理"
    default_auto_field = "django.db.models.BigAutoField"
