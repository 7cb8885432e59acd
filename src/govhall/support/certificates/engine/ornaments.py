"""Draws the backgrounds of certificates once, as SVG files that are kept beside the template."""

from pathlib import Path

import typst

CONTENT = Path(__file__).parents[1] / "content"
SHAPES = ("landscape", "portrait", "record")


def ornament(shape: str) -> bytes:
    """Return the background of a shape as SVG; the same template and typst give the same bytes."""
    made = typst.compile(str(CONTENT / "ornaments.typ"), format="svg", sys_inputs={"shape": shape})
    if not isinstance(made, bytes):
        raise RuntimeError("typst returned no picture")
    return made


def ornament_file(shape: str) -> Path:
    """Return where the background of a shape is kept."""
    return CONTENT / f"frame-{shape}.svg"
