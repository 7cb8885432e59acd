"""
The compact state of a running process: SpiffWorkflow's task tree without its spec, history and guesses.

A task is ``[id, parent's index, spec name, state, data or 0]``; 0 means "the same data as the parent". Parents
stand before children, so the order matters: the column is ``json``, never ``jsonb``. Once a single token is left,
everything before it is history (kept in our task rows) and is dropped from the state.
"""

from typing import Any, Final
from uuid import UUID

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from govhall.support.workflow.engine.compiled import CompiledProcess

State = dict[str, Any]

FORMAT: Final = 1
# Tasks that hold a token. The others are done, or SpiffWorkflow's guesses of what comes next.
_ACTIVE: Final = TaskState.WAITING | TaskState.READY | TaskState.STARTED
_GUESSED: Final = TaskState.PREDICTED_MASK | TaskState.FUTURE


def dump(workflow: Any) -> State:
    """Return the state of a workflow as plain JSON values."""
    _forget_history(workflow)
    index: dict[UUID, int] = {}
    rows: list[list[Any]] = []
    pending = [workflow.task_tree]
    while pending:
        task = pending.pop()
        parent = task.parent
        index[task.id] = len(rows)
        same = parent is not None and parent.data == task.data
        row = [task.id.hex, -1 if parent is None else index[parent.id], task.task_spec.name, task.state]
        row.append(0 if same else task.data)
        if task.internal_data:
            row.append(task.internal_data)
        rows.append(row)
        pending.extend(child for child in reversed(task.children) if not child.has_state(_GUESSED))
    return {"format": FORMAT, "tasks": rows}


def load(process: CompiledProcess, state: State) -> Any:
    """Return a workflow in the given state. :raises ValueError: if the state has another format"""
    if state.get("format") != FORMAT:
        raise ValueError(f"unknown state format {state.get('format')!r}")
    workflow = BpmnWorkflow(process.spec, script_engine=process.scripts, deserializing=True)
    specs = process.spec.task_specs
    tasks: list[Any] = []
    for hexadecimal, parent, spec, task_state, data, *internal in state["tasks"]:
        above = tasks[parent] if parent >= 0 else None
        task = Task(workflow, specs[spec], above, state=task_state, id=UUID(hex=hexadecimal))
        task.data = dict(above.data) if data == 0 and above is not None else data
        if internal:
            task.internal_data = internal[0]
        tasks.append(task)
    workflow.task_tree = tasks[0]
    for task in tasks:
        if task.has_state(_ACTIVE):
            task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    return workflow


def _forget_history(workflow: Any) -> None:
    """With one token left no join can look back, so hang the waiting task right under the root."""
    unfinished = [task for task in workflow.tasks.values() if task.has_state(_ACTIVE)]
    if len(unfinished) != 1 or unfinished[0].parent is workflow.task_tree:
        return
    leaf, root = unfinished[0], workflow.task_tree
    kept = {root.id: root}
    pending = [leaf]
    while pending:
        task = pending.pop()
        kept[task.id] = task
        pending.extend(task.children)
    root._children = [leaf.id]
    leaf._parent = root.id
    workflow.tasks = kept
