"""Getting time stamps from where the settings say, and giving them to others."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings

from govhall.infra.crypto.errors import CryptoError
from govhall.infra.crypto.schemes import SHA256, SM3
from govhall.support.timestamps.adapters import BuiltIn, Remote, Source
from govhall.support.timestamps.choices import BUILT_IN, NONE, Failure
from govhall.support.timestamps.engine import structures
from govhall.support.timestamps.engine.authority import Authority
from govhall.support.timestamps.models import IssuedStamp
from govhall.support.timestamps.selectors import authorities
from govhall.support.timestamps.services import keys

_DIGESTS = {"sm3": SM3, "sha256": SHA256}


def source(*, at: datetime) -> Source | None:
    """Return where stamps come from (GOVHALL_TSA_URL), None if nowhere."""
    where, algorithm = settings.GOVHALL_TSA_URL, _DIGESTS[settings.GOVHALL_TSA_DIGEST]
    if where == NONE:
        return None
    if where == BUILT_IN:
        return BuiltIn(authority(at=at), algorithm)
    return _remote(where, algorithm)


def authority(*, at: datetime) -> Authority:
    """Return the built-in authority, whose serial numbers are rows of its journal."""
    return Authority(pair=keys.pair(at), number=lambda algorithm, digest: _enter(algorithm, digest, at))


def answer(request: bytes, *, at: datetime) -> bytes:
    """Return the built-in authority's TimeStampResp for a TimeStampReq; every failure is one inside of it."""
    try:
        return authority(at=at).answer(request, at=at)
    except CryptoError:
        return structures.refused(Failure.SYSTEM_FAILURE, "时间戳密钥暂不可用。")


def _enter(algorithm: str, digest: bytes, at: datetime) -> int:
    return int(IssuedStamp.objects.create(at=at, algorithm=algorithm, digest=digest.hex()).pk)


@lru_cache(maxsize=4)
def _remote(address: str, algorithm: str) -> Remote:
    """Return the one line to an authority: it remembers when the other side didn't answer."""
    return Remote(address, algorithm, authorities.roots)
