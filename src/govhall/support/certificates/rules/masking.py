"""How strangers see what stands on a certificate."""

from collections.abc import Callable, Mapping

from govhall.security.privacy import public as privacy

STAR = "*"
_MASKS: Mapping[str, Callable[[str], str]] = {
    "none": str,
    "name": privacy.mask_name,
    "id_number": privacy.mask_id_number,
    "phone": privacy.mask_phone,
    "address": privacy.mask_address,
    "organization": privacy.mask_organization,
}
MASKS = frozenset(_MASKS)


def mask(kind: str, text: str) -> str:
    """Return ``text`` under the mask ``kind``. :raises KeyError: for a mask that we don't have"""
    return _MASKS[kind](text)


def mask_number(number: str) -> str:
    """JY25201150000018 → JY252011******18: six characters before the last two go; of short numbers, the middle."""
    if len(number) >= 12:
        return number[:-8] + STAR * 6 + number[-2:]
    shown = len(number) // 3
    return number[:shown] + STAR * (len(number) - 2 * shown) + number[len(number) - shown :]


def mask_holder(name: str, *, is_person: bool) -> str:
    """Names of legal entities are public, names of persons are masked."""
    return privacy.mask_name(name) if is_person else name


def mask_code(code: str, *, is_person: bool) -> str:
    """Codes of persons keep four characters at each end; those of legal entities are hidden like numbers."""
    return privacy.mask_id_number(code) if is_person else mask_number(code)
