"""`govhall build`: a wheel with compiled front-end assets, so that operators need no Node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from govhall.config.cli import console, environment, frontend


def command(out: Annotated[Path, typer.Option(help="folder for the wheel")] = Path("dist")) -> None:
    """Compile the front end and pack the wheel."""
    checkout = environment.checkout()
    if checkout is None:
        console.fail("请在源代码目录中运行。 Run this in a source checkout.", code=2)
    frontend.build()
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out.resolve())]
    with console.step("安装包 wheel"):
        answer = subprocess.run([*command, str(checkout)], check=False)
    if answer.returncode != 0:
        console.fail("安装包未能生成。 The wheel was not built.")
