"""How often somebody may ask in a minute, counted in the cache that all processes share."""

from datetime import datetime

from django.core.cache import cache


def is_exceeded(purpose: str, who: object, *, per_minute: int, at: datetime) -> bool:
    """Count one more for ``who`` in the minute of ``at``; say whether that is more than may be."""
    key = f"{purpose}:{who}:{int(at.timestamp()) // 60}"
    return not cache.add(key, 1, timeout=120) and cache.incr(key) > per_minute
