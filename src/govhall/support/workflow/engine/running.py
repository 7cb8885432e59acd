"""Starts and advances a process: state in, state out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from govhall.support.workflow.engine import state as states
from govhall.support.workflow.engine.compiled import CompiledProcess
from govhall.support.workflow.engine.errors import ProcessStuck
from govhall.support.workflow.engine.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that waits for a person; ``id`` stays the same until it is done."""

    id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a process stands. ``outcome`` is that of the end event, None while it runs."""

    state: State
    ended: bool
    outcome: str | None
    open_steps: tuple[OpenStep, ...]


def start(process: CompiledProcess, data: Mapping[str, str | int | bool | None]) -> Position:
    """Start a process and run it to its first steps. :raises ProcessStuck: if it can't get there"""
    workflow = BpmnWorkflow(process.spec, script_engine=process.scripts)
    workflow.task_tree.data = {"outcome": None, **data}
    return _run(process, workflow, outcome=None)


def advance(process: CompiledProcess, state: State, *, step_id: UUID, outcome: str) -> Position:
    """
    Complete one open step with an outcome and run on to the next steps or the end.

    :raises ProcessStuck: if the step is not open in this state, or no condition leads on
    """
    workflow = states.load(process, state)
    task = workflow.tasks.get(step_id)
    if task is None or task.state != TaskState.READY or task.task_spec.name not in process.steps:
        raise ProcessStuck("环节不在办理中。", step=str(step_id))
    task.data["outcome"] = outcome
    return _run(process, workflow, outcome=outcome, task=task)


def _run(process: CompiledProcess, workflow: Any, *, outcome: str | None, task: Any = None) -> Position:
    reached: list[str] = []

    def remember_end(done: Any) -> None:
        name = done.task_spec.name
        if name in process.ends:
            reached.append(process.ends[name])

    try:
        if task is not None:
            task.run()
        workflow.do_engine_steps(did_complete_task=remember_end)
    except SpiffWorkflowException as error:
        raise ProcessStuck("流程无法继续：没有符合条件的去向，或者表达式出错。", reason=str(error)) from error
    ended = workflow.is_completed()
    open_steps = () if ended else _open_steps(process, workflow)
    if not ended and not open_steps:
        raise ProcessStuck("流程停在没有人办理的地方。")
    end_outcome = next((code for code in reversed(reached) if code), outcome) if ended else None
    return Position(state=states.dump(workflow), ended=ended, outcome=end_outcome, open_steps=open_steps)


def _open_steps(process: CompiledProcess, workflow: Any) -> tuple[OpenStep, ...]:
    return tuple(
        OpenStep(id=task.id, code=task.task_spec.name)
        for task in workflow.tasks.values()
        if task.state == TaskState.READY and task.task_spec.name in process.steps
    )
