"""Certificate numbers, serials of identifiers and verification tokens."""

import base64
from collections.abc import Mapping
from datetime import date

from govhall.standards.identifiers import iso7064, uscc

TOKEN_BYTES = 16
TOKEN_LENGTH = 26
_TOKEN_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz234567")


class UnknownPattern(ValueError):
    """A number pattern asks for something that we can't give."""


def certificate_number(
    pattern: str,
    *,
    region: str,
    day: date,
    serial: int,
    words: Mapping[str, Mapping[str, str]],
    values: Mapping[str, object],
) -> str:
    """
    Return the number after ``pattern``, for example ``JY{kind}{region}{serial:06}{check}``.

    ``{kind}`` and other own words come from ``words``: ``{"kind": {"from": "business_type", "catering": "2",
    "": "2"}}`` takes the application's value, and the empty key is what else holds. ``{check}`` is MOD 11,10 over the
    digits before it; ``{uscc}`` is a whole code for an individual business (GB 32100, department 9, kind 2).

    :raises UnknownPattern: if the pattern names anything else
    """
    known: dict[str, object] = {"region": region[:6], "year": day.year, "date": f"{day:%Y%m%d}", "serial": serial}
    for word, table in words.items():
        known[word] = table.get(str(values.get(table["from"], "")), table[""])
    try:
        if "{uscc}" in pattern:
            known["uscc"] = _business_uscc(region[:6], serial)
        before, check, after = pattern.partition("{check}")
        text = before.format_map(known)
        if not check:
            return text
        return text + iso7064.mod_11_10("".join(filter(str.isdigit, text))) + after.format_map(known)
    except (KeyError, IndexError, ValueError) as fault:
        raise UnknownPattern(pattern) from fault


def identifier_serial(*, region: str, year: int, serial: int) -> str:
    """Return the serial inside the identifier: region, year and running number, 18 digits."""
    return f"{region[:6]}{year:04d}{serial:08d}"


def token_text(random_bytes: bytes) -> str:
    """Return 128 random bits as 26 small letters and digits that nobody confuses."""
    if len(random_bytes) != TOKEN_BYTES:
        raise ValueError("a token has 128 bits")
    return base64.b32encode(random_bytes).decode().rstrip("=").lower()


def token_or_nothing(text: str) -> str:
    """Return the token in its one spelling; what can't be one becomes an empty text that no row has."""
    token = text.strip().lower()
    return token if len(token) == TOKEN_LENGTH and _TOKEN_ALPHABET.issuperset(token) else ""


def verify_path(token: str) -> str:
    """Return the path of the public page that verifies this certificate."""
    return f"/verify/{token}"


def _business_uscc(region: str, serial: int) -> str:
    """Return a code of department 9 (工商), kind 2 (个体工商户), with the running number in base 36 after MA."""
    rest = ""
    for _ in range(6):
        serial, digit = divmod(serial, len(uscc.ALPHABET))
        rest = uscc.ALPHABET[digit] + rest
    body = "MA" + rest
    first = f"92{region}{body}{uscc.organisation_check_character(body)}"
    return first + uscc.check_character(first)
