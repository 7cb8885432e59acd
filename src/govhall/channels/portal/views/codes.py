"""Draws QR codes as SVG. Must not decide what a code leads to."""

from io import BytesIO

import segno


def picture(text: str) -> bytes:
    """Return the code of a text as an SVG picture."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=2, dark="#17283b", light="#ffffff")
    return drawn.getvalue()
