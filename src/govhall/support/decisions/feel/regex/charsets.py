"""Sets of characters: ranges, Unicode categories and blocks, escapes such as `\\d` and `\\i`."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

_GROUPS = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfosn"}
_CATEGORIES = frozenset({*_GROUPS, *(group + kind for group, kinds in _GROUPS.items() for kind in kinds)})
_BLOCKS = {
    "BasicLatin": (0x00, 0x7F),
    "Latin-1Supplement": (0x80, 0xFF),
    "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F),
    "IPAExtensions": (0x250, 0x2AF),
    "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F),
    "Greek": (0x370, 0x3FF),
    "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF),
    "Armenian": (0x530, 0x58F),
    "Hebrew": (0x590, 0x5FF),
    "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F),
    "Thai": (0xE00, 0xE7F),
    "Tibetan": (0xF00, 0xFFF),
    "Mongolian": (0x1800, 0x18AF),
    "GeneralPunctuation": (0x2000, 0x206F),
    "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF),
    "LetterlikeSymbols": (0x2100, 0x214F),
    "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF),
    "MathematicalOperators": (0x2200, 0x22FF),
    "BoxDrawing": (0x2500, 0x257F),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F),
    "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F),
    "HangulSyllables": (0xAC00, 0xD7AF),
    "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}
_INITIALS = (
    (0x41, 0x5A),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
)
_NAME_EXTRAS = ((0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))
_MEMORY = 4_096
Predicate = Callable[[str], bool]


@dataclass(slots=True)
class CharSet:
    """A set of characters, built while parsing and then only asked; answers are remembered."""

    ranges: list[tuple[int, int]] = field(default_factory=list)
    predicates: list[Predicate] = field(default_factory=list)
    negated: bool = False
    without: CharSet | None = None
    ignore_case: bool = False
    _known: dict[str, bool] = field(default_factory=dict)

    def has(self, char: str) -> bool:
        """Say whether a character belongs to the set."""
        found = self._known.get(char)
        if found is None:
            found = self._decide(char)
            if len(self._known) < _MEMORY:
                self._known[char] = found
        return found

    def _decide(self, char: str) -> bool:
        inside = self._listed(char)
        if not inside and self.ignore_case:
            inside = any(len(other) == 1 and self._listed(other) for other in (char.lower(), char.upper()))
        if inside is self.negated:
            return False
        return self.without is None or not self.without.has(char)

    def _listed(self, char: str) -> bool:
        code = ord(char)
        if any(low <= code <= high for low, high in self.ranges):
            return True
        return any(predicate(char) for predicate in self.predicates)


def _in_ranges(*tables: tuple[tuple[int, int], ...]) -> Predicate:
    def check(char: str) -> bool:
        code = ord(char)
        return any(low <= code <= high for table in tables for low, high in table)

    return check


_INITIAL = _in_ranges(_INITIALS)
_NAME = _in_ranges(_INITIALS, _NAME_EXTRAS)
_ESCAPES: dict[str, Predicate] = {
    "s": lambda char: char in " \t\n\r",
    "d": lambda char: unicodedata.category(char) == "Nd",
    "w": lambda char: unicodedata.category(char)[0] not in "PZC",
    "i": lambda char: char in "_:" or _INITIAL(char),
    "c": lambda char: char in "_:-." or _NAME(char),
}


def escape_class(letter: str) -> Predicate | None:
    """Return the predicate of a multi-character escape (`d`, `D`, `s` ...), or None."""
    positive = _ESCAPES.get(letter.lower())
    if positive is None:
        return None
    return positive if letter.islower() else (lambda char: not positive(char))


def property_class(name: str, *, negated: bool) -> Predicate | None:
    """Return the predicate of `\\p{name}`, or None for an unknown category or block."""
    if name.startswith("Is"):
        block = _BLOCKS.get(name[2:])
        if block is None:
            return None
        low, high = block
        return lambda char: (low <= ord(char) <= high) is not negated
    if name not in _CATEGORIES:
        return None
    return lambda char: unicodedata.category(char).startswith(name) is not negated
