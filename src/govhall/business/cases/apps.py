"""Django application for 办件."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """办件: 统一受理 and 审批."""

    name = "govhall.business.cases"
    verbose_name = "办件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what, which messages exist, and who listens."""
        from govhall.business.cases import choices, handlers
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit

        own, region = access.Scope.AGENCY, access.Scope.REGION
        desk = {"window-clerk": own}
        process = {"examiner": own, "reviewer": own, "approver": own}
        watch = {"supervisor": region}
        access.declare("cases.case.view", label="查看办件", roles={**desk, **process, **watch})
        access.declare("cases.case.receive", label="收件", roles=desk)
        access.declare("cases.case.accept", label="受理、补正与不予受理", roles=desk)
        access.declare("cases.case.examine", label="审查", roles=process)
        access.declare("cases.case.suspend", label="特别程序", roles=process)
        access.declare("cases.case.extend", label="延长期限", roles={"approver": own})
        access.declare("cases.case.decide", label="作出决定", roles={"approver": own})
        access.declare("cases.case.serve", label="送达", roles=desk)
        access.declare("cases.personal_data.reveal", label="查看个人信息明文", roles={**desk, **process})
        audit.declare(
            group="办件",
            actions={f"cases.act.{act.lower()}": act.label for act in choices.Act},
            targets={"case": "办件"},
            details={"event": "经过编号", "to": "办件状态"},
            values={"to": dict(choices.Status.choices)},
        )
        handlers.register()
