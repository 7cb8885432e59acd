"""Built-in functions that turn one kind of value into another, and `not` (10.3.4.1, 10.3.4.2)."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal

from govhall.support.decisions.feel import literals
from govhall.support.decisions.feel.builtins.registry import RefusedError, builtin
from govhall.support.decisions.feel.limits import Run
from govhall.support.decisions.feel.values import NUMBERS

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?\Z")


@builtin("string(from: any)")
def _string(run: Run, value: object) -> str | None:
    if value is None:
        return None
    return literals.format_value(value, quote=False, limit=run.limits.string_length)


@builtin("number(from: string, grouping separator: string?, decimal separator: string?)")
def _number(run: Run, text: str, grouping: str | None, point: str | None) -> Decimal:
    if grouping is not None and grouping not in (" ", ",", "."):
        raise RefusedError("the grouping separator must be a blank, a comma or a point")
    if point is not None and point not in (",", "."):
        raise RefusedError("the decimal separator must be a comma or a point")
    if grouping is not None and grouping == point:
        raise RefusedError("the separators must differ")
    if grouping is not None:
        text = text.replace(grouping, "")
    if point == ",":
        if "." in text:
            raise RefusedError("not a number")
        text = text.replace(",", ".")
    if not _NUMBER.match(text):
        raise RefusedError("not a number")
    try:
        return NUMBERS.create_decimal(text)
    except decimal.DecimalException:
        raise RefusedError("the number is out of bounds") from None


@builtin("not(negand: any)")
def _not(run: Run, negand: object) -> bool | None:
    return not negand if isinstance(negand, bool) else None


@builtin("is(value1: any?, value2: any?)")
def _is(run: Run, one: object, other: object) -> bool:
    """Say whether two values are the same in every part, zone and offset included."""
    return type(one) is type(other) and one == other
