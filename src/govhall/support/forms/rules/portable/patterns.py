"""Regular expressions that XPath (server) and JavaScript (browser) read alike and that can't run for long."""

import re
from typing import Final

_ESCAPED: Final = r"\\[.*+?()\[\]{}|^$/\\]"
_CLASS: Final = rf"\[\^?(?:{_ESCAPED}|[^\\\[\]^&\-]-[^\\\[\]^&\-]|[^\\\[\]^&\-])+\]"
_ONE: Final = rf"(?:{_ESCAPED}|{_CLASS}|[^\\.*+?()\[\]{{}}|^$])"
_TIMES: Final = r"(?:[?*+]|\{\d{1,3}(?:,\d{0,3})?\})?"
_PIECE: Final = re.compile(rf"{_ONE}{_TIMES}|\((?!\?)|\)\??|\||\^|\$")


def fault_of(pattern: str) -> str | None:
    """Return what is wrong with a pattern, in Chinese; None if both engines give the same answer."""
    depth = position = 0
    while position < len(pattern):
        piece = _PIECE.match(pattern, position)
        if piece is None:
            place = f"正则表达式第 {position + 1} 个字符处不能这样写"
            return f"{place}：数字请写 [0-9]，不能用 . 和 \\d \\w \\s，括号后面不能重复"
        depth += (piece[0] == "(") - piece[0].startswith(")")
        if depth < 0:
            break
        position = piece.end()
    return "正则表达式的括号不成对" if depth else None
