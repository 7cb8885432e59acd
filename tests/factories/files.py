"""Files that people upload, good and bad."""

from functools import lru_cache
from io import BytesIO

from PIL import Image


@lru_cache
def _page() -> bytes:
    page = BytesIO()
    Image.new("RGB", (200, 280), "white").save(page, "PDF")
    return page.getvalue()


def pdf() -> BytesIO:
    """Return a one-page PDF."""
    return BytesIO(_page())


def png(size: tuple[int, int] = (40, 30)) -> BytesIO:
    """Return a small picture."""
    picture = BytesIO()
    Image.new("RGB", size, "white").save(picture, "PNG")
    picture.seek(0)
    return picture
