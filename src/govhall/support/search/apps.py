"""Django application for 检索."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """检索."""

    name = "govhall.support.search"
    verbose_name = "检索"
    default_auto_field = "django.db.models.BigAutoField"
