"""Writes outlines as Type 2 charstrings, the little programs that glyphs of a CFF font are."""

from collections.abc import Sequence

from govhall.support.documents.engine.shapes import Command

USUAL_ADVANCE = 1000  # of a Chinese character: programs leave it out
_MOVE, _LINE, _CURVE, _END = b"\x15", b"\x05", b"\x08", b"\x0e"
_ROOM = {"L": 23, "B": 7}  # segments that fit on the interpreter's stack of 48 numbers


def program(path: Sequence[Command], advance: int) -> bytes:
    """Return the charstring of an outline in whole units; closing is implied before each new contour."""
    parts = [] if advance == USUAL_ADVANCE else [number(advance)]
    x, y, run, length = 0, 0, "", 0
    for letter, numbers in path:
        if letter == "C":
            continue
        if run and (letter != run or length == _ROOM[run]):
            parts.append(_LINE if run == "L" else _CURVE)
            run, length = "", 0
        for at_x, at_y in zip(numbers[::2], numbers[1::2], strict=True):
            to_x, to_y = round(at_x), round(at_y)
            parts += [number(to_x - x), number(to_y - y)]
            x, y = to_x, to_y
        if letter == "M":
            parts.append(_MOVE)
        else:
            run, length = letter, length + 1
    if run:
        parts.append(_LINE if run == "L" else _CURVE)
    return b"".join((*parts, _END))


def number(value: int) -> bytes:
    """Return a number as charstrings write it."""
    if -107 <= value <= 107:
        return bytes((value + 139,))
    if 108 <= value <= 1131:
        return bytes(((value - 108) // 256 + 247, (value - 108) % 256))
    if -1131 <= value <= -108:
        return bytes(((-value - 108) // 256 + 251, (-value - 108) % 256))
    return b"\x1c" + value.to_bytes(2, signed=True)
