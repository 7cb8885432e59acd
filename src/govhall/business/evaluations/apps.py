"""Django application for 好差评."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """好差评."""

    name = "govhall.business.evaluations"
    verbose_name = "好差评"
    default_auto_field = "django.db.models.BigAutoField"
