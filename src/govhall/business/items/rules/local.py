"""One file serves many agencies: puts the place, hours and telephones of one of them into the common content."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Local:
    """The agency that carries an item out, with its own place, hours and telephones."""

    agency_id: int
    agency_name: str
    uscc: str
    level: str
    region_path: str
    place: str
    hours: str
    consult_phone: str
    supervise_phone: str


def localised(data: Mapping[str, Any], entry: Mapping[str, Any], local: Local) -> dict[str, Any]:
    """Return the content of one agency: the common one, the agency's record, then what ``entry`` says."""
    content = {key: value for key, value in data.items() if key != "implemented_by"}
    content["level"] = local.level
    for key in ("place", "hours", "consult_phone", "supervise_phone"):
        content.setdefault(key, getattr(local, key))
    # Unknown keys go in too, so that the reader complains about them by name.
    content |= {key: value for key, value in entry.items() if key != "agency"}
    return content
