"""What must hold whatever officers do, alone (random sequences) and at the same time (threads)."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories.crowd import at_once
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.errors import Conflict, DomainError
from govhall.support.workflow import public as workflow
from govhall.support.workflow.public import InstanceStatus, TaskState

pytestmark = pytest.mark.clause("box:工作流引擎")

AGENCY = 7
AT = datetime(2026, 9, 23, 1, 0, tzinfo=UTC)

ROLES = ("examiner", "reviewer", "approver")


def officer(number: int, *roles: str) -> Actor:
    grants = tuple(Grant(role=role, agency_id=AGENCY, region_path="/52/") for role in roles)
    return Actor(kind=ActorKind.OFFICER, id=UUID(int=number), name=f"officer {number}", grants=grants)


# One per role, two who hold two posts, one who holds all, one who holds none.
OFFICERS = [
    *(officer(number, role) for number, role in enumerate(ROLES, start=1)),
    officer(4, "examiner", "reviewer"), officer(5, "reviewer", "approver"), officer(6, *ROLES), officer(7),
]  # fmt: skip

ACTS = st.tuples(
    st.sampled_from(["complete", "complete", "complete", "claim", "release", "cancel"]),
    st.sampled_from(OFFICERS),
    st.sampled_from(["pass", "pass", "return", "return-to-examine", "deny", "nonsense"]),
    st.integers(min_value=0, max_value=30),
)


def act_on(subject: UUID, kind: str, by: Actor, outcome: str, choice: int, at: datetime) -> None:
    """Do something to some task the subject ever had, open or not."""
    known = workflow.history(subject)
    task = known[-1] if choice > 10 else known[choice % len(known)]
    if kind == "complete":
        workflow.complete(task_id=task.id, by=by, at=at, outcome=outcome, opinion="理由")
    elif kind == "claim":
        workflow.claim(task_id=task.id, by=by, at=at)
    elif kind == "release":
        workflow.release(task_id=task.id, by=by, at=at)
    elif choice == 0:  # rarely: it ends the run
        workflow.cancel(subject_id=subject, by=by, at=at)


def check(subject: UUID) -> None:
    (instance,) = workflow.instances(subject)
    tasks = workflow.history(subject)
    is_open = [task for task in tasks if task.state is TaskState.OPEN]
    assert all(count == 1 for count in Counter(task.step_code for task in is_open).values())
    assert len(is_open) == (1 if instance.status is InstanceStatus.RUNNING else 0)
    steps_of: dict[UUID | None, set[str]] = {}
    for task in tasks:
        assert (task.state is TaskState.COMPLETED) == bool(task.outcome)
        if task.state is TaskState.COMPLETED:
            steps_of.setdefault(task.claimed_by, set()).add(task.step_code)
    assert None not in steps_of
    assert all(len(steps) == 1 for steps in steps_of.values()), "one person, one step"
    if instance.status is InstanceStatus.ENDED:
        assert instance.outcome in {"pass", "deny"}
        assert {"examine", "review", "approve"} <= {task.step_code for task in tasks if task.outcome}


@pytest.mark.usefixtures("published")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=5, max_size=25))
def test_no_sequence_of_acts_doubles_a_step_or_loses_a_case(acts: list[tuple[str, Actor, str, int]]) -> None:
    subject = uuid4()
    workflow.start(process="standard-review", subject_kind="case", subject_id=subject, agency_id=AGENCY, data={}, at=AT)
    for number, (kind, by, outcome, choice) in enumerate(acts, start=1):
        before = workflow.history(subject)
        try:
            act_on(subject, kind, by, outcome, choice, AT + timedelta(minutes=number))
        except DomainError:
            assert workflow.history(subject) == before, "a refused act changes nothing"
        check(subject)


@pytest.mark.django_db(transaction=True)
class TestAtTheSameTime:
    def start(self) -> workflow.TaskValue:
        workflow.load_processes(workflow.process_folder(), at=AT)
        result = workflow.start(
            process="standard-review", subject_kind="case", subject_id=uuid4(), agency_id=AGENCY, data={}, at=AT
        )
        return result.open_tasks[0]

    def test_of_two_completions_exactly_one_wins(self) -> None:
        task = self.start()

        def complete(by: Actor) -> Callable[[], object]:
            return lambda: workflow.complete(task_id=task.id, by=by, at=AT, outcome="pass", opinion="")

        results = at_once(*(complete(officer(number, "examiner")) for number in range(1, 5)))
        assert sorted(type(result).__name__ for result in results) == ["Conflict", "Conflict", "Conflict", "StepResult"]
        states = [(told.step_code, told.state) for told in workflow.history(task.subject_id)]
        assert states == [("examine", TaskState.COMPLETED), ("review", TaskState.OPEN)]

    def test_of_two_claims_exactly_one_wins(self) -> None:
        task = self.start()

        def claim(by: Actor) -> Callable[[], object]:
            return lambda: workflow.claim(task_id=task.id, by=by, at=AT)

        results = at_once(*(claim(officer(number, "examiner")) for number in range(1, 5)))
        assert sum(isinstance(result, Conflict) for result in results) == 3

    def test_of_completion_and_cancellation_both_leave_a_sound_process(self) -> None:
        task = self.start()
        by = officer(1, "examiner")
        at_once(
            lambda: workflow.complete(task_id=task.id, by=by, at=AT, outcome="pass", opinion=""),
            lambda: workflow.cancel(subject_id=task.subject_id, by=by, at=AT),
        )
        (instance,) = workflow.instances(task.subject_id)
        assert instance.status is InstanceStatus.CANCELLED
        assert workflow.open_tasks(subject_ids=[task.subject_id]) == {}

    def test_of_two_starts_for_one_subject_exactly_one_wins(self) -> None:
        self.start()
        subject = uuid4()

        def start() -> object:
            return workflow.start(
                process="standard-review", subject_kind="case", subject_id=subject, agency_id=AGENCY, data={}, at=AT
            )

        results = at_once(start, start, start)
        assert sum(isinstance(result, Conflict) for result in results) == 2
        assert len(workflow.history(subject)) == 1

    def test_programs_that_load_processes_together_publish_each_once(self) -> None:
        self.start()
        load = lambda: workflow.load_processes(workflow.process_folder(), at=AT)  # noqa: E731
        at_once(load, load, load)
        assert [found.version for found in workflow.processes("standard-review")] == [1]
