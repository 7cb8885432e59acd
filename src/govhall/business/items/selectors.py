"""
Reads of items. A guide costs one query, two when this process hasn't read its version yet.

A version never changes once published, so its content may be kept in memory for as long as there is room.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, F, Func, Q, QuerySet
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from govhall.business.items.choices import ItemState
from govhall.business.items.models import DirectoryItem, ItemImplementation, ItemVersion
from govhall.business.items.rules import faces, parsing, summaries, versions
from govhall.business.items.values.content import LEGAL, PERSON, ItemContent
from govhall.business.items.values.lists import (
    Implementation,
    ItemGuide,
    ItemHit,
    ItemPage,
    ItemResults,
    ItemSummary,
    Theme,
    VersionInfo,
)
from govhall.infra.process_cache import BriefCache
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.standards.tables import CodeTable, code_table
from govhall.support.certificates.public import Sources
from govhall.support.search import public as index

NOTHING: Mapping[str, tuple[str, ...]] = {}


class ItemNotFound(NotFound):
    """There is no such item, or none that is published."""

    code = "item-not-found"


def guide(implementation_code: str) -> ItemGuide:
    """
    Return the current version of an item, also while it is suspended (``is_open`` tells), as of a second ago.

    :raises ItemNotFound: if there is no such item, it was never published, or it is cancelled
    """
    # Codes come out of addresses; what can't be one never reaches the database.
    is_code = implementation_code.isascii() and implementation_code.isalnum()
    head = _heads.get(implementation_code) if is_code else None
    if head is None or head[0] is None:
        raise ItemNotFound(_("没有这个事项，或者它已经取消。"))
    return _guide(*head)


def forget_heads() -> None:
    """Read anew which versions are current, at the next question."""
    _heads.forget()


def version(version_id: UUID) -> ItemGuide:
    """
    Return a published version, current or not: a running case keeps the one it was accepted under.

    ``state`` is that of the implementation when this process first read it; ask ``implementation`` for the present.

    :raises ItemNotFound: if there is no published version with this id
    """
    return _version(version_id)


def implementation(implementation_id: UUID) -> Implementation:
    """Return an implementation in any state. :raises ItemNotFound: if there is none"""
    return _implementation(ItemImplementation.objects.filter(pk=implementation_id))


def is_in_force(implementation_id: UUID) -> bool:
    """Say whether applications are taken now: neither suspended nor cancelled, and published. One small query."""
    return ItemImplementation.objects.filter(pk=implementation_id, state=ItemState.IN_FORCE).exists()


def implementation_by_code(code: str) -> Implementation:
    """Return the implementation with this 实施编码, in any state. :raises ItemNotFound: if there is none"""
    return _implementation(ItemImplementation.objects.filter(code=code))


def versions_of(implementation_id: UUID) -> tuple[VersionInfo, ...]:
    """Return all versions of an implementation, drafts too, newest first. One query."""
    rows = ItemVersion.objects.filter(implementation_id=implementation_id).order_by("-year", "-serial")
    return tuple(
        VersionInfo(
            id=row.pk,
            number=versions.number(row.year, row.serial),
            content_sm3=row.content_sm3,
            drafted_at=row.drafted_at,
            published_at=row.published_at,
            valid_from=row.valid_from,
        )
        for row in rows.defer("content")
    )


def browse(
    *,
    region_path: str,
    theme: str = "",
    audience: str = PERSON,
    agency_id: int | None = None,
    kind: str = "",
    cursor: str = "",
    size: int = 20,
) -> ItemPage:
    """
    Return items in force that somebody at ``region_path`` may apply for, by name; those of regions above too.

    ``theme`` is a code of the audience's theme table, ``kind`` of ``item-type``; unknown codes hold no items. A cursor
    that can't be read opens the first page. One query.
    """
    if (theme and theme not in _theme_table(audience)) or (kind and kind not in code_table("item-type")):
        return ItemPage(items=(), cursor="")
    rows = _visible(region_path, audience)
    if theme:
        rows = rows.filter(**{_themes_of(audience) + "__contains": [theme]})
    if agency_id is not None:
        rows = rows.filter(agency_id=agency_id)
    if kind:
        rows = rows.filter(directory_item__kind=kind)
    return _page(rows, cursor, size)


def counts_by_theme(*, region_path: str, audience: str = PERSON) -> tuple[Theme, ...]:
    """Return the themes of the standard's table that hold items for this place and audience. One query."""
    rows = (
        _visible(region_path, audience)
        .annotate(theme=Func(F(_themes_of(audience)), function="unnest"))
        .values("theme")
        .annotate(number=Count("directory_item", distinct=True))
        .values_list("theme", "number")
    )
    numbers = dict(rows)
    return tuple(
        Theme(code=entry.code, label=entry.label, count=numbers[entry.code])
        for entry in _theme_table(audience)
        if numbers.get(entry.code)
    )


def popular(*, region_path: str, audience: str = "", limit: int = 10) -> tuple[ItemSummary, ...]:
    """Return the most used items, each once, as carried out nearest to ``region_path``. One query."""
    rows = _visible(region_path, audience).order_by("-popularity", "name", Length("region_path").desc(), "code")
    nearest: dict[str, ItemSummary] = {}
    for basic_code, summary in rows.values_list("directory_item_id", "summary")[: limit * 4]:
        nearest.setdefault(basic_code, summaries.from_payload(summary))
    return tuple(nearest.values())[:limit]


def summaries_of(implementation_ids: Iterable[UUID]) -> dict[UUID, ItemSummary]:
    """Return the summaries of implementations in any state, by id, for lists of cases. One query."""
    rows = ItemImplementation.objects.filter(pk__in=set(implementation_ids), current__isnull=False)
    return {key: summaries.from_payload(summary) for key, summary in rows.values_list("pk", "summary")}


def certificate_types_of(agency_id: int) -> frozenset[str]:
    """Return the keys of the certificates that an agency's items in force lead to."""
    rows = ItemImplementation.objects.filter(agency_id=agency_id, state=ItemState.IN_FORCE, current__isnull=False)
    return frozenset(key for key in rows.values_list("current__content__result__certificate_type", flat=True) if key)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the names of items by the key of their content, for lists of powers; unknown keys are left out."""
    return dict(DirectoryItem.objects.filter(key__in=set(keys)).exclude(key="").values_list("key", "name"))


def find_names(text: str, *, limit: int = 20) -> dict[str, str]:
    """Return items of the whole province whose name holds this text, by key."""
    rows = DirectoryItem.objects.filter(name__icontains=text).exclude(key="").order_by("name", "basic_code")
    return dict(rows.values_list("key", "name")[:limit])


def certificate_sources(type_key: str) -> Sources | None:
    """
    Return what the forms of the items in force that lead to a certificate offer to its face; None without any item.

    Of an item that many agencies carry out, one implementation speaks for all.
    """
    rows = (
        ItemImplementation.objects.filter(state=ItemState.IN_FORCE, current__content__result__certificate_type=type_key)
        .order_by("directory_item_id", "-current_id")
        .distinct("directory_item_id")
    )
    contents = rows.values_list("current__content__form", "current__content__result__register")
    return faces.sources([(form or {}, register or "") for form, register in contents])


def editable_by(actor: Actor, *, cursor: str = "", size: int = 50) -> ItemPage:
    """Return the items that an officer may look after (``items.item.view_all`` or ``.edit``), in any state."""
    scope = Q(pk__in=[])
    for permission in ("items.item.view_all", "items.item.edit", "items.item.publish"):
        scope |= access.within(access.reach(actor, permission), agency="agency_id", region_path="region_path")
    return _page(ItemImplementation.objects.filter(scope, current__isnull=False), cursor, size)


def search(
    text: str,
    *,
    region_path: str,
    audience: str = "",
    facets: Mapping[str, tuple[str, ...]] = NOTHING,
    page: int = 1,
    page_size: int = 10,
) -> ItemResults:
    """Return items in force that ``text`` finds (see ``support.search``). At most three queries."""
    results = index.search(
        index.Query(
            text=text, region_path=region_path, audience=audience, kinds=(summaries.ENTRY_KIND,),
            facets={facet: codes for facet, codes in facets.items() if facet in summaries.FACETS},
            page=page, page_size=page_size,
        )
    )  # fmt: skip
    hits = (
        ItemHit(item=summaries.from_payload(hit.payload), title_html=hit.title_html, summary_html=hit.summary_html)
        for hit in results.hits
    )
    return ItemResults(
        hits=tuple(hits), total=results.total, page=results.page, pages=results.pages,
        facet_counts=results.facet_counts, is_loose=results.is_loose, is_capped=results.is_capped, also=results.also,
    )  # fmt: skip


def suggest(prefix: str, *, region_path: str, audience: str = "", limit: int = 8) -> tuple[ItemSummary, ...]:
    """Return items that a half-typed word may mean: title, what people call it, pinyin initials. One query."""
    found = index.suggest(prefix, region_path=region_path, audience=audience, limit=limit)
    return tuple(summaries.from_payload(each.payload) for each in found)


def _visible(region_path: str, audience: str) -> "QuerySet[ItemImplementation]":
    rows = ItemImplementation.objects.filter(
        state=ItemState.IN_FORCE, current__isnull=False, region_path__in=index.visible_from(region_path)
    )
    return rows.filter(audience__contains=[audience]) if audience in (PERSON, LEGAL) else rows


def _theme_table(audience: str) -> CodeTable:
    return code_table("theme-person" if audience == PERSON else "theme-legal")


def _themes_of(audience: str) -> str:
    return "themes_person" if audience == PERSON else "themes_legal"


def _page(rows: "QuerySet[ItemImplementation]", cursor: str, size: int) -> ItemPage:
    if after := _read_cursor(cursor):
        name, code = after
        rows = rows.filter(Q(name__gt=name) | Q(name=name, code__gt=code))
    found = list(rows.order_by("name", "code").values_list("name", "code", "summary")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return ItemPage(
        items=tuple(summaries.from_payload(summary) for _name, _code, summary in shown),
        cursor=_cursor(shown[-1][0], shown[-1][1]) if more else "",
    )


def _cursor(name: str, code: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([name, code]).encode()).decode().rstrip("=")


def _read_cursor(cursor: str) -> tuple[str, str] | None:
    try:
        name, code = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        return None
    return (name, code) if isinstance(name, str) and isinstance(code, str) and "\0" not in name + code else None


def _implementation(rows: "QuerySet[ItemImplementation]") -> Implementation:
    row = rows.first()
    if row is None:
        raise ItemNotFound(_("没有这个事项。"))
    return Implementation(
        id=row.pk, code=row.code, basic_code=row.directory_item_id, name=row.name, state=row.state,
        agency_id=row.agency_id, region_path=row.region_path, current_version_id=row.current_id,
    )  # fmt: skip


def _head(code: str) -> tuple[UUID | None, str, str] | None:
    """Return the current version, the state and the agency's name. One query."""
    rows = ItemImplementation.objects.filter(code=code).exclude(state=ItemState.CANCELLED)
    return rows.values_list("current_id", "state", "agency__name").first()


_heads: BriefCache[str, tuple[UUID | None, str, str] | None] = BriefCache(_head, most=20_000)


@lru_cache(maxsize=512)
def _guide(version_id: UUID, state: str, agency_name: str) -> ItemGuide:
    # State and the agency's name may change under an unchanged version, so they are part of what is remembered.
    return _build(version_id)


@lru_cache(maxsize=512)
def _version(version_id: UUID) -> ItemGuide:
    return _build(version_id)


def _build(version_id: UUID) -> ItemGuide:
    row = (
        ItemVersion.objects.filter(pk=version_id, published_at__isnull=False)
        .select_related("implementation__agency")
        .first()
    )
    if row is None or row.valid_from is None:
        raise ItemNotFound(_("没有这个事项版本。"), version_id=str(version_id))
    content = parsing.parse(row.content)
    shared = {each.name: getattr(content, each.name) for each in fields(ItemContent)}
    return ItemGuide(
        **shared,
        implementation_id=row.implementation_id,
        implementation_code=row.implementation.code,
        version_id=row.pk,
        version_number=versions.number(row.year, row.serial),
        content_sm3=row.content_sm3,
        valid_from=row.valid_from,
        state=row.implementation.state,
        agency_id=row.implementation.agency_id,
        agency_name=row.implementation.agency.name,
        region_path=row.implementation.region_path,
    )
