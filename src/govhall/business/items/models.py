"""Items: basic directory → implementations → immutable versions (standards.md 4.2)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from govhall.business.items.choices import ItemState
from govhall.infra.models.identified import Identified


class DirectoryItem(models.Model):
    """
    基本目录: an item as the whole province knows it.

    Personal data: none.
    """

    basic_code = models.CharField(primary_key=True, max_length=12, help_text="基本编码")
    name = models.CharField(max_length=200, help_text="事项名称")
    kind = models.CharField(max_length=2, help_text="事项类型, GB/T 39046-2020 A.1")
    key = models.CharField(max_length=60, blank=True, help_text="name of the content file that it came from")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basic_code__regex=r"^\d{12}$"), name="directory_item_code_shape"),
        ]

    def __str__(self) -> str:
        return f"{self.basic_code} {self.name}"


class ItemImplementation(Identified):
    """
    实施清单: one agency's carrying out of an item. Columns beside the code copy the current version, for lists.

    Personal data: none.
    """

    code = models.CharField(max_length=31, help_text="实施编码: USCC, level, basic code")
    directory_item = models.ForeignKey(DirectoryItem, on_delete=models.PROTECT, related_name="implementations")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    region_path = models.CharField(max_length=24, help_text="copy of the agency's region path")
    level = models.CharField(max_length=1, help_text="行使层级, GB/T 39046-2020 A.2")
    state = models.CharField(max_length=1, choices=ItemState.choices, default=ItemState.IN_FORCE)
    current = models.ForeignKey("ItemVersion", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    themes_person = ArrayField(models.CharField(max_length=3), default=list)
    themes_legal = ArrayField(models.CharField(max_length=3), default=list)
    audience = ArrayField(models.CharField(max_length=10), default=list)
    popularity = models.SmallIntegerField(default=0)
    summary = models.JSONField(default=dict, help_text="what a list shows (rules.summaries)")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="implementation_code_unique"),
            models.UniqueConstraint(fields=["agency", "directory_item"], name="implementation_once_per_agency"),
            models.CheckConstraint(condition=Q(state__in=ItemState.values), name="implementation_state_known"),
        ]
        indexes = [
            models.Index(fields=["region_path", "name", "code"], name="implementation_browse", condition=Q(state="1")),
            models.Index(fields=["agency", "name", "code"], name="implementation_agency"),
            GinIndex(fields=["themes_person"], name="implementation_person"),
            GinIndex(fields=["themes_legal"], name="implementation_legal"),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(Identified):
    """
    One version of an implementation: a draft until it is published, unchangeable afterwards (standards.md 4.9).

    Running cases keep the version that they were accepted under.

    Personal data: none (accounts of editor and publisher, by id).
    """

    implementation = models.ForeignKey(ItemImplementation, on_delete=models.PROTECT, related_name="versions")
    year = models.SmallIntegerField()
    serial = models.SmallIntegerField()
    content = models.JSONField(help_text="everything the guide says, as rules.parsing reads it")
    content_sm3 = models.CharField(max_length=64, help_text="SM3 of the canonical content")
    valid_from = models.DateField(null=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.UUIDField(null=True, help_text="account; null for a load by the system")
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True, help_text="account; null for a load by the system")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["implementation", "year", "serial"], name="item_version_number_unique"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(valid_from__isnull=False), name="item_version_has_start"
            ),
            # Editing and publishing are two persons' acts (standards.md 16.4).
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | Q(drafted_by__isnull=True)
                | ~Q(published_by=models.F("drafted_by")),
                name="item_version_four_eyes",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="item_version_immutable",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.implementation_id} {self.year}-{self.serial}"
