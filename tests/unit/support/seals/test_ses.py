"""A signature of GB/T 38540 is valid, or the check names the first thing that is wrong with it (standards.md 9.2)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.infra.crypto import crls, provider, sm3, x509
from govhall.infra.crypto.der import oid, tlv
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.x509 import Usage, Validity
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine.ses import checking, making, structures
from govhall.support.seals.engine.trust import Trust

pytestmark = pytest.mark.clause("box:统一电子印章")

AT = datetime(2026, 10, 13, 2, tzinfo=UTC)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
USUAL = Validity(not_before=AT - YEAR, not_after=AT + 2 * YEAR)
PLACE = "/Doc_0/Signs/Sign_0/Signature.xml"
CONTENT = b"<Signature/>"
PICTURE = making.SealPicture(kind="PNG", data=b"\x89PNG", width=40, height=40)


def authority(name: str = "试验根") -> KeyPair:
    return named_authority(name)


@lru_cache
def named_authority(name: str) -> KeyPair:
    private = provider().generate_key()
    validity = Validity(not_before=AT - 9 * YEAR, not_after=AT + 9 * YEAR)
    root = x509.build_root(subject=x509.Subject(common_name=name), private=private, validity=validity)
    return KeyPair(name="root", certificate=root, private=private)


@lru_cache
def pair(name: str, *, validity: Validity = USUAL, usage: Usage = Usage.SIGNING, root: str = "试验根") -> KeyPair:
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=authority(root).certificate, issuer_private=authority(root).private,
        subject=x509.Subject(common_name=name), public=provider().public_from_private(private),
        validity=validity, usage=usage,
    )  # fmt: skip
    return KeyPair(name="pair", certificate=certificate, private=private)


def maker(**changes: object) -> KeyPair:
    return pair("制章中心", **changes)


def signer(**changes: object) -> KeyPair:
    return pair("观山湖区市场监督管理局", **changes)


def seal(
    *, by: KeyPair | None = None, signers: tuple[KeyPair, ...] | None = None, validity: Validity = USUAL,
    made_at: datetime = AT - 30 * DAY,
) -> bytes:  # fmt: skip
    chosen = signers or (signer(),)
    return making.make_seal(
        maker=by or maker(), seal_id="52011500000001", name="观山湖区市场监督管理局",
        signers=[one.certificate for one in chosen], picture=PICTURE, validity=validity, at=made_at,
    )  # fmt: skip


def signed_by(one: KeyPair) -> bytes:
    """A signature by somebody whom the seal names."""
    return signature(by=one, eseal=seal(signers=(one,)))


def signature(*, eseal: bytes | None = None, by: KeyPair | None = None, at: datetime = AT) -> bytes:
    return making.sign(seal=eseal or seal(), pair=by or signer(), digest=sm3(CONTENT), place=PLACE, at=at)


def revoking(*certificates: tuple[KeyPair, datetime], by: str = "试验根", key: str = "试验根") -> crls.RevocationList:
    revoked = {one.certificate.serial: when for one, when in certificates}
    if by == key:
        return crls.make(
            issuer=authority(by).certificate, issuer_private=authority(by).private, number=1, revoked=revoked, at=AT,
            next_at=AT + DAY,
        )  # fmt: skip
    # A list in the name of ``by`` that another key signed.
    forged = x509.build_root(
        subject=x509.Subject(common_name=by), private=authority(key).private,
        validity=Validity(not_before=AT - 9 * YEAR, not_after=AT + 9 * YEAR),
    )  # fmt: skip
    return crls.make(
        issuer=forged, issuer_private=authority(key).private, number=1, revoked=revoked, at=AT, next_at=AT + DAY
    )


def verdict(
    encoded: bytes, *, content: bytes = CONTENT, place: str = PLACE, lists: tuple[crls.RevocationList, ...] = ()
) -> Finding:
    trust = Trust(roots=[authority().certificate], revocations=lists)
    return checking.check_signature(encoded, content=content, place=place, trust=trust).finding


def replaced(encoded: bytes, old: bytes, new: bytes) -> bytes:
    assert old in encoded
    return encoded.replace(old, new, 1)


def forged_maker() -> bytes:
    """A seal whose info was changed after the maker signed it."""
    return replaced(seal(), b"52011500000001", b"52011500000002")


def with_algorithm(dotted: str) -> bytes:
    """A signature that says of itself to be of another algorithm (its last identifier)."""
    before, known, after = signature().rpartition(oid("1.2.156.10197.1.501"))
    assert known
    return before + oid(dotted) + after


def nested(depth: int) -> bytes:
    """A sequence in a sequence in a sequence …"""
    content = b""
    for _ in range(depth):
        content = tlv(0x30, content)
    return content


EARLY = Validity(not_before=AT - 3 * YEAR, not_after=AT - DAY)
RENEWED = Validity(not_before=AT - DAY, not_after=AT + YEAR)
LATE = Validity(not_before=AT + DAY, not_after=AT + YEAR)
Case = tuple[Finding, Callable[[], Finding]]
MATRIX: dict[str, Case] = {
    "whole and trusted": (Finding.VALID, lambda: verdict(signature())),
    "no structure": (Finding.STRUCTURE, lambda: verdict(b"\x30\x03\x02\x01\x04")),
    "empty": (Finding.STRUCTURE, lambda: verdict(b"")),
    "something after it": (Finding.STRUCTURE, lambda: verdict(signature() + b"\x00")),
    "cut": (Finding.STRUCTURE, lambda: verdict(signature()[:-1])),
    "a nest without end": (Finding.STRUCTURE, lambda: verdict(b"\x30\x84\x00\x0f\x42\x40" * 100_000)),
    "nested beyond all measure": (Finding.STRUCTURE, lambda: verdict(nested(3000))),
    "a length beyond all measure": (Finding.STRUCTURE, lambda: verdict(b"\x30\x88" + b"\x7f" * 8 + bytes(64))),
    "another algorithm named": (Finding.STRUCTURE, lambda: verdict(with_algorithm("1.2.156.10197.1.502"))),
    "another key": (
        Finding.SIGNATURE,
        lambda: verdict(signature(by=KeyPair(name="x", certificate=signer().certificate, private=maker().private))),
    ),
    "time changed": (
        Finding.SIGNATURE, lambda: verdict(replaced(signature(), b"20261013020000Z", b"20261013020001Z")),
    ),
    "signer of a stranger's authority": (
        Finding.UNTRUSTED,
        lambda: verdict(signed_by(signer(root="别处的根"))),
    ),
    "signer's certificate for something else": (
        Finding.USAGE,
        lambda: verdict(signed_by(signer(usage=Usage.ENCRYPTION))),
    ),
    "signed after the certificate ran out": (
        Finding.OUTSIDE, lambda: verdict(signed_by(signer(validity=EARLY))),
    ),
    "signed before the certificate began": (
        Finding.OUTSIDE, lambda: verdict(signed_by(signer(validity=LATE))),
    ),
    "revoked before signing": (
        Finding.REVOKED, lambda: verdict(signature(), lists=(revoking((signer(), AT - DAY)),)),
    ),
    "revoked after signing": (
        Finding.REVOKED_LATER, lambda: verdict(signature(), lists=(revoking((signer(), AT + DAY)),)),
    ),
    "revoked by somebody who may not": (
        Finding.VALID,
        lambda: verdict(signature(), lists=(revoking((signer(), AT - DAY), by="试验根", key="别处的根"),)),
    ),
    "document changed": (Finding.CHANGED, lambda: verdict(signature(), content=CONTENT + b" ")),
    "signature of another document": (Finding.CHANGED, lambda: verdict(signature(), place="/Doc_1/Signature.xml")),
    "seal changed": (Finding.MAKER_SIGNATURE, lambda: verdict(signature(eseal=forged_maker()))),
    "seal of a stranger's maker": (
        Finding.MAKER_UNTRUSTED, lambda: verdict(signature(eseal=seal(by=maker(root="别处的根")))),
    ),
    "maker's certificate for something else": (
        Finding.MAKER_USAGE, lambda: verdict(signature(eseal=seal(by=maker(usage=Usage.ENCRYPTION)))),
    ),
    "made after the maker's certificate ran out": (
        Finding.MAKER_OUTSIDE, lambda: verdict(signature(eseal=seal(by=maker(validity=EARLY), made_at=AT))),
    ),
    "maker revoked before making": (
        Finding.MAKER_REVOKED, lambda: verdict(signature(), lists=(revoking((maker(), AT - 60 * DAY)),)),
    ),
    "maker revoked after making": (
        Finding.VALID, lambda: verdict(signature(), lists=(revoking((maker(), AT - DAY)),)),
    ),
    "seal ran out": (
        Finding.SEAL_OUTSIDE,
        lambda: verdict(signature(eseal=seal(validity=Validity(not_before=AT - 9 * DAY, not_after=AT - DAY)))),
    ),
    "seal not yet valid": (Finding.SEAL_OUTSIDE, lambda: verdict(signature(eseal=seal(validity=LATE)))),
    "renewed certificate, old seal": (
        Finding.NOT_LISTED, lambda: verdict(signature(by=signer(validity=RENEWED))),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("expected", "act"), MATRIX.values(), ids=MATRIX)
def test_the_first_thing_that_is_wrong_has_a_name(expected: Finding, act: Callable[[], Finding]) -> None:
    assert act() is expected


def test_a_signature_says_which_seal_and_when() -> None:
    trust = Trust(roots=[authority().certificate])
    found = checking.check_signature(signature(), content=CONTENT, place=PLACE, trust=trust)
    assert found.name == "观山湖区市场监督管理局"
    assert found.signed_at == AT
    assert found.certificate == signer().certificate


def test_a_seal_alone_is_checked_for_its_own_validity() -> None:
    trust = Trust(roots=[authority().certificate])
    assert checking.check_seal(seal(), trust=trust, at=AT) is Finding.VALID
    assert checking.check_seal(seal(), trust=trust, at=AT + 9 * YEAR) is Finding.SEAL_OUTSIDE
    assert checking.check_seal(seal()[:-1], trust=trust, at=AT) is Finding.SEAL_STRUCTURE
    assert checking.check_seal(forged_maker(), trust=trust, at=AT) is Finding.MAKER_SIGNATURE


def test_a_seal_may_list_its_signers_as_digests() -> None:
    info = structures.read_seal(seal())["info"].copy()
    digests = structures.CertificateDigests([{"kind": "SM3", "value": sm3(signer().certificate.encoded)}])
    info["property"]["signers_kind"] = structures.DIGESTS
    info["property"]["signers"] = digests
    again = making._signed(info.dump(force=True), maker())
    assert verdict(signature(eseal=again)) is Finding.VALID
    assert verdict(signature(eseal=again, by=signer(validity=LATE), at=AT + 2 * DAY)) is Finding.NOT_LISTED


@given(st.data())
@settings(max_examples=150)
def test_changed_bytes_never_pass_and_never_raise(data: st.DataObject) -> None:
    whole = bytearray(known())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= data.draw(st.integers(1, 255))
    if bytes(whole) != known():
        assert verdict(bytes(whole)) not in checking.GOOD


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_by_name(content: bytes) -> None:
    assert verdict(content) is Finding.STRUCTURE


@lru_cache
def known() -> bytes:
    return signature()
