"""
An approval step: stored (lock, restore, complete, save, events, commit) beside the engine alone in memory.

Needs a migrated database; leaves its finished instances there. The aim is 150 stored steps a second and core
(later 500); CPU time of this process counts, not waiting for the database.
"""

import json
import time
from uuid import UUID, uuid4

from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.support.workflow import engine
from govhall.support.workflow import public as workflow
from govhall.support.workflow.selectors.processes import compile_bpmn

AGENCY = 1
SECONDS = 4.0
AIM = 150
PATH = (("examiner", "pass"), ("reviewer", "return"), ("examiner", "pass"), ("reviewer", "pass"), ("approver", "pass"))


def run() -> list[dict[str, object]]:
    """Return the figures: steps a second by the clock and by this process's CPU, and the engine alone."""
    workflow.load_processes(workflow.process_folder(), at=clock.now())
    officers = {role: _officer(number, role) for number, role in enumerate(("examiner", "reviewer", "approver"), 1)}
    _stored(officers, seconds=0.5)  # warm caches and connection
    steps, wall, cpu = _stored(officers, seconds=SECONDS)
    in_memory = _in_memory(seconds=1.0)
    return [
        {"name": "stored approval step", "value": round(steps / wall, 1), "unit": "steps/s", "aim": AIM},
        {"name": "stored approval step, by CPU", "value": round(steps / cpu, 1), "unit": "steps/s a core", "aim": AIM},
        {"name": "limit: engine in memory", "value": round(in_memory, 1), "unit": "steps/s a core"},
    ]


def _stored(officers: dict[str, Actor], *, seconds: float) -> tuple[int, float, float]:
    steps, begun, used = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - begun < seconds:
        at = clock.now()
        result = workflow.start(
            process="standard-review", subject_kind="bench", subject_id=uuid4(), agency_id=AGENCY, data={}, at=at
        )
        for role, outcome in PATH:
            (task,) = result.open_tasks
            result = workflow.complete(
                task_id=task.id,
                by=officers[role],
                at=at,
                outcome=outcome,
                opinion="同意。" if outcome == "pass" else "退回。",
            )
            steps += 1
    return steps, time.perf_counter() - begun, time.process_time() - used


def _in_memory(*, seconds: float) -> float:
    file = workflow.process_folder() / "standard-review.bpmn"
    compiled = compile_bpmn(file.read_text(encoding="utf-8"))
    steps, begun = 0, time.process_time()
    while time.process_time() - begun < seconds:
        position = engine.start(compiled, {})
        for _, outcome in PATH:
            state = json.loads(json.dumps(position.state))
            position = engine.advance(compiled, state, step_id=position.open_steps[0].id, outcome=outcome)
            steps += 1
    return steps / (time.process_time() - begun)


def _officer(number: int, role: str) -> Actor:
    grant = Grant(role=role, agency_id=AGENCY, region_path="/52/")
    return Actor(kind=ActorKind.OFFICER, id=UUID(int=number), name="bench", grants=(grant,))
