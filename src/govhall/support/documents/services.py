"""Keeping uploads and papers, and rendering letters."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.db import transaction

from govhall.infra import storage
from govhall.kernel.actor import Actor
from govhall.support.documents import selectors
from govhall.support.documents.engine import letters, ofd, photographs, rendering
from govhall.support.documents.models import Document
from govhall.support.documents.values import DocumentValue, Letter

UPLOAD_BYTES = 20 * 1024 * 1024
UPLOAD_KINDS = storage.DOCUMENTS
PAPER_KINDS = frozenset({"application/pdf", "application/ofd"})
PAPER_BYTES = 50 * 1024 * 1024
_LETTER = Path(__file__).parent / "content" / "letter.typ"


def upload(
    *,
    content: IO[bytes],
    name: str,
    by: Actor,
    at: datetime,
    allowed: frozenset[str] = UPLOAD_KINDS,
    for_paper: bool = False,
) -> DocumentValue:
    """
    Keep a file that a person sent, after its bytes were examined. ``for_paper`` says that it is a photograph that will
    stand on a paper.

    :raises FileRefused: for a wrong kind, a program in disguise, or more than 20 MB
    :raises PhotographRefused: for a photograph that no paper can show
    """
    if for_paper:
        photographs.read(content.read(UPLOAD_BYTES + 1))
        content.seek(0)
    kept = storage.store(content, name=name, allowed=allowed & UPLOAD_KINDS, max_bytes=UPLOAD_BYTES)
    return _register(kept, owner=by, at=at)


def store(*, content: bytes, name: str, at: datetime) -> DocumentValue:
    """Keep a PDF or an OFD that we made."""
    return _register(storage.store(content, name=name, allowed=PAPER_KINDS, max_bytes=PAPER_BYTES), None, at)


def store_photograph(photograph: photographs.Photograph, *, at: datetime) -> DocumentValue:
    """Keep a picture that stands on a paper that we made."""
    jpeg = frozenset({"image/jpeg"})
    return _register(storage.store(photograph.jpeg, name="照片.jpg", allowed=jpeg, max_bytes=PAPER_BYTES), None, at)


def _register(kept: storage.StoredFile, owner: Actor | None, at: datetime) -> DocumentValue:
    row = Document.objects.create(
        id=kept.id,
        owner_id=owner.id if owner else None,
        name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
        sm3=kept.sm3,
        at=at,
    )
    return selectors.value_of(row)


def discard(document_ids: Sequence[UUID]) -> int:
    """Forget files for good: the register first, then the bytes. The caller knows that nobody holds them."""
    with transaction.atomic():
        deleted, _ = Document.objects.filter(pk__in=document_ids).delete()
        transaction.on_commit(lambda: _delete_bytes(document_ids))
    return deleted


def _delete_bytes(document_ids: Sequence[UUID]) -> None:
    for document_id in document_ids:
        storage.delete(document_id)


def render_letter(letter: Letter, *, at: datetime) -> bytes:
    """Return the letter as PDF; its seal comes on afterwards (``support.seals``)."""
    day = letter.date
    return rendering.render(_LETTER, {**asdict(letter), "date": f"{day.year} 年 {day.month} 月 {day.day} 日"}, at=at)


def render_letter_ofd(letter: Letter, *, at: datetime) -> ofd.Package:
    """
    Return the letter as OFD, ready to be sealed where ``sealed_by`` asks for a visible seal (``support.seals``).

    :raises CharacterMissing: if a font lacks a character
    """
    return ofd.write(letters.paper(letter, at=at))
