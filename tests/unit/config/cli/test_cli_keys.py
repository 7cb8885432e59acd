"""At the terminal: taking a root key that lies open under a passphrase, and keeping a pair that others certified."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from typer.testing import CliRunner

from factories import stamps
from govhall.config.cli import app
from govhall.infra.crypto import guards, keyfile, keypairs, keys
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))
    for name in (keyfile.ROOT_VARIABLE, guards.LIBRARY_VARIABLE, guards.PASSPHRASE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "keys"


def test_protect_takes_the_root_key_under_the_passphrase(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = keys.encrypt_text("phone", "139")
    monkeypatch.setenv(guards.PASSPHRASE_VARIABLE, "七个字以上的口令")
    result = CliRunner().invoke(app, ["keys", "protect"])
    assert result.exit_code == 0
    assert "passphrase" in result.output
    assert (folder / "root.key").read_text().startswith("p1.")
    assert keys.KeyRing(folder).decrypt_text("phone", sealed) == "139"


def test_protect_says_what_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.encrypt_text("phone", "139")
    monkeypatch.setenv(guards.LIBRARY_VARIABLE, "/no/such/library.so")
    result = CliRunner().invoke(app, ["keys", "protect"])
    assert result.exit_code == 1
    assert guards.PIN_VARIABLE in result.output


def files(pair: KeyPair, folder: Path) -> list[str]:
    """The options that name the files of a pair, written as an authority hands them out."""
    folder.mkdir()
    private = load_der_private_key(pair.private, None)
    (folder / "c.pem").write_text(pair.certificate.pem())
    (folder / "k.pem").write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return ["--certificate", str(folder / "c.pem"), "--key", str(folder / "k.pem")]


@pytest.mark.parametrize("scheme", [Scheme.ECDSA, Scheme.RSA])
def test_import_keeps_a_pair_that_others_certified(folder: Path, tmp_path: Path, scheme: Scheme) -> None:
    pair, name = stamps.pair(scheme, usage=stamps.Usage.SIGNING), f"classical-signer-{scheme}"
    result = CliRunner().invoke(app, ["keys", "import", name, *files(pair, tmp_path / "files")])
    assert result.exit_code == 0
    assert keypairs.load(name).certificate == pair.certificate
    assert pair.private.hex() not in (folder / "pairs" / f"{name}.json").read_text()


def test_import_refuses_what_does_not_fit(folder: Path, tmp_path: Path) -> None:
    mine = stamps.pair(Scheme.ECDSA, usage=stamps.Usage.SIGNING)
    own = files(mine, tmp_path / "own")
    other = files(stamps.pair(Scheme.ECDSA, under="别处的根"), tmp_path / "other")
    (tmp_path / "nothing.pem").write_text("nothing")
    for name, options, words in (
        ("classical-signer-rsa", own, "classical-signer-ecdsa"),
        ("classical-signer-ecdsa", [*own[:3], other[3]], "不匹配"),
        ("classical-signer-ecdsa", [*own[:3], str(tmp_path / "nothing.pem")], "私钥"),
        ("classical-signer-ecdsa", ["--certificate", str(tmp_path / "nothing.pem"), *own[2:]], "证书"),
    ):
        result = CliRunner().invoke(app, ["keys", "import", name, *options])
        assert result.exit_code == 1
        assert words in result.output
        assert not keypairs.exists("classical-signer-ecdsa")
