"""Django application for 区块链存证."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """区块链存证."""

    name = "govhall.support.evidence"
    verbose_name = "区块链存证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who watches over the tree (the audit administrator alone), and what our audit entries are called."""
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit

        access.declare("evidence.tree.watch", label="监察存证", roles={"audit-administrator": access.Scope.ALL})
        audit.declare(
            group="存证",
            actions={
                "evidence.tree.fault_found": "核查发现存证被改动",
                "evidence.head.refused": "拒绝联署别的存证系统的树头",
                "evidence.witness.registered": "登记见证方",
                "evidence.log.watched": "开始见证别的存证系统",
                "evidence.refusal.lifted": "恢复见证别的存证系统",
                "evidence.key.changed": "更换存证签名密钥",
            },
            targets={
                "inspection": "存证核查",
                "witness": "见证方",
                "evidence_log": "存证系统",
                "evidence_key": "存证签名密钥",
            },
            details={
                "fault_count": "发现",
                "tree_size": "存证总数",
                "faults": "改动",
                "refusal": "原因",
                "lift_reason": "恢复的原因",
                "starts_anew": "放弃已见证的历史",
                "given_up_root": "放弃的根摘要",
                "key_statement": "密钥声明",
                "key_reason": "更换的原因",
                "key_stolen": "原密钥失密",
            },
        )
