"""
规则结果: what the item's rules suggest to decide. A person decides; the rules only speak first.

The facts are those of the case: the situation's answers, the checked form, which necessary materials are not there,
and how each step before the decision ended. An item without the rule suggests nothing.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from govhall.business.cases import rules
from govhall.business.cases.choices import Obtained
from govhall.business.cases.models import Case, CaseMaterial
from govhall.business.cases.selectors import panel
from govhall.business.cases.services import precheck
from govhall.business.cases.values import CaseFile, Suggestion
from govhall.business.items import public as items
from govhall.support.decisions import public as decisions
from govhall.support.workflow import public as workflow

log = structlog.get_logger()

PURPOSE: Final = "cases.outcome"
_NECESSARY: Final = "1"  # 材料必要性


def of_case(case: Case, guide: items.ItemGuide, *, at: datetime) -> tuple[decisions.Evaluation | None, Suggestion]:
    """Return the run of the item's outcome rule over a locked case, to be recorded with the decision; two queries."""
    if guide.outcome is None:
        return None, Suggestion()
    there = CaseMaterial.objects.filter(case=case).exclude(obtained=Obtained.DEFERRED).values_list("code", flat=True)
    return _look(
        guide, guide.outcome, case_id=case.id, answers=case.answers, form_data=json.loads(case.form_data),
        there=set(there), at=at,
    )  # fmt: skip


def of_file(file: CaseFile, *, at: datetime) -> Suggestion | None:
    """
    Return what the rules would say now of a case whose file the caller was allowed to open; None without a rule.

    Records nothing: the run that counts is made with the decision. One query.
    """
    guide = items.version(file.item_version_id)
    if guide.outcome is None:
        return None
    there = {each.code for each in file.materials if each.obtained != Obtained.DEFERRED}
    return _look(
        guide, guide.outcome, case_id=file.id, answers=file.answers, form_data=file.form_data, there=there, at=at
    )[1]


def _look(
    guide: items.ItemGuide,
    use: items.RuleUse,
    *,
    case_id: UUID,
    answers: Mapping[str, Any],
    form_data: Mapping[str, Any],
    there: Collection[str],
    at: datetime,
) -> tuple[decisions.Evaluation, Suggestion]:
    facts = {"missing_materials": _missing(guide, answers, there), "steps": _steps(case_id)}
    run = precheck.evaluate(guide, use, answers=answers, form_data=form_data, at=at, besides=facts)
    suggested = rules.suggestion_in(run.value)
    if not suggested.is_computed:
        log.error("outcome_failed", model=use.model, remarks=[each.code for each in run.remarks])
    return run, suggested


def _missing(guide: items.ItemGuide, answers: Mapping[str, Any], there: Collection[str]) -> list[str]:
    """Return the names of the necessary materials that apply and did not come; a promised one is still missing."""
    plan = items.materials_for(guide, answers)
    wanted = [*plan.to_prepare, *plan.spared]
    return [each.name for each in wanted if each.necessity == _NECESSARY and each.code not in there]


def _steps(case_id: UUID) -> Sequence[Mapping[str, str]]:
    """Return how each step before the decision ended the last time; the step of the decision itself says nothing."""
    ended = {
        task.step_code: task.outcome
        for task in workflow.history(case_id)
        if not task.is_open and task.outcome and not panel.is_decision(task)
    }
    return [{"code": code, "outcome": outcome} for code, outcome in ended.items()]
