"""The shared vectors of the rule language on the server. Chromium's half: tests/journeys/test_feel_in_browser.py."""

from collections import Counter

import pytest

from factories import feel_vectors
from factories.feel_vectors import Vector
from govhall.support.forms.rules import portable

VECTORS = list(feel_vectors.vectors())


def test_there_are_at_least_five_hundred_each_once() -> None:
    assert len(VECTORS) >= 500
    twice = [key for key, times in Counter((v.about, v.expression) for v in VECTORS).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize("vector", VECTORS, ids=[f"{v.about}: {v.expression}" for v in VECTORS])
def test_gives_its_value_on_the_server(vector: Vector) -> None:
    assert vector.on_server(vector.context()) == vector.expected


def test_each_may_stand_in_a_form() -> None:
    for vector in VECTORS:
        portable.check(vector.expression, vector.scope())


def test_the_vectors_call_every_function_that_forms_may_call() -> None:
    from govhall.support.forms.rules.portable.calls import FUNCTIONS

    texts = " ".join(vector.expression for vector in VECTORS)
    assert [name for name in FUNCTIONS if f"{name}(" not in texts] == []
