"""State of one evaluation of a model: run, inputs, results so far, trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from govhall.support.decisions.feel import Diagnostic
from govhall.support.decisions.feel.limits import Run

Key = tuple[str, str]
Scope = dict[str, object]


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One thing that happened: `kind` is decision, table, service or input; values are FEEL values."""

    kind: str
    name: str
    value: object
    inputs: Mapping[str, object] = field(default_factory=dict)
    matched: tuple[str, ...] = ()


@dataclass(slots=True)
class Session:
    """Carried through one evaluation; `known` holds values by element, given or computed."""

    run: Run
    inputs: Mapping[str, object]
    known: dict[Key, object] = field(default_factory=dict)
    trace: list[TraceStep] | None = None

    def within(self, known: dict[Key, object]) -> Session:
        """Return a session for a decision service: own values, same run and trace."""
        return Session(self.run, self.inputs, known, self.trace)

    def record(self, step: TraceStep) -> None:
        """Keep a step when a trace is wanted."""
        if self.trace is not None:
            self.trace.append(step)


@dataclass(frozen=True, slots=True)
class Result:
    """Value of a decision or service, remarks, and the trace when it was asked for."""

    value: object
    diagnostics: tuple[Diagnostic, ...]
    trace: tuple[TraceStep, ...] = ()


Code = Callable[[Scope, Session], object]
