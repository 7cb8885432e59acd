"""`govhall keys`: the root key of this installation (docs/operations/seal-ceremonies.md)."""

from __future__ import annotations

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
