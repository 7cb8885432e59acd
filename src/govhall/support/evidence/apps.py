"""Django application for 区块链存证."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks


class EvidenceConfig(AppConfig):
    """区块链存证."""

    name = "govhall.support.evidence"
    verbose_name = "区块链存证"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who watches over the tree, what our audit entries are called, and whether the anchor's extra is there."""
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit

        checks.register(_anchor_has_its_extra)
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
                "evidence.anchor.deployed": "部署存证锚定合约",
                "evidence.anchor.contradicted": "发现链上锚定与存证不符",
                "evidence.anchor.resumed": "恢复链上锚定",
            },
            targets={
                "inspection": "存证核查",
                "witness": "见证方",
                "evidence_log": "存证系统",
                "evidence_key": "存证签名密钥",
                "evidence_anchor": "存证锚定合约",
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
                "anchor_chain": "链编号",
                "anchor_account": "锚定账户",
                "anchor_transaction": "交易编号",
            },
        )


def _anchor_has_its_extra(**_: Any) -> list[checks.CheckMessage]:
    from govhall.support.evidence.adapters import library

    if not settings.GOVHALL_ANCHOR or library.is_installed():
        return []
    message = "已设置存证锚定（GOVHALL_ANCHOR_RPC），但没有安装锚定组件，现在不会锚定。"
    hint = "运行 pip install --require-hashes -r requirements-anchor.lock，见 docs/operations/anchoring.md。"
    return [checks.Warning(message, hint=hint, id="evidence.W001")]
