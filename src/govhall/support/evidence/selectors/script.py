"""The offline verifier as this installation hands it out: its own root and newest statement on keys written in."""

import json
from pathlib import Path

from govhall.support.evidence.selectors import keyring, state

SCRIPT = Path(__file__).parents[1] / "content" / "verify_offline.py"
_EMPTY, _NO_KEYS = "TRUSTED: tuple[str, ...] = ()", 'KEYS = ""'


def offline_script() -> bytes:
    """Return the program; it needs Python and nothing else."""
    text, name, stated = SCRIPT.read_text(encoding="utf-8"), state.log_name(), keyring.newest()
    if name:
        text = text.replace(_EMPTY, f'TRUSTED: tuple[str, ...] = ("{name}",)', 1)
    if stated:
        text = text.replace(_NO_KEYS, f"KEYS = {json.dumps(stated.plain())!r}", 1)
    return text.encode()
