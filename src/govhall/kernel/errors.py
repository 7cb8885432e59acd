"""
Named failures. Every failure that a caller may expect is a subclass with a stable kebab-case code.

The code goes into API answers and logs; the message is for the person who reads it and says what is
wrong and what to do. Never put personal data into a message.
"""

from typing import ClassVar


class DomainError(Exception):
    """An anticipated failure. ``context`` holds values that a page or an API answer may show."""

    code: ClassVar[str] = "domain-error"

    def __init__(self, message: str = "", **context: object) -> None:
        super().__init__(message or self.code)
        self.message = message
        self.context = context


class NotFound(DomainError):
    """The object does not exist, or the actor may not know that it does."""

    code = "not-found"


class NotPermitted(DomainError):
    """The actor is known but lacks the permission, or the object lies outside its data scope."""

    code = "not-permitted"


class Conflict(DomainError):
    """The act came too late, twice, or at the same time as another one."""

    code = "conflict"


class InvalidInput(DomainError):
    """What was sent can't be read or breaks a rule; ``fields`` maps field names to messages."""

    code = "invalid-input"

    def __init__(self, message: str = "", *, fields: dict[str, list[str]] | None = None, **context: object) -> None:
        super().__init__(message, **context)
        self.fields = fields or {}
