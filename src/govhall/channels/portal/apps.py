"""Django application for 政务服务门户."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """政务服务门户."""

    name = "govhall.channels.portal"
    verbose_name = "政务服务门户"
    default_auto_field = "django.db.models.BigAutoField"
