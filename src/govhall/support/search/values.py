"""What goes into the search index and what comes out. Plain values; nothing here knows PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """
    One thing that people may find. It must hold no personal data: everybody may search it.

    ``kind`` and ``key`` name the object (``item`` and its 实施编码). ``aliases`` are what people call it, ``text`` what
    it says. ``audience`` names those it serves (``person``, ``legal``); empty serves all. ``facets`` map a facet to
    the document's codes in it. ``weight`` 1.0 is ordinary, more floats up. ``payload`` is JSON for the result card.
    """

    kind: str
    key: str
    title: str
    region_path: str
    summary: str = ""
    aliases: tuple[str, ...] = ()
    text: str = ""
    audience: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    weight: float = 1.0
    payload: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """
    What somebody looks for, and from where.

    ``region_path`` is the seeker's place: documents of it and of all regions above it are found. ``facets`` keep
    documents that have one of the codes in every facet named. Pages count from 1.
    """

    text: str
    region_path: str
    audience: str = ""
    kinds: tuple[str, ...] = ()
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NOTHING)
    page: int = 1
    page_size: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One found document. ``title_html`` and ``summary_html`` are escaped and carry ``<mark>`` only."""

    kind: str
    key: str
    title: str
    title_html: str
    summary_html: str
    facets: Mapping[str, tuple[str, ...]]
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """
    A page of hits. ``total`` counts all after filters, ``is_capped`` says that there may be more than were ranked.

    ``facet_counts`` says for each facet how many hits each code would leave, the facet's own choice set aside.
    ``is_loose`` says that no document had all words, so these have only some of them. ``also`` are the words that
    the synonym table added.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 0
    facet_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_capped: bool = False
    is_loose: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One line under the search box while somebody types."""

    kind: str
    key: str
    title: str
    payload: Mapping[str, object]
