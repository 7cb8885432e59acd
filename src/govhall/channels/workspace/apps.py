"""Django application for 公务人员工作台."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """公务人员工作台."""

    name = "govhall.channels.workspace"
    verbose_name = "公务人员工作台"
    default_auto_field = "django.db.models.BigAutoField"
