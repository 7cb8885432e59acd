"""Django application for 区块链存证."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """区块链存证."""

    name = "govhall.support.evidence"
    verbose_name = "区块链存证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who watches over the tree: the audit administrator alone, who can change nothing in it."""
        from govhall.security.access import public as access

        access.declare("evidence.tree.watch", label="监察存证", roles={"audit-administrator": access.Scope.ALL})
