"""`govhall bench`: runs the benchmarks of the checkout's `bench` folder; they make a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import typer

from govhall.config.cli import console, environment


def command(context: typer.Context) -> None:
    """Measure what must be fast, each figure beside the limit taken in the same run; arguments go to the bench."""
    checkout = environment.checkout()
    if checkout is None or not (checkout / "bench" / "__main__.py").is_file():
        console.fail("基准测试随源代码提供。 Benchmarks come with the source checkout.", code=2)
    path = os.pathsep.join(filter(None, [str(checkout / "src"), os.environ.get("PYTHONPATH")]))
    answer = subprocess.run(
        [sys.executable, "-m", "bench", *context.args],
        cwd=checkout,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    raise typer.Exit(answer.returncode)
