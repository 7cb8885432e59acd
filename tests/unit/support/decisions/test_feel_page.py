"""The examples of docs/rules/feel.md are true."""

from __future__ import annotations

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[4] / "docs" / "rules" / "feel.md"


def test_examples_of_the_page_run() -> None:
    text = PAGE.read_text().replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, "feel.md", str(PAGE), 0)
    report: list[str] = []
    result = doctest.DocTestRunner(verbose=False).run(examples, out=report.append)
    assert result.attempted > 8
    assert result.failed == 0, "".join(report)
