"""What other apps may use of time stamps."""

from govhall.support.timestamps.adapters import Source
from govhall.support.timestamps.choices import Fault
from govhall.support.timestamps.engine.faults import AuthorityUnreachable, StampFault, StampRefused
from govhall.support.timestamps.engine.tokens import check as check_token
from govhall.support.timestamps.selectors.authorities import roots
from govhall.support.timestamps.services.stamping import answer, source
from govhall.support.timestamps.values import Stamp

__all__ = [
    "AuthorityUnreachable", "Fault", "Source", "Stamp", "StampFault", "StampRefused", "answer", "check_token",
    "roots", "source",
]  # fmt: skip
