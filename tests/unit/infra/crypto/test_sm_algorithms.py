"""SM2, SM3, SM4 against the standards' vectors, an independent implementation, and one provider against the other."""

from collections.abc import Iterator
from pathlib import Path

import cryptography_vectors
import gmalg
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.infra import crypto
from govhall.infra.crypto import curve, der, hashes, sm2, sm4
from govhall.infra.crypto.errors import DecryptionFailed, InvalidKey, ProviderUnavailable
from govhall.infra.crypto.gmssl import GmsslProvider
from govhall.infra.crypto.libcrypto import LibcryptoProvider

pytestmark = pytest.mark.clause("10", "box:信息安全设施")

VECTORS = Path(cryptography_vectors.__file__).parent
EXAMPLE_PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
EXAMPLE_PUBLIC = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
EXAMPLE_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
ORACLE_ID = sm2.SIGNER_ID


def vectors(path: str) -> Iterator[dict[str, bytes]]:
    """Read the ``name = hex`` groups of a vector file; a ``Len`` in bits cuts the message."""
    group: dict[str, str] = {}
    for line in [*(VECTORS / path).read_text().splitlines(), ""]:
        name, equals, value = line.partition(" = ")
        if equals and not line.startswith("#"):
            group[name.lower()] = value
        elif not line and group:
            bits = int(group.pop("len", "0") or 0)
            group.pop("count", None)
            vector = {name: bytes.fromhex(value) for name, value in group.items()}
            yield vector | {"msg": vector["msg"][: bits // 8]} if "msg" in vector else vector
            group = {}


PROVIDERS = [LibcryptoProvider(), GmsslProvider()]
each_provider = pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)


class TestSm3:
    def test_computes_the_standard_example(self) -> None:
        assert crypto.sm3_hex(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    @pytest.mark.parametrize("system", [True, False])
    def test_computes_the_published_vectors_with_and_without_hashlib(
        self, monkeypatch: pytest.MonkeyPatch, system: bool
    ) -> None:
        monkeypatch.setattr(hashes, "HASHLIB_HAS_SM3", system and hashes.HASHLIB_HAS_SM3)
        found = list(vectors("hashes/SM3/oscca.txt"))
        assert found
        for vector in found:
            assert crypto.sm3(vector["msg"]) == vector["md"]

    @given(st.binary(max_size=300), st.binary(max_size=100))
    @settings(max_examples=20)
    def test_agrees_with_an_independent_implementation(self, data: bytes, key: bytes) -> None:
        oracle = gmalg.SM3()
        oracle.update(data)
        assert crypto.sm3(data) == oracle.value()
        streamed = crypto.new_sm3()
        streamed.update(data[:10])
        streamed.update(data[10:])
        assert streamed.digest() == oracle.value()

    @given(st.binary(max_size=200), st.binary(max_size=200))
    @settings(max_examples=20)
    def test_hmac_follows_rfc_2104_whatever_the_backend(self, key: bytes, data: bytes) -> None:
        block = (crypto.sm3(key) if len(key) > 64 else key).ljust(64, b"\0")
        inner = crypto.sm3(bytes(b ^ 0x36 for b in block) + data)
        expected = crypto.sm3(bytes(b ^ 0x5C for b in block) + inner)
        assert crypto.hmac_sm3(key, data) == expected
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hashes, "HASHLIB_HAS_SM3", False)
            assert crypto.hmac_sm3(key, data) == expected


class TestSm4:
    def test_the_block_cipher_computes_the_standard_example(self) -> None:
        block = bytes.fromhex("0123456789abcdeffedcba9876543210")
        encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305  # one block, as the standard
        assert (encryptor.update(block) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"

    def test_gcm_computes_rfc_8998(self) -> None:
        found = list(vectors("ciphers/SM4/rfc8998.txt"))
        assert found
        for vector in found:
            made = sm4.encrypt_gcm(vector["key"], vector["iv"], vector["plaintext"], vector["aad"])
            assert made == (vector["ciphertext"], vector["tag"])

    @given(st.binary(max_size=200), st.binary(max_size=50))
    def test_open_gives_back_what_was_sealed(self, plaintext: bytes, aad: bytes) -> None:
        key = sm4.new_key()
        assert crypto.open_(key, crypto.seal(key, plaintext, aad), aad) == plaintext

    @given(st.binary(min_size=1, max_size=40), st.data())
    def test_any_changed_bit_is_noticed(self, plaintext: bytes, data: st.DataObject) -> None:
        key = sm4.new_key()
        sealed = bytearray(crypto.seal(key, plaintext, b"aad"))
        sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
        with pytest.raises(DecryptionFailed):
            crypto.open_(key, bytes(sealed), b"aad")

    def test_refuses_other_associated_data_a_cut_message_and_a_wrong_key(self) -> None:
        key = sm4.new_key()
        sealed = crypto.seal(key, b"secret", b"one")
        for call in [(key, sealed, b"two"), (key, sealed[:20], b"one"), (sm4.new_key(), sealed, b"one")]:
            with pytest.raises(DecryptionFailed):
                crypto.open_(*call)
        with pytest.raises(InvalidKey):
            crypto.seal(b"short", b"secret")


class TestSm2:
    @each_provider
    def test_verifies_the_standard_example(self, provider: crypto.SmProvider) -> None:
        signature = der.signature_from_raw(EXAMPLE_SIGNATURE)
        assert provider.public_from_private(EXAMPLE_PRIVATE) == EXAMPLE_PUBLIC
        assert provider.verify(EXAMPLE_PUBLIC, b"message digest", signature)
        assert not provider.verify(EXAMPLE_PUBLIC, b"message digesT", signature)

    @pytest.mark.parametrize("maker", PROVIDERS, ids=lambda p: f"made-by-{p.name}")
    @pytest.mark.parametrize("reader", PROVIDERS, ids=lambda p: f"read-by-{p.name}")
    @pytest.mark.parametrize("message", [b"", b"x", "政务大厅".encode() * 500])
    def test_providers_read_each_other(
        self, maker: crypto.SmProvider, reader: crypto.SmProvider, message: bytes
    ) -> None:
        private = maker.generate_key()
        public = maker.public_from_private(private)
        assert reader.public_from_private(private) == public
        assert reader.verify(public, message, maker.sign(private, message))
        secret = message[:255] or b"k"
        assert reader.decrypt(private, maker.encrypt(public, secret)) == secret

    @each_provider
    def test_an_independent_implementation_agrees(self, provider: crypto.SmProvider) -> None:
        private = provider.generate_key()
        public = provider.public_from_private(private)
        oracle = gmalg.SM2(private, ORACLE_ID, public)
        raw = der.signature_to_raw(provider.sign(private, b"act"))
        assert raw is not None
        assert oracle.verify(b"act", raw[:32], raw[32:])
        r, s = oracle.sign(b"act")
        assert provider.verify(public, b"act", der.signature_from_raw(r.rjust(32, b"\0") + s.rjust(32, b"\0")))
        assert oracle.decrypt(b"\x04" + der.ciphertext_to_raw(provider.encrypt(public, b"key"))) == b"key"
        assert provider.decrypt(private, der.ciphertext_from_raw(oracle.encrypt(b"key")[1:])) == b"key"

    @each_provider
    @pytest.mark.parametrize("signature", [b"", b"\x30", b"\x30\x00", b"\x30\x06\x02\x01\x01\x02\x01\x01", b"x" * 70])
    def test_a_malformed_signature_is_simply_wrong(self, provider: crypto.SmProvider, signature: bytes) -> None:
        assert provider.verify(EXAMPLE_PUBLIC, b"message digest", signature) is False

    @each_provider
    def test_a_signature_with_trailing_bytes_is_wrong(self, provider: crypto.SmProvider) -> None:
        signature = der.signature_from_raw(EXAMPLE_SIGNATURE)
        assert not provider.verify(EXAMPLE_PUBLIC, b"message digest", signature + b"\0")

    @each_provider
    def test_a_changed_ciphertext_is_refused(self, provider: crypto.SmProvider) -> None:
        private = provider.generate_key()
        ciphertext = provider.encrypt(provider.public_from_private(private), b"data key")
        for changed in (ciphertext[:-1] + bytes([ciphertext[-1] ^ 1]), ciphertext[:-1], b"", b"\x30\x00"):
            with pytest.raises(DecryptionFailed):
                provider.decrypt(private, changed)
        with pytest.raises(DecryptionFailed):
            provider.decrypt(provider.generate_key(), ciphertext)

    @each_provider
    def test_wrong_keys_are_refused(self, provider: crypto.SmProvider) -> None:
        for private in (bytes(32), (curve.N - 1).to_bytes(32), b"\x01"):
            with pytest.raises(InvalidKey):
                provider.sign(private, b"act")
        for public in (EXAMPLE_PUBLIC[:-1] + b"\0", EXAMPLE_PUBLIC[1:], b"\x04" + bytes(64)):
            with pytest.raises(InvalidKey):
                provider.verify(public, b"act", b"")

    @each_provider
    @pytest.mark.parametrize("size", [0, 256])
    def test_only_short_secrets_are_encrypted(self, provider: crypto.SmProvider, size: int) -> None:
        with pytest.raises(ValueError, match="1 to 255"):
            provider.encrypt(EXAMPLE_PUBLIC, bytes(size))


class TestChoiceOfProvider:
    @pytest.fixture(autouse=True)
    def fresh_choice(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        sm2._choose.cache_clear()
        monkeypatch.delenv(sm2.VARIABLE, raising=False)
        yield
        sm2._choose.cache_clear()

    @pytest.mark.parametrize("name", ["libcrypto", "gmssl-fast"])
    def test_the_environment_forces_one(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setenv(sm2.VARIABLE, name)
        assert crypto.provider().name == name

    def test_an_unknown_name_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(sm2.VARIABLE, "home-made")
        with pytest.raises(ProviderUnavailable):
            crypto.provider()

    def test_the_fallback_is_used_when_the_first_one_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def missing() -> sm2.SmProvider:
            raise ProviderUnavailable("没有找到 libcrypto。")

        monkeypatch.setitem(sm2._FACTORIES, "libcrypto", missing)
        assert crypto.provider().name == "gmssl-fast"

    def test_a_provider_that_computes_wrongly_is_not_used(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Liar(GmsslProvider):
            name = "liar"

            def verify(self, public: bytes, message: bytes, signature: bytes) -> bool:
                return True

        monkeypatch.setitem(sm2._FACTORIES, "libcrypto", Liar)
        assert crypto.provider().name == "gmssl-fast"
        with pytest.raises(ProviderUnavailable):
            sm2.self_test(Liar())
