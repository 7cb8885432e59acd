"""Regions and agencies. Both are public reference data; the tree of regions stands in ``path``."""

import pgtrigger
from django.db import models
from django.db.models import Q

from govhall.data.organizations.choices import AgencyKind, AgencyLevel, RegionLevel


class Region(models.Model):
    """
    An administrative region (GB/T 2260, townships GB/T 10114). A code is never used again, so it is the key.

    Personal data: none.
    """

    code = models.CharField(primary_key=True, max_length=9)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=8, choices=RegionLevel.choices)
    path = models.CharField(max_length=40, help_text="codes from the province down: /52/5201/520115/")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    pinyin = models.CharField(max_length=120, help_text="syllables without tones, for sorting")
    source = models.CharField(max_length=60, help_text="where the row comes from, with its version")
    version = models.CharField(max_length=20, help_text="the state of the source's data, a date")
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path"], name="region_path_unique"),
            models.CheckConstraint(condition=Q(code__regex=r"^[1-9]\d{5}(\d{3})?$"), name="region_code_shape"),
            models.CheckConstraint(
                condition=Q(path__regex=r"^/\d{2}/(\d{4}/(\d{6}/(\d{9}/)?)?)?$"), name="region_path_shape"
            ),
            # Only a province has nothing above it.
            models.CheckConstraint(
                condition=Q(level="PROVINCE", parent__isnull=True) | ~Q(level="PROVINCE") & Q(parent__isnull=False),
                name="region_parent_unless_province",
            ),
        ]
        indexes = [
            # A subtree is a prefix; a plain index can't serve LIKE 'prefix%' under every collation.
            models.Index(fields=["path"], name="region_path_prefix", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["parent", "pinyin"], name="region_children"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.code}"


class Agency(models.Model):
    """
    A body that exercises power or serves (实施主体). ``key`` is its stable name in content files.

    Personal data: none (office addresses and telephones).
    """

    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=100)
    short_name = models.CharField(max_length=40)
    uscc = models.CharField(max_length=18, help_text="统一社会信用代码, GB 32100-2015")
    kind = models.CharField(max_length=1, choices=AgencyKind.choices, help_text="实施主体性质, GB/T 39046-2020 A.3")
    level = models.CharField(max_length=1, choices=AgencyLevel.choices, help_text="行使层级, GB/T 39046-2020 A.2")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="agencies")
    region_path = models.CharField(max_length=40, help_text="copy of the region's path; a trigger keeps it")
    address = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    consult_phone = models.CharField(max_length=40, blank=True)
    supervise_phone = models.CharField(max_length=40, blank=True)
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="subordinates")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="agency_key_unique"),
            models.UniqueConstraint(fields=["uscc"], name="agency_uscc_unique"),
            models.CheckConstraint(condition=Q(key__regex=r"^[a-z][a-z0-9-]*$"), name="agency_key_shape"),
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}$"),
                name="agency_uscc_shape",
            ),
            models.CheckConstraint(condition=~Q(superior=models.F("pk")), name="agency_not_its_own_superior"),
        ]
        indexes = [
            models.Index(fields=["region_path"], name="agency_path_prefix", opclasses=["varchar_pattern_ops"]),
        ]
        triggers = [
            # Every permission check compares this path, so no writer, bulk or by hand, may get it wrong.
            pgtrigger.Trigger(
                name="agency_region_path",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=(
                    "SELECT path INTO NEW.region_path FROM organizations_region WHERE code = NEW.region_id; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
