"""Ids made by the program, before anything is queued or stored."""

import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """
    Return a UUID version 7 (RFC 9562): unique, close in the index to others of its time, and greater than every id
    that this process made before, so that two facts of one act keep their order.
    """
    global _last
    milliseconds = time.time_ns() // 1_000_000
    fresh = (milliseconds & (1 << 48) - 1) << 74 | secrets.randbits(74)
    with _lock:
        _last = fresh if fresh > _last else _last + 1 + secrets.randbits(32)
        value = _last
    high, low = value >> 62, value & (1 << 62) - 1
    moment, tail = high >> 12, high & 0xFFF
    return UUID(int=moment << 80 | 0x7 << 76 | tail << 64 | 0b10 << 62 | low)
