"""Django application for 统一电子印章."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """统一电子印章."""

    name = "govhall.support.seals"
    verbose_name = "统一电子印章"
    default_auto_field = "django.db.models.BigAutoField"
