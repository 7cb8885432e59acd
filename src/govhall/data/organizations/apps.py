"""Django application for 区划与机构."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """区划与机构."""

    name = "govhall.data.organizations"
    verbose_name = "区划与机构"
    default_auto_field = "django.db.models.BigAutoField"
