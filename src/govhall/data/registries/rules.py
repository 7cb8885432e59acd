"""Cuts register records to what was asked for. Plain Python."""

from collections.abc import Iterable, Sequence
from datetime import date

from govhall.data.registries.values import Contribution


def within(
    contributions: Iterable[Contribution], *, insurances: Sequence[str], since: date, until: date
) -> list[Contribution]:
    """Return the contributions to these insurances, cut to the months from ``since`` to ``until``, oldest first."""
    first, last = since.replace(day=1), until.replace(day=1)
    cut = [
        Contribution(
            insurance=one.insurance,
            months_from=max(one.months_from, first),
            months_to=min(one.months_to, last),
            employer=one.employer,
            base=one.base,
            state=one.state,
        )
        for one in contributions
        if one.insurance in insurances and one.months_from <= last and one.months_to >= first
    ]
    return sorted(cut, key=lambda one: (list(insurances).index(one.insurance), one.months_from))


def months(one: Contribution) -> int:
    """Return how many months a contribution covers, both ends included."""
    return (one.months_to.year - one.months_from.year) * 12 + one.months_to.month - one.months_from.month + 1
