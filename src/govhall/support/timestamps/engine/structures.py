"""The ASN.1 of RFC 3161 as it goes over the line. It must not judge anything."""

from datetime import UTC, datetime

from asn1crypto import cms, core, tsp

from govhall.infra.crypto.der import oid, tlv
from govhall.infra.crypto.schemes import SHA256, SM3
from govhall.support.timestamps.choices import Failure

LARGEST_REQUEST = 4096
LARGEST_ANSWER = 64 * 1024
GRANTED, GRANTED_WITH_MODS, REJECTION = 0, 1, 2
DIGESTS = (SM3, SHA256, "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3")
_SEQUENCE, _BITS, _TIME, _BOOLEAN_TRUE = 0x30, 0x03, 0x18, b"\x01\x01\xff"


class Response(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    """TimeStampResp; asn1crypto's own demands a token, which a refusal hasn't."""

    _fields = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


def imprint(algorithm: str, digest: bytes) -> bytes:
    """Return a MessageImprint."""
    return tlv(_SEQUENCE, tlv(_SEQUENCE, oid(algorithm)), core.OctetString(digest).dump())


def request(algorithm: str, digest: bytes, *, nonce: int) -> bytes:
    """Return a TimeStampReq that wants the authority's certificate in the token."""
    return tlv(_SEQUENCE, _integer(1), imprint(algorithm, digest), _integer(nonce), _BOOLEAN_TRUE)


def granted(token: bytes) -> bytes:
    """Return the TimeStampResp with a token."""
    return tlv(_SEQUENCE, tlv(_SEQUENCE, _integer(GRANTED)), token)


def refused(failure: Failure, words: str) -> bytes:
    """Return the TimeStampResp without a token."""
    bits = bytearray((failure >> 3) + 1)
    bits[failure >> 3] = 0x80 >> (failure & 7)
    unused = 7 - (failure & 7)
    text = tlv(_SEQUENCE, core.UTF8String(words).dump())
    return tlv(_SEQUENCE, tlv(_SEQUENCE, _integer(REJECTION), text, tlv(_BITS, bytes((unused,)), bytes(bits))))


def info(
    *, policy: str, stated: bytes, serial: int, at: datetime, accuracy: int, nonce: int | None, authority: bytes
) -> bytes:
    """Return a TSTInfo; ``stated`` is the MessageImprint, ``accuracy`` counts seconds, ``authority`` is its name."""
    return tlv(
        _SEQUENCE,
        _integer(1),
        oid(policy),
        stated,
        _integer(serial),
        tlv(_TIME, _moment(at)),
        tlv(_SEQUENCE, _integer(accuracy)),
        _integer(nonce) if nonce is not None else b"",
        tlv(0xA0, tlv(0xA4, authority)),  # directoryName
    )


def _moment(at: datetime) -> bytes:
    """To the millisecond, without trailing zeros (RFC 3161, 2.4.2)."""
    whole = at.astimezone(UTC)
    fraction = f".{whole.microsecond // 1000:03d}".rstrip("0").rstrip(".")
    return f"{whole:%Y%m%d%H%M%S}{fraction}Z".encode()


def _integer(value: int) -> bytes:
    return bytes(core.Integer(value).dump())
