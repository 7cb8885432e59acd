"""Proves that every stored due date is what its spans give (``govhall clocks verify``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from govhall.business.cases.choices import Status
from govhall.business.cases.models import Case
from govhall.business.cases.selectors import clocks
from govhall.infra import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A case whose stored date is not what its spans give today."""

    number: str
    which: str
    stored: date | None
    computed: date | None


def count_clocks() -> int:
    """Return how many cases have a clock that can be proved: accepted, and not paused at the moment."""
    return _provable().count()


def deviations() -> Iterator[Deviation]:
    """Recompute each clock from its spans; yield those that differ. While a case is paused its date moves daily."""
    today = clock.today()
    for case in _provable().iterator(chunk_size=500):
        promised, statutory = clocks.readings(case, today=today)
        for which, stored, reading in (
            ("promised", case.promised_due_date, promised),
            ("statutory", case.statutory_due_date, statutory),
        ):
            if stored != reading.due_on:
                yield Deviation(number=case.number, which=which, stored=stored, computed=reading.due_on)


def _provable() -> QuerySet[Case]:
    return Case.objects.filter(accepted_at__isnull=False).exclude(status=Status.SUSPENDED).order_by("id")
