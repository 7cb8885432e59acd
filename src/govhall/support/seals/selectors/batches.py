"""Reading batches of files under one seal: only whoever sent them does, and only for a day."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.db.models import QuerySet

from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.documents import public as documents
from govhall.support.seals import rules
from govhall.support.seals.choices import FileOutcome
from govhall.support.seals.models import SealingBatch, SealingFile
from govhall.support.seals.values import BatchFileValue, BatchValue


class BatchNotFound(NotFound):
    """No batch has this id, it was somebody else's, or it was deleted after a day."""

    code = "sealing-batch-not-found"


def batch(batch_id: UUID, *, by: Actor) -> BatchValue:
    """Return a batch with its files. :raises BatchNotFound: for one that isn't this officer's"""
    row = SealingBatch.objects.select_related("seal").filter(pk=batch_id, by_id=by.id).first()
    if row is None:
        raise BatchNotFound("没有找到这一批文件。盖好的文件只保留一天。")
    files = tuple(
        BatchFileValue(
            number=each.number, name=each.name, outcome=each.outcome, outcome_label=str(each.get_outcome_display()),
            fault=each.fault,
        )
        for each in row.files.order_by("number")
    )  # fmt: skip
    return BatchValue(
        id=row.id,
        seal_id=row.seal_id,
        seal_name=row.seal.name,
        purpose=row.purpose,
        at=row.at,
        kept_until=row.at + rules.BATCH_KEPT,
        files=files,
    )


def batch_file(batch_id: UUID, number: int, *, by: Actor) -> tuple[str, BinaryIO]:
    """Return name and content of a sealed file. :raises BatchNotFound: if there is none for this officer"""
    row = _sealed_files(batch_id, by).filter(number=number).first()
    if row is None or row.sealed_id is None:
        raise BatchNotFound("没有找到这份文件。盖好的文件只保留一天。")
    return sealed_name(row.name), documents.content(row.sealed_id)


def batch_zip(batch_id: UUID, *, by: Actor) -> BytesIO:
    """
    Return all sealed files in one archive. As small as what was sent: at most some tens of megabytes.

    :raises BatchNotFound: if there are none for this officer
    """
    rows = list(_sealed_files(batch_id, by))
    if not rows:
        raise BatchNotFound("没有找到这一批文件。盖好的文件只保留一天。")
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:  # PDFs are packed already
        for name, row in zip(_names(rows), rows, strict=True):
            if row.sealed_id is not None:
                with documents.content(row.sealed_id) as file:
                    packed.writestr(name, file.read())
    archive.seek(0)
    return archive


def sealed_name(name: str) -> str:
    """Return the name of a file once it is sealed."""
    path = PurePath(name)
    stem = path.stem if path.suffix.lower() == ".pdf" else name
    return f"{stem[:200]}-已盖章.pdf"


def _sealed_files(batch_id: UUID, by: Actor) -> QuerySet[SealingFile]:
    found = SealingFile.objects.filter(batch_id=batch_id, batch__by_id=by.id, outcome=FileOutcome.SEALED)
    return found.order_by("number")


def _names(rows: list[SealingFile]) -> Iterator[str]:
    """Two files of one name must not fall together in the archive."""
    seen: set[str] = set()
    for row in rows:
        name = sealed_name(row.name)
        yield f"{row.number}-{name}" if name in seen else name
        seen.add(name)
