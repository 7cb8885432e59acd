"""What other apps may use of the workflow engine."""

from govhall.support.workflow.choices import Action, Claimed, InstanceStatus, TaskState
from govhall.support.workflow.engine import ProcessInvalid, ProcessStuck
from govhall.support.workflow.events import ProcessEnded, TaskCompleted, TaskCreated
from govhall.support.workflow.selectors.processes import diagram, processes
from govhall.support.workflow.selectors.tasks import history, instances, open_tasks, task, task_counts, tasks_for
from govhall.support.workflow.services.cancelling import cancel
from govhall.support.workflow.services.claiming import claim, release, reschedule
from govhall.support.workflow.services.publishing import load_processes, process_folder, publish
from govhall.support.workflow.services.stepping import complete, start
from govhall.support.workflow.values import (
    InstanceValue,
    OutcomeValue,
    ProcessValue,
    StepResult,
    StepValue,
    TaskCounts,
    TaskValue,
)

__all__ = [
    "Action", "Claimed", "InstanceStatus", "InstanceValue", "OutcomeValue", "ProcessEnded", "ProcessInvalid",
    "ProcessStuck", "ProcessValue", "StepResult", "StepValue", "TaskCompleted", "TaskCounts", "TaskCreated",
    "TaskState", "TaskValue",
    "cancel", "claim", "complete", "diagram", "history", "instances", "load_processes", "open_tasks",
    "process_folder", "processes", "publish", "release", "reschedule", "start", "task", "task_counts", "tasks_for",
]  # fmt: skip
