"""Built-in functions on numbers (10.3.4.5)."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin, whole
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import NUMBERS, DayTimeDuration, YearMonthDuration

_MIN_SCALE, _MAX_SCALE = -6111, 6176


def _round(value: Decimal, scale: Decimal, rounding: str) -> Decimal:
    digits = whole(scale)
    if not _MIN_SCALE <= digits <= _MAX_SCALE:
        raise RefusedError("the scale is out of bounds")
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise RefusedError("not a finite number")
    if -digits <= exponent:
        return value
    # Fewer digits than before, so the precision of the value suffices, plus one for a carry.
    context = decimal.Context(prec=len(value.as_tuple().digits) + 2 + abs(min(0, digits)), Emin=-99_999, Emax=99_999)
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=rounding, context=context)
    return NUMBERS.plus(rounded)


@builtin("decimal(n: number, scale: number)")
def _decimal(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, decimal.ROUND_HALF_EVEN)


@builtin("floor(n: number, scale: number)", "floor(n: number)")
def _floor(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return _round(n, scale, decimal.ROUND_FLOOR)


@builtin("ceiling(n: number, scale: number)", "ceiling(n: number)")
def _ceiling(run: Run, n: Decimal, scale: Decimal = Decimal(0)) -> Decimal:
    return _round(n, scale, decimal.ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def _round_up(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, decimal.ROUND_UP)


@builtin("round down(n: number, scale: number)")
def _round_down(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, decimal.ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def _round_half_up(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, decimal.ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def _round_half_down(run: Run, n: Decimal, scale: Decimal) -> Decimal:
    return _round(n, scale, decimal.ROUND_HALF_DOWN)


@builtin("abs(n: number|days|months)")
def _abs(run: Run, n: object) -> object:
    if isinstance(n, DayTimeDuration):
        return DayTimeDuration(abs(n.nanos))
    if isinstance(n, YearMonthDuration):
        return YearMonthDuration(abs(n.months))
    return abs(n) if isinstance(n, Decimal) else None


@builtin("modulo(dividend: number, divisor: number)")
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Decimal:
    """Return dividend - divisor * floor(dividend / divisor)."""
    if not divisor:
        raise RefusedError("division by zero")
    try:
        rest = NUMBERS.remainder(dividend, divisor)
    except decimal.DecimalException:
        raise RefusedError("the numbers are too far apart") from None
    if rest and (rest < 0) != (divisor < 0):
        rest = NUMBERS.add(rest, divisor)
    return rest


def _calculated(operation: Callable[[Decimal], Decimal], n: Decimal) -> Decimal:
    try:
        return operation(n)
    except decimal.DecimalException:
        raise RefusedError("no number is the result") from None


@builtin("sqrt(number: number)")
def _sqrt(run: Run, number: Decimal) -> Decimal:
    return _calculated(NUMBERS.sqrt, number)


@builtin("log(number: number)")
def _log(run: Run, number: Decimal) -> Decimal:
    if number <= 0:
        raise RefusedError("only positive numbers have a logarithm")
    return _calculated(NUMBERS.ln, number)


@builtin("exp(number: number)")
def _exp(run: Run, number: Decimal) -> Decimal:
    return _calculated(NUMBERS.exp, number)


@builtin("odd(number: number)")
def _odd(run: Run, number: Decimal) -> bool:
    return _parity(number) == 1


@builtin("even(number: number)")
def _even(run: Run, number: Decimal) -> bool:
    return _parity(number) == 0


def _parity(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise RefusedError("only whole numbers are odd or even")
    return 0 if number.adjusted() > 40 else int(number) % 2
