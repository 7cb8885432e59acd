"""
The folder where this installation keeps what isn't in the database: keys, stored files, the embedded server.

It must not decide what lies in the subfolders; each part of ``infra`` owns its own.
"""

import os
from pathlib import Path

VARIABLE = "GOVHALL_HOME"


def home() -> Path:
    """Return the folder, absolute: ``GOVHALL_HOME``, else ``~/.local/share/govhall``. It may not exist yet."""
    given = os.environ.get(VARIABLE)
    return Path(os.path.abspath(os.path.expanduser(given))) if given else Path.home() / ".local" / "share" / "govhall"


def ensure(subfolder: str, mode: int = 0o700) -> Path:
    """Return ``home()/subfolder``, made with ``mode`` (its parents with 0700) if it wasn't there."""
    folder = home() / subfolder
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=mode)
    return folder
