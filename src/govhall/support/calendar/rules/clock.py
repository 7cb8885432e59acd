"""Reading a case clock: due date, days used and left, state, and a cell for every day."""

from collections.abc import Sequence
from datetime import date

from govhall.support.calendar.choices import ClockState
from govhall.support.calendar.rules import cells as day_cells
from govhall.support.calendar.rules.spans import Spans
from govhall.support.calendar.rules.working_days import WorkingDays
from govhall.support.calendar.values import ClockReading, Limit, Pause


def read_clock(
    *,
    started_on: date | None,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[int] = (),
    today: date,
    ended_on: date | None = None,
    days: WorkingDays,
    with_cells: bool = True,
) -> ClockReading:
    """
    Return the clock as it stands today. Equal arguments always give an equal reading.

    ``extensions`` are in the limit's unit. ``with_cells=False`` leaves the calendar out, for lists.

    :raises InvalidClock: or one of its named kinds, if the facts contradict each other
    """
    if started_on is None:
        return _not_started(limit, extensions, today)
    spans = Spans(
        started_on=started_on, limit=limit, pauses=tuple(pauses), extensions=tuple(extensions), today=today,
        ended_on=ended_on, days=days,
    )  # fmt: skip
    state = _state(spans)
    counted = spans.counted_through(spans.as_of)
    counts_today = state is ClockState.RUNNING and today > started_on and spans.counts(today)
    return ClockReading(
        state=state,
        limit=limit,
        started_on=started_on,
        due_on=spans.due_on,
        total=spans.total,
        used=counted - 1 if counts_today else counted,
        left=spans.total + spans.grace - counted,
        today=today,
        today_ordinal=counted if counts_today else None,
        provisional=spans.is_provisional,
        assumes_resumption=spans.open_pause is not None and spans.due_on >= spans.open_pause.started_on,
        is_overdue=spans.as_of > spans.due_on,
        cells=day_cells.cells(spans) if with_cells else (),
    )


def _state(spans: Spans) -> ClockState:
    if spans.is_ended:
        return ClockState.ENDED
    if spans.today < spans.started_on:
        return ClockState.NOT_STARTED
    return ClockState.PAUSED if spans.current_pause is not None else ClockState.RUNNING


def _not_started(limit: Limit, extensions: Sequence[int], today: date) -> ClockReading:
    total = limit.amount + sum(extensions)
    return ClockReading(
        state=ClockState.NOT_STARTED, limit=limit, started_on=None, due_on=None, total=total, used=0, left=total,
        today=today, today_ordinal=None, provisional=False, assumes_resumption=False, is_overdue=False, cells=(),
    )  # fmt: skip
