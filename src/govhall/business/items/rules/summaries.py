"""From a published version to what lists and the search index show of it, and back from the index."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from govhall.business.items.values.content import ItemContent, Limit
from govhall.business.items.values.lists import ItemSummary

ENTRY_KIND = "item"

# What the filters beside a list of results are called, and their choices in order (look: 02-search).
FACETS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "served": (
        "办给谁",
        {"1": "个人", "2": "企业", "3": "事业单位", "4": "社会组织", "5": "行政机关", "6": "其他组织"},
    ),
    "way": ("怎么办", {"online": "全程网办", "window": "窗口办理", "terminal": "自助终端", "courier": "快递申请"}),
    "limit": ("多久办好", {"0": "即办", "5": "5 个工作日内", "10": "10 个工作日内", "more": "10 个工作日以上"}),
    "level": ("哪一级", {"4": "县级", "3": "市级", "2": "省级", "5": "乡镇（街道）"}),
    "scope": ("通办范围", {"1": "全国通办", "2": "跨省（全省）通办", "3": "全市通办", "4": "全县通办"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who carries an item out, and whether it is in force."""

    implementation_code: str
    state: str
    agency_id: int
    agency_name: str
    region_path: str
    level: str


def summary_of(item: ItemContent, place: Place) -> ItemSummary:
    """Return the line of a list for this item as this agency carries it out."""
    return ItemSummary(
        name=item.name,
        sub_name=item.sub_name,
        summary=item.summary,
        kind=item.kind,
        case_kind=item.case_kind,
        promised=item.promised,
        statutory=item.statutory,
        visits=item.visits,
        ways=item.ways,
        is_wholly_online=item.is_wholly_online,
        is_free=not item.fees,
        result_name=item.result.name,
        audience=item.audience,
        **asdict(place),
    )


def to_payload(summary: ItemSummary) -> dict[str, Any]:
    """Return the summary as JSON."""
    return asdict(summary)


def from_payload(payload: Mapping[str, Any]) -> ItemSummary:
    """Return the summary that ``to_payload`` wrote."""
    values = dict(payload)
    values |= {key: tuple(values[key]) for key in ("ways", "audience")}
    values |= {key: Limit(**values[key]) for key in ("promised", "statutory")}
    return ItemSummary(**values)


def facets_of(item: ItemContent, level: str) -> dict[str, tuple[str, ...]]:
    """Return the codes under which the filters find this item; a quick item is also within the longer limits."""
    ways = {"online": item.is_wholly_online, "window": "1" in item.ways, "courier": "4" in item.ways}
    return {
        "served": item.served,
        "way": tuple(way for way, open_ in {**ways, "terminal": item.terminal}.items() if open_),
        "limit": _limits(item.promised),
        "level": (level,),
        "scope": (item.area_scope,) if item.area_scope else (),
    }


def _limits(limit: Limit) -> tuple[str, ...]:
    if limit.is_immediate:
        return ("0", "5", "10")
    working_days = limit.amount if limit.unit == "W" else max(1, limit.amount * 5 // 7)
    if working_days > 10:
        return ("more",)
    return ("5", "10") if working_days <= 5 else ("10",)


def texts_of(item: ItemContent) -> tuple[tuple[str, ...], str]:
    """Return (what people call it, what it says) for the index."""
    aliases = (*item.synonyms, *item.keywords, item.result.name, item.full_name)
    said = [*item.conditions, *(material.name for material in item.materials), *(faq.question for faq in item.faq)]
    return tuple(dict.fromkeys(aliases)), " ".join(said)
