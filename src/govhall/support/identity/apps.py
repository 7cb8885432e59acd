"""Django application for 统一身份认证与用户管理."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """统一身份认证与用户管理."""

    name = "govhall.support.identity"
    verbose_name = "统一身份认证与用户管理"
    default_auto_field = "django.db.models.BigAutoField"
