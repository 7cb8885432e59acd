"""Django application for 统一消息通知."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """统一消息通知."""

    name = "govhall.support.notifications"
    verbose_name = "统一消息通知"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell people what happens to their accounts: identity lies below and can't send messages itself."""
        from govhall.support.notifications import handlers

        handlers.register()
