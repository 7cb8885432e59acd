"""A clock in hours: it starts at the moment itself and runs day and night (民法典 第二百零一条)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from govhall.support.calendar.choices import ClockState, LimitUnit
from govhall.support.calendar.rules.spans import EndBeforeStart, PauseBeforeStart, PauseReversed, PausesOverlap
from govhall.support.calendar.values import HourPause, HourReading, InvalidClock, Limit


class NotInHours(InvalidClock):
    """The limit is in days; ``read_clock`` counts it."""

    code = "not-in-hours"


def read_hour_clock(
    *,
    started_at: datetime,
    limit: Limit,
    pauses: Sequence[HourPause] = (),
    at: datetime,
    ended_at: datetime | None = None,
) -> HourReading:
    """
    Return an hour clock as it stands ``at``. All moments are aware.

    :raises NotInHours: if the limit is in days
    :raises PausesOverlap: or the other named errors of pauses
    """
    if limit.unit is not LimitUnit.HOUR:
        raise NotInHours("这个时限不按小时计算。")
    if ended_at is not None and ended_at < started_at:
        raise EndBeforeStart("结束时间早于起算时间。")
    ordered = _checked(pauses, started_at)
    is_ended = ended_at is not None and ended_at <= at
    as_of = ended_at if ended_at is not None and is_ended else at
    total = timedelta(hours=limit.amount)
    due_at = started_at + total
    held = timedelta()
    for pause in ordered:
        end = pause.ended_at or max(as_of, pause.started_at)
        if pause.started_at < due_at:
            due_at += end - pause.started_at
        held += max(min(end, as_of) - min(pause.started_at, as_of), timedelta())
    used = max(as_of - started_at - held, timedelta())
    is_held = any(p.started_at <= as_of and (p.ended_at is None or as_of < p.ended_at) for p in ordered)
    return HourReading(
        state=_state(is_ended=is_ended, is_held=is_held, has_started=at >= started_at),
        limit=limit,
        due_at=due_at,
        used=int(used.total_seconds()),
        left=int((total - used).total_seconds()),
        total=int(total.total_seconds()),
        assumes_resumption=bool(ordered) and ordered[-1].ended_at is None and ordered[-1].started_at <= as_of,
        is_overdue=as_of > due_at,
    )


def _state(*, is_ended: bool, is_held: bool, has_started: bool) -> ClockState:
    if is_ended:
        return ClockState.ENDED
    if not has_started:
        return ClockState.NOT_STARTED
    return ClockState.PAUSED if is_held else ClockState.RUNNING


def _checked(pauses: Sequence[HourPause], started_at: datetime) -> list[HourPause]:
    ordered = sorted(pauses, key=lambda pause: pause.started_at)
    for pause in ordered:
        if pause.started_at < started_at:
            raise PauseBeforeStart("暂停早于起算时间。")
        if pause.ended_at is not None and pause.ended_at < pause.started_at:
            raise PauseReversed("恢复时间早于暂停时间。")
    for earlier, later in pairwise(ordered):
        if earlier.ended_at is None or later.started_at < earlier.ended_at:
            raise PausesOverlap("暂停期间相互重叠。")
    return ordered
