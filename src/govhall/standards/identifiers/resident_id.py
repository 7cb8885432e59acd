"""
公民身份号码 (GB 11643): 6 area + 8 birth date + 3 serial + 1 check character.

It must not judge who someone is, and it doesn't reject an area that no longer exists: old codes stay valid for life.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum import numdb

from govhall.standards.identifiers import iso7064
from govhall.standards.identifiers.errors import IdentifierWarning, InvalidIdentifier, is_digits, normalise

LENGTH = 18
OLD_LENGTH = 15
FIRST_YEAR = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentId:
    """The parts of a valid number; ``sex`` is the code of GB/T 2261.1 (1 male, 2 female)."""

    number: str
    area: str
    birth_date: date
    serial: str
    sex: Literal["1", "2"]


def parse(number: str) -> ResidentId:
    """
    Take a number apart.

    :raises InvalidIdentifier: ``resident-id-length``, ``-characters``, ``-birth-date`` or ``-check-digit``
    """
    text = normalise(number)
    _check_shape(text)
    birth_date = _birth_date(text[6:14])
    if iso7064.mod_11_2(text[:17]) != text[17]:
        raise _invalid("check-digit", "公民身份号码的校验位不符，请逐位核对是否有输错的数字。")
    sex: Literal["1", "2"] = "1" if int(text[16]) % 2 else "2"
    return ResidentId(number=text, area=text[:6], birth_date=birth_date, serial=text[14:17], sex=sex)


def check(number: str, *, on: date | None = None) -> str:
    """
    Return the normalised number. With ``on``, a birth date after that day is refused too.

    :raises InvalidIdentifier: as ``parse``
    """
    parsed = parse(number)
    if on is not None and parsed.birth_date > on:
        raise _invalid("birth-date", "公民身份号码中的出生日期晚于今天，请核对第 7 至 14 位。")
    return parsed.number


def is_valid(number: str) -> bool:
    """Whether ``check`` would pass."""
    try:
        parse(number)
    except InvalidIdentifier:
        return False
    return True


def warnings(number: str) -> tuple[IdentifierWarning, ...]:
    """Return what is unusual about a valid number: an area that GB/T 2260 never listed."""
    area = parse(number).area
    known = {key for _, properties in numdb.get("cn/loc").info(area) for key in properties}
    if {"province", "county"} <= known:
        return ()
    return (
        IdentifierWarning(code="resident-id-area", message="公民身份号码前 6 位不在现行或历史行政区划代码中，请核对。"),
    )


def _check_shape(text: str) -> None:
    if len(text) == OLD_LENGTH and is_digits(text):
        raise _invalid("length", "15 位的旧号码已停止使用，请填写 18 位公民身份号码。")
    if len(text) != LENGTH:
        raise _invalid("length", f"公民身份号码应为 18 位，现为 {len(text)} 位。")
    if not is_digits(text[:17]) or not (is_digits(text[17]) or text[17] == "X"):
        raise _invalid("characters", "公民身份号码前 17 位应为数字，最后一位应为数字或 X。")


def _birth_date(text: str) -> date:
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        found = None
    if found is None or found.year < FIRST_YEAR:
        raise _invalid("birth-date", "公民身份号码第 7 至 14 位不是有效的出生日期。")
    return found


def _invalid(reason: str, message: str) -> InvalidIdentifier:
    return InvalidIdentifier(code=f"resident-id-{reason}", message=message)
