"""What each kind of seal looks like: for the register's pages, for PDF, and for the picture inside the seal."""

from govhall.support.documents.public import shapes as vectors
from govhall.support.seals.choices import SealKind
from govhall.support.seals.engine import appearance, pictures


def shapes(kind: str, name: str) -> tuple[vectors.Shape, ...]:
    """Return the picture as vectors. :raises CharacterMissing: if the font lacks a character"""
    if kind == SealKind.PERSONAL:
        return pictures.name_seal(name)
    return pictures.round_seal(name, note=note(kind))


def form(kind: str, name: str) -> bytes:
    """Return the picture as a form of a PDF. :raises CharacterMissing: if the font lacks a character"""
    if kind == SealKind.PERSONAL:
        return appearance.name_seal(name)
    return appearance.round_seal(name, note=note(kind))


def size(kind: str) -> float:
    """Return the breadth of the picture in mm."""
    return pictures.NAME_SIZE if kind == SealKind.PERSONAL else pictures.SIZE


def note(kind: str) -> str:
    """Return the words that stand straight below the star."""
    return str(SealKind.SPECIAL.label) if kind == SealKind.SPECIAL else ""
