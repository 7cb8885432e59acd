"""The key that signs is behind a port: in this process, or in a PKCS#11 token that never lets it out (SoftHSM)."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from pytest_django import Settings

from factories import seals, stamps
from factories.tokens import needs_token
from govhall.infra import clock
from govhall.infra.crypto import der, guards, keyfile, keypairs, pkcs11, schemes, signers, sm2, token_keys
from govhall.infra.crypto.errors import InvalidKey
from govhall.infra.crypto.pkcs11 import Token, TokenUnavailable
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import KeyCertificate, Usage
from govhall.support.documents.public import pdf
from govhall.support.seals.engine import checking, signing
from govhall.support.seals.engine.signing import Hand
from govhall.support.seals.engine.trust import Trust
from govhall.support.seals.services import classical as beside
from govhall.support.timestamps.services import keys

pytestmark = pytest.mark.clause("10", "box:信息安全设施")

MESSAGE = "待签名的内容".encode()
CLASSICAL = pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    for name in (keyfile.ROOT_VARIABLE, guards.PASSPHRASE_VARIABLE, guards.LIBRARY_VARIABLE):
        monkeypatch.delenv(name, raising=False)


def verified(public_info: bytes, signature: bytes, message: bytes = MESSAGE) -> bool:
    """By ``cryptography`` alone, without our code."""
    key = load_der_public_key(public_info)
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    else:
        assert isinstance(key, ec.EllipticCurvePublicKey)
        key.verify(signature, message, ec.ECDSA(hashes.SHA256()))
    return True


class TestInThisProcess:
    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_signs_what_the_certificate_verifies(self, scheme: Scheme) -> None:
        pair = stamps.pair(scheme)
        signature = pair.sign(MESSAGE)
        assert pair.certificate.verifies(MESSAGE, signature, algorithm=schemes.OWN[scheme])
        assert not pair.certificate.verifies(MESSAGE + b"x", signature, algorithm=schemes.OWN[scheme])
        for other in set(Scheme) - {scheme}:
            assert not pair.certificate.verifies(MESSAGE, signature, algorithm=schemes.OWN[other])

    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_is_kept_and_found_again(self, scheme: Scheme) -> None:
        pair = stamps.pair(scheme)
        keypairs.save(keypairs.KeyPair(name="one", certificate=pair.certificate, private=pair.private))
        again = keypairs.load("one")
        assert again.certificate == pair.certificate
        assert again.certificate.verifies(MESSAGE, again.sign(MESSAGE), algorithm=schemes.OWN[scheme])

    @pytest.mark.parametrize("scheme", list(Scheme))
    def test_is_refused_beside_a_certificate_of_another(self, scheme: Scheme) -> None:
        mine, other = stamps.pair(scheme), stamps.pair(scheme, under="别处的根")
        with pytest.raises(InvalidKey):
            keypairs.save(keypairs.KeyPair(name="one", certificate=mine.certificate, private=other.private))

    @pytest.mark.parametrize("private", [b"", b"\x30\x00", bytes(32)])
    def test_that_can_not_be_read_is_named(self, private: bytes) -> None:
        with pytest.raises(InvalidKey):
            signers.of(Scheme.RSA, private=private, token_key="").sign(MESSAGE)

    def test_short_keys_and_unknown_curves_are_no_keys(self) -> None:
        for curve in (ec.SECP256K1(), ec.SECP224R1()):
            info = ec.generate_private_key(curve).public_key().public_bytes(*_AS_INFO)
            assert schemes.scheme_of(info) is None
        short = rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key().public_bytes(*_AS_INFO)
        assert schemes.scheme_of(short) is None
        assert schemes.scheme_of(b"") is None


_AS_INFO = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@needs_token
class TestInAToken:
    @CLASSICAL
    def test_is_made_there_and_signs_there(self, token: Token, scheme: Scheme) -> None:
        label = fresh(token, scheme)
        signature = token_keys.sign(token, label, scheme, MESSAGE)
        assert verified(token_keys.public_info(token, label, scheme), signature)

    @CLASSICAL
    def test_never_leaves_it(self, token: Token, scheme: Scheme) -> None:
        """The token itself says so: the private value can't be read, and the key can't be wrapped out."""
        label = fresh(token, scheme)
        value = 0x123 if scheme is Scheme.RSA else 0x11  # private exponent, value
        with token.session() as (library, session):
            key = pkcs11.find_object(library, session, 0x3, label)
            assert key is not None
            assert pkcs11.attribute(library, session, key, 0x103) == b"\x01"  # sensitive
            assert pkcs11.attribute(library, session, key, 0x162) == b"\x00"  # extractable
            assert pkcs11.attribute(library, session, key, 0x164) == b"\x01"  # never extractable
            assert pkcs11.attribute(library, session, key, 0x163) == b"\x01"  # made in the token
            with pytest.raises(TokenUnavailable, match="C_GetAttributeValue 返回 0x11"):
                pkcs11.attribute(library, session, key, value)

    @CLASSICAL
    def test_is_kept_as_a_label_and_signs_as_a_pair(
        self, token: Token, scheme: Scheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        label = fresh(token, scheme)
        assert signers.of(scheme, private=b"", token_key=label) == signers.TokenSigner(scheme, label)
        pair = keypairs.KeyPair(name="one", certificate=certified(label, scheme), token_key=label)
        keypairs.save(pair)
        assert "private" not in (tmp_path / "keys" / "pairs" / "one.json").read_text()
        again = keypairs.load("one")
        assert verified(again.certificate.key_info, again.sign(MESSAGE))
        monkeypatch.delenv(guards.LIBRARY_VARIABLE)
        with pytest.raises(InvalidKey, match="密码设备"):
            again.sign(MESSAGE)

    @CLASSICAL
    def test_stamps_and_signs_for_foreign_readers(self, token: Token, scheme: Scheme, tmp_path: Path) -> None:
        """Nothing but the label is in this process; poppler and openssl believe what the token signed."""

        signer, stamper = (fresh(token, scheme) for _ in range(2))
        root = stamps.root(scheme).certificate
        below = Hand(keypairs.KeyPair(name="below", certificate=certified(signer, scheme), token_key=signer), (root,))
        by = keypairs.KeyPair(name="by", certificate=certified(stamper, scheme, Usage.TIME_STAMPING), token_key=stamper)
        sealed = signing.sign(
            pdf.write(seals.paper()), pair=seals.pair(), authorities=[seals.authority().certificate], name="x",
            reason="x", at=seals.AT, stamper=stamps.stamper(by), below=below,
        )  # fmt: skip
        found = checking.check(sealed, trust=Trust([seals.authority().certificate, root], [], [root]))
        assert [one.finding.value for one in found] == ["VALID", "VALID"]
        assert found[1].stamp is not None
        (tmp_path / "sealed.pdf").write_bytes(sealed)
        words = subprocess.run(["pdfsig", "-nocert", tmp_path / "sealed.pdf"], capture_output=True, text=True).stdout
        assert "Signature is Valid" in words

    def test_is_destroyed_with_its_pair(self, token: Token) -> None:
        label = fresh(token, Scheme.ECDSA)
        keypairs.save(keypairs.KeyPair(name="one", certificate=certified(label, Scheme.ECDSA), token_key=label))
        keypairs.destroy("one")
        assert not keypairs.exists("one")
        with pytest.raises(TokenUnavailable, match="没有名为"):
            token_keys.sign(token, label, Scheme.ECDSA, MESSAGE)

    def test_refuses_a_second_key_of_a_name(self, token: Token) -> None:
        label = fresh(token, Scheme.ECDSA)
        with pytest.raises(TokenUnavailable, match="已有"):
            token_keys.generate(token, label, Scheme.ECDSA)

    def test_names_a_key_that_is_not_there(self, token: Token) -> None:
        with pytest.raises(TokenUnavailable, match="没有名为 nobody"):
            token_keys.sign(token, "nobody", Scheme.ECDSA, MESSAGE)

    @pytest.mark.django_db
    def test_is_made_for_the_pairs_that_the_environment_names(
        self, token: Token, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:

        beside._hand.cache_clear()
        keys._loaded.cache_clear()
        monkeypatch.setenv(signers.TOKEN_KEYS_VARIABLE, "stamp-signer-rsa, classical-signer-ecdsa")
        settings.GOVHALL_TSA_SCHEME, settings.GOVHALL_CLASSICAL = "rsa", "ecdsa"
        hand = beside.hand(at=clock.now())
        assert hand is not None
        for pair in (keys.pair(clock.now()), hand.pair):
            assert (pair.private, pair.token_key) == (b"", pair.name)
            assert verified(pair.certificate.key_info, pair.sign(MESSAGE))


@needs_token
class TestSm2InAToken:
    """SoftHSM can't sign with SM2: what is provable is that we say so, and that nothing false ever leaves."""

    def test_needs_the_vendors_mechanism(self, token: Token, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv(token_keys.SM2_KEY_GEN_VARIABLE, raising=False)
        with pytest.raises(TokenUnavailable, match=token_keys.SM2_KEY_GEN_VARIABLE):
            token_keys.generate(token, "sm2-unset", Scheme.SM2)

    def test_never_lets_out_what_another_equation_gave(self, token: Token, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(token_keys.SM2_KEY_GEN_VARIABLE, "0x1040")  # CKM_EC_KEY_PAIR_GEN
        monkeypatch.setenv(token_keys.SM2_MECHANISM_VARIABLE, "0x1041")  # CKM_ECDSA
        label = fresh(token, Scheme.SM2)
        assert schemes.scheme_of(token_keys.public_info(token, label, Scheme.SM2)) is Scheme.SM2
        with pytest.raises(TokenUnavailable, match="验证不通过"):
            token_keys.sign(token, label, Scheme.SM2, MESSAGE)


def test_the_digest_for_a_vendors_mechanism_is_that_of_the_standard() -> None:
    """The example of GB/T 32918.5 annex A.2: e = SM3(Z || M)."""

    e = token_keys._input(Scheme.SM2, der.public_key_info(sm2._KNOWN_PUBLIC), b"message digest")
    assert e.hex() == "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"


_numbers = iter(range(1000))


def fresh(token: Token, scheme: Scheme) -> str:
    """The label of a new key in the token."""
    label = f"key-{next(_numbers)}-{scheme}"
    token_keys.generate(token, label, scheme)
    return label


def certified(label: str, scheme: Scheme, usage: Usage = Usage.SIGNING) -> KeyCertificate:
    """A certificate for a key that is in the token."""
    info = signers.TokenSigner(scheme, label).public_info()
    return stamps.certified(info, stamps.root(scheme), usage=usage)
