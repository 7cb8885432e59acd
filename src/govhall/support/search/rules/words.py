"""
Cuts Chinese text into words, the same way for documents and questions.

Only letters, digits and Han characters survive, so no word can carry SQL, HTML or query syntax any further.
"""

import re
import unicodedata
from functools import cache
from typing import Any

MAX_QUERY_LENGTH = 60
MAX_WORDS = 16
MAX_WORD_LENGTH = 40

# Words that say "I want to", not what: left out of questions unless nothing else is there.
_FILLERS = """
我 我要 我想 想 要 想要 怎么 怎样 如何 办 办理 办个 申请
开 开办 开个 一个 一家 一张 家 个 的 了 吗 呢 去 在 请问 请 需要
什么 哪里 哪儿 哪些 咋 弄 能 可以 和 与 及 卖 做 要 手续 流程 条件 材料 多久 多少 多少钱 指南 事项 是 有 吧 啊
"""
FILLERS = frozenset(_FILLERS.split())

_WORD = re.compile(r"[0-9a-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_LATIN = re.compile(r"[a-z]{2,12}")


def plain(text: str) -> str:
    """Return ``text`` half-width, lower-case, everything but words turned into single blanks."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).lower()))


def question(text: str) -> str:
    """Return a question as ``plain`` text of bounded length."""
    return plain(text[: MAX_QUERY_LENGTH * 2])[:MAX_QUERY_LENGTH].strip()


def cut(text: str) -> list[str]:
    """Return the words of ``text`` for the index: long words also in their parts (食品经营许可证 → 食品, 经营, …)."""
    return [word[:MAX_WORD_LENGTH] for part in plain(text).split() for word in _jieba().cut_for_search(part)]


def cut_question(text: str) -> list[str]:
    """Return the whole words of a question, fillers too, without doubles."""
    words = (word[:MAX_WORD_LENGTH] for part in plain(text).split() for word in _jieba().cut(part))
    return list(dict.fromkeys(words))[:MAX_WORDS]


def parts(word: str) -> list[str]:
    """Return the shorter words inside ``word`` (社会保险 → 社会, 保险); none for a short word."""
    return [part for part in cut(word) if part != word and len(part) > 1]


def is_latin(text: str) -> bool:
    """Whether a typed prefix may be pinyin initials."""
    return _LATIN.fullmatch(text) is not None


def initials(title: str) -> str:
    """
    Return the pinyin initials of ``title``: 食品经营许可 → ``spjyxk``.

    pypinyin reads whole phrases first, so most characters with several readings come right (银行 → ``yh``).
    """
    import pypinyin  # 55 MB of readings that only indexing needs: not for every web process

    letters = pypinyin.lazy_pinyin(plain(title).replace(" ", ""), style=pypinyin.Style.FIRST_LETTER, errors="ignore")
    return "".join(letters)[:60]


def lexemes(weighted: list[tuple[str, str]]) -> str:
    """
    Return a ``tsvector`` literal of (weight, text) pairs; weights run from ``A`` (best) to ``D``.

    Words hold no quotes or backslashes (see ``plain``), so quoting them is safe.
    """
    places: dict[str, list[str]] = {}
    position = 0
    for weight, text in weighted:
        for word in cut(text):
            position = min(position + 1, 16_000)
            found = places.setdefault(word, [])
            if len(found) < 16:
                found.append(f"{position}{weight}")
        position = min(position + 20, 16_000)
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


@cache
def _jieba() -> Any:
    import rjieba  # 32 MB of words, read by the first question

    return rjieba.Jieba()
