"""The offline verifier as this installation hands it out: with the fingerprint of its own root written in."""

from pathlib import Path

from govhall.support.evidence.selectors import state

SCRIPT = Path(__file__).parents[1] / "content" / "verify_offline.py"
_EMPTY = "TRUSTED: tuple[str, ...] = ()"


def offline_script() -> bytes:
    """Return the program; it needs Python and nothing else."""
    text, name = SCRIPT.read_text(encoding="utf-8"), state.log_name()
    return text.replace(_EMPTY, f'TRUSTED: tuple[str, ...] = ("{name}",)' if name else _EMPTY, 1).encode()
