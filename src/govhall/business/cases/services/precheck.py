"""
智能预检 and 分办: an item's decision models look at an application. No query: versions are pinned, compiled once.

Nothing is decided here. Errors stop a submission as faults of the form do; hints are shown and let pass. A rule that
can't be computed stops nobody: it is logged, and the officers look as they always do.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import structlog

from govhall.business.cases import rules
from govhall.business.cases.models import Case
from govhall.business.cases.selectors import definitions
from govhall.business.cases.values import PrecheckFinding
from govhall.business.items import public as items
from govhall.kernel.errors import InvalidInput
from govhall.support.decisions import public as decisions
from govhall.support.forms import public as forms

log = structlog.get_logger()


def look(
    guide: items.ItemGuide, *, answers: Mapping[str, Any], form_data: Mapping[str, Any], at: datetime
) -> tuple[decisions.Evaluation | None, Sequence[PrecheckFinding]]:
    """Return the run of the item's pre-check over a checked form, and what it found; nothing without a pre-check."""
    if guide.precheck is None:
        return None, ()
    run = evaluate(guide, guide.precheck, answers=answers, form_data=form_data, at=at)
    found = rules.findings_in(run.value)
    if found is None:
        log.error("precheck_failed", model=guide.precheck.model, remarks=[each.code for each in run.remarks])
    return run, found or ()


def findings(
    guide: items.ItemGuide, *, answers: Mapping[str, Any], form_data: Mapping[str, Any], at: datetime
) -> Sequence[PrecheckFinding]:
    """Return what the pre-check would say now, for the page; records nothing."""
    return look(guide, answers=answers, form_data=form_data, at=at)[1]


def require_sound(case: Case, *, at: datetime) -> None:
    """
    Look at the changed form of a case and record the run.

    :raises InvalidInput: with the pre-check's errors, under ``form:name``
    """
    guide = items.version(case.item_version_id)
    run, found = look(guide, answers=case.answers, form_data=json.loads(case.form_data), at=at)
    if faults := faults_of(found):
        raise InvalidInput(f"还有 {len(faults)} 处需要修改。", fields=faults)
    if run is not None:
        decisions.record(run, purpose="cases.precheck", subject=case.id)


def faults_of(found: Sequence[PrecheckFinding]) -> dict[str, list[str]]:
    """Return the errors among findings as faults of the form."""
    faults: dict[str, list[str]] = {}
    for finding in found:
        if finding.is_error:
            faults.setdefault(f"form:{finding.field}", []).append(finding.message)
    return faults


def facts_for_process(case: Case, guide: items.ItemGuide, *, at: datetime) -> dict[str, Any]:
    """Return what the item's routing decision gives to its process, and record that it did; nothing without one."""
    if guide.routing is None:
        return {}
    form_data = json.loads(case.form_data)
    run = evaluate(guide, guide.routing, answers=case.answers, form_data=form_data, at=at)
    decisions.record(run, purpose="cases.routing", subject=case.id)
    if not isinstance(run.value, Mapping):
        log.error("routing_failed", model=guide.routing.model, remarks=[each.code for each in run.remarks])
        return {}
    return dict(run.value)


def evaluate(
    guide: items.ItemGuide,
    use: items.RuleUse,
    *,
    answers: Mapping[str, Any],
    form_data: Mapping[str, Any],
    at: datetime,
    besides: Mapping[str, Any] | None = None,
) -> decisions.Evaluation:
    """Evaluate a decision of the item over answers and form, with facts ``besides`` that win over equal names."""
    facts = {**answers, **_typed(definitions.form_of(guide.version_id), form_data), **(besides or {})}
    return decisions.evaluate_unrecorded(use.model, use.decision, facts, at=at, version=use.version_id)


def _typed(spec: forms.FormSpec, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored form data as rules see them: numbers as numbers, dates as dates."""
    found: dict[str, Any] = {}
    for section in spec.sections:
        if section.repeat is None:
            found |= {field.name: _value(field, data.get(field.name)) for field in section.fields}
        else:
            found[section.code] = [
                {field.name: _value(field, row.get(field.name)) for field in section.fields}
                for row in data.get(section.code) or ()
            ]
    return found


def _value(field: forms.FieldSpec, value: Any) -> Any:
    try:
        if field.kind in ("decimal", "money") and value is not None:
            return Decimal(str(value))
        if field.kind == "date" and value:
            return date.fromisoformat(str(value))
    except (InvalidOperation, ValueError):
        return None
    return value
