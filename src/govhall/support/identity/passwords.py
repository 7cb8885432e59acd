"""Password rules that Django does not bring (GB/T 22239-2019 8.1.4.1 a). They judge; they store nothing."""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES: Final = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"\d"), re.compile(r"[^A-Za-z0-9\s]"))
LEAST_CLASSES: Final = 2
LEAST_LENGTH: Final = 8


class CharacterClassesValidator:
    """Asks for at least two of: small letters, capital letters, digits, other characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Pass silently. :raises ValidationError: if the password mixes too few kinds of characters"""
        if sum(1 for pattern in CLASSES if pattern.search(password)) < LEAST_CLASSES:
            raise ValidationError(self.get_help_text(), code="password-too-uniform")

    def get_help_text(self) -> str:
        """Return the rule as shown beside the field."""
        return _("密码要同时包含大写字母、小写字母、数字、符号中的至少两类。")


class LengthValidator:
    """Asks for a least length, and says how many characters are missing; Django's own has no Chinese wording."""

    def __init__(self, min_length: int = LEAST_LENGTH) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: Any = None) -> None:
        """Pass silently. :raises ValidationError: if the password is too short"""
        if len(password) < self.min_length:
            raise ValidationError(
                _("密码至少 %(least)s 位，您填了 %(count)s 位。"),
                code="password-too-short",
                params={"least": self.min_length, "count": len(password)},
            )

    def get_help_text(self) -> str:
        """Return the rule as shown beside the field."""
        return _("密码至少 %(least)s 位。") % {"least": self.min_length}
