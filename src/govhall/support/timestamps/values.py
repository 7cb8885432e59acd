"""What a time stamp says."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A checked time stamp: the thing existed at that moment, says this authority."""

    at: datetime
    authority: str
    serial: int
    policy: str
    accuracy: timedelta
    certificate_fingerprint: str
