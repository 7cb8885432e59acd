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
        from govhall.security.audit import public as audit

        audit.declare(
            group="工作台", actions={"workspace.file.opened": "查看材料或文书"}, details={"document": "文件编号"}
        )
        everybody = dict.fromkeys(access.ROLES, access.Scope.AGENCY)
        access.declare("workspace.desk.view", label="进入工作台", roles=everybody)
        access.declare("audit.trail.view", label="查阅审计日志", roles={"audit-administrator": access.Scope.ALL})
