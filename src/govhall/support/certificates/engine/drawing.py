"""Prints a certificate without its seal: the same pages as PDF/A."""

from datetime import datetime

from govhall.support.certificates.engine import layout
from govhall.support.certificates.engine.sheets import Sheet
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.documents.public import pdf

__all__ = ["Sheet", "draw"]


def draw(kind: CertificateTypeValue, sheet: Sheet, *, at: datetime) -> bytes:
    """
    Return the PDF of a certificate of this kind.

    :raises CharacterMissing: if a font lacks a character
    """
    return pdf.write(layout.paper(kind, sheet, at=at))
