"""Compiles decision tables: all hit policies, aggregations, default outputs, priorities, trace."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.boxes import BoxCompiler, compile_box, fit
from govhall.support.decisions.dmn.session import Code, Scope, Session, TraceStep
from govhall.support.decisions.feel import UnaryTests, operators
from govhall.support.decisions.feel.builtins import statistics
from govhall.support.decisions.feel.builtins.registry import RefusedError
from govhall.support.decisions.feel.compiler import Frame
from govhall.support.decisions.feel.types import FeelType

_AGGREGATES: dict[str, Callable[..., object]] = {
    "SUM": statistics.total,
    "MIN": statistics.smallest,
    "MAX": statistics.largest,
}


class _Row:
    """One rule: the tests that say something, by column, and the outputs."""

    __slots__ = ("id", "outputs", "tests", "valid")

    def __init__(self, rule: model.Rule, compiler: BoxCompiler, element: str) -> None:
        self.id = rule.id
        self.tests: list[tuple[int, UnaryTests]] = []
        self.valid = True
        for column, text in enumerate(rule.tests):
            if text in ("", "-"):
                continue
            tests = compiler.tests(text, f"{element}, rule {rule.id}")
            if tests is None:
                self.valid = False
            else:
                self.tests.append((column, tests))
        self.outputs = [compiler.code(box, f"{element}, rule {rule.id}") for box in rule.outputs]


class _Table:
    """A compiled decision table."""

    def __init__(self, box: model.TableBox, compiler: BoxCompiler, element: str) -> None:
        self.box = box
        self.element = element
        self.labels = [clause.label for clause in box.inputs]
        self.inputs = [compiler.code(clause.expression, f"{element}, input {clause.label}") for clause in box.inputs]
        self.allowed = [compiler.tests(clause.allowed, f"{element}, input {clause.label}") for clause in box.inputs]
        self.rows = [_Row(rule, compiler, element) for rule in box.rules]
        self.valid = all(row.valid for row in self.rows)
        self.size = max((tests.size for row in self.rows for _column, tests in row.tests), default=1)
        self.names = [clause.name for clause in box.outputs]
        self.types: list[FeelType] = [compiler.types.find(clause.type_ref) for clause in box.outputs]
        self.defaults = [
            compiler.code(clause.default, element) if clause.default is not None else None for clause in box.outputs
        ]
        self.priorities = [_values(clause.allowed, compiler, element) for clause in box.outputs]
        self.decide = {
            "UNIQUE": self._unique,
            "ANY": self._any,
            "FIRST": self._first,
            "PRIORITY": self._priority,
            "COLLECT": self._collect,
            "RULE ORDER": self._collect,
            "OUTPUT ORDER": self._output_order,
        }[box.hit_policy]

    def evaluate(self, scope: Scope, session: Session) -> object:
        """Return the value of the table in a scope."""
        run = session.run
        if not self.valid:
            # Leaving out a rule that cannot be read could decide against the law; better no answer.
            return run.note("dmn-invalid-rule", f"{self.element}: a rule of the table cannot be read")
        values = [code(scope, session) for code in self.inputs]
        run.tick(1 + len(self.rows))
        for allowed, value, label in zip(self.allowed, values, self.labels, strict=True):
            if allowed is not None and value is not None and allowed.run(value, scope, run) is not True:
                run.note("dmn-value-not-allowed", f"{self.element}: the value of {label} is not among the allowed ones")
                return None
        matched = self._matches(values, scope, session)
        result = self.decide(matched, scope, session) if matched else self._no_match(scope, session)
        if session.trace is not None:
            inputs = dict(zip(self.labels, values, strict=True))
            session.record(TraceStep("table", self.element, result, inputs, tuple(row.id for row in matched)))
        return result

    def _matches(self, values: list[object], scope: Scope, session: Session) -> list[_Row]:
        first_only = self.box.hit_policy == "FIRST"
        frame = Frame([None] * self.size, scope, session.run)
        matched: list[_Row] = []
        for row in self.rows:
            for column, tests in row.tests:
                if tests.check(frame, values[column]) is not True:
                    break
            else:
                matched.append(row)
                if first_only:
                    break
        return matched

    def _no_match(self, scope: Scope, session: Session) -> object:
        if any(code is not None for code in self.defaults):
            cells = [code(scope, session) if code is not None else None for code in self.defaults]
            return self._shape(cells, session)
        if self.box.hit_policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
            return Decimal(0) if self.box.aggregation == "COUNT" else None if self.box.aggregation else []
        session.run.note("dmn-no-rule", f"{self.element}: no rule matches")
        return None

    def _output(self, row: _Row, scope: Scope, session: Session) -> object:
        return self._shape([code(scope, session) for code in row.outputs], session)

    def _shape(self, cells: list[object], session: Session) -> object:
        fitted = [fit(session.run, cell, kind, self.element) for cell, kind in zip(cells, self.types, strict=True)]
        return fitted[0] if len(fitted) == 1 else dict(zip(self.names, fitted, strict=True))

    def _unique(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        if len(rows) > 1:
            return session.run.note("dmn-many-rules", f"{self.element}: more than one rule matches")
        return self._output(rows[0], scope, session)

    def _any(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        outputs = [self._output(row, scope, session) for row in rows]
        if any(operators.equal(output, outputs[0]) is not True for output in outputs[1:]):
            return session.run.note("dmn-rules-differ", f"{self.element}: matching rules give different results")
        return outputs[0]

    def _first(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        return self._output(rows[0], scope, session)

    def _ordered(self, rows: list[_Row], scope: Scope, session: Session) -> list[object]:
        outputs = [self._output(row, scope, session) for row in rows]
        return sorted(outputs, key=self._rank)

    def _rank(self, output: object) -> tuple[int, ...]:
        """Return the places of the cells in the lists of output values, first column first."""
        cells = list(output.values()) if isinstance(output, dict) and len(self.names) > 1 else [output]
        return tuple(
            next((place for place, value in enumerate(values) if operators.equal(value, cell) is True), len(values))
            for values, cell in zip(self.priorities, cells, strict=True)
        )

    def _priority(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        return self._ordered(rows, scope, session)[0]

    def _output_order(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        return self._ordered(rows, scope, session)

    def _collect(self, rows: list[_Row], scope: Scope, session: Session) -> object:
        outputs = [self._output(row, scope, session) for row in rows]
        if self.box.aggregation == "COUNT":
            return Decimal(len(outputs))
        if not self.box.aggregation:
            return outputs
        try:
            return _AGGREGATES[self.box.aggregation](outputs)
        except RefusedError:
            return session.run.note("dmn-bad-aggregation", f"{self.element}: the results cannot be aggregated")


def _values(text: str, compiler: BoxCompiler, element: str) -> list[object]:
    """Return the listed output values in their order; they are also the order of priority."""
    if not text:
        return []
    expression = compiler.expression(f"[{text}]", f"{element}, output values")
    found = expression.evaluate({}) if expression is not None else None
    return found if isinstance(found, list) else []


@compile_box.register
def _table(box: model.TableBox, compiler: BoxCompiler, element: str) -> Code:
    return _Table(box, compiler, element).evaluate
