"""
The Debian packages that the tests need: which are missing, and installing them when this is root on Debian.

GovHall itself needs none of them; only its tests drive a browser and look into finished documents.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from govhall.config.cli import console

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
_SOFTHSM = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so")


@dataclass(frozen=True)
class Package:
    """A Debian package and how to see that what it brings is there, wherever it came from."""

    name: str
    is_present: Callable[[], bool]


def _has_chromium() -> bool:
    return any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))


def _has_cjk_fonts() -> bool:
    return any(next(Path(folder).rglob("NotoSansCJK*"), None) for folder in _FONT_FOLDERS)


def _has_poppler() -> bool:
    return shutil.which("pdftotext") is not None


def _has_softhsm() -> bool:
    return any(Path(folder).is_file() for folder in _SOFTHSM) and shutil.which("softhsm2-util") is not None


BROWSER = (Package("chromium", _has_chromium),)
DOCUMENTS = (Package("fonts-noto-cjk", _has_cjk_fonts), Package("poppler-utils", _has_poppler))
TOKENS = (Package("softhsm2", _has_softhsm),)  # a PKCS#11 token in software


def missing(*, browser: bool) -> list[str]:
    """Return the names of the packages whose content is not on this machine."""
    wanted = (BROWSER if browser else ()) + DOCUMENTS + TOKENS
    return [package.name for package in wanted if not package.is_present()]


def ensure(*, browser: bool) -> None:
    """Install what is missing if this is root on Debian; else end the command, saying what is missing."""
    names = missing(browser=browser)
    if not names:
        return
    apt = shutil.which("apt-get")
    if os.geteuid() != 0 or apt is None:
        listed = " ".join(names)
        console.fail(
            f"测试需要以下软件包 these packages are missing: {listed}\n  sudo apt-get install {listed}\n"
            "  （不含浏览器 without a browser: ./govhall test --quick）",
            code=2,
        )
    with console.step(f"软件包 Debian packages: {' '.join(names)}") as note:
        note("apt-get update")
        _apt(apt, "update")
        note("apt-get install")
        _apt(apt, "install", "--yes", "--no-install-recommends", *names)


def _apt(apt: str, *arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    answer = subprocess.run([apt, "-q", *arguments], env=environment, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        console.fail(f"apt-get {arguments[0]} 失败 failed:\n{(answer.stdout + answer.stderr)[-2000:]}", code=2)
