"""Checks and normalises one value of each kind of field. Messages say what is wrong, by how much, and what to do."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from govhall.standards.identifiers import resident_id, uscc
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.forms.values import FieldSpec

TEXT_MAX = 200
LONG_TEXT_MAX = 2000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Fault(ValueError):
    """A value that can't be taken, with the message for the person."""


def clean(spec: FieldSpec, raw: Any) -> Any:
    """
    Return the value in its stored form (text, int, bool, list of codes; decimals and dates as text).

    :raises Fault: if the value doesn't fit the field
    """
    checked = _CHECKS[spec.kind](spec, raw)
    if spec.pattern and isinstance(checked, str) and not re.fullmatch(spec.pattern, checked):
        raise Fault(f"“{spec.label}”的格式不对。{spec.hint}")
    return checked


def is_empty(raw: Any) -> bool:
    """Say whether nothing was filled in."""
    return raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip())


def _text(spec: FieldSpec, raw: Any) -> str:
    if not isinstance(raw, str):
        raise Fault(f"“{spec.label}”应是文字。")
    text = _CONTROL.sub("", raw).strip()
    longest = spec.max_length or (LONG_TEXT_MAX if spec.kind == "long_text" else TEXT_MAX)
    if len(text) > longest:
        raise Fault(f"“{spec.label}”最多 {longest} 个字，您写了 {len(text)} 个。")
    return text


def _number(spec: FieldSpec, raw: Any) -> Decimal:
    try:
        number = Decimal(str(raw).strip().replace(",", "").replace("，", ""))
    except InvalidOperation:
        raise Fault(f"“{spec.label}”应填数字，例如 46。") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 15:
        raise Fault(f"“{spec.label}”的数字太大了，请核对。")
    unit = spec.unit and f" {spec.unit}"
    if spec.min is not None and number < Decimal(spec.min):
        raise Fault(f"“{spec.label}”不能小于 {spec.min}{unit}，您填了 {number}。")
    if spec.max is not None and number > Decimal(spec.max):
        raise Fault(f"“{spec.label}”不能大于 {spec.max}{unit}，您填了 {number}。")
    return number


def _integer(spec: FieldSpec, raw: Any) -> int:
    number = _number(spec, raw)
    if number != number.to_integral_value():
        raise Fault(f"“{spec.label}”应填整数，您填了 {number}。")
    return int(number)


def _decimal(spec: FieldSpec, raw: Any) -> str:
    return format(_number(spec, raw).normalize(), "f")


def _money(spec: FieldSpec, raw: Any) -> str:
    number = _number(spec, raw)
    if number < 0 or number != number.quantize(Decimal("0.01")):
        raise Fault(f"“{spec.label}”应是金额，最多两位小数。")
    return format(number.quantize(Decimal("0.01")), "f")


def _date(spec: FieldSpec, raw: Any) -> str:
    try:
        day = date.fromisoformat(str(raw).strip())
    except ValueError:
        raise Fault(f"“{spec.label}”应是日期，例如 2026-10-13。") from None
    if not 1900 <= day.year <= 2199:
        raise Fault(f"“{spec.label}”的年份不对，请核对。")
    return day.isoformat()


def _choice(spec: FieldSpec, raw: Any) -> str:
    if not isinstance(raw, str) or raw not in _values(spec):
        raise Fault(f"请从列出的选项中选择“{spec.label}”。")
    return raw


def _values(spec: FieldSpec) -> set[str]:
    return {option.value for option in spec.options}


def _choices(spec: FieldSpec, raw: Any) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple) else []
    if not chosen or any(not isinstance(value, str) or value not in _values(spec) for value in chosen):
        raise Fault(f"请从列出的选项中选择“{spec.label}”。")
    return [option.value for option in spec.options if option.value in chosen]


def _boolean(spec: FieldSpec, raw: Any) -> bool:
    known = {True: True, False: False, "true": True, "on": True, "1": True, "false": False, "0": False}
    if not isinstance(raw, bool | str) or raw not in known:
        raise Fault(f"“{spec.label}”请选是或否。")
    return known[raw]


def _identifier(check: Callable[[str], str]) -> Callable[[FieldSpec, Any], str]:
    def checked(spec: FieldSpec, raw: Any) -> str:
        try:
            return check(_text(spec, raw))
        except InvalidIdentifier as fault:
            raise Fault(fault.message) from fault

    return checked


def _phone(spec: FieldSpec, raw: Any) -> str:
    digits = re.sub(r"[\s-]", "", _text(spec, raw))
    if re.fullmatch(r"1[3-9]\d{9}", digits) or re.fullmatch(r"0\d{9,11}", digits):
        return digits
    if digits.isdigit() and digits.startswith("1"):
        raise Fault(f"手机号是 11 位，您填了 {len(digits)} 位，请核对。")
    raise Fault("请填 11 位手机号，或带区号的固定电话。")


def _email(spec: FieldSpec, raw: Any) -> str:
    text = _text(spec, raw)
    if not _EMAIL.fullmatch(text):
        raise Fault("邮箱应像 name@example.cn，请核对。")
    return text


def _digits(length: int, name: str) -> Callable[[FieldSpec, Any], str]:
    def checked(spec: FieldSpec, raw: Any) -> str:
        text = _text(spec, raw)
        if not (text.isascii() and text.isdigit() and len(text) == length):
            raise Fault(f"{name}是 {length} 位数字，请核对。")
        return text

    return checked


def _region(spec: FieldSpec, raw: Any) -> str:
    text = _text(spec, raw)
    if not (text.isascii() and text.isdigit() and len(text) in (6, 9, 12)):
        raise Fault(f"请选择“{spec.label}”所在的地区。")
    return text


_CHECKS: Mapping[str, Callable[[FieldSpec, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "address": _text,
    "integer": _integer,
    "decimal": _decimal,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "boolean": _boolean,
    "id_number": _identifier(resident_id.check),
    "uscc": _identifier(uscc.check),
    "phone": _phone,
    "email": _email,
    "postcode": _digits(6, "邮政编码"),
    "region": _region,
}
