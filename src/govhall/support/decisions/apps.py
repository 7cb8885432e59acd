"""Django application for 规则引擎."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """规则引擎."""

    name = "govhall.support.decisions"
    verbose_name = "规则引擎"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may read, write and publish rules. They hold in the whole province, whoever writes them."""
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit

        everywhere = access.Scope.ALL
        writers = {"rule-editor": everywhere}
        readers = dict.fromkeys(("item-editor", "item-reviewer", "supervisor"), everywhere)
        access.declare("decisions.model.view", label="查看规则", roles={**writers, **readers})
        access.declare("decisions.model.edit", label="编辑规则", roles=writers)
        access.declare("decisions.model.publish", label="发布规则", roles=writers)
        access.declare("decisions.run.view", label="查看规则运行记录", roles={**writers, "supervisor": everywhere})
        access.declare("decisions.run.reveal", label="查看规则运行明文", roles=writers)
        audit.declare(
            group="规则",
            actions={
                "decisions.version.drafted": "起草规则版本", "decisions.version.published": "发布规则版本",
                "decisions.version.retired": "停用规则版本", "decisions.runs.viewed": "查看规则运行记录",
                "decisions.run.opened": "打开一次规则运行", "decisions.run.replayed": "重新计算一次规则运行",
            },
            targets={"decision_model": "决策模型"},
            details={"number": "版本号", "sm3": "内容摘要", "run": "运行编号"},
        )  # fmt: skip
