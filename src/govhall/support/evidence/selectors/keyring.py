"""The log's own newest statement on the keys that sign its heads."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govhall.support.evidence.models import KeyStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A signed statement. ``record`` is what is signed."""

    number: int
    record: Mapping[str, Any]
    signature: bytes

    @property
    def open_key(self) -> str | None:
        """The fingerprint of the key that signs heads now."""
        return next((line["fingerprint"] for line in self.record["keys"] if line["until"] is None), None)

    def plain(self) -> dict[str, Any]:
        """Return it as files and the interface hold it."""
        return {"record": dict(self.record), "signature": base64.b64encode(self.signature).decode()}


def newest() -> Statement | None:
    """Return the newest statement; None while the first key was never changed."""
    row = KeyStatement.objects.order_by("-number").first()
    if row is None:
        return None
    return Statement(number=row.number, record=json.loads(row.record), signature=bytes(row.signature))


def key_statement() -> dict[str, Any] | None:
    """Return the newest statement as plain JSON values; None while the first key was never changed."""
    stated = newest()
    return stated.plain() if stated else None
