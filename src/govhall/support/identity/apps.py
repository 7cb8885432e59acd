"""Django application for 统一身份认证与用户管理."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """统一身份认证与用户管理."""

    name = "govhall.support.identity"
    verbose_name = "统一身份认证与用户管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the framework's announcements, and say what our audit entries are called."""
        from govhall.infra import bus
        from govhall.security.access import public as access
        from govhall.security.audit import public as audit
        from govhall.support.identity import choices, events

        bus.register(
            events.ResetAsked,
            events.PasswordReset,
            events.EmailChanged,
            events.AccountDisabled,
            events.PostEnded,
            events.AgencyChanged,
        )
        access.declare(
            "identity.staff.manage", label="管理账号与岗位", roles={"account-administrator": access.Scope.AGENCY}
        )
        access.declare(
            "identity.citizen.recover", label="窗口核验身份、重置密码", roles={"window-clerk": access.Scope.AGENCY}
        )
        import_module("govhall.support.identity.handlers")
        audit.declare(
            group="账号与身份",
            actions=choices.AUDITED_ACTIONS,
            targets=choices.AUDITED_TARGETS,
            details=choices.AUDITED_DETAILS,
            values={
                "role": {code: role.label for code, role in access.ROLES.items()},
                "evidence": dict(choices.Evidence.choices),
                "way": dict(choices.TicketWay.choices),
                "kind": {"totp": "动态验证码", "recovery_codes": "恢复码"},
                "reason": {"idle": "长时间没有操作", "user": "本人退出"},
            },
        )
