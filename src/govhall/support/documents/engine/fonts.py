"""
The two faces that every document has, Noto Serif SC and Noto Sans SC: advances and outlines of single characters.

Glyphs are read once and kept; the source fonts have 30,000, so the store can't grow beyond them.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from govhall.kernel.errors import DomainError
from govhall.support.documents.engine import charstrings
from govhall.support.documents.engine.shapes import Command

FONT_WHEEL = "pylopdf_fonts_zh_cn"
UNITS = 1000  # to the em, in both faces
ASCENT, DESCENT = 880, -120


class Face(Enum):
    """A font of the wheel, by the name of its file."""

    SERIF = "NotoSerifSC-Regular"
    SANS = "NotoSansSC-Regular"


class CharacterMissing(DomainError):
    """The font lacks a character: nothing may be printed as an empty box."""

    code = "font-character-missing"


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character: advance and outline in units of the em, y upwards; ``program`` is the outline for a CFF font."""

    advance: int
    path: tuple[Command, ...]
    program: bytes


class _Font:
    def __init__(self, face: Face) -> None:
        font = TTFont(font_folder() / f"{face.value}.otf", lazy=True)
        self._names = font.getBestCmap()
        self._glyphs = font.getGlyphSet()
        self._known: dict[str, Glyph] = {}
        self.advances = _Advances(self)
        # fontTools unpacks a glyph at its first use, which two threads must not do at once.
        self._lock = threading.Lock()

    def glyph(self, character: str) -> Glyph:
        known = self._known.get(character)
        if known is None:
            with self._lock:
                known = self._known[character] = self._read(character)
        return known

    def _read(self, character: str) -> Glyph:
        name = self._names.get(ord(character))
        if name is None:
            raise CharacterMissing(
                f"字体里没有“{character}”（U+{ord(character):04X}）这个字，不能生成文件。", character=character
            )
        pen = DecomposingRecordingPen(self._glyphs)
        found = self._glyphs[name]
        found.draw(pen)
        path = tuple(_command(*step) for step in pen.value)
        return Glyph(round(found.width), path, charstrings.program(path, round(found.width)))


class _Advances(dict[str, int]):
    """The advances of the characters that were met so far: setting words asks for them all the time."""

    def __init__(self, font: _Font) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, character: str) -> int:
        found = self[character] = self._font.glyph(character).advance
        return found


def glyph(face: Face, character: str) -> Glyph:
    """
    Return the glyph of a character.

    :raises CharacterMissing: if the face lacks it
    """
    return _font(face).glyph(character)


def glyphs(face: Face, characters: Iterable[str]) -> list[Glyph]:
    """Return the glyphs of these characters. :raises CharacterMissing: as ``glyph``"""
    return list(map(_font(face).glyph, characters))


def advance(face: Face, text: str) -> int:
    """Return the width of a text in units of the em. :raises CharacterMissing: as ``glyph``"""
    return sum(map(_font(face).advances.__getitem__, text))


def font_folder() -> Path:
    """Return where the wheel keeps its fonts."""
    spec = find_spec(FONT_WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"the package {FONT_WHEEL} is not installed")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=len(Face))
def _font(face: Face) -> _Font:
    return _Font(face)


def _command(step: str, points: tuple[tuple[float, float], ...]) -> Command:
    letter = {"moveTo": "M", "lineTo": "L", "curveTo": "B", "closePath": "C", "endPath": "C"}[step]
    return letter, tuple(number for point in points for number in point)
