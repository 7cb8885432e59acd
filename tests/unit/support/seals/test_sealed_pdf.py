"""A sealed PDF is valid, or the check says in one word why not. It never calls a changed file valid."""

import random
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest

from govhall.infra.crypto import provider, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.documents import public as documents
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import checking, signing
from govhall.support.seals.engine.trust import Trust

pytestmark = pytest.mark.clause("box:统一电子印章")

AT = datetime.now(UTC)
YEAR = timedelta(days=365)


@lru_cache
def authority() -> KeyPair:
    private = provider().generate_key()
    root = x509.build_root(
        subject=x509.Subject(common_name="试验根"),
        private=private,
        validity=x509.Validity(not_before=AT - YEAR, not_after=AT + 5 * YEAR),
    )
    return KeyPair(name="root", certificate=root, private=private)


def pair(*, not_after: datetime = AT + YEAR, usage: x509.Usage = x509.Usage.SIGNING) -> KeyPair:
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=authority().certificate,
        issuer_private=authority().private,
        subject=x509.Subject(common_name="观山湖区市场监督管理局"),
        public=provider().public_from_private(private),
        validity=x509.Validity(not_before=AT - YEAR, not_after=not_after),
        usage=usage,
    )
    return KeyPair(name="seal", certificate=certificate, private=private)


@lru_cache
def letter() -> bytes:
    return documents.render_letter(
        documents.Letter(
            title="受理通知书",
            number="520115-20261013-000001-4",
            issuer="观山湖区市场监督管理局",
            addressee="山间小味餐饮店",
            paragraphs=["您的申请已经受理。"],
            date=date(2026, 10, 13),
        ),
        at=AT,
    )


def sealed(signer: KeyPair | None = None) -> bytes:
    return signing.sign(
        letter(), pair=signer or pair(), authorities=[authority().certificate], name="市场监管局", reason="试验", at=AT
    )


def findings(pdf: bytes, roots: list[x509.KeyCertificate] | None = None) -> list[Finding]:
    trusted = [authority().certificate] if roots is None else roots
    return [found.finding for found in checking.check(pdf, trust=Trust(trusted))]


class TestCheck:
    def test_of_a_sealed_letter_is_valid_and_names_the_signer(self) -> None:
        (found,) = checking.check(sealed(), trust=Trust([authority().certificate]))
        assert found.finding is Finding.VALID
        assert found.signer == "观山湖区市场监督管理局"
        assert found.reason == "试验"

    def test_of_an_unsealed_letter_finds_nothing(self) -> None:
        assert findings(letter()) == []

    def test_finds_an_unknown_authority(self) -> None:
        assert findings(sealed(), roots=[]) == [Finding.UNTRUSTED]

    def test_finds_an_expired_key_certificate(self) -> None:
        assert findings(sealed(pair(not_after=AT - timedelta(days=1)))) == [Finding.UNTRUSTED]

    def test_finds_a_certificate_that_is_not_for_signing(self) -> None:
        assert findings(sealed(pair(usage=x509.Usage.ENCRYPTION))) == [Finding.UNTRUSTED]

    def test_finds_what_was_appended(self) -> None:
        assert findings(sealed() + b"\n% more\n") == [Finding.APPENDED]
        assert verdict(sealed() + b"\n%%EOF\n") != [Finding.VALID]

    def test_finds_a_signature_by_another_key(self) -> None:
        mine, other = pair(), pair()
        forged = KeyPair(name="forged", certificate=mine.certificate, private=other.private)
        assert findings(sealed(forged)) == [Finding.SIGNATURE]

    @pytest.mark.parametrize("content", [b"", b"MZ\x90", b"%PDF-1.7", b"%PDF-1.7\n" + b"x" * 1000])
    def test_refuses_what_is_no_pdf(self, content: bytes) -> None:
        with pytest.raises(checking.NotAPdf):
            findings(content)

    def test_never_calls_a_changed_byte_valid(self) -> None:
        pdf = sealed()
        start, end = container(pdf)
        chance = random.Random(20261013)
        for _ in range(150):
            place = chance.randrange(len(pdf))
            changed = bytearray(pdf)
            changed[place] ^= 1 << chance.randrange(8)
            if verdict(bytes(changed)) != [Finding.VALID]:
                continue
            # The container of the signature can't sign itself: the case of its hexadecimal digits, its padding and
            # the copy of the authority's certificate carry nothing that the check believes.
            assert start < place < end, place


def container(pdf: bytes) -> tuple[int, int]:
    """Return where the hexadecimal container of the signature stands."""
    start = pdf.index(b"<", pdf.rindex(b"/Contents"))
    return start, pdf.index(b">", start)


def verdict(pdf: bytes) -> list[Finding]:
    """Return the findings, or an empty list for a file that can't be read."""
    try:
        return findings(pdf)
    except checking.NotAPdf:
        return []
