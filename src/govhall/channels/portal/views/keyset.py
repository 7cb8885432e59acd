"""Keys of keyset pages in addresses: the moment and the id of the last row that was shown."""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

Key = tuple[datetime, UUID]


def read(text: str) -> Key | None:
    """Return the key that an address holds; anything else is the first page."""
    moment, _mark, row = text.partition("~")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(row)) if at.tzinfo else None
    except ValueError:
        return None


def write(key: Key) -> str:
    """Return a key for an address; the plus sign of an offset would be read as a blank, so it is quoted."""
    return quote(f"{key[0].isoformat()}~{key[1]}")
