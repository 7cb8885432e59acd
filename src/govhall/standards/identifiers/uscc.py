"""
统一社会信用代码 (GB 32100-2015) and the organisation code inside it (GB 11714).

18 characters: 1 registering department + 1 kind + 6 area + 9 organisation code + 1 check character. It must not
look anything up: whether the body exists is a question for the registries.
"""

from dataclasses import dataclass

from govhall.standards.identifiers.errors import IdentifierWarning, InvalidIdentifier, is_digits, normalise

LENGTH = 18
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(3**i % 31 for i in range(17))
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
KNOWN_DEPARTMENTS = frozenset("123456789AGNY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uscc:
    """The parts of a code whose shape is right; the check character is only tested by ``check``."""

    code: str
    department: str
    kind: str
    area: str
    organisation_code: str


def parse(code: str) -> Uscc:
    """
    Take a code apart without testing its check character, since early pilot codes break it.

    :raises InvalidIdentifier: ``uscc-length``, ``uscc-characters`` or ``uscc-area``
    """
    text = normalise(code)
    if len(text) != LENGTH:
        raise _invalid("length", f"统一社会信用代码应为 18 位，现为 {len(text)} 位。")
    foreign = "、".join(sorted({c for c in text if c not in ALPHABET}))
    if foreign:
        raise _invalid("characters", f"统一社会信用代码不使用字符 {foreign}，请核对是否把数字误写成了字母。")
    if not is_digits(text[2:8]):
        raise _invalid("area", "统一社会信用代码第 3 至 8 位应为数字（登记管理机关行政区划码）。")
    return Uscc(code=text, department=text[0], kind=text[1], area=text[2:8], organisation_code=text[8:17])


def check_character(first_17: str) -> str:
    """Return the 18th character for the first 17."""
    total = sum(ALPHABET.index(c) * weight for c, weight in zip(first_17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(code: str) -> str:
    """
    Return the normalised code.

    :raises InvalidIdentifier: as ``parse``, and ``uscc-check-digit``
    """
    text = parse(code).code
    if check_character(text[:17]) != text[17]:
        raise _invalid("check-digit", "统一社会信用代码的校验位不符，请逐位核对是否有输错的字符。")
    return text


def is_valid(code: str) -> bool:
    """Whether ``check`` would pass."""
    try:
        check(code)
    except InvalidIdentifier:
        return False
    return True


def warnings(code: str) -> tuple[IdentifierWarning, ...]:
    """Return what is unusual: an unknown registering department or a broken inner organisation code."""
    parsed = parse(code)
    found = []
    if parsed.department not in KNOWN_DEPARTMENTS:
        found.append(IdentifierWarning(code="uscc-department", message="登记管理部门代码（第 1 位）不常见，请核对。"))
    if not organisation_code_is_valid(parsed.organisation_code):
        found.append(
            IdentifierWarning(code="uscc-organisation-code", message="第 9 至 17 位组织机构代码的校验位不符，请核对。")
        )
    return tuple(found)


def organisation_check_character(first_8: str) -> str:
    """Return the check character of GB 11714 for the eight-character body code."""
    pairs = zip(first_8, ORGANISATION_WEIGHTS, strict=True)
    remainder = 11 - sum(ORGANISATION_ALPHABET.index(c) * weight for c, weight in pairs) % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def organisation_code_is_valid(code: str) -> bool:
    """Whether a nine-character organisation code (GB 11714) has the right check character."""
    text = normalise(code)
    if len(text) != 9 or any(c not in ORGANISATION_ALPHABET for c in text):
        return False
    return organisation_check_character(text[:8]) == text[8]


def _invalid(reason: str, message: str) -> InvalidIdentifier:
    return InvalidIdentifier(code=f"uscc-{reason}", message=message)
