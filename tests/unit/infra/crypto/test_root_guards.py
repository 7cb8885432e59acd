"""Who guards the root key: the file's mode, a passphrase, a PKCS#11 token (SoftHSM: the proof that hardware fits)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from factories.tokens import PIN, needs_token
from govhall.infra.crypto import guards, keyfile, keypairs, keys, pkcs11, provider, sm4, x509
from govhall.infra.crypto.errors import InvalidKey

pytestmark = pytest.mark.clause("10", "box:信息安全设施")

VALIDITY = x509.Validity(not_before=datetime(2026, 1, 1, tzinfo=UTC), not_after=datetime(2036, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    for name in (keyfile.ROOT_VARIABLE, guards.PASSPHRASE_VARIABLE, guards.LIBRARY_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "keys"


def fresh_ring(folder: Path) -> keys.KeyRing:
    """The ring as a process sees it that has just begun."""
    return keys.KeyRing(folder)


class TestPassphrase:
    def test_keeps_the_root_key_out_of_the_file(self, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
        sealed = fresh_ring(own_home).encrypt_text("phone", "139")
        assert (own_home / "root.key").read_text().startswith("p1.")
        assert fresh_ring(own_home).decrypt_text("phone", sealed) == "139"

    @pytest.mark.parametrize("given", ["", "别的口令别的口令"])
    def test_opens_nothing_without_it(self, own_home: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
        monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
        sealed = fresh_ring(own_home).encrypt_text("phone", "139")
        monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, given)
        with pytest.raises(InvalidKey, match="口令"):
            fresh_ring(own_home).decrypt_text("phone", sealed)

    def test_takes_over_a_root_key_that_lay_open(self, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sealed = fresh_ring(own_home).encrypt_text("phone", "139")
        monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
        fresh_ring(own_home).change_root(sm4.new_key())
        assert (own_home / "root.key").read_text().startswith("p1.")
        assert fresh_ring(own_home).decrypt_text("phone", sealed) == "139"

    def test_names_a_damaged_file(self, own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
        fresh_ring(own_home).encrypt_text("phone", "139")
        (own_home / "root.key").write_text("p1.###")
        with pytest.raises(InvalidKey, match="损坏"):
            fresh_ring(own_home).encrypt_text("phone", "139")


@needs_token
class TestToken:
    def test_guards_the_root_key_and_with_it_every_seals_key(self, own_home: Path, token: pkcs11.Token) -> None:
        private = provider().generate_key()
        root = x509.build_root(subject=x509.Subject(common_name="印章"), private=private, validity=VALIDITY)
        keypairs.save(keypairs.KeyPair(name="seal-1", certificate=root, private=private))
        assert (own_home / "root.key").read_text().startswith("t1.")
        keys._ring_in.cache_clear()
        signature = keypairs.load("seal-1").sign(b"x")
        assert provider().verify(root.public_key, b"x", signature)

    def test_refuses_another_pin_another_token_and_another_library(self, token: pkcs11.Token) -> None:
        sealed = token.seal(b"secret", bound=b"1")
        assert token.open(sealed, bound=b"1") == b"secret"
        for changed, words in (
            (pkcs11.Token(library=token.library, label=token.label, pin="000000"), "C_Login"),
            (pkcs11.Token(library=token.library, label="another", pin=PIN), "没有找到"),
            (pkcs11.Token(library="/no/such/library.so", label=token.label, pin=PIN), "打不开"),
            (pkcs11.Token(library=token.library, label=token.label, pin=PIN, key_label="none"), "没有名为 none"),
        ):
            with pytest.raises(pkcs11.TokenUnavailable, match=words):
                changed.open(sealed, bound=b"1")

    def test_opens_nothing_that_was_changed_or_bound_otherwise(self, token: pkcs11.Token) -> None:
        sealed = token.seal(b"secret", bound=b"1")
        for damaged, bound in (
            (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"1"),
            (sealed, b"2"),
            (sealed[:20], b"1"),
            (b"", b"1"),
        ):
            with pytest.raises(pkcs11.TokenUnavailable):
                token.open(damaged, bound=bound)

    def test_shows_no_pin(self, token: pkcs11.Token) -> None:
        assert PIN not in repr(token)
