"""Who may do which task, without a database."""

from uuid import UUID, uuid4

import pytest

from govhall.kernel.actor import SYSTEM, VISITOR, Actor, ActorKind, Grant
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.support.workflow import rules

ME, OTHER = UUID(int=1), UUID(int=2)


def holder(role: str, agency_id: int, kind: ActorKind = ActorKind.OFFICER) -> Actor:
    return Actor(kind=kind, id=ME, grants=(Grant(role=role, agency_id=agency_id, region_path="/52/"),))


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (holder("examiner", 7), True),
        (holder("examiner", 8), False),
        (holder("approver", 7), False),
        (holder("examiner", 7, ActorKind.APPLICANT), False),
        (VISITOR, False),
        (SYSTEM, False),
    ],
)
def test_a_task_needs_its_role_in_its_very_agency(actor: Actor, allowed: bool) -> None:
    if allowed:
        assert rules.require_post(actor, role="examiner", agency_id=7) == ME
    else:
        with pytest.raises(NotPermitted):
            rules.require_post(actor, role="examiner", agency_id=7)


@pytest.mark.parametrize(
    ("done", "allowed"),
    [
        ([], True),
        ([(OTHER, "examine")], True),
        ([(ME, "review")], True),
        ([(ME, "examine")], False),
        ([(ME, "review"), (ME, "approve")], False),
        ([(None, "examine")], True),
    ],
)
def test_one_person_acts_in_one_step_only(done: list[tuple[UUID | None, str]], allowed: bool) -> None:
    if allowed:
        rules.require_separate_duties(ME, "review", done)
    else:
        with pytest.raises(NotPermitted):
            rules.require_separate_duties(ME, "review", done)


def test_small_facts_are_accepted() -> None:
    facts: dict[str, object] = {"kind": "1", "area": 80, "express": True, "none": None}
    assert rules.checked_data(facts) == facts


@pytest.mark.parametrize(
    "data",
    [
        {"outcome": "pass"},
        {"Name": "x"},
        {"a b": "x"},
        {"__class__": "x"},
        {"x": 1.5},
        {"x": [1]},
        {"x": {"y": 1}},
        {"x": uuid4()},
        {"x": "长" * 201},
        {f"x{number}": 1 for number in range(51)},
    ],
)
def test_anything_else_stays_out_of_the_process(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        rules.checked_data(data)
