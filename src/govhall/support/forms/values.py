"""A form definition as frozen values: sections, fields, rules in FEEL. Pinned with the item version that holds it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

KINDS = (
    "text", "long_text", "integer", "decimal", "money", "date", "choice", "choices", "boolean", "id_number", "uscc",
    "phone", "email", "postcode", "region", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionSpec:
    """One answer of a choice."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidIf:
    """A FEEL condition that must hold, and what to tell the person when it doesn't."""

    expression: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field. ``element`` is the data element name of GB/T 39046; conditions and computations are FEEL."""

    name: str
    label: str
    kind: str
    element: str = ""
    required: bool = True
    hint: str = ""
    max_length: int | None = None
    min: str | None = None
    max: str | None = None
    pattern: str = ""
    options: Sequence[OptionSpec] = ()
    default: str = ""
    unit: str = ""
    filled_from: str = ""
    locked: bool = False
    visible_if: str = ""
    computed: str = ""
    valid_if: ValidIf | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """How often a section may be repeated."""

    min: int
    max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """A group of fields under one heading; repeated ones hold a list."""

    code: str
    title: str
    hint: str = ""
    fields: Sequence[FieldSpec] = ()
    repeat: Repeat | None = None
    visible_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """A whole form in one version."""

    code: str
    version: str
    sections: Sequence[SectionSpec]

    def plain_fields(self) -> Iterator[FieldSpec]:
        """Return the fields outside of repeated sections."""
        for section in self.sections:
            if section.repeat is None:
                yield from section.fields


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanForm:
    """Checked data. ``errors`` maps a field's place (``name`` or ``section-index-name``) to messages."""

    data: Mapping[str, Any]
    errors: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFile:
    """A file that a draft holds for a material."""

    code: str
    file_id: UUID
    name: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftValue:
    """An unsent application: its id becomes the submission key."""

    id: UUID
    owner_id: UUID
    party_id: UUID
    subject: str
    data: Mapping[str, Any]
    answers: Mapping[str, Any]
    files: Sequence[DraftFile]
    revision: int
    updated_at: datetime
