"""Django application for 规则引擎."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """规则引擎."""

    name = "govhall.support.decisions"
    verbose_name = "规则引擎"
    default_auto_field = "django.db.models.BigAutoField"
