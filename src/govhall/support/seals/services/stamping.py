"""
Time stamps on seals. An authority that doesn't answer stops nobody: the seal is put on without a stamp, the log says
so, and the stamp is fetched later and kept beside the file, whose bytes are registered by then.
"""

from datetime import datetime

import structlog
from django.db import transaction

from govhall.infra.crypto import sm3_hex
from govhall.kernel.errors import DomainError
from govhall.support.seals.engine.stamps import Stamper
from govhall.support.seals.models import LateStamp, SealUse
from govhall.support.timestamps import public as timestamps

AT_ONCE = 500  # late stamps in one run of the task

log = structlog.get_logger(__name__)


class Stamps:
    """Gets the time stamp for one sealing, and remembers for what there was none."""

    def __init__(self, at: datetime) -> None:
        self._at, self._missing = at, b""
        self._source = timestamps.source(at=at)

    @property
    def stamper(self) -> Stamper | None:
        """Where the signature gets its stamp; None where the settings want none."""
        return Stamper(self._stamp, self._source.room()) if self._source else None

    def note_missing(self, use: SealUse) -> None:
        """Note with the use that its stamp is still to come, if it is."""
        if self._missing:
            LateStamp.objects.create(use=use, signature=self._missing, signature_sm3=sm3_hex(self._missing))

    def _stamp(self, value: bytes) -> bytes:
        try:
            return _fetched(self._source, value, self._at) if self._source else b""
        except DomainError as fault:
            log.warning("time_stamp_missing", reason=fault.code)
            self._missing = value
            return b""


def stamp_late(*, at: datetime) -> int:
    """Fetch stamps that are still missing, the oldest first, and return how many came; one that fails can wait."""
    source = timestamps.source(at=at)
    if source is None:
        return 0
    waiting = LateStamp.objects.filter(stamped_at=None).order_by("id").values_list("id", flat=True)[:AT_ONCE]
    come = 0
    for number in list(waiting):
        try:
            come += _stamp_one(number, source, at)
        except timestamps.AuthorityUnreachable:
            break
        except DomainError as fault:
            log.error("late_time_stamp_refused", reason=fault.code)
            break
    return come


def _stamp_one(number: int, source: timestamps.Source, at: datetime) -> int:
    with transaction.atomic():
        row = LateStamp.objects.select_for_update(skip_locked=True).filter(pk=number, stamped_at=None).first()
        if row is None:
            return 0
        row.token, row.stamped_at = _fetched(source, bytes(row.signature), at), at
        row.save(update_fields=["token", "stamped_at"])
    return 1


def _fetched(source: timestamps.Source, value: bytes, at: datetime) -> bytes:
    token = source.stamp(value, at=at)
    if len(token) > source.room():
        raise timestamps.StampRefused("时间戳机构给出的时间戳太大，放不进文件。")
    return token
