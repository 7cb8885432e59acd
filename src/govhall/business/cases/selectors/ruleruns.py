"""What the item's rules found in a case, in words: pre-check, routing, suggestion; each run as it was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from govhall.business.cases import rules
from govhall.business.cases.selectors import access
from govhall.business.cases.values import RuleRun
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.decisions import public as decisions

PRECHECK: Final = "cases.precheck"
OUTCOME: Final = "cases.outcome"


def rule_runs(case_id: UUID) -> Sequence[RuleRun]:
    """Return the runs about a case that the caller was allowed to open, newest first. One query."""
    return [_read(record) for record in reversed(decisions.records_of(case_id))]


def require_run_visible(subject_id: UUID, *, by: Actor) -> str:
    """Return the number of the case that a run is about. :raises NotFound: unless this officer may see the case"""
    return access.officer_case(by=by, permission="cases.case.view", case_id=subject_id).number


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOfCase:
    """A run with where its case lies: what a permission in a data scope is asked about."""

    record: decisions.RunRecord
    number: str
    agency_id: int
    region_path: str


def require_run_of(*, number: str, run_id: UUID, by: Actor) -> RunOfCase:
    """
    Return a run of a case, masked.

    :raises NotFound: outside of the officer's reach, or if the run isn't about this case
    """
    case = access.officer_case(by=by, permission="cases.case.view", number=number)
    record = decisions.run(run_id)
    if record.run.subject_id != case.id:
        raise NotFound("没有这次运行的记录。")
    return RunOfCase(
        record=record, number=case.number, agency_id=case.agency_id, region_path=case.region_path
    )  # fmt: skip


def _read(record: decisions.RunRecord) -> RuleRun:
    run = record.run
    return RuleRun(
        id=run.id, purpose=run.purpose, decision=run.decision, model_name=run.name, number=run.number, at=run.at,
        matched=run.rows, **_found(run, record.value),
    )  # fmt: skip


def _found(run: decisions.RunValue, output: Any) -> Mapping[str, Any]:
    """Return what a run found, by its purpose, and whether it found anything usable at all."""
    if run.purpose == PRECHECK:
        findings = rules.findings_in(output)
        return {"findings": findings or (), "is_computed": findings is not None}
    if run.purpose == OUTCOME:
        suggestion = rules.suggestion_in(output)
        return {"suggestion": suggestion, "is_computed": suggestion.is_computed}
    if not isinstance(output, Mapping):
        return {"is_computed": False}
    labels = decisions.output_labels(run.version_id, run.decision)
    results = tuple((labels.get(name, name), _said(value)) for name, value in output.items())
    return {"results": results, "is_computed": True}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "没有结果" if value is None else str(value)
