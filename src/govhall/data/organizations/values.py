"""What of regions and agencies may leave this app: frozen values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionValue:
    """
    A region. ``path`` holds the codes from the province down (``/52/5201/520115/``), so a subtree is a prefix.

    ``level`` is PROVINCE, CITY, COUNTY or TOWNSHIP; ``parent_code`` is empty for a province.
    """

    code: str
    name: str
    level: str
    path: str
    parent_code: str
    pinyin: str

    def holds(self, path: str) -> bool:
        """Say whether ``path`` is this region or lies in it."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionNode:
    """A region with the regions below it, down to counties, each list sorted by pinyin."""

    region: RegionValue
    children: tuple["RegionNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyValue:
    """An agency. ``kind`` and ``level`` are codes of GB/T 39046-2020 A.3 and A.2; ``uscc`` is 统一社会信用代码."""

    id: int
    key: str
    name: str
    short_name: str
    uscc: str
    kind: str
    level: str
    region_code: str
    region_path: str
    address: str
    hours: str
    consult_phone: str
    supervise_phone: str
    superior_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did, in rows."""

    created: int
    changed: int
    unchanged: int

    @property
    def total(self) -> int:
        """All rows of the source."""
        return self.created + self.changed + self.unchanged
