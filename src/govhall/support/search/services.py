"""Writes of the search index. Whoever publishes or withdraws something calls these inside the same transaction."""

import csv
from collections.abc import Iterable
from importlib import resources

from django.db import transaction

from govhall.kernel.errors import InvalidInput
from govhall.support.search.models import SearchDocument, Synonym
from govhall.support.search.rules import facets, words
from govhall.support.search.selectors import forget_synonyms
from govhall.support.search.values import Document

SYNONYM_FILE = "synonyms.csv"


def index(*, documents: Iterable[Document]) -> None:
    """Add the documents; those whose kind and key are there already are replaced."""
    rows = [_row(document) for document in documents]
    SearchDocument.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=[
            "title", "summary", "aliases", "initials", "words", "region_path", "audience", "tags", "payload",
            "weight",
        ],
    )  # fmt: skip


def remove(*, kind: str, keys: Iterable[str]) -> int:
    """Take documents out of the index and return how many were there."""
    return SearchDocument.objects.filter(kind=kind, key__in=list(keys)).delete()[0]


def add_synonym(*, term: str, meaning: str) -> None:
    """
    Let ``term`` find what ``meaning`` finds. Adding it again changes nothing.

    :raises InvalidInput: if one of them holds no word
    """
    term, meaning = words.plain(term), words.plain(meaning)
    if not term or not meaning:
        raise InvalidInput("同义词的两边都要有文字。")
    Synonym.objects.get_or_create(term=term[:40], meaning=meaning[:80])
    _changed()


def remove_synonym(*, term: str, meaning: str) -> None:
    """Forget a synonym; it may be gone already."""
    Synonym.objects.filter(term=words.plain(term), meaning=words.plain(meaning)).delete()
    _changed()


def load_synonyms() -> int:
    """Add the synonyms that ship with the platform (``synonyms/synonyms.csv``) and return how many are new."""
    text = resources.files("govhall.support.search").joinpath("synonyms", SYNONYM_FILE).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    rows = [
        Synonym(term=words.plain(row["term"]), meaning=words.plain(meaning))
        for row in csv.DictReader(lines)
        for meaning in row["meanings"].split("；")
    ]
    with transaction.atomic():
        before = Synonym.objects.count()
        Synonym.objects.bulk_create(rows, ignore_conflicts=True)
        _changed()
        return Synonym.objects.count() - before


def _changed() -> None:
    # Now for the next read in this transaction, and on commit for those who read in between.
    forget_synonyms()
    transaction.on_commit(forget_synonyms)


def _row(document: Document) -> SearchDocument:
    weighted = [
        ("A", document.title), ("B", " ".join(document.aliases)), ("C", document.summary), ("D", document.text),
    ]  # fmt: skip
    return SearchDocument(
        kind=document.kind,
        key=document.key,
        title=document.title,
        summary=document.summary[:400],
        aliases=" ".join(words.plain(alias) for alias in document.aliases),
        initials=words.initials(document.title),
        words=words.lexemes(weighted),
        region_path=document.region_path,
        audience=list(document.audience),
        tags=facets.tags(document.facets),
        payload=dict(document.payload),
        weight=document.weight,
    )
