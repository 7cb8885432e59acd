"""A signature for foreign readers below the seal: poppler and pyHanko believe it, our check believes both, by name."""

import subprocess
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from factories import seals, stamps
from govhall.infra import clock
from govhall.infra.crypto import classical, keypairs, signers, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import MalformedCertificate, Subject, Usage
from govhall.support.documents.public import pdf
from govhall.support.seals.choices import Finding, SignatureKind
from govhall.support.seals.engine import appearance, checking, signing
from govhall.support.seals.engine.checking import Checked
from govhall.support.seals.engine.signing import Hand
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.selectors import checking as selectors
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

    def test_believes_an_imported_pair_under_the_configured_chain(
        self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Root, authority below it, signer: the chain goes into the file and is followed when it is checked."""
        monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
        root = wide_root()
        between = authority_below(root)
        private = signers.generate(Scheme.ECDSA)
        certificate = classical.issue(
            issuer=between.certificate, issuer_private=between.private, subject=Subject(common_name="Imported"),
            public_info=signers.of(Scheme.ECDSA, private=private, token_key="").public_info(),
            validity=stamps.VALIDITY, usage=Usage.SIGNING,
        )  # fmt: skip
        keypairs.save(KeyPair(name="classical-signer-ecdsa", certificate=certificate, private=private))
        chain = tmp_path / "chain.pem"
        chain.write_text(between.certificate.pem() + root.certificate.pem())
        settings.GOVHALL_CLASSICAL, settings.GOVHALL_CLASSICAL_CHAIN = "ecdsa", str(chain)
        below = services.hand(at=seals.AT)
        assert below is not None
        assert below.authorities == (between.certificate, root.certificate)
        content = signing.sign(
            pdf.write(seals.paper()), pair=seals.pair(), authorities=[seals.authority().certificate], name="x",
            reason="x", at=seals.AT, below=below,
        )  # fmt: skip
        believed = selectors.classical_chain()
        trusted = Trust([seals.authority().certificate, believed[1]], intermediates=believed[:1])
        assert [one.finding for one in checking.check(content, trust=trusted)] == [Finding.VALID, Finding.VALID]
        settings.GOVHALL_CLASSICAL_CHAIN = str(tmp_path / "missing.pem")
        with pytest.raises(MalformedCertificate, match="配置的证书文件"):
            selectors.classical_chain()


def wide_root() -> KeyPair:
    """A root that allows authorities below it, as public ones do."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, "Public root")])
    made = (
        pyca.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(5)
        .not_valid_before(stamps.VALIDITY.not_before)
        .not_valid_after(stamps.VALIDITY.not_after)
        .add_extension(pyca.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(pyca.KeyUsage(False, False, False, False, False, True, True, False, False), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return KeyPair(name="wide", certificate=x509.read_any(made), private=private)


def authority_below(root: KeyPair) -> KeyPair:
    """An authority that the root certified."""
    private = signers.generate(Scheme.ECDSA)
    wide = classical.build_root(subject=Subject(common_name="中级"), private=private, validity=stamps.VALIDITY)
    key = load_der_private_key(root.private, None)
    template = pyca.load_der_x509_certificate(wide.encoded)
    builder = (
        pyca.CertificateBuilder()
        .subject_name(template.subject)
        .issuer_name(pyca.load_der_x509_certificate(root.certificate.encoded).subject)
        .public_key(template.public_key())
        .serial_number(7)
        .not_valid_before(stamps.VALIDITY.not_before)
        .not_valid_after(stamps.VALIDITY.not_after)
    )
    for extension in template.extensions:
        if not isinstance(extension.value, pyca.AuthorityKeyIdentifier):
            builder = builder.add_extension(extension.value, extension.critical)
    made = builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)
    return KeyPair(name="between", certificate=x509.read_any(made), private=private)


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
