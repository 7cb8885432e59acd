"""Django application for 工作流引擎."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """工作流引擎."""

    name = "govhall.support.workflow"
    verbose_name = "工作流引擎"
    default_auto_field = "django.db.models.BigAutoField"
