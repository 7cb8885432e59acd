"""Django application for 统一电子印章."""

from django.apps import AppConfig


class SealsConfig(AppConfig):
    """统一电子印章."""

    name = "govhall.support.seals"
    verbose_name = "统一电子印章"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """
        Say who may do what, and make our events and messages known.

        Keeper, approver, maker, signer and auditor are roles of their own; identity refuses them to the same person.
        """
        from govhall.infra import bus
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit
        from govhall.support.seals import choices, events
        from govhall.support.seals.services import telling

        own, region = access.Scope.AGENCY, access.Scope.REGION
        keeper, approver, maker = {"seal-keeper": own}, {"seal-approver": region}, {"seal-maker": region}
        signer, auditor = {"approver": own}, {"seal-auditor": region}
        access.declare(choices.VIEW, label="查看印章", roles={**keeper, **approver, **maker, **signer, **auditor})
        access.declare(choices.APPLY, label="申请印章、撤回申请", roles=keeper)
        access.declare(choices.APPROVE, label="审批、解冻、销毁印章", roles=approver)
        access.declare(choices.MAKE, label="制作、备案、发放印章", roles=maker)
        access.declare(choices.FREEZE, label="冻结印章", roles={**keeper, **approver})
        access.declare(choices.USE, label="手工用印", roles=signer)
        audit.declare(
            group="电子印章",
            actions=choices.AUDITED_ACTIONS,
            targets={"seal": "电子印章"},
            details={"seal_name": "印章名称", "seal_status": "印章状态", "purpose": "用途"},
            values={"seal_status": dict(choices.SealStatus.choices)},
        )
        bus.register(*events.ALL)
        telling.register()
