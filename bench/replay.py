"""
The limit of an act: the same SQL statements with the same parameters, replayed by pgbench on the same server.

Only the ids that the act makes are replaced by fresh ones, so that the unique constraints hold.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.figures import say

_TPS = re.compile(r"tps = ([0-9.]+)")


def statements_of(act: Callable[[], Any]) -> list[str]:
    """Return the SQL that an act sends, with its parameters."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        act()
    return [query["sql"].rstrip().rstrip(";") for query in captured.captured_queries]


def script(statements: Sequence[str], *, made: Sequence[str]) -> str:
    """
    Return a pgbench script. `made` are the ids (with hyphens) and numbers that the act made.

    pgbench puts variables into quoted text too: the last twelve digits of each become a random number.
    """
    text = ";\n".join(statements) + ";\n"
    for index, value in enumerate(made, 1):
        if "-" in value:
            head = f"{index:020x}"
            dashed = f"{head[:8]}-{head[8:12]}-{head[12:16]}-{head[16:]}-:n"
            text = text.replace(value, dashed).replace(value.replace("-", ""), f"{head}:n")
        else:
            text = text.replace(value, f"{value[: len(value) - 12]}:n")
    return "\\set n random(100000000000, 999999999999)\n" + text


def rate(text: str, *, clients: int, seconds: int) -> float | None:
    """Return transactions a second; None where pgbench is missing or fails."""
    program = _program()
    if program is None:
        return None
    url = urlsplit(os.environ["DATABASE_URL"])
    settings = {"PGHOST": url.hostname, "PGPORT": str(url.port), "PGUSER": url.username, "PGPASSWORD": url.password}
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(text)
        file.flush()
        answer = subprocess.run(
            [program, "-n", "-f", file.name, "-c", str(clients), "-j", "2", "-T", str(seconds), url.path.lstrip("/")],
            env={**os.environ, **{name: value or "" for name, value in settings.items()}},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = _TPS.search(answer.stdout)
    if answer.returncode != 0 or found is None:
        say(answer.stderr[-1500:])
        return None
    return float(found[1])


def _program() -> str | None:
    found = shutil.which("pgbench")
    return found or next((str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))), None)
