"""Every code that the engine can give has a Chinese sentence, and no sentence is left over."""

from __future__ import annotations

import re
from pathlib import Path

from govhall.support.decisions.dmn import messages as dmn_messages
from govhall.support.decisions.feel import messages as feel_messages

PACKAGE = Path(feel_messages.__file__).parents[1]


def used_codes() -> set[str]:
    """Return the codes that stand in the sources of the engine."""
    files = [*(PACKAGE / "feel").rglob("*.py"), *(PACKAGE / "dmn").rglob("*.py")]
    texts = [file.read_text() for file in files if file.name != "messages.py"]
    return {code for text in texts for code in re.findall(r'"((?:feel|dmn)-[a-z-]+)"', text)}


def test_every_code_has_a_sentence() -> None:
    assert used_codes() == set(feel_messages.MESSAGES) | set(dmn_messages.MESSAGES)


def test_sentences_are_official_chinese() -> None:
    for sentence in (*feel_messages.MESSAGES.values(), *dmn_messages.MESSAGES.values()):
        assert sentence.endswith("。")
        assert not re.search(r"[,;:?!]", sentence)


def test_an_unknown_code_still_says_something() -> None:
    assert dmn_messages.message("feel-too-long") == "表达式过长。"
    assert dmn_messages.message("nothing") == "表达式有误。"
