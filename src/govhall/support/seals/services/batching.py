"""
批量用印: one officer, one seal, many files.

The worker seals them one by one, each in a transaction of its own under the lock of its batch: sealed file, log of the
use and outcome come together or not at all. So a worker may die at any moment, and no file is sealed twice.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import IO
from uuid import UUID

import structlog
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

from govhall.infra import storage
from govhall.infra.bus import queue
from govhall.kernel.actor import Actor
from govhall.kernel.errors import DomainError, InvalidInput, NotPermitted
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity
from govhall.support.seals import rules
from govhall.support.seals.choices import USE, FileOutcome
from govhall.support.seals.models import Seal, SealingBatch, SealingFile
from govhall.support.seals.selectors import batches
from govhall.support.seals.selectors.register import SealNotFound
from govhall.support.seals.services import act as acts
from govhall.support.seals.services import sealing
from govhall.support.seals.values import AtPoint, AtWords

log = structlog.get_logger()
TASK, QUEUE = "seals.seal_batch", "sealing"
_PDF = frozenset({"application/pdf"})
_UNKNOWN = "盖章时出错，请单独盖这一份"


def seal_files(
    *, batch_id: UUID, seal_id: UUID, files: Sequence[tuple[str, IO[bytes]]], purpose: str, case_number: str,
    place: AtPoint | AtWords | None, by: Actor, at: datetime,
) -> None:  # fmt: skip
    """
    Take in files, name and content, and have the worker seal them. The same ``batch_id`` again changes nothing.

    A file that isn't a PDF is refused by itself.

    :raises NotPermitted: without the permission to use seals of this agency
    :raises SealNotUsable: if the seal may not be used now
    :raises InvalidInput: for no files, or more than ``rules.BATCH_MOST``
    """
    seal = Seal.objects.filter(pk=seal_id).first()
    if seal is None:
        raise SealNotFound("没有找到这枚印章。")
    acts.permit(by, USE, seal.agency_id)
    if by.id is None:
        raise NotPermitted("批量用印要由工作人员本人办理。")
    rules.check_usable(name=seal.name, status=seal.status, valid_until=seal.valid_until, at=at)
    if not 1 <= len(files) <= rules.BATCH_MOST:
        raise InvalidInput(
            f"一次盖 1 到 {rules.BATCH_MOST} 份文件。", fields={"files": [f"请选 1 到 {rules.BATCH_MOST} 份文件"]}
        )
    try:
        with transaction.atomic():
            batch = SealingBatch.objects.create(
                id=batch_id, seal=seal, purpose=purpose, case_number=case_number, by_id=by.id, at=at,
                place=_written(place),
            )  # fmt: skip
            SealingFile.objects.bulk_create(
                _taken_in(batch, number, name, content, by, at) for number, (name, content) in enumerate(files, start=1)
            )
            queue.job(TASK, queue=QUEUE, lock=f"sealing.{batch_id}").defer(batch_id=str(batch_id))
    except IntegrityError:
        batches.batch(batch_id, by=by)  # sent twice: whose it is sees it, others get "not found"


def _taken_in(batch: SealingBatch, number: int, name: str, content: IO[bytes], by: Actor, at: datetime) -> SealingFile:
    row = SealingFile(batch=batch, number=number, name=name[:255])
    try:
        row.source_id = documents.upload(content=content, name=name, by=by, at=at, allowed=_PDF).id
    except storage.FileRefused as refusal:
        row.outcome, row.fault = FileOutcome.REFUSED, refusal.message[:300]
    return row


def seal_batch(*, batch_id: UUID, at: datetime) -> None:
    """Seal what waits in a batch. Safe to run any number of times."""
    while _seal_next(batch_id, at):
        pass


def _seal_next(batch_id: UUID, at: datetime) -> bool:
    with transaction.atomic():
        batch = SealingBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
        row = batch.files.filter(outcome=FileOutcome.WAITING).order_by("number").first() if batch else None
        if batch is None or row is None or row.source_id is None:
            return False
        source = row.source_id
        try:
            with transaction.atomic():
                row.sealed_id, row.outcome = _sealed(batch, row, at), FileOutcome.SEALED
        except DomainError as refusal:
            row.outcome, row.fault = FileOutcome.REFUSED, refusal.message[:300] or _UNKNOWN
        except (OperationalError, InterfaceError):
            raise  # the database is away: the job is tried again, the file is as good as before
        except Exception as fault:
            # One file that breaks something must not hold up the others. The message may quote it, so it isn't logged.
            log.error("sealing_file_failed", batch_id=str(batch_id), number=row.number, fault=type(fault).__name__)
            row.outcome, row.fault = FileOutcome.REFUSED, _UNKNOWN
        row.source_id = None
        row.save(update_fields=["outcome", "fault", "source", "sealed"])
        documents.discard([source])
    return True


def _sealed(batch: SealingBatch, row: SealingFile, at: datetime) -> UUID:
    """Seal one file on behalf of whoever sent it, if they still may; return the sealed file's id."""
    if row.source_id is None:
        raise ValueError("nothing to seal")
    with documents.content(row.source_id) as file:
        content = file.read()
    sealed = sealing.seal_file(
        seal_id=batch.seal_id, content=content, purpose=batch.purpose, case_number=batch.case_number,
        by=identity.actor_for(batch.by_id, at=at), at=at, place=_read(batch.place),
    )  # fmt: skip
    return documents.store(content=sealed, name=batches.sealed_name(row.name), at=at).id


def forget_batches(*, at: datetime) -> int:
    """Delete batches of yesterday with their files; return how many."""
    old = list(SealingBatch.objects.filter(at__lt=at - rules.BATCH_KEPT).values_list("id", flat=True)[:10_000])
    for batch_id in old:
        with transaction.atomic():
            files = SealingFile.objects.filter(batch_id=batch_id)
            pairs = files.values_list("source_id", "sealed_id")
            held = [each for pair in pairs for each in pair if each is not None]
            SealingBatch.objects.filter(pk=batch_id).delete()
            documents.discard(held)
    return len(old)


def _written(place: AtPoint | AtWords | None) -> dict[str, object]:
    return asdict(place) if place else {}


def _read(place: dict[str, object]) -> AtPoint | AtWords | None:
    if not place:
        return None
    return AtWords(**place) if "words" in place else AtPoint(**place)  # type: ignore[arg-type]  # as it was written
