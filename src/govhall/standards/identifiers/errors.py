"""The one failure of all identifier checks, the milder warning, and how typed text is made comparable."""

import unicodedata
from dataclasses import dataclass

from govhall.kernel.errors import DomainError


class InvalidIdentifier(DomainError):
    """
    An identifier breaks its standard; ``code`` says how (``resident-id-length``), the message says it in Chinese.

    The message never repeats the identifier: it may be personal data.
    """

    code = "invalid-identifier"

    def __init__(self, *, code: str, message: str) -> None:
        super().__init__(message)
        # The class states a general code; each instance narrows it.
        vars(self)["code"] = code

    @property
    def is_check_digit(self) -> bool:
        """Only the check character is wrong: an importer keeps the row and notes a warning."""
        return self.code.endswith("-check-digit")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierWarning:
    """Something unusual that doesn't make the identifier wrong."""

    code: str
    message: str


def normalise(text: str, *, separators: str = " -") -> str:
    """Return ``text`` half-width, upper-case and without blanks and ``separators``."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if c not in separators and not c.isspace())


def is_digits(text: str) -> bool:
    """Only ``0``–``9``, at least one (``str.isdigit`` would let other scripts pass)."""
    return text.isascii() and text.isdigit()
