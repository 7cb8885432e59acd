"""
How items stand in lists: rows of the home page, results, suggestions, themes. Plain data for the templates.

Must not query: what is shown was read before.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from govhall.business.items import public as items
from govhall.channels.portal import context
from govhall.standards.tables import code_table

ONLINE: Final = "2"  # handling-form: 网上办理

_ICON_OF_OTHERS: Final = "file-text"
# Icons of the standard's themes, by audience and code (tables theme-person and theme-legal).
THEME_ICONS: Final[Mapping[str, Mapping[str, str]]] = {
    items.PERSON: {
        "005": "baby", "010": "id-card", "020": "graduation-cap", "025": "flag", "030": "briefcase", "035": "store",
        "040": "badge-check", "045": "scale", "050": "file-badge", "055": "receipt", "060": "heart",
        "065": "heart-handshake", "070": "hammer", "075": "house", "085": "umbrella", "090": "stamp", "095": "car",
        "100": "hotel", "105": "plane", "110": "shopping-bag", "115": "shield", "120": "scale", "125": "lightbulb",
        "130": "leaf", "135": "book-open", "140": "droplets", "145": "stethoscope", "150": "armchair",
    },
    items.LEGAL: {
        "005": "store", "010": "badge-check", "015": "file-badge", "020": "calendar-days", "025": "receipt",
        "030": "users", "035": "umbrella", "040": "hammer", "045": "coins", "050": "scale", "055": "shopping-bag",
        "060": "megaphone", "070": "globe", "075": "sprout", "085": "building", "090": "truck", "095": "leaf",
        "105": "droplets", "110": "stethoscope", "115": "cpu", "120": "book-open", "125": "lightbulb",
        "135": "gauge", "140": "search", "145": "shield", "150": "flag", "155": "scale", "160": "droplets",
        "165": "file-check", "170": "layers",
    },
}  # fmt: skip


def guide_address(code: str) -> str:
    """Return the address of an item's guide."""
    return reverse("portal:guide", args=[code])


def apply_address(code: str, answers: Mapping[str, Any] | None = None) -> str:
    """Return where to apply, with the answers given so far."""
    return context.with_query(reverse("portal:apply", args=[code]), dict(answers or {}))


def visits_words(visits: int) -> str:
    """Return how often the applicant has to come."""
    return _("跑 %(number)d 次") % {"number": visits} if visits else _("不用跑")


def row(item: items.ItemSummary) -> dict[str, Any]:
    """Return a line of the list of frequent items."""
    return {
        "url": guide_address(item.implementation_code), "name": item.name, "sub_name": item.sub_name,
        "agency": item.agency_name, "limit": item.promised.text, "is_quick": item.promised.is_immediate,
        "visits": visits_words(item.visits), "no_visit": not item.visits,
    }  # fmt: skip


def result(item: items.ItemSummary) -> dict[str, Any]:
    """Return an entry of the list of results (``look/components/result.html`` and the best answer)."""
    ways = [code_table("handling-form").label(way) for way in item.ways]
    facts = [
        {"label": _("办理时限"), "value": item.promised.text, "good": item.promised.is_immediate},
        {"label": _("到现场"), "value": visits_words(item.visits), "good": not item.visits},
        {"label": _("方式"), "value": _("全程网办") if item.is_wholly_online else "、".join(ways)},
        {"label": _("费用"), "value": _("不收费") if item.is_free else _("收费"), "good": item.is_free},
    ]
    return {
        "url": guide_address(item.implementation_code),
        "title": f"{item.name}（{item.sub_name}）" if item.sub_name else item.name,
        "text": item.summary,
        "facts_line": [item.agency_name, item.kind_label],
        "facts": facts,
        "apply_url": apply_address(item.implementation_code) if item.is_open and ONLINE in item.ways else "",
    }


def suggestion(item: items.ItemSummary) -> dict[str, Any]:
    """Return an option of the search box."""
    words = (item.agency_name, item.promised.text, visits_words(item.visits))
    return {
        "url": guide_address(item.implementation_code),
        "title": f"{item.name}（{item.sub_name}）" if item.sub_name else item.name,
        "text": " · ".join(words),
        "kind": _("事项"),
    }


def themes(found: Iterable[items.Theme], audience: str, chosen: str = "") -> list[dict[str, Any]]:
    """Return the themes with their icons, counts and addresses."""
    icons = THEME_ICONS[audience]
    return [
        {
            "url": context.items_address(audience=audience, theme=theme.code), "label": theme.label,
            "count": theme.count, "icon": icons.get(theme.code, _ICON_OF_OTHERS), "current": theme.code == chosen,
        }
        for theme in found
    ]  # fmt: skip


def audience_of(value: str, default: str = items.PERSON) -> str:
    """Return the audience that a query names; anything else is the default."""
    return value if value in (items.PERSON, items.LEGAL) else default
