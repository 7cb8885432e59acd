"""Guides, lists, search results and reports about items: frozen values that leave this app."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from govhall.business.items.values.content import ItemContent, Limit, Material
from govhall.standards.tables import code_table


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGuide(ItemContent):
    """
    A published version of an item as one agency carries it out: all that a guide page shows.

    ``implementation_code`` is 实施编码 (31); ``state`` of ``ItemState`` says whether it may be applied for now.
    """

    implementation_id: UUID
    implementation_code: str
    version_id: UUID
    version_number: str
    content_sm3: str
    valid_from: date
    state: str
    agency_id: int
    agency_name: str
    region_path: str

    @property
    def is_open(self) -> bool:
        """It is in force."""
        return self.state == "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSummary:
    """One line of a list of items."""

    implementation_code: str
    name: str
    sub_name: str
    summary: str
    kind: str
    level: str
    case_kind: str
    promised: Limit
    statutory: Limit
    visits: int
    ways: tuple[str, ...]
    is_wholly_online: bool
    is_free: bool
    result_name: str
    audience: tuple[str, ...]
    state: str
    agency_id: int
    agency_name: str
    region_path: str

    @property
    def kind_label(self) -> str:
        """行政许可, 行政确认, ..."""
        return code_table("item-type").label(self.kind)

    @property
    def is_open(self) -> bool:
        """It is in force."""
        return self.state == "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """A page of a list. ``cursor`` opens the next one; it is empty on the last."""

    items: tuple[ItemSummary, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemHit:
    """A found item with its title and summary as safe HTML (``<mark>`` only)."""

    item: ItemSummary
    title_html: str
    summary_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResults:
    """Found items (see ``search.Results``). ``also`` are words that the synonym table added."""

    hits: tuple[ItemHit, ...] = ()
    total: int = 0
    page: int = 1
    pages: int = 0
    facet_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_loose: bool = False
    is_capped: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """服务主题 with the number of items that one sees in it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialPlan:
    """
    The materials of one situation, each list in the item's order.

    ``to_prepare`` are handed in by the applicant; ``generated`` come out of the form; ``held`` are known to the state
    (certificates, identity); ``undecided`` hang on a question that isn't answered yet.
    """

    to_prepare: tuple[Material, ...]
    generated: tuple[Material, ...]
    held: tuple[Material, ...]
    undecided: tuple[Material, ...]

    @property
    def total(self) -> int:
        """All materials that apply."""
        return len(self.to_prepare) + len(self.spared)

    @property
    def spared(self) -> tuple[Material, ...]:
        """Those that the applicant need not hand in."""
        return self.generated + self.held


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """实施清单: one agency's carrying out of an item of the basic directory."""

    id: UUID
    code: str
    basic_code: str
    name: str
    state: str
    agency_id: int
    region_path: str
    current_version_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionInfo:
    """One version in the history of an item; a draft has no ``published_at``."""

    id: UUID
    number: str
    content_sm3: str
    drafted_at: datetime
    published_at: datetime | None
    valid_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading content did."""

    files: int
    implementations: int
    new_versions: int
    unchanged: int
    loaded_at: datetime
