"""
The BPMN engine: SpiffWorkflow behind three plain functions. It knows no database, no clock and no actor.

``compile_process`` reads a BPMN file within strict limits; ``start`` and ``advance`` move a compact
state. Nothing of SpiffWorkflow leaves this package, and no Python from a process file ever runs.
"""

from govhall.support.workflow.engine.compiled import CompiledProcess, compile_process
from govhall.support.workflow.engine.errors import ProcessInvalid, ProcessStuck
from govhall.support.workflow.engine.expressions import Compiler
from govhall.support.workflow.engine.running import OpenStep, Position, advance, start
from govhall.support.workflow.engine.state import State

__all__ = [
    "CompiledProcess", "Compiler", "OpenStep", "Position", "ProcessInvalid", "ProcessStuck", "State",
    "advance", "compile_process", "start",
]  # fmt: skip
