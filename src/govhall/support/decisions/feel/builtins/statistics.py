"""Built-in functions that condense a list: min, max, sum, mean, median, stddev, mode, product."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal

from govhall.support.decisions.feel import operators
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import NUMBERS


def _extreme(items: list[object], sign: int) -> object:
    if not items:
        raise RefusedError("the list is empty")
    best = items[0]
    if operators.order(best, best) is None:
        raise RefusedError("the items cannot be compared")
    for item in items[1:]:
        found = operators.order(item, best)
        if found is None:
            raise RefusedError("the items cannot be compared")
        if found == sign:
            best = item
    return best


def smallest(items: list[object]) -> object:
    """Return the smallest of comparable items."""
    return _extreme(items, -1)


def largest(items: list[object]) -> object:
    """Return the largest of comparable items."""
    return _extreme(items, 1)


@builtin("min(list: list*)")
def _min(run: Run, items: list[object]) -> object:
    return smallest(items)


@builtin("max(list: list*)")
def _max(run: Run, items: list[object]) -> object:
    return largest(items)


def _numbers(items: list[object], *, least: int = 1) -> list[Decimal]:
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) != len(items):
        raise RefusedError("the list must hold only numbers")
    if len(numbers) < least:
        raise RefusedError("the list has too few items")
    return numbers


def _folded(operation: Callable[[Decimal, Decimal], Decimal], numbers: list[Decimal]) -> Decimal:
    result = numbers[0]
    try:
        for number in numbers[1:]:
            result = operation(result, number)
    except decimal.DecimalException:
        raise RefusedError("the result is out of bounds") from None
    return result


@builtin("sum(list: list*)")
def _sum(run: Run, items: list[object]) -> object:
    return total(items)


def total(items: list[object]) -> object:
    """Return the sum of numbers or of durations of one kind."""
    if items and not isinstance(items[0], Decimal):
        return _sum_durations(items)
    return _folded(NUMBERS.add, _numbers(items))


def _sum_durations(items: list[object]) -> object:
    total = items[0]
    if operators.negate(total) is None:
        raise RefusedError("the list must hold only numbers")
    for item in items[1:]:
        total = operators.add(total, item) if type(item) is type(total) else None
        if total is None:
            raise RefusedError("the list must hold values of one kind")
    return total


@builtin("product(list: list*)")
def _product(run: Run, items: list[object]) -> Decimal:
    return _folded(NUMBERS.multiply, _numbers(items))


@builtin("mean(list: list*)")
def _mean(run: Run, items: list[object]) -> Decimal:
    return _average(_numbers(items))


def _average(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(_folded(NUMBERS.add, numbers), Decimal(len(numbers)))


@builtin("median(list: list*)")
def _median(run: Run, items: list[object]) -> Decimal:
    numbers = sorted(_numbers(items))
    middle = len(numbers) // 2
    if len(numbers) % 2:
        return numbers[middle]
    return NUMBERS.divide(NUMBERS.add(numbers[middle - 1], numbers[middle]), Decimal(2))


@builtin("stddev(list: list*)")
def _stddev(run: Run, items: list[object]) -> Decimal:
    """Return the standard deviation of a sample."""
    numbers = _numbers(items, least=2)
    mean = _average(numbers)
    try:
        squares = [NUMBERS.power(NUMBERS.subtract(number, mean), 2) for number in numbers]
        return NUMBERS.sqrt(NUMBERS.divide(_folded(NUMBERS.add, squares), Decimal(len(numbers) - 1)))
    except decimal.DecimalException:
        raise RefusedError("the result is out of bounds") from None


@builtin("mode(list: list*)")
def _mode(run: Run, items: list[object]) -> list[Decimal]:
    counts: dict[Decimal, int] = {}
    for number in _numbers(items, least=0):
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    return sorted(number for number, times in counts.items() if times == most)
