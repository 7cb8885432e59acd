"""What stands on one certificate beside its type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import segno

from govhall.support.certificates.values import FaceLine
from govhall.support.documents.public import photographs


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """
    The texts of one certificate. ``verify_url`` goes into the QR code, its end below it.

    ``metadata`` travels with an OFD under the keys of GB/T 36903 (ZZMC, ZZBH …).
    """

    holder_name: str
    number: str
    identifier: str
    agency_name: str
    lines: Sequence[FaceLine]
    table: Sequence[Sequence[str]]
    valid_from: date
    valid_until: date | None
    issued_on: date
    verify_url: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    photograph: photographs.Photograph | None = None

    @property
    def token(self) -> str:
        """The end of the address, for those who type."""
        return self.verify_url.rpartition("/")[2]

    @cached_property
    def modules(self) -> list[list[bool]]:
        """
        The QR code as rows of dark and light; level M survives a crease and still prints large modules.

        The mask is fixed: any of the eight is readable, and trying all of them takes five times as long.
        """
        code = segno.make(self.verify_url, error="m", micro=False, mask=3)
        return [[bool(module) for module in row] for row in code.matrix]
