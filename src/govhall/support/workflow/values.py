"""What leaves the workflow app: plain frozen values, never models and never anything of SpiffWorkflow."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from govhall.support.workflow.choices import Action, InstanceStatus, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeValue:
    """One way to finish a step: ``code`` for the process, ``name`` for the button, ``action`` for statistics."""

    code: str
    name: str
    action: Action = Action.PASS
    needs_opinion: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepValue:
    """A step (环节) of a process as drawn: who does it and how it may end."""

    code: str
    name: str
    role: str
    documentation: str
    outcomes: tuple[OutcomeValue, ...]

    def outcome(self, code: str) -> OutcomeValue | None:
        """Return the outcome with this code, or None when the step has no such outcome."""
        return next((outcome for outcome in self.outcomes if outcome.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessValue:
    """A published version of a process; ``digest`` is the SM3 of its BPMN file."""

    id: UUID
    key: str
    version: int
    name: str
    digest: str
    published_at: datetime
    steps: tuple[StepValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskValue:
    """
    A task: one step of one instance, waiting for an officer or done.

    ``version`` is the instance's; pass it back as ``expected_version`` to be told when something moved meanwhile.
    """

    id: UUID
    instance_id: UUID
    process: str
    subject_kind: str
    subject_id: UUID
    version: int
    step_code: str
    step_name: str
    role: str
    agency_id: int
    state: TaskState
    outcomes: tuple[OutcomeValue, ...]
    created_at: datetime
    claimed_by: UUID | None
    claimed_by_name: str
    claimed_at: datetime | None
    closed_at: datetime | None
    outcome: str
    opinion: str
    due_on: date | None

    @property
    def is_open(self) -> bool:
        """The task waits for an officer."""
        return self.state is TaskState.OPEN

    @property
    def outcome_name(self) -> str:
        """What the button said with which the task was completed."""
        return next((outcome.name for outcome in self.outcomes if outcome.code == self.outcome), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceValue:
    """A running or finished process of one subject (a case)."""

    id: UUID
    process: str
    process_version: int
    subject_kind: str
    subject_id: UUID
    agency_id: int
    version: int
    status: InstanceStatus
    outcome: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """Where the process stands after an act: ended (with the end event's outcome) or waiting at open tasks."""

    instance_id: UUID
    version: int
    ended: bool
    outcome: str | None
    open_tasks: tuple[TaskValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCounts:
    """Open tasks within an officer's reach."""

    mine: int
    unclaimed: int
    all: int
