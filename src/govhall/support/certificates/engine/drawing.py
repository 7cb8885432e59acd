"""Fills the one certificate template with what a certificate says, as PDF/A without its seal."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import segno

from govhall.support.certificates.rules import faces
from govhall.support.certificates.values import CertificateTypeValue, FaceLine, day_words, validity_words
from govhall.support.documents import public as documents

_DARK, _LIGHT = 0x18, 0xFF
TEMPLATE = Path(__file__).parents[1] / "content" / "certificate.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on one certificate beside its type. ``verify_url`` goes into the QR code, its end below it."""

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


def draw(kind: CertificateTypeValue, sheet: Sheet, *, at: datetime) -> bytes:
    """Return the PDF of a certificate of this kind."""
    data = {
        "shape": kind.shape,
        "title": kind.name,
        "statement": kind.statement,
        "number_label": kind.number_label,
        "number": sheet.number,
        "identifier": sheet.identifier,
        "type_code": kind.code,
        "holder": sheet.holder_name,
        "agency": sheet.agency_name,
        "issued": day_words(sheet.issued_on),
        "starts": day_words(sheet.valid_from),
        "validity": validity_words(sheet.valid_from, sheet.valid_until),
        "rows": [[asdict(line) for line in row] for row in faces.paired(sheet.lines)],
        "heads": faces.table_heads(kind.table),
        "table": sheet.table,
        "qr": _grey(qr_modules(sheet.verify_url)),
        "code": sheet.verify_url.rpartition("/")[2],
    }
    return documents.render(TEMPLATE, data, at=at)


def qr_modules(text: str) -> list[list[bool]]:
    """
    Return the QR code as rows of dark and light; level M survives a crease and still prints large modules.

    The mask is fixed: any of the eight is readable, and trying all of them takes five times as long.
    """
    return [[bool(module) for module in row] for row in segno.make(text, error="m", micro=False, mask=3).matrix]


def _grey(modules: list[list[bool]]) -> dict[str, object]:
    """Return the code as one byte a module, as typst's raw pictures want it."""
    return {"side": len(modules), "modules": [_DARK if dark else _LIGHT for row in modules for dark in row]}
