"""Django application for 办件."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件."""

    name = "govhall.business.cases"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"
