"""What the register knows of many rows at once: numbers that stand there, holders that hold or have an account."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import TypeVar

from django.db.models import Q

from govhall.infra.models.fields import BlindIndexField, Digest
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.rules import standing
from govhall.support.certificates.rules.stock_rows import StockRecord
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.certificates.values.stock import RowFault
from govhall.support.identity import public as identity

_AT_ONCE = 5000
T = TypeVar("T")


def in_register(
    rows: Mapping[int, StockRecord], kind: CertificateTypeValue, *, agency_id: int, day: date
) -> dict[int, list[RowFault]]:
    """Return, by row, that the certificate is there already, or that its holder has one of a single-instance type."""
    found: dict[int, list[RowFault]] = {}
    for part in _parts(rows.items()):
        taken = set(
            Certificate.objects.filter(
                type__key=kind.key, agency_id=agency_id, number__in=[record.number for _, record in part]
            ).values_list("number", flat=True)
        )
        holding = _holding(part, kind, day) if kind.single_instance else frozenset[str]()
        for number, record in part:
            if record.number in taken:
                found.setdefault(number, []).append(
                    RowFault(column=kind.number_label, words="这张证照已在证照库中，不用再制")
                )
            if record.holder.code in holding:
                found.setdefault(number, []).append(
                    RowFault(column="持证主体证件号码", words="持证主体已有一张有效的同类证照，只能有一张")
                )
    return found


def unknown_holders(records: Sequence[StockRecord]) -> int:
    """Return how many rows have a holder without an account: their certificate waits for them."""
    unknown = 0
    for part in _parts(records):
        known = identity.parties_with([(record.holder.code_type, record.holder.code) for record in part])
        unknown += sum((record.holder.code_type, record.holder.code) not in known for record in part)
    return unknown


def _holding(part: Sequence[tuple[int, StockRecord]], kind: CertificateTypeValue, day: date) -> frozenset[str]:
    index = Certificate._meta.get_field("holder_code_index")
    assert isinstance(index, BlindIndexField)  # noqa: S101  # for the type checker
    digests = {index.digest(record.holder.code): record.holder.code for _, record in part}
    rows = Certificate.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gte=day),
        type__key=kind.key, status__in=standing.LIVING, holder_code_index__in=list(digests),
    )  # fmt: skip
    return frozenset(digests[Digest(digest)] for digest in rows.values_list("holder_code_index", flat=True))


def _parts(rows: Iterable[T]) -> Iterator[list[T]]:
    found = iter(rows)
    while part := list(islice(found, _AT_ONCE)):
        yield part
