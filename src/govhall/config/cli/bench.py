"""`govhall bench`: runs the benchmarks of the checkout's `bench` folder against a database."""

from __future__ import annotations

import subprocess
import sys

import typer

from govhall.config.cli import console, environment
from govhall.infra.database import launcher


def command(context: typer.Context) -> None:
    """Measure what must be fast, each figure beside the limit taken in the same run; arguments go to the bench."""
    checkout = environment.checkout()
    if checkout is None or not (checkout / "bench" / "__main__.py").is_file():
        console.fail("基准测试随源代码提供。 Benchmarks come with the source checkout.", code=2)
    try:
        server = environment.database_for_command()
    except launcher.DatabaseUnavailableError as error:
        console.fail(str(error))
    try:
        code = subprocess.run([sys.executable, "-m", "bench", *context.args], cwd=checkout, check=False).returncode
    finally:
        server.stop()
    raise typer.Exit(code)
