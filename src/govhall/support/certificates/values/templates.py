"""What the editor of certificate layouts works with: versions, faults, the fields that items offer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from govhall.support.certificates.choices import TypeVersionState
from govhall.support.certificates.values import CertificateTypeValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceField:
    """
    A field of the applications that lead to a type. ``source`` is how a face names it.

    ``everywhere`` says whether each of the items has it; ``kind``, ``options`` and ``unit`` are the form's.
    """

    source: str
    label: str
    kind: str = "text"
    unit: str = ""
    many: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    everywhere: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the items that lead to a type offer. ``is_known`` is False if no item does, so that nothing can be said."""

    fields: Mapping[str, SourceField]
    is_known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    Something that is wrong with a layout. ``place`` is a field of the form, or ``line-3`` for the fourth line.

    A fault that only ``warns`` doesn't stop a publication.
    """

    place: str
    message: str
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that changed between two versions: what, before and after in words."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeVersionValue:
    """A version of a type. ``sm3`` names its content; ``kind`` is the type with this content."""

    id: UUID
    number: int
    state: TypeVersionState
    sm3: str
    kind: CertificateTypeValue
    updated_at: datetime
    published_at: datetime | None
    is_loaded: bool
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSummary:
    """A type as the list shows it."""

    key: str
    code: str
    name: str
    definer: str
    number: int
    has_draft: bool
    may_edit: bool
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The pages of a sample as SVG, what strangers would read of it, and what is wrong with the layout."""

    pages: tuple[str, ...]
    public: tuple[tuple[str, str], ...]
    number: str
    faults: tuple[Fault, ...]
