"""Django application for 电子证照."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """电子证照."""

    name = "govhall.support.certificates"
    verbose_name = "电子证照"
    default_auto_field = "django.db.models.BigAutoField"
