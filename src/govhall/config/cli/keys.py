"""`govhall keys`: the root key of this installation (docs/operations/seal-ceremonies.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govhall.config.cli import console, environment

app = typer.Typer(help="root key", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def _group() -> None:
    """Root key."""


@app.command("protect")
def protect() -> None:
    """Change the root key and guard it as the environment says: a PKCS#11 token, a passphrase, or the file's mode."""
    from govhall.infra.crypto import guards, keys, sm4
    from govhall.infra.crypto.errors import CryptoError

    environment.home()
    try:
        keys.keyring().change_root(sm4.new_key())
    except CryptoError as refusal:
        console.fail(refusal.message)
    kinds = {"t1.": "PKCS#11 token", "p1.": "passphrase", "": "file mode only"}
    guard = kinds[guards.guard_to_write().mark]
    console.console.print(console.plain(f"根密钥已更换 root key changed; guarded by: {guard}"))


@app.command("import")
def import_(
    name: Annotated[str, typer.Argument(help="classical-signer-ecdsa or classical-signer-rsa")],
    certificate: Annotated[Path, typer.Option(help="the certificate (PEM)", exists=True, dir_okay=False)],
    key: Annotated[Path, typer.Option(help="its private key (PEM, PKCS#8, no passphrase)", exists=True)],
) -> None:
    """Keep an ECDSA or RSA pair that another authority certified, for signatures below the seals; then destroy KEY."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

    from govhall.infra.crypto import keypairs, x509
    from govhall.infra.crypto.errors import CryptoError
    from govhall.infra.crypto.keypairs import KeyPair

    environment.home()
    try:
        found = x509.read_any(certificate.read_bytes())
        if name != f"classical-signer-{found.scheme}":
            console.fail(f"这张证书的密钥类型应存为 classical-signer-{found.scheme}。 the kind of key doesn't fit NAME")
        private = load_pem_private_key(key.read_bytes(), None)
        encoded = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        keypairs.save(KeyPair(name=name, certificate=found, private=encoded), replace=True)
    except CryptoError as refusal:
        console.fail(refusal.message)
    except (ValueError, TypeError):
        console.fail("私钥文件无法识别，请提供没有口令的 PKCS#8（PEM）。 the private key can't be read")
    console.console.print(console.plain(f"{name}: {found.common_name}, SM3 {found.fingerprint}"))
