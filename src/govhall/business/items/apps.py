"""Django application for 事项管理."""

from django.apps import AppConfig


class ItemsConfig(AppConfig):
    """事项管理."""

    name = "govhall.business.items"
    verbose_name = "事项管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare who may edit, publish and look at items; tell certificates who issues what, and from what."""
        from govhall.business.items import selectors
        from govhall.security.access.public import Scope, declare
        from govhall.security.audit import public as audit
        from govhall.support.certificates import public as certificates

        certificates.name_issuers(selectors.certificate_types_of)
        certificates.name_fields(selectors.certificate_sources)
        audit.declare(
            group="事项",
            actions={
                "items.version.drafted": "起草事项版本", "items.version.published": "发布事项版本",
                "items.item.suspended": "暂停事项", "items.item.resumed": "恢复事项",
                "items.item.cancelled": "取消事项",
            },
            targets={"item": "事项", "item_version": "事项版本"},
            details={"code": "实施编码", "number": "版本号", "content_sm3": "内容摘要"},
        )  # fmt: skip
        declare("items.item.edit", label="编辑事项", roles={"item-editor": Scope.AGENCY})
        declare("items.item.publish", label="审核发布事项", roles={"item-reviewer": Scope.AGENCY})
        declare(
            "items.item.view_all",
            label="查看全部事项",
            roles={"supervisor": Scope.REGION, "item-editor": Scope.AGENCY, "item-reviewer": Scope.AGENCY},
        )
