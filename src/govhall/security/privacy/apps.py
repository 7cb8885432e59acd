"""Django application for 隐私保护."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """隐私保护."""

    name = "govhall.security.privacy"
    verbose_name = "隐私保护"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what our audit entries are called."""
        from govhall.security.audit import public as audit

        audit.declare(
            group="个人信息",
            actions={"privacy.field.revealed": "查看个人信息明文"},
            details={"field": "字段", "reason": "原因"},
        )
