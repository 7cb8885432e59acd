"""Django application for 公务人员工作台."""

from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    """公务人员工作台."""

    name = "govhall.channels.workspace"
    verbose_name = "公务人员工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may enter the workspace, and who reads the audit trail (三员分立: one role only)."""
        from govhall.security.access import public as access

        everybody = dict.fromkeys(access.ROLES, access.Scope.AGENCY)
        access.declare("workspace.desk.view", label="进入工作台", roles=everybody)
        access.declare("audit.trail.view", label="查阅审计日志", roles={"audit-administrator": access.Scope.ALL})
