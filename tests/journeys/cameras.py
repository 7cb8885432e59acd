"""
Browsers with a camera in front of a picture: Chromium plays a film of ours as its camera.

The film is written pixel by pixel (YUV4MPEG2, one plane after the other), so that nothing else has to be installed.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser

from journeys.visitors import Visitors

WIDTH, HEIGHT = 640, 480
_FRAMES: Final = 10
_TABLE: Final = (92, 84, 70)  # the colour of a desk


@contextmanager
def camera_on(picture: Image.Image, everybody: Visitors, film: Path) -> Iterator[Visitors]:
    """Visitors whose cameras see ``picture`` on a desk; their browsers' complaints are heard with all others."""
    write_film(picture, film)
    browser = _launched(everybody.browser, film)
    try:
        yield Visitors(browser, everybody.address, everybody.accounts, everybody.complaints)
    finally:
        browser.close()


def _launched(like: Browser, film: Path) -> Browser:
    kind = like.browser_type
    return kind.launch(
        executable_path=_executable(),
        args=[
            "--lang=zh-CN", "--no-sandbox", "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ],
    )  # fmt: skip


def _executable() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "Chromium is missing: apt-get install chromium"
    return found


def write_film(picture: Image.Image, file: Path) -> None:
    """Write a second of film that shows the picture, held by a hand that isn't quite still."""
    with file.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{_FRAMES}:1 Ip A1:1 C420jpeg\n".encode())
        for number in range(_FRAMES):
            frame = Image.new("RGB", (WIDTH, HEIGHT), _TABLE)
            small = picture.convert("RGB")
            small.thumbnail((HEIGHT - 80, HEIGHT - 80))
            turned = small.rotate(number % 3 - 1, expand=True, fillcolor=_TABLE)
            frame.paste(turned, ((WIDTH - turned.width) // 2 + number, (HEIGHT - turned.height) // 2))
            y, cb, cr = frame.convert("YCbCr").split()
            half = (WIDTH // 2, HEIGHT // 2)
            film.write(b"FRAME\n" + y.tobytes() + cb.resize(half).tobytes() + cr.resize(half).tobytes())


def code(text: str) -> Image.Image:
    """A QR code as a picture."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=8, border=4)
    return Image.open(drawn)


def printed(pdf: bytes, *, dpi: int = 150) -> Image.Image:
    """The first page of a PDF as it comes out of a printer."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-"], input=pdf, capture_output=True, check=True
    )
    return Image.open(BytesIO(done.stdout)).convert("RGB")


def code_on(page: Image.Image) -> Image.Image:
    """The part of a page around its code, cut out as a phone held close sees it."""
    (found,) = zxingcpp.read_barcodes(page)
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    margin = (max(xs) - min(xs)) // 5
    return page.crop((min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin))
