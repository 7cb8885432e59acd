"""
bkflow-feel (Tencent) beside our engine. Its old dependencies stay out of our locks: it is installed by hash into a
folder of its own below GOVHALL_HOME and runs in a process of its own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import say

LOCK = Path(__file__).with_name("bkflow-feel.lock")
SIDE = Path(__file__).with_name("bkflow_side.py")
_INSTALL_SECONDS = 180
_RUN_SECONDS = 120


@dataclass(frozen=True)
class Rates:
    """Evaluations a second: parsed anew each time (its public function) and parsed once; or why there are none."""

    parse_each_time: float | None
    parsed_once: float | None
    problem: str


def measure(conditions: Sequence[Mapping[str, Any]], *, seconds: float) -> Mapping[str, Rates] | None:
    """Return the rates by name; None, and a word why, where bkflow-feel can't be installed or started."""
    folder = _installed()
    if folder is None:
        return None
    asked = json.dumps({"seconds": seconds, "conditions": list(conditions)})
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(SIDE), str(folder)],
            input=asked, capture_output=True, text=True, timeout=_RUN_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as fault:
        say(f"bkflow-feel did not run, no comparison with it: {_words(fault)}")
        return None
    return {
        each["name"]: Rates(each["parse_each_time"], each["parsed_once"], each["problem"])
        for each in json.loads(done.stdout)
    }


def _installed() -> Path | None:
    """Return the folder with the locked packages, filled on first use."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    home = Path(os.environ.get("GOVHALL_HOME", Path(__file__).resolve().parents[1] / ".govhall"))
    folder = home / "bench" / f"bkflow-feel-{digest}"
    if folder.is_dir():
        return folder
    fresh = folder.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    command = ["uv", "pip", "install", "--quiet", "--require-hashes", "--target", str(fresh), "-r", str(LOCK)]
    try:
        subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=True
        )
        fresh.replace(folder)
    except (OSError, subprocess.SubprocessError) as fault:
        shutil.rmtree(fresh, ignore_errors=True)
        say(f"bkflow-feel could not be installed, no comparison with it: {_words(fault)}")
        return None
    return folder


def _words(fault: Exception) -> str:
    said = getattr(fault, "stderr", "") or str(fault)
    return str(said).strip().splitlines()[-1][:200] if str(said).strip() else type(fault).__name__
