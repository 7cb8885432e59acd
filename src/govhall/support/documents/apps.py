"""Django application for 文书与文件."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书与文件."""

    name = "govhall.support.documents"
    verbose_name = "文书与文件"
    default_auto_field = "django.db.models.BigAutoField"
