"""Files and letters as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentValue:
    """A kept file: an upload or a paper that we made."""

    id: UUID
    name: str
    content_type: str
    size: int
    sm3: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    An official letter (文书): what stands where. ``facts`` are label and value, ``items`` a numbered list.

    ``sealed_by`` is the name on the round seal drawn over the issuer; empty for a letter without a visible seal.
    """

    title: str
    number: str
    issuer: str
    addressee: str
    paragraphs: Sequence[str]
    date: date
    facts: Sequence[tuple[str, str]] = ()
    items: Sequence[str] = ()
    closing: Sequence[str] = ()
    sealed_by: str = ""
