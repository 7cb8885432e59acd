"""
事项编码: 基本编码 (12), 实施编码 (31) and 业务办理项编码 (33), as real codes and DB52/T 1264 show them.

12 = 2 province (00 national catalogue) + 2 item type + 5 main item + 3 sub-item; 31 = 18 USCC of the implementing
organ + 1 exercise level + 12; 33 = 31 + 2 serial. Names of types and levels are in ``standards.tables``.
"""

from dataclasses import dataclass

from govhall.standards.identifiers import uscc
from govhall.standards.identifiers.errors import IdentifierWarning, InvalidIdentifier, is_digits, normalise

BASIC_LENGTH = 12
IMPLEMENTATION_LENGTH = 31
BUSINESS_LENGTH = 33
LEVELS = "1234567"
NATIONAL = "00"


@dataclass(frozen=True, slots=True, kw_only=True)
class BasicCode:
    """基本编码. ``sub_item`` is ``000`` when the item has none; ``province`` is ``00`` for the national catalogue."""

    code: str
    province: str
    item_type: str
    main_item: str
    sub_item: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementationCode:
    """实施编码: which organ carries the item out, and at which level."""

    code: str
    organ: str
    level: str
    basic: BasicCode


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCode:
    """业务办理项编码: one way of handling an implemented item, numbered from 01."""

    code: str
    implementation: ImplementationCode
    serial: str


def parse_basic(code: str) -> BasicCode:
    """
    Take a 基本编码 apart.

    :raises InvalidIdentifier: ``item-code-length``, ``-characters`` or ``-type``
    """
    text = _sized(code, BASIC_LENGTH, "基本编码")
    if not is_digits(text):
        raise _invalid("characters", "事项基本编码应为 12 位数字。")
    if text[2:4] == "00":
        raise _invalid("type", "事项基本编码第 3、4 位应为事项类型，不能是 00。")
    return BasicCode(code=text, province=text[:2], item_type=text[2:4], main_item=text[4:9], sub_item=text[9:])


def parse_implementation(code: str) -> ImplementationCode:
    """
    Take an 实施编码 apart. The organ's check character isn't tested here: some codes in use break it.

    :raises InvalidIdentifier: as ``parse_basic``, ``item-code-level``, or the fault of the organ's USCC
    """
    text = _sized(code, IMPLEMENTATION_LENGTH, "实施编码")
    organ = uscc.parse(text[:18]).code
    if text[18] not in LEVELS:
        raise _invalid("level", "事项实施编码第 19 位应为行使层级 1 至 7。")
    return ImplementationCode(code=text, organ=organ, level=text[18], basic=parse_basic(text[19:]))


def parse_business(code: str) -> BusinessCode:
    """
    Take a 业务办理项编码 apart.

    :raises InvalidIdentifier: as ``parse_implementation``, and ``item-code-serial``
    """
    text = _sized(code, BUSINESS_LENGTH, "业务办理项编码")
    if not is_digits(text[31:]) or text[31:] == "00":
        raise _invalid("serial", "业务办理项编码最后两位应为 01 至 99 的序号。")
    implementation = parse_implementation(text[:IMPLEMENTATION_LENGTH])
    return BusinessCode(code=text, implementation=implementation, serial=text[31:])


def parse(code: str) -> BasicCode | ImplementationCode | BusinessCode:
    """
    Take any of the three apart, told from each other by their length.

    :raises InvalidIdentifier: as the three parsers
    """
    length = len(normalise(code))
    if length == BASIC_LENGTH:
        return parse_basic(code)
    if length == IMPLEMENTATION_LENGTH:
        return parse_implementation(code)
    if length == BUSINESS_LENGTH:
        return parse_business(code)
    raise _invalid("length", f"事项编码应为 12 位、31 位或 33 位，现为 {length} 位。")


def check(code: str) -> str:
    """
    Return the normalised code, testing the organ's check character too (for a person's input).

    :raises InvalidIdentifier: as ``parse``, and ``uscc-check-digit``
    """
    parsed = parse(code)
    if not isinstance(parsed, BasicCode):
        uscc.check(parsed.code[:18])
    return parsed.code


def is_valid(code: str) -> bool:
    """Whether ``check`` would pass."""
    try:
        check(code)
    except InvalidIdentifier:
        return False
    return True


def warnings(code: str) -> tuple[IdentifierWarning, ...]:
    """Return what an importer should note: an organ whose USCC doesn't compute."""
    parsed = parse(code)
    if isinstance(parsed, BasicCode) or uscc.is_valid(parsed.code[:18]):
        return ()
    return (IdentifierWarning(code="item-code-organ", message="实施主体的统一社会信用代码校验位不符，请核对。"),)


def compose_basic(*, province: str, item_type: str, main_item: int, sub_item: int = 0) -> str:
    """
    Return a 基本编码.

    :raises InvalidIdentifier: as ``parse_basic``
    """
    return parse_basic(f"{province}{item_type}{main_item:05d}{sub_item:03d}").code


def compose_implementation(*, organ: str, level: str, basic: str) -> str:
    """
    Return an 实施编码.

    :raises InvalidIdentifier: as ``check``
    """
    return check(f"{organ}{level}{basic}")


def compose_business(*, implementation: str, serial: int) -> str:
    """
    Return a 业务办理项编码.

    :raises InvalidIdentifier: as ``parse_business``
    """
    return parse_business(f"{implementation}{serial:02d}").code


def _sized(code: str, length: int, name: str) -> str:
    text = normalise(code)
    if len(text) != length:
        raise _invalid("length", f"事项{name}应为 {length} 位，现为 {len(text)} 位。")
    return text


def _invalid(reason: str, message: str) -> InvalidIdentifier:
    return InvalidIdentifier(code=f"item-code-{reason}", message=message)
