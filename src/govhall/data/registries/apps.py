"""Django application for 基础库与政务服务库."""

from django.apps import AppConfig


class RegistriesConfig(AppConfig):
    """Registers of other organs, kept here as copies until the exchange platform brings them."""

    name = "govhall.data.registries"
    verbose_name = "基础库与政务服务库"
    default_auto_field = "django.db.models.BigAutoField"
