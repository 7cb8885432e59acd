"""Reads the environment. Nothing else in the project does, except the launcher that sets it."""

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def home() -> Path:
    """Return the folder of this installation's keys, files and logs."""
    configured = os.environ.get("GOVHALL_HOME")
    return Path(configured).resolve() if configured else Path.home() / ".local" / "share" / "govhall"


def secret_key() -> str:
    """Return Django's signing key: from the environment, else from a file that is made on first use."""
    if key := os.environ.get("GOVHALL_SECRET_KEY"):
        return key
    file = home() / "keys" / "secret.key"
    try:
        return file.read_text()
    except OSError:
        return _new_secret_key(file)


def _new_secret_key(file: Path) -> str:
    """Linters and type checkers load settings too, perhaps without a writable home: they get a passing key."""
    key = secrets.token_urlsafe(48)
    if "GOVHALL_HOME" not in os.environ:
        return key
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(key)
    except FileExistsError:
        return file.read_text()
    return key


def database() -> dict[str, Any]:
    """Return Django's settings for the PostgreSQL of ``DATABASE_URL``; a query string gives libpq options."""
    url = urlsplit(os.environ.get("DATABASE_URL", "postgresql://govhall@127.0.0.1:5432/govhall"))
    options: dict[str, Any] = dict(pair.split("=", 1) for pair in url.query.split("&") if "=" in pair)
    # The server reads each statement of ours once for a connection, and plans it for the values it gets: a plan for
    # any value can't use an index of open cases only. Behind a pooler that hands a connection on between transactions,
    # `prepare_threshold=0` in DATABASE_URL turns it off.
    threshold = int(options.pop("prepare_threshold", "3"))
    plans = "-c plan_cache_mode=force_custom_plan"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(options.pop("host", url.hostname or "")),
        "PORT": str(url.port or ""),
        # One blocking thread a process (dependencies: granian), so one lasting connection a process is enough.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **options,
            "application_name": "govhall",
            "options": f"{options.get('options', '')} {plans}".strip(),
            "server_side_binding": True,
            "prepare_threshold": threshold or None,
        },
    }


def anchor() -> dict[str, Any] | None:
    """Return where heads of the evidence are anchored (``GOVHALL_ANCHOR_…``), or None without a node's address."""
    rpc = os.environ.get("GOVHALL_ANCHOR_RPC", "")
    if not rpc:
        return None
    if not rpc.startswith(("https://", "http://")):
        raise ImproperlyConfigured("GOVHALL_ANCHOR_RPC 应以 https:// 或 http:// 开头。")
    contract = os.environ.get("GOVHALL_ANCHOR_CONTRACT", "")
    if contract and not re.fullmatch(r"0x[0-9a-fA-F]{40}", contract):
        raise ImproperlyConfigured("GOVHALL_ANCHOR_CONTRACT 应为 0x 开头的 40 个十六进制字符。")
    return {
        "rpc": rpc,
        "contract": contract,
        "chain_id": _number("GOVHALL_ANCHOR_CHAIN_ID", ""),
        "interval": _number("GOVHALL_ANCHOR_INTERVAL", "3600"),
        "confirmations": _number("GOVHALL_ANCHOR_CONFIRMATIONS", "12"),
        "highest_gas_price": _number("GOVHALL_ANCHOR_GAS_PRICE", str(100 * 10**9)),
    }


def _number(name: str, default: str) -> int:
    text = os.environ.get(name, default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1 << 63):
        raise ImproperlyConfigured(f"{name} 应为正整数。")
    return int(text)


def email() -> tuple[str, dict[str, str]]:
    """Return the mail backend and its parameters from ``GOVHALL_EMAIL_URL``."""
    configured = os.environ.get("GOVHALL_EMAIL_URL", "")
    if not configured:
        return "django.core.mail.backends.filebased.EmailBackend", {}
    url = urlsplit(configured)
    return "django.core.mail.backends.smtp.EmailBackend", {
        "host": url.hostname or "",
        "port": str(url.port or 25),
        "user": unquote(url.username or ""),
        "password": unquote(url.password or ""),
        "ssl": "1" if url.scheme == "smtps" else "0",
    }
