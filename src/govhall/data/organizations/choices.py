"""Levels of regions and the codes of agencies. Kind and level of an agency are the codes of GB/T 39046-2020 annex A."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """How deep a region stands in the tree of GB/T 2260 and GB/T 10114."""

    PROVINCE = "PROVINCE", _("省级")
    CITY = "CITY", _("市级")
    COUNTY = "COUNTY", _("县级")
    TOWNSHIP = "TOWNSHIP", _("乡镇（街道）级")


class AgencyKind(models.TextChoices):
    """实施主体性质, GB/T 39046-2020 A.3."""

    STATUTORY_ORGAN = "1", _("法定机关")
    AUTHORISED_ORGANISATION = "2", _("授权组织")
    ENTRUSTED_ORGANISATION = "3", _("受委托组织")
    OTHER = "9", _("其他")


class AgencyLevel(models.TextChoices):
    """行使层级, GB/T 39046-2020 A.2, as far as agencies of a province have one."""

    PROVINCE = "2", _("省级")
    CITY = "3", _("市级")
    COUNTY = "4", _("县级")
    TOWNSHIP = "5", _("乡镇（街道）级")
    VILLAGE = "6", _("村（社区）级")
