"""The named failures of time stamping."""

from govhall.kernel.errors import DomainError
from govhall.support.timestamps.choices import Fault


class StampFault(DomainError):
    """A token is not to be believed; ``fault`` says why."""

    code = "time-stamp-fault"

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class StampRefused(DomainError):
    """An authority answered, but with no token, or with one that wasn't asked for."""

    code = "time-stamp-refused"


class AuthorityUnreachable(DomainError):
    """The time-stamping authority doesn't answer."""

    code = "time-stamp-authority-unreachable"
