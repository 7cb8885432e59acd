"""Why a due date is what it is, in plain sentences: the answer behind 这个日期怎么算出来的."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from govhall.support.calendar.choices import DayKind, LimitUnit
from govhall.support.calendar.rules.spans import Spans
from govhall.support.calendar.rules.wording import short_date, weekday_name
from govhall.support.calendar.rules.working_days import ONE_DAY, WorkingDays
from govhall.support.calendar.values import Day, Limit, Pause


def explain(
    *,
    started_on: date | None,
    limit: Limit,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[int] = (),
    today: date,
    ended_on: date | None = None,
    days: WorkingDays,
) -> list[str]:
    """
    Return the reckoning of the due date as sentences, in the order of time.

    :raises InvalidClock: as ``read_clock``
    """
    if started_on is None:
        return ["还没有受理，时限没有起算。"]
    spans = Spans(
        started_on=started_on, limit=limit, pauses=tuple(pauses), extensions=tuple(extensions), today=today,
        ended_on=ended_on, days=days,
    )  # fmt: skip
    return [*_start(spans), *_limit(spans), *_interruptions(spans), *_end(spans), *_state(spans)]


def _start(spans: Spans) -> Iterator[str]:
    first = _first_counted(spans)
    accepted = f"{_date(spans, spans.started_on)}受理，当天不算"
    if first is None:
        yield f"{accepted}。"
    elif first == spans.started_on + ONE_DAY:
        yield f"{accepted}，从 {_date(spans, first)}起算。"
    else:
        yield f"{accepted}，从下一个计时日 {_date(spans, first)}起算。"


def _limit(spans: Spans) -> Iterator[str]:
    working = spans.limit.unit is LimitUnit.WORKING_DAY
    how = "只算工作日，周末和法定节假日不算，调休上班的周末算" if working else "按自然日计算，节假日也算"
    yield f"办理时限 {spans.limit}，{how}。"
    if spans.extensions:
        more = "、".join(str(extension) for extension in spans.extensions)
        yield f"经批准延长 {more} {spans.limit.unit.label}，共 {spans.total} {spans.limit.unit.label}。"


def _interruptions(spans: Spans) -> Iterator[str]:
    """Pauses, holidays and make-up days on the way, in the order of time; what lies in a pause isn't told twice."""
    told = [(pause.started_on, _pause(spans, pause)) for pause in spans.pauses if _matters(spans, pause)]
    if spans.limit.unit is LimitUnit.WORKING_DAY:
        told += _special_days(spans)
    return (sentence for _, sentence in sorted(told, key=lambda each: each[0]))


def _matters(spans: Spans, pause: Pause) -> bool:
    return pause.started_on <= max(spans.due_on, spans.as_of)


def _pause(spans: Spans, pause: Pause) -> str:
    reason = f"（{pause.reason}）" if pause.reason else ""
    out = f"{spans.not_counted(pause)} {spans.limit.unit.label}"
    start = _date(spans, pause.started_on)
    if pause.ended_on is None:
        ended = "结束时仍未恢复" if spans.is_ended else "还没有恢复"
        return f"{start}起暂停计时{reason}，{ended}，到 {_date(spans, spans.as_of)}已有 {out}不算。"
    if pause.ended_on == pause.started_on:
        return f"{start}暂停计时{reason}，当天恢复，没有扣除时间。"
    span = _span(spans, pause.started_on, pause.ended_on - ONE_DAY)
    return f"{span}暂停计时{reason}，{out}不算；{_date(spans, pause.ended_on)}恢复，恢复当天算。"


def _special_days(spans: Spans) -> list[tuple[date, str]]:
    on_the_way = (
        spans.days.day(on) for on in spans.walk(spans.started_on + ONE_DAY, spans.due_on) if not spans.is_held(on)
    )
    special = [day for day in on_the_way if day.kind in (DayKind.HOLIDAY, DayKind.MAKE_UP)]
    told = []
    for _, run in groupby(enumerate(special), key=lambda each: _run_key(each[0], each[1])):
        group = [day for _, day in run]
        told.append((group[0].date, _special(spans, group)))
    return told


def _run_key(place: int, day: Day) -> tuple[DayKind, str, date]:
    # Days of one run have the same distance to their place in the list.
    return day.kind, day.name, day.date - timedelta(days=place)


def _special(spans: Spans, group: list[Day]) -> str:
    first, last = group[0], group[-1]
    if first.kind is DayKind.HOLIDAY:
        return f"{_span(spans, first.date, last.date)}{first.name}放假，不算。"
    if first == last:
        return f"{_date(spans, first.date)}（{weekday_name(first.date)}）调休上班，算 1 天。"
    return f"{_span(spans, first.date, last.date)}调休上班，算 {len(group)} 天。"


def _end(spans: Spans) -> Iterator[str]:
    unit = spans.limit.unit.label
    assumed = spans.open_pause is not None and spans.due_on >= spans.open_pause.started_on and not spans.is_ended
    condition = "如果今天恢复，" if assumed else ""
    if spans.grace:
        yield (
            f"{condition}{spans.total} {unit}数到 {_date(spans, spans.nominal_due_on)}，是休息日，"
            f"顺延到下一个工作日 {_date(spans, spans.due_on)}（民法典第二百零三条）。"
        )
    else:
        yield f"{condition}数满 {spans.total} {unit}，{_date(spans, spans.due_on)}到期。"
    if spans.is_provisional:
        yield f"{_unknown_from(spans)}的放假安排还没有公布，暂按周一至周五上班推算，公布后日期可能变动。"


def _state(spans: Spans) -> Iterator[str]:
    unit = spans.limit.unit.label
    used = spans.counted_through(spans.as_of)
    left = spans.total + spans.grace - used
    if spans.is_ended:
        late = "已超过期限" if spans.as_of > spans.due_on else "没有超过期限"
        yield f"{_date(spans, spans.as_of)}办结，用了 {used} {unit}，{late}。"
    elif spans.today < spans.started_on:
        return
    elif spans.today > spans.due_on:
        yield f"今天是 {_date(spans, spans.today)}，已经过了到期日。"
    else:
        yield f"到今天（{_date(spans, spans.today)}）已计 {used} {unit}，还剩 {left} {unit}。"


def _first_counted(spans: Spans) -> date | None:
    """The first day that counts, looked for through the due date; pauses aside, as the law starts the count."""
    days = spans.walk(spans.started_on + ONE_DAY, max(spans.due_on, spans.started_on + ONE_DAY))
    return next((on for on in days if spans.counts(on)), None)


def _unknown_from(spans: Spans) -> str:
    known = spans.days.known_until
    if known is None or known < spans.started_on:
        return f"{spans.started_on.year} 年"
    return f"{short_date(known + ONE_DAY, reference=known)}以后"


def _span(spans: Spans, first: date, last: date) -> str:
    return _date(spans, first) if first == last else f"{_date(spans, first)}至 {_date(spans, last)}"


def _date(spans: Spans, on: date) -> str:
    return short_date(on, reference=spans.started_on)
