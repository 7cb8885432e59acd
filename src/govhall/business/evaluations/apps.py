"""Django application for 好差评."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """好差评: one evaluation a case, in the applicant's words."""

    name = "govhall.business.evaluations"
    verbose_name = "好差评"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to closed cases."""
        from govhall.business.evaluations import handlers

        handlers.register()
