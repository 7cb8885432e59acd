"""Finding items: search with filters, suggestions while typing, lists by theme, agency and audience."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from govhall.business.items import public as items
from govhall.channels.portal import context
from govhall.channels.portal.views import lists
from govhall.data.organizations import public as organizations
from govhall.security.access import public as access

_LONGEST = 100
_PAGE = 10
_SHOWN_INSTEAD = 6


@access.permission(access.PUBLIC)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a text finds: the best answer, then the others, with filters. All state is in the address."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    audience = lists.audience_of(request.GET.get("audience", ""), default="")
    chosen = {facet: tuple(request.GET.getlist(facet)) for facet in items.FACETS if request.GET.getlist(facet)}
    place = context.region_path_of(request)
    found = items.search(
        text, region_path=place, audience=audience, facets=chosen, page=_page(request.GET), page_size=_PAGE
    )
    results = [lists.result(hit.item) | {"title_html": hit.title_html} for hit in found.hits]
    has_best = bool(results) and found.page == 1 and not found.is_loose and not chosen
    instead = () if results else items.popular(region_path=place, audience=audience, limit=_SHOWN_INSTEAD)
    return render(
        request,
        "portal/search.html",
        {
            "text": text, "audience": audience, "found": found,
            "suggest_url": context.with_query(context.address("portal:suggest"), {"audience": audience}),
            "best": results[0] if has_best else None,
            "results": results[1:] if has_best else results,
            "facets": _facets(found, chosen),
            "chosen": _chosen(request.GET, chosen),
            "clear_url": _with(request.GET, **{facet: [] for facet in items.FACETS}),
            "pages": _pages(request.GET, found),
            "instead": [lists.row(item) for item in instead],
            "all_url": context.items_address(audience=audience),
        },
    )  # fmt: skip


@access.permission(access.PUBLIC)
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Answer the search box with options of its listbox."""
    found = items.suggest(
        request.GET.get("q", "").strip()[:_LONGEST],
        region_path=context.region_path_of(request),
        audience=lists.audience_of(request.GET.get("audience", ""), default=""),
        limit=6,
    )
    options = [lists.suggestion(item) for item in found]
    return render(request, "look/components/suggestions.html", {"suggestions": options})


@access.permission(access.PUBLIC)
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List items of a place by name, for persons or legal entities, of one theme or one agency."""
    audience = lists.audience_of(request.GET.get("audience", ""))
    setattr(request, "portal_audience", audience)  # noqa: B010  (the frame marks the current entry; no type has it)
    place = context.region_path_of(request)
    theme, agency_id = request.GET.get("theme", "")[:10], _number(request.GET.get("agency", ""))
    found = items.browse(
        region_path=place, audience=audience, theme=theme, agency_id=agency_id, cursor=request.GET.get("after", "")
    )
    themes = items.counts_by_theme(region_path=place, audience=audience)
    agencies = organizations.agencies_in(place) if place.count("/") > 3 else ()
    here = {"audience": audience, "theme": theme, "agency": agency_id}
    shown_theme = next((each for each in themes if each.code == theme), None)
    return render(
        request,
        "portal/browse.html",
        {
            "audience": audience, "theme": theme, "agency_id": agency_id, "agencies": agencies,
            "switch": [
                {"url": context.items_address(audience=each), "label": label, "current": each == audience}
                for each, label in ((items.PERSON, _("个人办事")), (items.LEGAL, _("法人办事")))
            ],
            "themes": lists.themes(themes, audience, theme),
            "every_theme_url": context.items_address(audience=audience, agency=agency_id),
            "title": shown_theme.label if shown_theme else _("全部事项"),
            "results": [lists.result(item) for item in found.items],
            "first_url": context.items_address(**here) if request.GET.get("after") else "",
            "next_url": context.items_address(**here, after=found.cursor) if found.cursor else "",
            "all_url": context.items_address(audience=audience),
        },
    )  # fmt: skip


def _facets(found: items.ItemResults, chosen: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Return the filters that would leave something, and those chosen; a filter with one choice is no choice."""
    facets = []
    for facet, (title, codes) in items.FACETS.items():
        counts = found.facet_counts.get(facet, {})
        ticked = chosen.get(facet, ())
        options = [
            {"value": code, "label": label, "count": counts.get(code, 0), "checked": code in ticked}
            for code, label in codes.items()
            if counts.get(code) or code in ticked
        ]
        if len(options) > 1 or ticked:
            facets.append({"name": facet, "title": title, "options": options})
    return facets


def _chosen(query: QueryDict, chosen: Mapping[str, tuple[str, ...]]) -> list[dict[str, str]]:
    return [
        {"label": items.FACETS[facet][1][code], "url": _with(query, **{facet: [c for c in codes if c != code]})}
        for facet, codes in chosen.items()
        for code in codes
        if code in items.FACETS[facet][1]
    ]


def _pages(query: QueryDict, found: items.ItemResults) -> list[dict[str, Any]]:
    first = max(1, min(found.page - 3, found.pages - 6))
    numbers = range(first, min(first + 7, found.pages + 1)) if found.pages > 1 else ()
    return [{"number": n, "url": _with(query, page=[str(n)]), "current": n == found.page} for n in numbers]


def _with(query: QueryDict, **changes: list[str]) -> str:
    """Return the address of this search with some values changed; every change but of the page opens page 1."""
    values: dict[str, Any] = {name: query.getlist(name) for name in query if name != "page"} | changes
    return context.with_query(context.address("portal:search"), values)


def _page(query: QueryDict) -> int:
    return max(1, min(_number(query.get("page", "")) or 1, 1000))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
