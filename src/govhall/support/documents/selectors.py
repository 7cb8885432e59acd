"""Reading kept files. Who may read which is decided by the app that holds the id."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from govhall.infra import storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.documents.models import Document
from govhall.support.documents.values import DocumentValue


def document(document_id: UUID) -> DocumentValue:
    """Return what is known of a file. :raises NotFound: if there is none"""
    row = Document.objects.filter(pk=document_id).first()
    if row is None:
        raise NotFound("没有找到这份文件。")
    return value_of(row)


def own_uploads(document_ids: Sequence[UUID], *, by: Actor) -> dict[UUID, DocumentValue]:
    """Return those of these files that this person uploaded: nobody can hand in somebody else's file by its id."""
    rows = Document.objects.filter(pk__in=document_ids, owner_id=by.id) if by.id else Document.objects.none()
    return {row.id: value_of(row) for row in rows}


def uploads_before(before: datetime, *, limit: int = 500) -> Sequence[UUID]:
    """Return uploads that people made before this moment, oldest first, whatever became of them."""
    rows = Document.objects.filter(owner_id__isnull=False, at__lt=before).order_by("at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def content(document_id: UUID) -> BinaryIO:
    """Return the open file. :raises StoredFileMissing: if the bytes are gone"""
    return storage.open_stored(document_id)


def value_of(row: Document) -> DocumentValue:
    """Return the value of a row."""
    return DocumentValue(id=row.id, name=row.name, content_type=row.content_type, size=row.size, sm3=row.sm3, at=row.at)
