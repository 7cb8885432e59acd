"""
办件编号: 6 area + 8 date + 6 serial + 1 check digit, 21 digits (GB/T 39046 allows up to 50 characters).

The composition is GovHall's own, after practice in several provinces; the check digit is ISO 7064 MOD 11,10 over the
20 digits before it. Where the serial comes from is the business of whoever composes a number.
"""

from dataclasses import dataclass
from datetime import date

from govhall.standards.identifiers import iso7064
from govhall.standards.identifiers.errors import InvalidIdentifier, is_digits, normalise

LENGTH = 21
MAX_SERIAL = 999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNumber:
    """The parts of a valid number. ``area`` is a GB/T 2260 code, ``date`` the day on which the case was made."""

    number: str
    area: str
    date: date
    serial: int


def compose(area: str, date: date, serial: int) -> str:
    """
    Return the 21-digit number.

    :raises ValueError: if the area isn't six digits or the serial isn't within 1 and 999,999 (a program fault)
    """
    if len(area) != 6 or not is_digits(area):
        raise ValueError("area must be six digits")
    if not 1 <= serial <= MAX_SERIAL:
        raise ValueError(f"serial must be within 1 and {MAX_SERIAL}")
    body = f"{area}{date:%Y%m%d}{serial:06d}"
    return body + iso7064.mod_11_10(body)


def parse(number: str) -> CaseNumber:
    """
    Take a number apart; the grouped form is welcome too.

    :raises InvalidIdentifier: ``case-number-length``, ``-characters``, ``-date``, ``-serial`` or ``-check-digit``
    """
    text = normalise(number)
    if len(text) != LENGTH:
        raise _invalid("length", f"办件编号应为 21 位数字，现为 {len(text)} 位。")
    if not is_digits(text):
        raise _invalid("characters", "办件编号只能是数字。")
    if iso7064.mod_11_10(text[:20]) != text[20]:
        raise _invalid("check-digit", "办件编号的校验位不符，请对照受理通知书逐位核对。")
    try:
        day = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise _invalid("date", "办件编号第 7 至 14 位不是有效的日期。") from None
    if int(text[14:20]) == 0:
        raise _invalid("serial", "办件编号的流水号不能全为零。")
    return CaseNumber(number=text, area=text[:6], date=day, serial=int(text[14:20]))


def check(number: str) -> str:
    """
    Return the number as 21 plain digits.

    :raises InvalidIdentifier: as ``parse``
    """
    return parse(number).number


def is_valid(number: str) -> bool:
    """Whether ``check`` would pass."""
    try:
        parse(number)
    except InvalidIdentifier:
        return False
    return True


def display(number: str) -> str:
    """
    Return the number in groups, as people read it aloud: ``520103-20260917-000402-6``.

    :raises InvalidIdentifier: as ``parse``
    """
    text = check(number)
    return f"{text[:6]}-{text[6:14]}-{text[14:20]}-{text[20]}"


def _invalid(reason: str, message: str) -> InvalidIdentifier:
    return InvalidIdentifier(code=f"case-number-{reason}", message=message)
