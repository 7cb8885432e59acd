"""
Photographs for papers: whatever people upload becomes one plain kind of JPEG, so that every writer can pass it on.

Decoding drops all that cameras note down (place, device, time); what is upright for people is upright in the file.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from govhall.kernel.errors import DomainError

LARGEST = 20 * 1024 * 1024  # bytes
PIXELS = 40_000_000
NARROWEST = 200  # pixels of the shorter side: 25 mm at 200 dots an inch, below which a printed face is blurred
LONGEST = 1200  # pixels of the longer side that are kept: 50 mm at 600 dots an inch
_KINDS = ("JPEG", "PNG")
_PLAIN = ("RGB", "L", "P", "RGBA", "LA", "1")
_UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)


class PhotographRefused(DomainError):
    """A picture can't go on a paper: unreadable, too large, moving, or of a kind that papers can't show faithfully."""

    code = "photograph-refused"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A picture in RGB, as JPEG; its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def read(content: bytes) -> Photograph:
    """
    Return what was uploaded as a photograph for papers. The same bytes give the same bytes.

    :raises PhotographRefused: if it can't be one
    """
    if len(content) > LARGEST:
        raise PhotographRefused("照片超过 20 MB，请缩小后再传。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=_KINDS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotographRefused("照片的像素太多，请缩小到 4000 万像素以内。") from None
    except _UNREADABLE:
        raise PhotographRefused("读不出这张照片。请用 JPG 或者 PNG 格式。") from None
    with opened:
        _check(opened)
        try:
            opened.draft("RGB", (2 * LONGEST, 2 * LONGEST))  # large JPEGs are decoded at a fraction of their size
            upright = ImageOps.exif_transpose(opened)
            plain = _on_white(upright)
        except _UNREADABLE:
            raise PhotographRefused("这张照片已损坏，读不完整。请重新导出。") from None
    plain.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    plain.save(stream, "JPEG", quality=90, subsampling=0)
    return Photograph(stream.getvalue(), plain.width, plain.height)


def kept(jpeg: bytes) -> Photograph:
    """Return what ``read`` once gave, of the same bytes: nothing is encoded anew."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
        return Photograph(jpeg, opened.width, opened.height)


def _check(opened: Image.Image) -> None:
    if opened.width * opened.height > PIXELS:
        raise PhotographRefused("照片的像素太多，请缩小到 4000 万像素以内。")
    if min(opened.size) < NARROWEST:
        raise PhotographRefused(
            f"照片太小（{opened.width} × {opened.height} 像素），印出来会模糊。宽和高都要有 {NARROWEST} 像素以上。"
        )
    if getattr(opened, "n_frames", 1) != 1:
        raise PhotographRefused("这是动态图片，请换一张静止的照片。")
    if opened.mode not in _PLAIN:
        raise PhotographRefused("这张照片的颜色格式（例如印刷用的 CMYK）不能用，请另存为普通的 RGB 照片。")


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGB", "L"}:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    ground = Image.new("RGBA", seen.size, "white")
    ground.alpha_composite(seen)
    return ground.convert("RGB")
