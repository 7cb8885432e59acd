"""What the workflow tells other apps. ``aggregate_id`` is the subject, so a case hears its steps in order."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from govhall.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreated(Event):
    """A step waits for an officer of this role in this agency."""

    name: ClassVar[str] = "workflow.task.created"

    task_id: UUID
    instance_id: UUID
    subject_kind: str
    step_code: str
    role: str
    agency_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCompleted(Event):
    """An officer finished a step."""

    name: ClassVar[str] = "workflow.task.completed"

    task_id: UUID
    instance_id: UUID
    subject_kind: str
    step_code: str
    outcome: str
    completed_by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessEnded(Event):
    """An end event was reached, or the process was cancelled (then ``outcome`` is empty)."""

    name: ClassVar[str] = "workflow.process.ended"

    instance_id: UUID
    subject_kind: str
    outcome: str
    cancelled: bool
