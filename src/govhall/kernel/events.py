"""
The base of all facts that apps tell each other: frozen dataclasses in the past tense with a dotted name.

An event carries ids and small plain values, never personal data and never models.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact. Events of one ``aggregate_id`` are delivered in the order in which they were published."""

    name: ClassVar[str]

    aggregate_id: UUID
    at: datetime
