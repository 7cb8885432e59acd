"""The visible seal as a PDF form: what the signature's field shows on paper and screen."""

from functools import lru_cache

from govhall.support.documents.public import pdf
from govhall.support.seals.engine import pictures


@lru_cache(maxsize=256)
def round_seal(name: str, *, note: str = "") -> bytes:
    """Return the form of a round seal, made once. :raises CharacterMissing: if the font lacks a character"""
    return pdf.form(pictures.round_seal(name, note=note), pictures.SIZE, pictures.SIZE)


@lru_cache(maxsize=256)
def name_seal(name: str) -> bytes:
    """Return the form of a person's seal, made once. :raises CharacterMissing: if the font lacks a character"""
    return pdf.form(pictures.name_seal(name), pictures.NAME_SIZE, pictures.NAME_SIZE)
