"""Permissions, roles and the reach of a grant, as plain values."""

from dataclasses import dataclass
from enum import StrEnum

PUBLIC = "public"
SIGNED_IN = "signed-in"


class Scope(StrEnum):
    """How far a permission of a role reaches, seen from the post that gives it."""

    AGENCY = "AGENCY"  # objects of the post's own agency
    REGION = "REGION"  # objects of all agencies in the region subtree of the post
    ALL = "ALL"  # the whole province


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role of standards.md 16.4: a code for grants and a name for people."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The data that an actor may touch with one permission. Empty means nothing."""

    everything: bool = False
    agency_ids: frozenset[int] = frozenset()
    region_paths: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Nothing may be touched."""
        return not (self.everything or self.agency_ids or self.region_paths)

    def covers(self, *, agency_id: int, region_path: str) -> bool:
        """Say whether an object of this agency in this region lies within reach."""
        return (
            self.everything
            or agency_id in self.agency_ids
            or any(region_path.startswith(path) for path in self.region_paths)
        )
