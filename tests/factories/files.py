"""Files that people upload, good and bad."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw


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


def portrait(size: tuple[int, int] = (413, 579), mode: str = "RGB") -> BytesIO:
    """Return a picture of nobody: head and shoulders before a white ground, as JPEG."""
    width, height = size
    drawn = Image.new("RGB", size, "#f4f7f8")
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((width * 0.06, height * 0.66, width * 0.94, height * 1.5), fill="#35566b")
    pen.rectangle((width * 0.42, height * 0.52, width * 0.58, height * 0.74), fill="#e2b593")
    pen.ellipse((width * 0.28, height * 0.12, width * 0.72, height * 0.5), fill="#23262b")
    pen.ellipse((width * 0.31, height * 0.19, width * 0.69, height * 0.61), fill="#eec5a5")
    picture = BytesIO()
    drawn.convert(mode).save(picture, "JPEG", quality=90)
    picture.seek(0)
    return picture
