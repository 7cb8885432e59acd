"""One token for all tests of this folder."""

import subprocess

import pytest

from factories.tokens import LIBRARY, PIN
from govhall.infra.crypto import guards, pkcs11


@pytest.fixture(scope="session")
def token_label(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A token of its own; the library reads its configuration once a process, so all tests share it."""
    folder = tmp_path_factory.mktemp("softhsm")
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(configuration))
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", "govhall", "--pin", PIN, "--so-pin", "654321"],
            check=True, capture_output=True,
        )  # fmt: skip
        # The first use makes the library read the configuration.
        pkcs11.Token(library=LIBRARY, label="govhall", pin=PIN).seal(b"x", bound=b"")
    return "govhall"


@pytest.fixture
def token(token_label: str, monkeypatch: pytest.MonkeyPatch) -> pkcs11.Token:
    monkeypatch.setenv(guards.LIBRARY_VARIABLE, LIBRARY)
    monkeypatch.setenv(guards.TOKEN_VARIABLE, token_label)
    monkeypatch.setenv(guards.PIN_VARIABLE, PIN)
    return pkcs11.Token(library=LIBRARY, label=token_label, pin=PIN)
