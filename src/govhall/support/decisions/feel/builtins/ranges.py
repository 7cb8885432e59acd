"""Built-in functions that compare points and ranges (10.3.4.8), and `range` (10.3.4.1)."""

from __future__ import annotations

from collections.abc import Callable

from govhall.support.decisions.feel import literals, nodes, operators
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin
from govhall.support.decisions.feel.errors import FeelSyntaxError
from govhall.support.decisions.feel.lexer import NameIndex
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.parser import Parser
from govhall.support.decisions.feel.values import Range

_NAMES = NameIndex(("date and time",))
_MAKERS: dict[str, Callable[[str], object]] = {
    "date": literals.parse_date,
    "time": literals.parse_time,
    "date and time": literals.parse_date_time,
    "duration": literals.parse_duration,
}


@builtin("range(from: string)")
def _range(run: Run, text: str) -> Range:
    """Read a range whose ends are literals."""
    try:
        parser = Parser(text, names=_NAMES, limits=run.limits)
        node = parser.expression()
        parser.finish()
    except FeelSyntaxError as error:
        raise RefusedError(error.detail) from None
    if not isinstance(node, nodes.Interval):
        raise RefusedError("the text is no range")
    low, high = _end(node.low), _end(node.high)
    if low is None and high is None:
        raise RefusedError("a range needs an end")
    if low is not None and high is not None and operators.less_or_equal(low, high) is not True:
        raise RefusedError("the ends do not fit together")
    return Range(low, high, node.low_included and low is not None, node.high_included and high is not None)


def _end(node: nodes.Node) -> object:
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Unary) and isinstance(node.operand, nodes.Literal):
        return operators.negate(node.operand.value)
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and len(node.arguments) == 1:
        maker, argument = _MAKERS.get(node.function.name), node.arguments[0]
        if maker is not None and isinstance(argument, nodes.Literal) and isinstance(argument.value, str):
            value = maker(argument.value)
            if value is not None:
                return value
    raise RefusedError("the ends of the range must be literals")


def _order(one: object, other: object) -> int:
    found = operators.order(one, other)
    if found is None:
        raise RefusedError("the values cannot be compared")
    return found


def _closed(interval: Range) -> Range:
    if interval.start is None or interval.end is None or interval.operator:
        raise RefusedError("the range is not closed")
    return interval


def _holds(interval: Range, point: object) -> bool:
    low, high = _order(point, interval.start), _order(point, interval.end)
    after_start = low > 0 or (low == 0 and interval.start_included)
    return after_start and (high < 0 or (high == 0 and interval.end_included))


@builtin("before(range1: range, range2: range)")
def _before_ranges(run: Run, one: Range, other: Range) -> bool:
    found = _order(_closed(one).end, _closed(other).start)
    return found < 0 or (found == 0 and not (one.end_included and other.start_included))


@builtin("before(range: range, point: any)")
def _range_before(run: Run, interval: Range, point: object) -> bool:
    found = _order(_closed(interval).end, point)
    return found < 0 or (found == 0 and not interval.end_included)


@builtin("before(point: any, range: range)")
def _point_before(run: Run, point: object, interval: Range) -> bool:
    found = _order(point, _closed(interval).start)
    return found < 0 or (found == 0 and not interval.start_included)


@builtin("before(point1: any, point2: any)")
def _before(run: Run, one: object, other: object) -> bool:
    return _order(one, other) < 0


@builtin("after(range1: range, range2: range)")
def _after_ranges(run: Run, one: Range, other: Range) -> bool:
    return _before_ranges(run, other, one)


@builtin("after(range: range, point: any)")
def _range_after(run: Run, interval: Range, point: object) -> bool:
    return _point_before(run, point, interval)


@builtin("after(point: any, range: range)")
def _point_after(run: Run, point: object, interval: Range) -> bool:
    return _range_before(run, interval, point)


@builtin("after(point1: any, point2: any)")
def _after(run: Run, one: object, other: object) -> bool:
    return _order(one, other) > 0


@builtin("meets(range1: range, range2: range)")
def _meets(run: Run, one: Range, other: Range) -> bool:
    touching = one.end_included and other.start_included
    return touching and _order(_closed(one).end, _closed(other).start) == 0


@builtin("met by(range1: range, range2: range)")
def _met_by(run: Run, one: Range, other: Range) -> bool:
    return _meets(run, other, one)


@builtin("overlaps(range1: range, range2: range)")
def _overlaps(run: Run, one: Range, other: Range) -> bool:
    return not (_before_ranges(run, one, other) or _before_ranges(run, other, one))


@builtin("overlaps before(range1: range, range2: range)")
def _overlaps_before(run: Run, one: Range, other: Range) -> bool:
    start, end = _order(_closed(one).start, _closed(other).start), _order(one.end, other.end)
    starts = start < 0 or (start == 0 and one.start_included and not other.start_included)
    ends = end < 0 or (end == 0 and (not one.end_included or other.end_included))
    return starts and ends and _overlaps(run, one, other)


@builtin("overlaps after(range1: range, range2: range)")
def _overlaps_after(run: Run, one: Range, other: Range) -> bool:
    start, end = _order(_closed(one).start, _closed(other).start), _order(one.end, other.end)
    starts = start > 0 or (start == 0 and other.start_included and not one.start_included)
    ends = end > 0 or (end == 0 and (one.end_included or not other.end_included))
    return starts and ends and _overlaps(run, one, other)


@builtin("finishes(range1: range, range2: range)")
def _range_finishes(run: Run, one: Range, other: Range) -> bool:
    if _order(_closed(one).end, _closed(other).end) or one.end_included is not other.end_included:
        return False
    start = _order(one.start, other.start)
    return start > 0 or (start == 0 and (other.start_included or not one.start_included))


@builtin("finishes(point: any, range: range)")
def _point_finishes(run: Run, point: object, interval: Range) -> bool:
    return interval.end_included and _order(point, _closed(interval).end) == 0


@builtin("finished by(range1: range, range2: range)")
def _range_finished_by(run: Run, one: Range, other: Range) -> bool:
    return _range_finishes(run, other, one)


@builtin("finished by(range: range, point: any)")
def _finished_by_point(run: Run, interval: Range, point: object) -> bool:
    return _point_finishes(run, point, interval)


@builtin("includes(range1: range, range2: range)")
def _includes_range(run: Run, one: Range, other: Range) -> bool:
    start, end = _order(_closed(one).start, _closed(other).start), _order(one.end, other.end)
    starts = start < 0 or (start == 0 and (one.start_included or not other.start_included))
    return starts and (end > 0 or (end == 0 and (one.end_included or not other.end_included)))


@builtin("includes(range: range, point: any)")
def _includes_point(run: Run, interval: Range, point: object) -> bool:
    return _holds(_closed(interval), point)


@builtin("during(range1: range, range2: range)")
def _range_during(run: Run, one: Range, other: Range) -> bool:
    return _includes_range(run, other, one)


@builtin("during(point: any, range: range)")
def _point_during(run: Run, point: object, interval: Range) -> bool:
    return _includes_point(run, interval, point)


@builtin("starts(range1: range, range2: range)")
def _range_starts(run: Run, one: Range, other: Range) -> bool:
    if _order(_closed(one).start, _closed(other).start) or one.start_included is not other.start_included:
        return False
    end = _order(one.end, other.end)
    return end < 0 or (end == 0 and (other.end_included or not one.end_included))


@builtin("starts(point: any, range: range)")
def _point_starts(run: Run, point: object, interval: Range) -> bool:
    return interval.start_included and _order(point, _closed(interval).start) == 0


@builtin("started by(range1: range, range2: range)")
def _range_started_by(run: Run, one: Range, other: Range) -> bool:
    return _range_starts(run, other, one)


@builtin("started by(range: range, point: any)")
def _started_by_point(run: Run, interval: Range, point: object) -> bool:
    return _point_starts(run, point, interval)


@builtin("coincides(range1: range, range2: range)")
def _ranges_coincide(run: Run, one: Range, other: Range) -> bool:
    same = one.start_included is other.start_included and one.end_included is other.end_included
    return same and not _order(_closed(one).start, _closed(other).start) and not _order(one.end, other.end)


@builtin("coincides(point1: any, point2: any)")
def _points_coincide(run: Run, one: object, other: object) -> bool:
    return _order(one, other) == 0
