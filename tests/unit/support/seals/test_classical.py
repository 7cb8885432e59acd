"""A signature for foreign readers below the seal: poppler and pyHanko believe it, our check believes both, by name."""

import subprocess
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from factories import seals, stamps
from govhall.infra import clock
from govhall.infra.crypto import classical, signers
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import Subject, Usage
from govhall.support.documents.public import pdf
from govhall.support.seals.choices import Finding, SignatureKind
from govhall.support.seals.engine import appearance, checking, signing
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.signing import Hand
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.services import classical as services

pytestmark = pytest.mark.clause("box:统一电子印章")
SCHEMES = pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])


@lru_cache
def hand(scheme: Scheme) -> Hand:
    root = stamps.root(scheme)
    private = signers.generate(scheme)
    certificate = classical.issue(
        issuer=root.certificate, issuer_private=root.private, subject=Subject(common_name="GovHall platform"),
        public_info=signers.of(scheme, private=private, token_key="").public_info(), validity=stamps.VALIDITY,
        usage=Usage.SIGNING,
    )  # fmt: skip
    return Hand(KeyPair(name="classical", certificate=certificate, private=private), (root.certificate,))


@lru_cache
def sealed(scheme: Scheme | None, *, stamped: bool = False) -> bytes:
    return signing.sign(
        pdf.write(seals.paper()), pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME,
        reason="受理通知书 1", at=seals.AT, picture=appearance.round_seal(seals.NAME),
        stamper=stamps.stamper() if stamped else None, below=hand(scheme) if scheme else None,
    )  # fmt: skip


def trust(scheme: Scheme) -> Trust:
    roots = [seals.authority().certificate, stamps.root(scheme).certificate]
    return Trust(roots, [], [stamps.root().certificate])


def check(content: bytes, scheme: Scheme) -> list[Checked]:
    return checking.check(content, trust=trust(scheme))


def findings(content: bytes, scheme: Scheme) -> list[Finding]:
    try:
        return [found.finding for found in check(content, scheme)]
    except checking.NotAPdf:
        return []


class TestBelowASeal:
    @SCHEMES
    def test_both_are_valid_and_told_apart(self, scheme: Scheme) -> None:
        first, second = check(sealed(scheme, stamped=True), scheme)
        assert (first.kind, first.finding, first.signer) == (
            SignatureKind.CLASSICAL, Finding.VALID, "GovHall platform",
        )  # fmt: skip
        assert (second.kind, second.finding, second.signer) == (SignatureKind.SEAL, Finding.VALID, seals.NAME)
        assert second.stamp is not None

    @SCHEMES
    def test_poppler_verifies_it(self, scheme: Scheme, tmp_path: Path) -> None:
        (tmp_path / "sealed.pdf").write_bytes(sealed(scheme))
        words = subprocess.run(
            ["pdfsig", "-nocert", "sealed.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
        ).stdout
        first, second = words.split("Signature #2:")
        assert "Signature Validation: Signature is Valid." in first
        assert "GovHall platform" in first
        assert "Hash Algorithm: SHA-256" in first
        # Of SM2 it only knows that it doesn't know it; the seal covers everything.
        assert "Signature is Valid" not in second
        assert "Total document signed" in second

    @SCHEMES
    def test_pyhanko_validates_it_and_sees_only_a_signature_after_it(self, scheme: Scheme) -> None:
        reader = PdfFileReader(BytesIO(sealed(scheme)))
        first = reader.embedded_signatures[0]
        context = ValidationContext(
            trust_roots=[asn1_x509.Certificate.load(stamps.root(scheme).certificate.encoded)], moment=seals.AT,
            allow_fetching=False, revocation_mode="soft-fail",
        )  # fmt: skip
        status = validate_pdf_signature(first, signer_validation_context=context)
        assert status.valid
        assert status.intact
        assert status.trusted
        assert status.docmdp_ok
        assert status.modification_level <= ModificationLevel.FORM_FILLING
        assert reader.root["/Perms"]["/DocMDP"]["/Contents"]

    @SCHEMES
    def test_changes_nothing_that_anybody_sees(self, scheme: Scheme, tmp_path: Path) -> None:
        assert picture(sealed(scheme), tmp_path / "both") == picture(sealed(None), tmp_path / "alone")

    @SCHEMES
    def test_keeps_every_byte_of_our_own_pdf(self, scheme: Scheme) -> None:
        assert sealed(scheme).startswith(pdf.write(seals.paper()))


class TestFault:
    def test_of_an_unknown_root_is_untrusted_and_leaves_the_seal_valid(self) -> None:
        found = checking.check(sealed(Scheme.ECDSA), trust=seals.trust())
        assert [one.finding for one in found] == [Finding.UNTRUSTED, Finding.VALID]

    @SCHEMES
    def test_of_what_was_appended_after_both(self, scheme: Scheme) -> None:
        assert findings(sealed(scheme) + b"\n% more\n", scheme) == [Finding.APPENDED, Finding.APPENDED]

    def test_of_a_page_that_was_changed_between_both(self) -> None:
        """Whoever gets hold of a classically signed paper can't add to it and have a seal vouch for the signature."""
        writer = IncrementalPdfFileWriter(BytesIO(only_classical(Scheme.ECDSA)))
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Rotate"] = page["/MediaBox"][0].__class__(90)
        writer.update_container(page)
        out = BytesIO()
        writer.write(out)
        changed = signing.sign(
            out.getvalue(), pair=seals.pair(), authorities=[seals.authority().certificate], name="x", reason="x",
            at=seals.AT,
        )  # fmt: skip
        assert findings(changed, Scheme.ECDSA)[0] is Finding.APPENDED

    def test_of_every_flipped_byte(self) -> None:
        """No flip leaves both signatures valid, but for the two containers, which can't sign themselves."""
        whole = sealed(Scheme.ECDSA)
        containers = []
        at = 0
        while (at := whole.find(b"/Contents<", at)) >= 0:
            containers.append(range(at + 10, whole.index(b">", at)))
            at += 1
        assert len(containers) == 2
        for number in range(400):
            place = number * len(whole) // 400
            changed = bytearray(whole)
            changed[place] ^= 1 << number % 8
            if findings(bytes(changed), Scheme.ECDSA) == [Finding.VALID, Finding.VALID]:
                # The first container is covered by the seal; of the second, only the case of its digits is free.
                assert place in containers[1], place

    def test_of_an_expired_certificate(self) -> None:
        early = signing.sign(
            pdf.write(seals.paper()), pair=seals.pair(), authorities=[seals.authority().certificate], name=seals.NAME,
            reason="x", at=stamps.VALIDITY.not_after + timedelta(days=1), below=hand(Scheme.RSA),
        )  # fmt: skip
        assert Finding.VALID not in findings(early, Scheme.RSA)


class TestSetting:
    def test_is_off_by_default(self, settings: Settings) -> None:
        assert settings.GOVHALL_CLASSICAL == ""
        assert services.hand(at=clock.now()) is None

    @SCHEMES
    def test_makes_the_platforms_pair_once(self, scheme: Scheme, settings: Settings) -> None:
        settings.GOVHALL_CLASSICAL = scheme.value
        first, second = (services.hand(at=clock.now()) for _ in range(2))
        assert first is not None
        assert first is second
        assert first.pair.certificate.scheme is scheme
        assert first.pair.certificate.issued_by(first.authorities[0])


def only_classical(scheme: Scheme) -> bytes:
    """The paper after the first of the two signatures."""
    whole = sealed(scheme)
    return whole[: whole.rindex(b"%%EOF\n", 0, whole.rindex(b"/ByteRange")) + 6]


def picture(content: bytes, folder: Path) -> bytes:
    folder.mkdir()
    (folder / "sealed.pdf").write_bytes(content)
    subprocess.run(["pdftoppm", "-r", "72", "-png", "sealed.pdf", "page"], cwd=folder, check=True)
    with Image.open(next(folder.glob("*.png"))) as image:
        return image.convert("RGB").tobytes()
