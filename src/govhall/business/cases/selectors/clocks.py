"""The clocks of a case, read from its spans. The due date is a pure function of what stands here."""

from datetime import date

from govhall.business.cases.models import Case, Extension, SpecialProcedure
from govhall.business.cases.selectors import definitions
from govhall.business.items import public as items
from govhall.infra import clock
from govhall.support.calendar import public as calendar


def readings(case: Case, *, today: date) -> tuple[calendar.ClockReading, calendar.ClockReading]:
    """Return the promised and the statutory clock of an accepted case, as seen on ``today``."""
    if case.accepted_at is None:
        raise ValueError("the clocks of a case run from its acceptance")
    guide = items.version(case.item_version_id)
    started_on = clock.official_date(case.accepted_at)
    pauses = _pauses(case)
    extensions = list(Extension.objects.filter(case=case).values_list("days", flat=True))
    ended_on = clock.official_date(case.decided_at) if case.decided_at else None
    promised, statutory = (
        calendar.read_clock(
            started_on=started_on,
            limit=definitions.limit_of(limit),
            pauses=pauses,
            extensions=extensions,
            today=today,
            ended_on=ended_on,
        )
        for limit in (guide.promised, guide.statutory)
    )
    return promised, statutory


def _pauses(case: Case) -> list[calendar.Pause]:
    return [
        calendar.Pause(
            started_on=clock.official_date(span.started_at),
            ended_on=clock.official_date(span.ended_at) if span.ended_at else None,
            reason=span.name,
        )
        for span in SpecialProcedure.objects.filter(case=case).order_by("started_at")
    ]
