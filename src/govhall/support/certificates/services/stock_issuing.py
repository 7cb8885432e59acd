"""
Making the certificates of a confirmed batch, row by row, by the worker.

Each row is a transaction of its own under the lock of its batch: certificate, seal, result and the erasing of the row's
data come together or not at all. So a worker may die at any moment, two may work at once, and no row is made twice; the
constraint ``one_certificate_of_stock_row`` says the same.
"""

import json
from datetime import datetime
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction

from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import DomainError
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import StockAct, StockRowState, StockState
from govhall.support.certificates.models import StockBatch, StockRow
from govhall.support.certificates.rules import stock, stock_rows
from govhall.support.certificates.selectors import types
from govhall.support.certificates.services import issuing, stock_waking
from govhall.support.certificates.values import Holder, Paper
from govhall.support.identity import public as identity
from govhall.support.seals import public as seals

log = structlog.get_logger()
SLICE = 20  # rows a job; between two jobs the worker turns to what people wait for


def issue_slice(*, batch_id: UUID, at: datetime, size: int = SLICE) -> bool:
    """Make the next certificates of a batch; return whether there may be more to do."""
    return all(_issue_next(batch_id, at) for _ in range(size))


def wake_open_batches() -> int:
    """Ask for a job for every batch that is being made: one may have got lost with its worker. Return how many."""
    open_ids = list(StockBatch.objects.filter(state=StockState.ISSUING).values_list("id", flat=True))
    for batch_id in open_ids:
        stock_waking.wake(batch_id)
    return len(open_ids)


def _issue_next(batch_id: UUID, at: datetime) -> bool:
    """Deal with the next row, in a transaction of its own; return whether to go on."""
    with transaction.atomic():
        batch = StockBatch.objects.select_for_update(of=("self",)).select_related("type").filter(pk=batch_id).first()
        if batch is None or batch.state != StockState.ISSUING:
            return False
        row = batch.rows.filter(state=StockRowState.READY).order_by("number").first()
        if row is None:
            _finish(batch, at)
            return False
        return _deal_with(batch, row, at)


def _deal_with(batch: StockBatch, row: StockRow, at: datetime) -> bool:
    try:
        with transaction.atomic():
            _make(batch, row, at)
    except seals.SealNotUsable as fault:
        _pause(batch, fault.message, at)
        return False
    except DomainError as fault:
        _fail(row, [{"column": "", "words": fault.message.rstrip("。")}])
    except (OperationalError, InterfaceError):
        raise  # the database is away: the job is tried again, the row is as good as before
    except Exception as fault:
        # One row that can't be drawn must not hold up the others. The message may quote the row, so it isn't logged.
        log.error("stock_row_failed", batch_id=str(batch.id), row=row.number, fault=type(fault).__name__)
        _fail(row, [{"column": "", "words": "制证时出错，请核对这一行有没有少见的字符，改好后再上传"}])
    return True


def _make(batch: StockBatch, row: StockRow, at: datetime) -> None:
    kind = types.type_value(batch.type)
    columns = stock.columns_of(kind)
    cells = json.loads(row.data or "[]")
    if [column.key for column in columns] != batch.columns:
        raise stock.NotForTables("这种证照的内容在上传后有改动，请下载新模板重新上传。")
    record, faults = stock_rows.read_row(kind, columns, cells, day=clock.official_date(at))
    if record is None:
        _fail(row, [{"column": each.column, "words": each.words} for each in faults])
        return
    known = identity.parties_with([(record.holder.code_type, record.holder.code)])
    issuing.issue(
        type_key=kind.key,
        holder=Holder(
            party_id=next(iter(known.values()), None), name=record.holder.name, code=record.holder.code,
            code_type=record.holder.code_type,
        ),
        agency_id=batch.agency_id,
        values=record.values,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
        source_case=None,
        at=at,
        paper=Paper(number=record.number, issued_on=record.issued_on, stock_row_id=row.pk),
    )  # fmt: skip
    row.state, row.data = StockRowState.ISSUED, None
    row.save(update_fields=["state", "data"])


def _fail(row: StockRow, faults: list[dict[str, str]]) -> None:
    row.state, row.faults = StockRowState.FAILED, faults
    row.save(update_fields=["state", "faults"])


def _pause(batch: StockBatch, reason: str, at: datetime) -> None:
    batch.state, batch.paused_reason = stock.next_state(batch.state, StockAct.PAUSE), reason[:200]
    batch.save(update_fields=["state", "paused_reason"])
    _record(batch, "certificates.stock.paused", at)


def _finish(batch: StockBatch, at: datetime) -> None:
    batch.state, batch.ended_at = stock.next_state(batch.state, StockAct.FINISH), at
    batch.save(update_fields=["state", "ended_at"])
    issued = batch.rows.filter(state=StockRowState.ISSUED).count()
    _record(batch, "certificates.stock.finished", at, rows=issued)
    log.info("stock_finished", batch_id=str(batch.id), issued=issued)


def _record(batch: StockBatch, action: str, at: datetime, **counts: int) -> None:
    audit.record(
        by=SYSTEM, action=action, at=at, target_kind="stock-batch", target_id=str(batch.id),
        detail={"certificate_type": batch.type.name, **counts},
    )  # fmt: skip
