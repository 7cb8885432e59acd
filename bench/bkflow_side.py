"""
Runs bkflow-feel on given expressions; called by bench.bkflow with the folder of its own packages, which ours never see.

Standard input: {"seconds", "conditions": [{"name", "texts", "context", "expected"}]}. Standard output: a list of
{"name", "parse_each_time", "parsed_once", "problem"}: evaluations a second of CPU time. The texts of one entry are the
rows of a table: tried from the top until one is true; the number of that row is the answer.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Any


def main() -> None:
    """Measure everything that was asked for."""
    sys.path.insert(0, sys.argv[1])
    logging.disable(logging.CRITICAL)
    asked = json.load(sys.stdin)
    json.dump([_measured(each, float(asked["seconds"])) for each in asked["conditions"]], sys.stdout)


def _measured(asked: dict[str, Any], seconds: float) -> dict[str, Any]:
    from bkflow_feel import parser, transformer  # type: ignore[import-not-found]
    from bkflow_feel.api import parse_expression  # type: ignore[import-not-found]

    context, texts = asked["context"], asked["texts"]
    found: dict[str, Any] = {"name": asked["name"], "parse_each_time": None, "parsed_once": None, "problem": ""}
    try:
        trees = [transformer.transform(parser.parse(text)) for text in texts]
        once = _first(lambda tree: tree.evaluate(context), trees)
        each = _first(lambda text: parse_expression(text, context), texts)
        if once() != asked["expected"] or each() != asked["expected"]:
            found["problem"] = f"another answer: {each()}"
            return found
    except Exception as fault:  # whatever the other engine raises is its answer
        found["problem"] = f"{type(fault).__name__}: {str(fault).splitlines()[0][:120]}"
        return found
    found["parsed_once"], found["parse_each_time"] = _rate(once, seconds), _rate(each, seconds)
    return found


def _first(holds: Callable[[Any], object], rows: list[Any]) -> Callable[[], int | None]:
    return lambda: next((number for number, row in enumerate(rows) if holds(row) is True), None)


def _rate(act: Callable[[], object], seconds: float) -> float:
    done, begun = 0, time.process_time()
    while (used := time.process_time() - begun) < seconds:
        act()
        done += 1
    return done / used


if __name__ == "__main__":
    main()
