"""Prints a certificate without its seal: the same pages as PDF/A and as OFD."""

from datetime import datetime

from govhall.support.certificates.engine import layout
from govhall.support.certificates.engine.sheets import Sheet
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.documents.public import ofd, pdf

__all__ = ["Sheet", "draw", "draw_ofd"]


def draw(kind: CertificateTypeValue, sheet: Sheet, *, at: datetime) -> bytes:
    """
    Return the PDF of a certificate of this kind.

    :raises CharacterMissing: if a font lacks a character
    """
    return pdf.write(layout.paper(kind, sheet, at=at))


def draw_ofd(kind: CertificateTypeValue, sheet: Sheet, *, at: datetime) -> ofd.Package:
    """
    Return the OFD of a certificate of this kind, ready to be sealed.

    :raises CharacterMissing: if a font lacks a character, or the data hold one that can't be written
    """
    return ofd.write(layout.paper(kind, sheet, at=at))
