"""
Completes the environment before settings are read: the home, the settings module.

The only module that knows where a checkout keeps things.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from govhall.config.cli import console
from govhall.infra.database import launcher

PACKAGE = Path(__file__).resolve().parents[2]
_CHECKOUT = PACKAGE.parents[1]


def complete() -> None:
    """Set what the user left open: GOVHALL_HOME (the checkout's .govhall, else a folder of the user)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "govhall.config.settings")
    if "GOVHALL_HOME" not in os.environ:
        folder = checkout()
        default = folder / ".govhall" if folder else Path.home() / ".local" / "share" / "govhall"
        os.environ["GOVHALL_HOME"] = str(default)


def home() -> Path:
    """Return the home, made if it is missing; ends the command when it can't be written."""
    folder = Path(os.environ["GOVHALL_HOME"]).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        console.fail(f"不能创建数据目录。 GOVHALL_HOME can't be made: {error}")
    if not os.access(folder, os.W_OK | os.X_OK):
        console.fail(f"数据目录不可写：{folder}。 GOVHALL_HOME is not writable: {folder}")
    return folder


def checkout() -> Path | None:
    """Return the folder of the source checkout; None for an installed package."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "frontend").is_dir() else None


def use_database(server: launcher.Server) -> None:
    """Let Django, here and in child processes, use this server."""
    os.environ["DATABASE_URL"] = server.url


def database_for_command() -> launcher.Server:
    """
    Return a server for a short command: that of a `run` at work on this home, else one started for the command.

    :raises launcher.DatabaseUnavailableError: if there is none and none can be started
    """
    url = os.environ.get("DATABASE_URL") or launcher.running_url(home())
    server = launcher.ExternalServer(url) if url else launcher.ensure_running(home())
    use_database(server)
    return server


def log_to(file: Path) -> None:
    """Send what this process logs to a file, so that the terminal stays with the person."""
    file.parent.mkdir(parents=True, exist_ok=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=file.open("a", encoding="utf-8")),
    )
