"""Marks found words in a text, safely: the text is escaped piece by piece and only ``<mark>`` is added."""

import re
from collections.abc import Sequence
from html import escape


def marked(text: str, found: Sequence[str]) -> str:
    """Return ``text`` as HTML with each of the ``found`` words inside ``<mark>``; longer words come first."""
    if not found:
        return escape(text)
    pattern = re.compile("|".join(re.escape(word) for word in found), re.IGNORECASE)
    pieces, end = [], 0
    for match in pattern.finditer(text):
        pieces += [escape(text[end : match.start()]), f"<mark>{escape(match.group())}</mark>"]
        end = match.end()
    return "".join([*pieces, escape(text[end:])])


def snippet(text: str, found: Sequence[str], *, width: int = 80) -> str:
    """Return the part of ``text`` around its first found word, at most ``width`` characters, with … where cut."""
    at = min((place for word in found if (place := text.lower().find(word)) >= 0), default=0)
    start = max(0, min(at - width // 4, len(text) - width))
    part = text[start : start + width]
    return ("…" if start else "") + part + ("…" if start + width < len(text) else "")
