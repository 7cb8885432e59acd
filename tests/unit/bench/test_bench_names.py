"""The benchmarks can be asked for by name; running them is not a test."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]


def test_the_list_names_every_benchmark() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "bench", "--list"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.split() == [
        "decisions", "workflow", "submit", "pages", "certificates", "seals", "memory", "crash",
    ]  # fmt: skip


def test_an_unknown_name_is_refused() -> None:
    answer = subprocess.run([sys.executable, "-m", "bench", "nothing"], cwd=CHECKOUT, capture_output=True, check=False)
    assert answer.returncode == 2
