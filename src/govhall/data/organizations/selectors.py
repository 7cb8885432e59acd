"""
Reading regions and agencies.

Provinces, cities, counties and agencies by id are kept in every process (``ProcessCache``): reading them needs no
query. Townships, and agencies by anything else, are read when asked for, in batches.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from govhall.data.organizations import rules
from govhall.data.organizations.choices import RegionLevel
from govhall.data.organizations.models import Agency, Region
from govhall.data.organizations.values import AgencyValue, RegionNode, RegionValue
from govhall.infra.process_cache import ProcessCache
from govhall.kernel.errors import NotFound


class RegionNotFound(NotFound):
    """No region has this code or path."""

    code = "region-not-found"


class AgencyNotFound(NotFound):
    """No agency has this id or key."""

    code = "agency-not-found"


@dataclass(frozen=True, slots=True)
class _UpperRegions:
    by_code: Mapping[str, RegionValue]
    children: Mapping[str, tuple[RegionValue, ...]]


def region(code: str) -> RegionValue:
    """Return the region with this code. :raises RegionNotFound: if there is none"""
    if len(code) == 6:
        found = _upper.get().by_code.get(code)
    else:
        found = next(iter(_values(Region.objects.filter(code=code))), None)
    if found is None:
        raise RegionNotFound(_("没有这个区划。"), region_code=code)
    return found


def region_by_path(path: str) -> RegionValue:
    """Return the region at this path. :raises RegionNotFound: if there is none"""
    try:
        return region(rules.code_of(path))
    except rules.InvalidRegionCode as invalid:
        raise RegionNotFound(_("没有这个区划。"), region_path=path) from invalid


def children(code: str) -> tuple[RegionValue, ...]:
    """Return the regions directly below, sorted by pinyin; empty for a township and for an unknown code."""
    upper = _upper.get()
    held = upper.by_code.get(code)
    if held is not None and held.level == RegionLevel.COUNTY:
        return _values(Region.objects.filter(parent_id=code).order_by("pinyin", "code"))
    return upper.children.get(code, ())


def ancestors(path: str) -> tuple[RegionValue, ...]:
    """
    Return the regions from the province down to the one at ``path`` itself.

    :raises RegionNotFound: if one of them is unknown
    """
    return tuple(region(code) for code in rules.ancestor_codes(path))


def region_name(path: str, *, separator: str = "") -> str:
    """Return the full name, from the province down: 贵州省贵阳市观山湖区. :raises RegionNotFound: as ``ancestors``"""
    return separator.join(each.name for each in ancestors(path))


def provinces() -> tuple[RegionValue, ...]:
    """Return the provinces that are loaded."""
    return _upper.get().children.get("", ())


def region_tree() -> tuple[RegionNode, ...]:
    """Return provinces with cities with counties; no query."""
    return tuple(_node(each, _upper.get().children) for each in provinces())


def agency(agency_id: int) -> AgencyValue:
    """Return the agency, as kept in this process. :raises AgencyNotFound: if there is none"""
    return _by_id.get().get(agency_id) or _agency(Agency.objects.filter(pk=agency_id), agency_id=agency_id)


def agency_by_key(key: str) -> AgencyValue:
    """Return the agency with this stable key (``guanshanhu-market``). :raises AgencyNotFound: if there is none"""
    return _agency(Agency.objects.filter(key=key), agency_key=key)


def agencies_by_ids(ids: Iterable[int]) -> dict[int, AgencyValue]:
    """Return the agencies that exist among ``ids``, by id, in one query."""
    return {value.id: value for value in _agencies(Agency.objects.filter(pk__in=set(ids)))}


def agencies_by_keys(keys: Iterable[str]) -> dict[str, AgencyValue]:
    """Return the agencies that exist among ``keys``, by key, in one query."""
    return {value.key: value for value in _agencies(Agency.objects.filter(key__in=set(keys)))}


def agencies_by_usccs(usccs: Iterable[str]) -> dict[str, AgencyValue]:
    """Return the agencies that exist among these unified social credit codes, by code, in one query."""
    return {value.uscc: value for value in _agencies(Agency.objects.filter(uscc__in=set(usccs)))}


def agencies_in(path_prefix: str) -> tuple[AgencyValue, ...]:
    """Return all agencies of a region and of the regions in it, upper regions first."""
    rows = Agency.objects.filter(region_path__startswith=path_prefix)
    return _agencies(rows.order_by("region_path", "id"))


def with_subordinates(agency_ids: Iterable[int]) -> frozenset[int]:
    """Return these agencies and all below them along ``superior``; no query while agencies stay as they are."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for each in _by_id.get().values():
        below[each.superior_id].append(each.id)
    found: set[int] = set()
    waiting = [each for each in agency_ids if each in _by_id.get()]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(below[current])
    return frozenset(found)


def with_superiors(agency_id: int) -> tuple[int, ...]:
    """Return an agency and those above it along ``superior``, lowest first; empty for an unknown one."""
    found: list[int] = []
    current = _by_id.get().get(agency_id)
    while current is not None and current.id not in found:
        found.append(current.id)
        current = _by_id.get().get(current.superior_id) if current.superior_id else None
    return tuple(found)


def forget_regions() -> None:
    """Read the regions anew at the next question."""
    _upper.forget()


def forget_agencies() -> None:
    """Read the agencies anew at the next question."""
    _by_id.forget()


def _agency(rows: "QuerySet[Agency]", **sought: object) -> AgencyValue:
    found = _agencies(rows)
    if not found:
        raise AgencyNotFound(_("没有这个机构。"), **sought)
    return found[0]


def _agencies(rows: "QuerySet[Agency]") -> tuple[AgencyValue, ...]:
    return tuple(
        AgencyValue(
            id=row.pk, key=row.key, name=row.name, short_name=row.short_name, uscc=row.uscc, kind=row.kind,
            level=row.level, region_code=row.region_id, region_path=row.region_path, address=row.address,
            hours=row.hours, consult_phone=row.consult_phone, supervise_phone=row.supervise_phone,
            superior_id=row.superior_id,
        )
        for row in rows
    )  # fmt: skip


def _values(rows: "QuerySet[Region]") -> tuple[RegionValue, ...]:
    return tuple(
        RegionValue(
            code=row.code, name=row.name, level=row.level, path=row.path, parent_code=row.parent_id or "",
            pinyin=row.pinyin,
        )
        for row in rows
    )  # fmt: skip


def _node(region: RegionValue, below: Mapping[str, tuple[RegionValue, ...]]) -> RegionNode:
    return RegionNode(region=region, children=tuple(_node(each, below) for each in below.get(region.code, ())))


def _build() -> _UpperRegions:
    rows = Region.objects.exclude(level=RegionLevel.TOWNSHIP).order_by("pinyin", "code")
    values = _values(rows)
    below: dict[str, list[RegionValue]] = defaultdict(list)
    for value in values:
        below[value.parent_code].append(value)
    return _UpperRegions(
        by_code={value.code: value for value in values},
        children={code: tuple(regions) for code, regions in below.items()},
    )


def _version() -> tuple[object, ...]:
    rows = Region.objects.exclude(level=RegionLevel.TOWNSHIP)
    state = rows.aggregate(newest=Max("loaded_at"), number=Count("pk"))
    return (state["newest"], state["number"])


def _build_agencies() -> Mapping[int, AgencyValue]:
    return {value.id: value for value in _agencies(Agency.objects.all())}


def _agencies_version() -> object:
    """Return a sum over all that the rows say: any change of any agency changes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(hashtext(agency::text)) FROM organizations_agency agency")
        return cursor.fetchone()


_upper: ProcessCache[_UpperRegions] = ProcessCache(version=_version, build=_build)
_by_id: ProcessCache[Mapping[int, AgencyValue]] = ProcessCache(version=_agencies_version, build=_build_agencies)
