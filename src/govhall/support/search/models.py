"""The search index and the synonym table. Rebuilt from the apps that own the things; never a source of truth."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Length


class SearchDocument(models.Model):
    """
    One thing that people may find (see ``values.Document``).

    Personal data: none.
    """

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=400, blank=True)
    aliases = models.TextField(blank=True, help_text="what people call it, blank-separated, for typing ahead")
    initials = models.CharField(max_length=60, blank=True, help_text="pinyin initials of the title")
    words = SearchVectorField(help_text="cut by rjieba; never by PostgreSQL's own parser")
    region_path = models.CharField(max_length=60)
    audience = ArrayField(models.CharField(max_length=10), default=list, blank=True, help_text="empty serves all")
    tags = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="facets as facet:code, quick to count"
    )
    payload = models.JSONField(default=dict)
    weight = models.FloatField(default=1.0)
    title_length = models.GeneratedField(
        expression=Length("title"), output_field=models.IntegerField(), db_persist=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="search_document_once"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="search_document_weight_positive"),
        ]
        indexes = [
            GinIndex(fields=["words"], name="search_document_words"),
            GinIndex(fields=["title"], name="search_document_title", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["aliases"], name="search_document_aliases", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["initials"], name="search_document_initials", opclasses=["text_pattern_ops"]),
            models.Index(fields=["region_path"], name="search_document_region"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Synonym(models.Model):
    """
    A word that people use and one thing that they may mean by it: 网约车 → 网络预约出租汽车.

    Personal data: none.
    """

    term = models.CharField(max_length=40)
    meaning = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "meaning"], name="synonym_once"),
            models.CheckConstraint(condition=~models.Q(term="") & ~models.Q(meaning=""), name="synonym_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.meaning}"
