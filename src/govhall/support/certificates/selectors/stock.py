"""Reading batches of existing certificates: lists, counts, rows with their faults, tables to fill in and to mend."""

import json
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Count

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates.choices import StockRowState, StockState
from govhall.support.certificates.engine import stock_writing
from govhall.support.certificates.models import Certificate, StockBatch, StockRow
from govhall.support.certificates.rules import masking, stock
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values.stock import RowFault, StockBatchValue, StockRowValue

ISSUE = "certificates.stock.issue"
_FAULTY = (StockRowState.FAULTY, StockRowState.FAILED)


class StockBatchNotFound(NotFound):
    """No batch has this id, or the asker may not know that it exists."""

    code = "stock-batch-not-found"


def agencies_for(by: Actor) -> Sequence[AgencyValue]:
    """Return the agencies for which the officer may bring in stock, by name."""
    found = organizations.agencies_by_ids(access.reach(by, ISSUE).agency_ids)
    return sorted(found.values(), key=lambda agency: agency.name)


def stock_batches(*, by: Actor, limit: int = 20) -> Sequence[StockBatchValue]:
    """Return the newest batches within reach."""
    rows = StockBatch.objects.select_related("type").filter(agency_id__in=access.reach(by, ISSUE).agency_ids)
    found = list(rows.order_by("-uploaded_at", "-id")[:limit])
    agencies = organizations.agencies_by_ids({row.agency_id for row in found})
    counts: dict[UUID, dict[str, int]] = {row.id: {} for row in found}
    counted = StockRow.objects.filter(batch__in=found).values_list("batch_id", "state").annotate(Count("id"))
    for batch_id, state, number in counted.order_by():
        counts[batch_id][state] = number
    return [_value(row, agencies[row.agency_id], counts[row.id]) for row in found]


def stock_batch(batch_id: UUID, *, by: Actor) -> StockBatchValue:
    """Return a batch with its counts. :raises StockBatchNotFound: outside the officer's reach too"""
    row = _row(batch_id, by)
    counted = row.rows.values_list("state").annotate(Count("id")).order_by()
    return _value(row, organizations.agency(row.agency_id), dict(counted))


def stock_rows_of(
    batch_id: UUID, *, by: Actor, states: Sequence[StockRowState], after: int = 0, limit: int = 50
) -> Sequence[StockRowValue]:
    """
    Return rows of these states in the order of the file, the next ones after row ``after``; masked.

    :raises StockBatchNotFound: as ``stock_batch``
    """
    found = _row(batch_id, by)
    wanted = list(found.rows.filter(state__in=states, number__gt=after).order_by("number")[:limit])
    made = dict(Certificate.objects.filter(stock_row__in=wanted).values_list("stock_row_id", "id"))
    return [_row_value(found, row, made.get(row.pk)) for row in wanted]


def stock_template(type_key: str, *, agency_id: int, by: Actor) -> bytes:
    """
    Return the table to fill in for a type.

    :raises UnknownCertificateType: if the agency doesn't issue it
    :raises NotPermitted: outside the officer's reach
    """
    agency = organizations.agency(agency_id)
    access.require(by, ISSUE, agency_id=agency.id, region_path=agency.region_path)
    kind = next((each for each in types.issued_by(agency_id) if each.key == type_key), None)
    if kind is None:
        raise types.UnknownCertificateType("本机关不签发这种证照。", type_key=type_key)
    columns = stock.columns_of(kind)
    return stock_writing.template(
        heads=[column.label for column in columns],
        hints=[(column.label, column.hint, column.example, column.choices) for column in columns],
    )


def faulty_stock(batch_id: UUID, *, by: Actor) -> bytes:
    """
    Return the faulty rows as a table with what is wrong, to be mended and uploaded again.

    :raises StockBatchNotFound: as ``stock_batch``
    """
    row = _row(batch_id, by)
    labels = {column.key: column.label for column in stock.columns_of(types.type_value(row.type))}
    return stock_writing.faulty(heads=[labels.get(key, key) for key in row.columns], rows=_faulty_rows(row))


def require(row: StockBatch, by: Actor) -> None:
    """Pass silently for an officer who may work on this batch. :raises NotPermitted: otherwise"""
    agency = organizations.agency(row.agency_id)
    access.require(by, ISSUE, agency_id=agency.id, region_path=agency.region_path)


def _faulty_rows(row: StockBatch) -> Iterator[tuple[Sequence[str], str]]:
    for each in row.rows.filter(state__in=_FAULTY, data__isnull=False).order_by("number").iterator(chunk_size=1000):
        yield json.loads(each.data or "[]"), "；".join(_words(fault) for fault in _faults(each))


def _row(batch_id: UUID, by: Actor) -> StockBatch:
    reach = access.reach(by, ISSUE)
    found = StockBatch.objects.select_related("type").filter(pk=batch_id, agency_id__in=reach.agency_ids).first()
    if found is None:
        raise StockBatchNotFound("没有找到这一批，可能不是本机关的。")
    return found


def _value(row: StockBatch, agency: AgencyValue, counts: dict[str, int]) -> StockBatchValue:
    state = StockState(row.state)
    return StockBatchValue(
        id=row.id, type_key=row.type.key, type_name=row.type.name, agency_id=agency.id, agency_name=agency.name,
        state=state, state_label=str(state.label), acts=tuple(stock.acts_of(state)),
        counts={str(each): counts.get(each, 0) for each in StockRowState}, unknown_holders=row.unknown_holders,
        uploaded_by=row.uploaded_by_name, uploaded_by_id=row.uploaded_by_id, uploaded_at=row.uploaded_at,
        confirmed_by=row.confirmed_by_name, confirmed_at=row.confirmed_at, paused_reason=row.paused_reason,
        ended_at=row.ended_at,
    )  # fmt: skip


def _row_value(found: StockBatch, row: StockRow, certificate_id: UUID | None) -> StockRowValue:
    cells = dict(zip(found.columns, json.loads(row.data), strict=True)) if row.data else {}
    is_person = cells.get(stock.CODE_TYPE) != "统一社会信用代码"
    return StockRowValue(
        number=row.number, state=row.state, state_label=str(StockRowState(row.state).label),
        certificate_number=masking.mask_number(cells[stock.NUMBER]) if cells.get(stock.NUMBER) else "",
        holder_name=masking.mask_holder(cells.get(stock.HOLDER, ""), is_person=is_person),
        faults=tuple(_faults(row)), certificate_id=certificate_id,
    )  # fmt: skip


def _faults(row: StockRow) -> list[RowFault]:
    return [RowFault(**fault) for fault in row.faults]


def _words(fault: RowFault) -> str:
    return f"{fault.column}：{fault.words}" if fault.column else fault.words
