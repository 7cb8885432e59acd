"""
The ASN.1 of GM/T 0009: signatures, ciphertexts, and the two key containers that libcrypto reads.

It must not compute anything; every decoder answers ``None`` or an error of ``errors`` for malformed input.
"""

from functools import lru_cache

from asn1crypto import core

from govhall.infra.crypto.errors import DecryptionFailed

FIELD_SIZE = 32
SM3_SIZE = 32

# SubjectPublicKeyInfo up to the point: SEQUENCE { SEQUENCE { ecPublicKey, sm2p256v1 }, BIT STRING }.
_PUBLIC_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
# RFC 5915 ECPrivateKey without its public key: SEQUENCE { 1, OCTET STRING, [0] sm2p256v1 }.
_PRIVATE_PREFIX = bytes.fromhex("30310201010420")
_PRIVATE_SUFFIX = bytes.fromhex("a00a06082a811ccf5501822d")


class _Signature(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("r", core.Integer), ("s", core.Integer)]


class _Ciphertext(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("x", core.Integer), ("y", core.Integer), ("hash", core.OctetString), ("cipher", core.OctetString)]


def tlv(tag: int, *contents: bytes) -> bytes:
    """Return one DER element: its tag, its length, and the contents one after the other."""
    content = b"".join(contents)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(octets))) + octets + content


def signed(body: bytes, algorithm: bytes, signature: bytes) -> bytes:
    """
    Return what X.509 makes of a signed body: SEQUENCE { body, algorithm, BIT STRING }.

    Readers compare it with what came: the frame isn't signed, so it must not be free to vary (a last bit dropped from
    the BIT STRING, a longer way to write a length).
    """
    return tlv(0x30, body, algorithm, tlv(0x03, b"\x00", signature))


@lru_cache(maxsize=64)
def oid(dotted: str) -> bytes:
    """Return the DER form of an object identifier."""
    return bytes(core.ObjectIdentifier(dotted).dump())


def public_key_info(public: bytes) -> bytes:
    """Return the SubjectPublicKeyInfo of a 65-byte public key."""
    return _PUBLIC_PREFIX + public


def private_key_info(private: bytes) -> bytes:
    """Return the ECPrivateKey of a 32-byte private key."""
    return _PRIVATE_PREFIX + private + _PRIVATE_SUFFIX


def signature_from_raw(raw: bytes) -> bytes:
    """Return the DER form of r + s (64 bytes)."""
    r, s = raw[:FIELD_SIZE], raw[FIELD_SIZE:]
    encoded: bytes = _Signature({"r": int.from_bytes(r), "s": int.from_bytes(s)}).dump()
    return encoded


def signature_to_raw(signature: bytes) -> bytes | None:
    """
    Return r + s (64 bytes), or ``None`` if ``signature`` isn't exactly the DER form of two field elements.

    Read by hand: every verification passes here, and a general parser takes longer than half of the mathematics.
    """
    if len(signature) < 8 or signature[0] != 0x30 or signature[1] != len(signature) - 2 or signature[1] >= 0x80:
        return None
    middle = 4 + signature[3]
    r, s = _element(signature[2:middle]), _element(signature[middle:])
    return r + s if r is not None and s is not None else None


def _element(encoded: bytes) -> bytes | None:
    """Return the 32 bytes of an INTEGER that is neither negative nor written longer than need be."""
    if len(encoded) < 3 or encoded[0] != 0x02 or encoded[1] != len(encoded) - 2 or encoded[2] >= 0x80:
        return None
    value = encoded[2:]
    if value[0] == 0 and len(value) > 1:
        value = value[1:]
        if value[0] < 0x80:
            return None
    return value.rjust(FIELD_SIZE, b"\x00") if len(value) <= FIELD_SIZE else None


def ciphertext_from_raw(raw: bytes) -> bytes:
    """Return the ASN.1 form of x + y + hash + cipher (C1C3C2)."""
    x, y, digest, cipher = raw[:32], raw[32:64], raw[64:96], raw[96:]
    fields = {"x": int.from_bytes(x), "y": int.from_bytes(y), "hash": digest, "cipher": cipher}
    encoded: bytes = _Ciphertext(fields).dump()
    return encoded


def ciphertext_to_raw(ciphertext: bytes) -> bytes:
    """
    Return x + y + hash + cipher (C1C3C2).

    :raises DecryptionFailed: if ``ciphertext`` is malformed
    """
    try:
        parsed = _Ciphertext.load(ciphertext, strict=True)
        point = parsed["x"].native.to_bytes(FIELD_SIZE) + parsed["y"].native.to_bytes(FIELD_SIZE)
        digest, cipher = bytes(parsed["hash"].native), bytes(parsed["cipher"].native)
    except (ValueError, TypeError, OverflowError, AttributeError):
        raise DecryptionFailed("SM2 密文格式不正确。") from None
    if len(digest) != SM3_SIZE:
        raise DecryptionFailed("SM2 密文格式不正确。")
    return bytes(point) + digest + cipher
