"""Draws QR codes as SVG. Must not decide what a code leads to."""

from io import BytesIO

import segno


def picture(text: str, *, border: int = 2, inline: bool = False) -> bytes:
    """Return the code of a text as an SVG picture; ``inline`` is for a place inside a page, and scales to it."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", border=border, dark="#17283b", light="#ffffff", xmldecl=not inline, svgns=not inline,
        omitsize=inline, nl=False,
    )  # fmt: skip
    return drawn.getvalue()
