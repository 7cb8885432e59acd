"""Key certificates: what we make OpenSSL accepts, what OpenSSL makes we accept, and nothing tampered passes."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from asn1crypto import core

from govhall.infra.crypto import chains, keyfile, keypairs, provider, x509
from govhall.infra.crypto.chains import CertificateNotTrusted
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey
from govhall.infra.crypto.x509 import KeyCertificate, Subject, Usage, Validity

pytestmark = pytest.mark.clause("10", "box:信息安全设施")

# OpenSSL judges by the real clock, so these are years around it.
START = datetime(2020, 1, 1, tzinfo=UTC)
END = datetime(2060, 1, 1, tzinfo=UTC)
AT = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)
ALWAYS = Validity(not_before=START, not_after=END)
ID = "distid:1234567812345678"

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl isn't installed")


@dataclass(frozen=True)
class Holder:
    certificate: KeyCertificate
    private: bytes


def root(name: str = "测试根", path_length: int | None = None, validity: Validity = ALWAYS) -> Holder:
    private = provider().generate_key()
    subject = Subject(common_name=name, organization="政务大厅", province="贵州省")
    certificate = x509.build_root(subject=subject, private=private, validity=validity, path_length=path_length)
    return Holder(certificate, private)


def issued(
    by: Holder, name: str = "印章", usage: Usage = Usage.SIGNING, path_length: int = 0, validity: Validity = ALWAYS
) -> Holder:
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=by.certificate,
        issuer_private=by.private,
        subject=Subject(common_name=name),
        public=provider().public_from_private(private),
        validity=validity,
        usage=usage,
        path_length=path_length,
    )
    return Holder(certificate, private)


def reason(leaf: KeyCertificate, *roots: Holder, at: datetime = AT, between: tuple[Holder, ...] = ()) -> str:
    with pytest.raises(CertificateNotTrusted) as caught:
        chains.verify_chain(
            leaf, roots=[r.certificate for r in roots], intermediates=[b.certificate for b in between], at=at
        )
    return caught.value.code.removeprefix("certificate-")


class TestMaking:
    def test_a_certificate_reads_back_as_it_was_made(self) -> None:
        top = root()
        leaf = issued(top)
        for again in (x509.read(leaf.certificate.encoded), x509.read(leaf.certificate.pem().encode())):
            assert again == leaf.certificate
            assert again.common_name == "印章"
            assert again.public_key == provider().public_from_private(leaf.private)
            assert again.validity == ALWAYS
            assert again.usages == Usage.SIGNING.value
            assert not again.is_authority
        assert top.certificate.is_authority
        assert leaf.certificate.issuer == top.certificate.subject
        assert 0 < leaf.certificate.serial < 1 << 159
        assert len(leaf.certificate.fingerprint) == 64

    def test_only_an_authority_issues_and_not_beyond_its_own_end(self) -> None:
        top = root()
        leaf = issued(top)
        with pytest.raises(ValueError, match="authority"):
            issued(leaf)
        with pytest.raises(ValueError, match="private key"):
            issued(Holder(top.certificate, leaf.private))
        with pytest.raises(ValueError, match="outlive"):
            issued(top, validity=Validity(not_before=START, not_after=END + timedelta(days=1)))

    def test_a_validity_is_two_aware_moments_in_order(self) -> None:
        for start, end in [(END, START), (datetime(2026, 1, 1), END)]:  # noqa: DTZ001  # a naive moment on purpose
            with pytest.raises(ValueError, match="aware"):
                Validity(not_before=start, not_after=end)

    @pytest.mark.parametrize("content", [b"", b"x", b"\x30\x00", b"-----BEGIN CERTIFICATE-----\nAA==\n"])
    def test_what_is_no_certificate_is_refused(self, content: bytes) -> None:
        with pytest.raises(x509.MalformedCertificate):
            x509.read(content)


class TestChain:
    def test_a_chain_over_an_intermediate_is_trusted(self) -> None:
        top = root()
        middle = issued(top, "中级", Usage.AUTHORITY)
        leaf = issued(middle)
        found = chains.verify_chain(
            leaf.certificate,
            roots=[root("别的根").certificate, top.certificate],
            intermediates=[middle.certificate],
            at=AT,
            usage=Usage.SIGNING,
        )
        assert found == (leaf.certificate, middle.certificate, top.certificate)

    def test_validity_is_judged_at_the_given_moment(self) -> None:
        top = root()
        leaf = issued(top, validity=Validity(not_before=AT, not_after=AT + timedelta(days=1)))
        chains.verify_chain(leaf.certificate, roots=[top.certificate], at=AT)
        assert reason(leaf.certificate, top, at=AT - timedelta(seconds=1)) == "not-yet-valid"
        assert reason(leaf.certificate, top, at=AT + timedelta(days=2)) == "expired"

    def test_an_expired_root_ends_trust(self) -> None:
        top = root(validity=Validity(not_before=START, not_after=AT))
        leaf = issued(top, validity=Validity(not_before=START, not_after=AT))
        assert reason(leaf.certificate, top, at=AT + timedelta(seconds=1)) == "expired"

    def test_a_root_of_the_same_name_with_another_key_is_no_issuer(self) -> None:
        leaf = issued(root())
        assert reason(leaf.certificate, root()) == "signature"
        assert reason(leaf.certificate, root("别的根")) == "unknown-issuer"
        assert reason(leaf.certificate) == "unknown-issuer"

    def test_a_leaf_cannot_pose_as_an_authority(self) -> None:
        top = root()
        leaf = issued(top)
        forged = x509._signed(
            x509._body(
                Subject(common_name="冒充").name(),
                leaf.certificate.parsed.subject,
                provider().public_from_private(provider().generate_key()),
                ALWAYS,
                [],
            ),
            leaf.private,
        )
        assert reason(forged, top, between=(leaf,)) == "not-an-authority"

    def test_path_length_is_respected(self) -> None:
        top = root(path_length=0)
        middle = issued(top, "中级", Usage.AUTHORITY)
        leaf = issued(middle)
        assert reason(leaf.certificate, top, between=(middle,)) == "path-length"
        chains.verify_chain(issued(top).certificate, roots=[top.certificate], at=AT)

    def test_every_flipped_bit_is_noticed(self) -> None:
        top = root()
        leaf = issued(top).certificate
        for position, bit in product(range(len(leaf.encoded)), range(8)):
            changed = bytearray(leaf.encoded)
            changed[position] ^= 1 << bit
            with pytest.raises((CertificateNotTrusted, x509.MalformedCertificate)):
                chains.verify_chain(x509.read(bytes(changed)), roots=[top.certificate], at=AT)

    def test_a_tampered_root_is_not_trusted_even_when_listed(self) -> None:
        top = root()
        changed = bytearray(top.certificate.encoded)
        changed[-1] ^= 1
        assert reason(KeyCertificate(bytes(changed)), Holder(KeyCertificate(bytes(changed)), b"")) == "signature"

    def test_usage_is_asked_for(self) -> None:
        top = root()
        leaf = issued(top, usage=Usage.ENCRYPTION)
        with pytest.raises(CertificateNotTrusted) as caught:
            chains.verify_chain(leaf.certificate, roots=[top.certificate], at=AT, usage=Usage.SIGNING)
        assert caught.value.code == "certificate-usage"

    def test_an_unknown_critical_extension_is_refused(self) -> None:
        top = root()
        extension: dict[str, object] = {
            "extn_id": "inhibit_any_policy",
            "critical": True,
            "extn_value": core.Integer(0),
        }
        public = provider().public_from_private(provider().generate_key())
        body = x509._body(
            Subject(common_name="印章").name(), top.certificate.parsed.subject, public, ALWAYS, [extension]
        )
        assert reason(x509._signed(body, top.private), top) == "extension"


@needs_openssl
class TestAgainstOpenssl:
    @staticmethod
    def run(*arguments: str | Path) -> str:
        done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=True)
        return done.stdout

    def test_openssl_accepts_our_leaf(self, tmp_path: Path) -> None:
        top = root()
        (tmp_path / "root.pem").write_text(top.certificate.pem())
        (tmp_path / "leaf.pem").write_text(issued(top).certificate.pem())
        found = self.run("verify", "-vfyopt", ID, "-CAfile", tmp_path / "root.pem", tmp_path / "leaf.pem")
        assert found.strip().endswith("OK")
        text = self.run("x509", "-in", tmp_path / "leaf.pem", "-noout", "-text")
        assert "SM2-with-SM3" in text
        assert "CA:FALSE" in text

    def test_openssl_refuses_a_leaf_of_another_root(self, tmp_path: Path) -> None:
        (tmp_path / "root.pem").write_text(root().certificate.pem())
        (tmp_path / "leaf.pem").write_text(issued(root()).certificate.pem())
        with pytest.raises(subprocess.CalledProcessError):
            self.run("verify", "-vfyopt", ID, "-CAfile", tmp_path / "root.pem", tmp_path / "leaf.pem")

    def test_we_accept_the_root_that_openssl_makes(self, tmp_path: Path) -> None:
        key, made = tmp_path / "key.pem", tmp_path / "root.pem"
        self.run("ecparam", "-name", "SM2", "-genkey", "-noout", "-out", key)
        subject = ("-subj", "/C=CN/CN=openssl", "-days", "365", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        self.run("req", "-new", "-x509", "-sm3", "-sigopt", ID, "-key", key, "-out", made, *subject)
        certificate = x509.read(made.read_bytes())
        at = certificate.validity.not_before
        assert certificate.is_authority
        assert chains.verify_chain(certificate, roots=[certificate], at=at) == (certificate,)


class TestKeyPairs:
    @pytest.fixture(autouse=True)
    def own_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
        monkeypatch.delenv(keyfile.ROOT_VARIABLE, raising=False)
        return tmp_path

    def test_a_pair_comes_back_and_its_private_key_is_not_in_the_file(self, own_home: Path) -> None:
        top = root()
        pair = keypairs.KeyPair(name="seal-root", certificate=top.certificate, private=top.private)
        keypairs.save(pair)
        assert keypairs.load("seal-root") == pair
        content = (own_home / "keys" / "pairs" / "seal-root.json").read_text()
        assert top.private.hex() not in content
        assert top.private.hex() not in repr(pair)
        assert provider().verify(top.certificate.public_key, b"act", keypairs.load("seal-root").sign(b"act"))

    def test_a_pair_is_not_overwritten_by_accident(self) -> None:
        top = root()
        pair = keypairs.KeyPair(name="seal-root", certificate=top.certificate, private=top.private)
        keypairs.save(pair)
        with pytest.raises(keypairs.KeyPairExists):
            keypairs.save(pair)
        keypairs.save(pair, replace=True)
        assert keypairs.exists("seal-root")

    def test_key_and_certificate_must_belong_together(self) -> None:
        pair = keypairs.KeyPair(name="a", certificate=root().certificate, private=root().private)
        with pytest.raises(InvalidKey):
            keypairs.save(pair)

    def test_a_renamed_file_does_not_open(self, own_home: Path) -> None:
        top = root()
        keypairs.save(keypairs.KeyPair(name="a", certificate=top.certificate, private=top.private))
        folder = own_home / "keys" / "pairs"
        (folder / "a.json").rename(folder / "b.json")
        with pytest.raises(DecryptionFailed):
            keypairs.load("b")
        with pytest.raises(keypairs.KeyPairMissing):
            keypairs.load("a")

    @pytest.mark.parametrize("name", ["", "../a", "A", "a/b", "a.b"])
    def test_names_are_plain(self, name: str) -> None:
        with pytest.raises(ValueError, match="name"):
            keypairs.exists(name)
