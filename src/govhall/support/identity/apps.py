"""Django application for 统一身份认证与用户管理."""

from importlib import import_module

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """统一身份认证与用户管理."""

    name = "govhall.support.identity"
    verbose_name = "统一身份认证与用户管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the framework's announcements."""
        import_module("govhall.support.identity.handlers")
