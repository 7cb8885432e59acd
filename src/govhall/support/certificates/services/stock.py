"""
Bringing in existing certificates (存量制证): a table is checked as a whole, confirmed by a person, made by the worker.

What a row says is stored encrypted and erased with the certificate that is made of it. The acts follow
``rules.stock.TRANSITIONS``; every one is audited with counts, never with data.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.infra import clock, storage
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import Conflict, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import StockAct, StockRowState, StockState
from govhall.support.certificates.engine import stock_reading
from govhall.support.certificates.models import StockBatch, StockRow
from govhall.support.certificates.rules import stock, stock_rows
from govhall.support.certificates.selectors import stock as selectors
from govhall.support.certificates.selectors import stock_check, types
from govhall.support.certificates.services import stock_waking
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.certificates.values.stock import Cell, RowFault

log = structlog.get_logger()
TABLE_BYTES = 20 * 1024 * 1024
_KINDS = frozenset({storage.XLSX.content_type, storage.CSV.content_type})
_NO_TABLE = frozenset({"file-type-unknown", "file-old-office", "archive-not-document", "file-type-not-allowed"})
_AT_ONCE = 2000


class NothingToIssue(Conflict):
    """No row of the batch is good."""

    code = "stock-nothing-to-issue"


class CountChanged(Conflict):
    """The batch holds another number of good rows than the person has read."""

    code = "stock-count-changed"


def upload_stock(
    *, type_key: str, agency_id: int, content: IO[bytes] | bytes, name: str, by: Actor, at: datetime
) -> UUID:
    """
    Read and check a table of existing certificates; return the batch that waits for its confirmation.

    :raises NotPermitted: without ``certificates.stock.issue`` in this agency, or if it doesn't issue this type
    :raises FileRefused: for anything but a harmless XLSX or CSV of at most 20 MB
    :raises TableRefused: if the table as a whole can't be taken
    """
    agency = organizations.agency(agency_id)
    access.require(by, selectors.ISSUE, agency_id=agency.id, region_path=agency.region_path)
    kind = next((each for each in types.issued_by(agency_id) if each.key == type_key), None)
    if kind is None:
        raise NotPermitted("本机关不签发这种证照，不能批量制证。")
    columns = stock.columns_of(kind)
    table, digest = _read(content, name, columns)
    faults, unknown = _check(kind, columns, table.rows, agency_id, at)
    batch = StockBatch(
        id=new_id(), type=types.type_row(type_key), agency_id=agency_id, file_sm3=digest,
        columns=[column.key for column in columns], unknown_holders=unknown, uploaded_by_id=by.account,
        uploaded_by_name=by.name[:100], uploaded_at=at,
    )  # fmt: skip
    with transaction.atomic():
        batch.save(force_insert=True)
        StockRow.objects.bulk_create((_row(batch, *each, faults) for each in table.rows), batch_size=_AT_ONCE)
        _record(batch, "certificates.stock.uploaded", by, at, rows=len(table.rows), faulty=len(faults))
    log.info("stock_checked", batch_id=str(batch.id), rows=len(table.rows), faulty=len(faults))
    return batch.id


def confirm_stock(*, batch_id: UUID, expected: int, by: Actor, at: datetime) -> None:
    """
    Have the good rows made into certificates. ``expected`` is how many of them the person has read on the page.

    :raises NotPermitted: without the permission, or, where two persons are wanted, for the one who uploaded
    :raises StockActNotAllowed: if it was confirmed or cancelled before
    :raises NothingToIssue: if no row is good
    :raises CountChanged: if there are more or fewer good rows
    """
    with transaction.atomic():
        batch = _begin(batch_id, StockAct.CONFIRM, by)
        if settings.GOVHALL_STOCK_TWO_PERSONS and batch.uploaded_by_id == by.account:
            raise NotPermitted("上传和确认要由两个人办理，请让另一位证照管理员确认。")
        ready = batch.rows.filter(state=StockRowState.READY).count()
        if not ready:
            raise NothingToIssue("没有可以制证的行，请改好文件再上传。")
        if ready != expected:
            raise CountChanged("可以制证的行数有变化，请重新核对再确认。")
        batch.confirmed_by_id, batch.confirmed_by_name, batch.confirmed_at = by.account, by.name[:100], at
        batch.save(update_fields=["state", "confirmed_by_id", "confirmed_by_name", "confirmed_at"])
        _record(batch, "certificates.stock.confirmed", by, at, rows=ready)
    stock_waking.wake(batch.id)


def pause_stock(*, batch_id: UUID, by: Actor, at: datetime) -> None:
    """Stop making certificates after the present one. :raises StockActNotAllowed: unless they are being made"""
    with transaction.atomic():
        batch = _begin(batch_id, StockAct.PAUSE, by)
        batch.paused_reason = "证照管理员暂停"
        batch.save(update_fields=["state", "paused_reason"])
        _record(batch, "certificates.stock.paused", by, at)


def resume_stock(*, batch_id: UUID, by: Actor, at: datetime) -> None:
    """Go on where it stopped. :raises StockActNotAllowed: unless it is paused"""
    with transaction.atomic():
        batch = _begin(batch_id, StockAct.RESUME, by)
        batch.paused_reason = ""
        batch.save(update_fields=["state", "paused_reason"])
        _record(batch, "certificates.stock.resumed", by, at)
    stock_waking.wake(batch.id)


def cancel_stock(*, batch_id: UUID, by: Actor, at: datetime) -> None:
    """
    Make no more certificates of this batch and forget its rows. Certificates that were made stay.

    :raises StockActNotAllowed: if it has ended
    """
    with transaction.atomic():
        batch = _begin(batch_id, StockAct.CANCEL, by)
        _drop(batch, at)
        _record(batch, "certificates.stock.cancelled", by, at)


def forget_stock(*, at: datetime) -> tuple[int, int]:
    """
    Cancel what nobody confirmed for days, and erase what faulty rows of ended batches say; return how many of each.

    The days are ``rules.stock.KEEP_FAULTY_DAYS``.
    """
    long_ago = at - timedelta(days=stock.KEEP_FAULTY_DAYS)
    stale = StockBatch.objects.filter(state=StockState.CHECKED, uploaded_at__lt=long_ago)
    for batch_id in list(stale.values_list("id", flat=True)):
        with transaction.atomic():
            batch = StockBatch.objects.select_for_update(of=("self",)).select_related("type").get(pk=batch_id)
            if batch.state == StockState.CHECKED:
                batch.state = stock.next_state(batch.state, StockAct.CANCEL)
                _drop(batch, at)
                _record(batch, "certificates.stock.cancelled", SYSTEM, at)
    erased = StockRow.objects.filter(
        batch__state__in=stock.FINAL, batch__ended_at__lt=long_ago, data__isnull=False
    ).update(data=None)
    log.info("stock_forgotten", rows=erased)
    return len(stale), erased


def _read(content: IO[bytes] | bytes, name: str, columns: Sequence[stock.Column]) -> tuple[stock_reading.Table, str]:
    """Return the table and the digest of its file, of which nothing stays."""
    try:
        with storage.examined(content, name=name, allowed=_KINDS, max_bytes=TABLE_BYTES) as file:
            is_workbook, heads = file.content_type == storage.XLSX.content_type, [column.label for column in columns]
            table = stock_reading.read(file.path, is_workbook=is_workbook, heads=heads, rows_most=stock.ROWS_MOST)
            return table, file.sm3
    except storage.FileRefused as refusal:
        if refusal.code in _NO_TABLE:  # the usual advice is for papers
            raise stock_reading.TableRefused(
                "这不是能读的表格，请用模板填写，另存为 XLSX 或者 CSV 再上传。"
            ) from refusal
        raise


def _begin(batch_id: UUID, act: StockAct, by: Actor) -> StockBatch:
    """Lock the batch, check permission and state, and set the state that follows."""
    row = StockBatch.objects.select_for_update(of=("self",)).select_related("type").filter(pk=batch_id).first()
    if row is None:
        raise selectors.StockBatchNotFound("没有找到这一批。")
    selectors.require(row, by)
    row.state = stock.next_state(row.state, act)
    return row


def _drop(batch: StockBatch, at: datetime) -> None:
    batch.rows.filter(state=StockRowState.READY).update(state=StockRowState.DROPPED, data=None)
    if batch.confirmed_at is None:
        batch.rows.filter(data__isnull=False).update(data=None)
    batch.ended_at = at
    batch.save(update_fields=["state", "ended_at"])


def _check(
    kind: CertificateTypeValue,
    columns: Sequence[stock.Column],
    rows: Sequence[tuple[int, tuple[Cell, ...]]],
    agency_id: int,
    at: datetime,
) -> tuple[Mapping[int, list[RowFault]], int]:
    """Return the faults by row, and how many good rows have a holder whom the platform doesn't know yet."""
    day = clock.official_date(at)
    good: dict[int, stock_rows.StockRecord] = {}
    faults: dict[int, list[RowFault]] = {}
    for number, cells in rows:
        record, wrong = stock_rows.read_row(kind, columns, cells, day=day)
        if record is None:
            faults[number] = wrong
        else:
            good[number] = record
    twice = stock_rows.doubles(good.items(), kind)
    known = stock_check.in_register(good, kind, agency_id=agency_id, day=day)
    for found in (twice, known):
        for number, wrong in found.items():
            faults.setdefault(number, []).extend(wrong)
    left = [record for number, record in good.items() if number not in faults]
    return faults, stock_check.unknown_holders(left)


def _row(batch: StockBatch, number: int, cells: Sequence[Cell], faults: Mapping[int, list[RowFault]]) -> StockRow:
    wrong = faults.get(number, [])
    return StockRow(
        batch_id=batch.id, number=number, state=StockRowState.FAULTY if wrong else StockRowState.READY,
        faults=[{"column": each.column, "words": each.words} for each in wrong],
        # What couldn't be read is written down as empty: the fault says why.
        data=json.dumps([cell if isinstance(cell, str) else "" for cell in cells], ensure_ascii=False),
    )  # fmt: skip


def _record(batch: StockBatch, action: str, by: Actor, at: datetime, **counts: Any) -> None:
    audit.record(
        by=by, action=action, at=at, target_kind="stock-batch", target_id=str(batch.id),
        detail={"certificate_type": batch.type.name, **counts},
    )  # fmt: skip
