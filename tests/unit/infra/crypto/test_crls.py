"""A revocation list says who was revoked and when; only its issuer's signature makes it count."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import product
from pathlib import Path
from subprocess import run

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.infra.crypto import crls, der, provider, x509

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
DAY = timedelta(days=1)
VALIDITY = x509.Validity(not_before=AT - DAY, not_after=AT + 400 * DAY)


@lru_cache
def authority() -> tuple[x509.KeyCertificate, bytes]:
    private = provider().generate_key()
    subject = x509.Subject(common_name="试验根")
    return x509.build_root(subject=subject, private=private, validity=VALIDITY), private


def certificate(name: str = "某人") -> x509.KeyCertificate:
    root, private = authority()
    public = provider().public_from_private(provider().generate_key())
    return x509.issue(
        issuer=root, issuer_private=private, subject=x509.Subject(common_name=name), public=public,
        validity=VALIDITY, usage=x509.Usage.SIGNING,
    )  # fmt: skip


def listed(**revoked: datetime) -> crls.RevocationList:
    root, private = authority()
    return crls.make(
        issuer=root, issuer_private=private, number=7, at=AT, next_at=AT + DAY,
        revoked={int(serial.removeprefix("n")): when for serial, when in revoked.items()},
    )  # fmt: skip


def test_a_list_survives_writing_and_reading() -> None:
    one = certificate()
    again = crls.read(listed(**{f"n{one.serial}": AT}).encoded)
    assert again.signed_by(authority()[0].public_key)
    assert again.revoked_at(one) == AT
    assert again.revoked_at(certificate()) is None
    assert again.updated_at == AT


def test_an_empty_list_revokes_nobody() -> None:
    assert crls.read(listed().encoded).revoked == {}


def test_a_list_of_another_issuer_is_not_asked() -> None:
    private = provider().generate_key()
    stranger = x509.build_root(subject=x509.Subject(common_name="别处"), private=private, validity=VALIDITY)
    one = certificate()
    made = crls.make(
        issuer=stranger, issuer_private=private, number=1, revoked={one.serial: AT}, at=AT, next_at=AT + DAY
    )
    assert made.revoked_at(one) is None
    assert not made.signed_by(authority()[0].public_key)


def test_only_an_authority_makes_lists() -> None:
    with pytest.raises(ValueError, match="authority"):
        crls.make(issuer=certificate(), issuer_private=authority()[1], number=1, revoked={}, at=AT, next_at=AT + DAY)


def test_openssl_reads_it(tmp_path: Path) -> None:
    (tmp_path / "l.crl").write_bytes(listed(n4660=AT).encoded)
    done = run(
        ["openssl", "crl", "-inform", "DER", "-in", "l.crl", "-noout", "-text"], cwd=tmp_path, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert "Serial Number: 1234" in done.stdout
    assert "SM2-with-SM3" in done.stdout


def holds(content: bytes) -> bool:
    """Whether these bytes are read and bear the issuer's signature."""
    try:
        return crls.read(content).signed_by(authority()[0].public_key)
    except crls.MalformedRevocationList:
        return False


def test_every_flipped_bit_is_refused_by_name_or_breaks_the_signature() -> None:
    whole = _known().encoded
    assert holds(whole)
    for place, bit in product(range(len(whole)), range(8)):
        changed = bytearray(whole)
        changed[place] ^= 1 << bit
        assert not holds(bytes(changed)), (place, bit)


@given(place=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_damage_is_refused_by_name_or_breaks_the_signature(place: int, flip: int) -> None:
    content = bytearray(_known().encoded)
    content[place % len(content)] ^= flip
    assert not holds(bytes(content))


@pytest.mark.parametrize("signature", ["03 49 01", "03 81 49 00", "23 4B 03 49 00"])
def test_the_same_signature_written_another_way_is_refused(signature: str) -> None:
    """The frame around what was signed bears no signature: it may be written in one way only."""
    known = _known()
    body, algorithm = (known.parsed[part].dump() for part in ("tbs_cert_list", "signature_algorithm"))
    value = bytes(known.parsed["signature"].native)
    head = bytes.fromhex(signature)
    head = head.replace(b"\x49", bytes((len(value) + 1,))).replace(b"\x4b", bytes((len(value) + 3,)))
    assert holds(der.tlv(0x30, body, algorithm, der.tlv(0x03, b"\x00", value)))
    assert not holds(der.tlv(0x30, body, algorithm, head, value))


@lru_cache
def _known() -> crls.RevocationList:
    return listed(n4660=AT)
