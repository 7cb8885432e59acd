"""Evaluating decisions: for real with a record, or as a try-out without one."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from govhall.kernel.identifiers import new_id
from govhall.support.decisions.models import DecisionRun
from govhall.support.decisions.rules import checking, restoring, running
from govhall.support.decisions.selectors import models as store
from govhall.support.decisions.selectors import runs
from govhall.support.decisions.services.drafting import ModelUnreadable
from govhall.support.decisions.values import Evaluation, Replay, RunRecord


def evaluate(
    key: str,
    decision: str,
    inputs: Mapping[str, Any],
    *,
    at: datetime,
    purpose: str,
    subject: UUID | None = None,
    version: UUID | None = None,
) -> Evaluation:
    """
    Evaluate a decision of a published model and record the run. ``version`` pins one, else the latest answers.

    Work is bounded: an expression that takes too long gives null and a remark, never a hang.

    :raises ModelNotFound: if there is no such version, or none in force
    :raises UnknownDecision: if the model has no decision of this name
    :raises InputsUnusable: if a value is no FEEL value
    """
    found = evaluate_unrecorded(key, decision, inputs, at=at, version=version)
    record(found, purpose=purpose, subject=subject)
    return found


def evaluate_unrecorded(
    key: str, decision: str, inputs: Mapping[str, Any], *, at: datetime, version: UUID | None = None
) -> Evaluation:
    """
    The same without a record: for trying out, and for callers that record it with what follows from it.

    No query when the version is pinned and this process has used it before.
    """
    ref, compiled = store.published(version or store.latest(key).id)
    if ref.key != key:
        raise store.ModelNotFound(_("这个版本不属于这个决策模型。"))
    return running.run(compiled, decision, inputs, at=at, version=ref)


def record(found: Evaluation, *, purpose: str, subject: UUID | None = None) -> UUID:
    """
    Add the run of a published version to the log, in the transaction of what follows from it. One INSERT.

    :raises ValueError: for the evaluation of a draft: nothing may follow from that
    """
    if found.version is None or found.at is None:
        raise ValueError("a draft's evaluation is no run")
    content = {
        "inputs": found.inputs,
        "output": found.value,
        "remarks": [{"code": each.code, "text": each.text} for each in found.remarks],
        "trace": [
            {"kind": each.kind, "name": each.name, "value": each.value, "inputs": dict(each.inputs),
             "rows": list(each.rows), "rules": list(each.rule_ids)}
            for each in found.trace
        ],
    }  # fmt: skip
    row = DecisionRun(
        id=new_id(), version_id=found.version.id, model_sm3=found.version.sm3, decision=found.decision,
        purpose=purpose, subject_id=subject, at=found.at,
        rows=[{"table": each.name, "rows": list(each.rows)} for each in found.trace if each.kind == "table"],
        content=json.dumps(content, ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    row.save(force_insert=True)
    return row.pk


def try_out(xml: str, decision: str, inputs: Mapping[str, Any], *, at: datetime) -> Evaluation:
    """
    Evaluate a decision of a text that is not published: an editor's try-out. Records nothing.

    :raises ModelUnreadable: if it can't be read, or its elements require each other in a circle
    :raises UnknownDecision: if the model has no decision of this name
    :raises InputsUnusable: if a value is no FEEL value
    """
    made, findings = checking.read(xml)
    if made is None:
        raise ModelUnreadable(findings[0].message)
    return running.run(running.prepare(made), decision, inputs, at=at)


def replay(run_id: UUID) -> Replay:
    """
    Evaluate a recorded run again: the same version, the same inputs, the same moment. Nothing is written.

    :raises NotFound: if there is no such run
    :raises NotRestorable: if what was put in can't be made what it was
    """
    before = runs.run_in_clear(run_id)
    _ref, compiled = store.published(before.run.version_id)
    given = restoring.inputs(compiled, before.inputs)
    after = running.run(compiled, before.run.decision, given, at=before.run.at)
    differences = tuple(_differences(before, after))
    return Replay(is_same=not differences, text=after.text, differences=differences)


def _differences(before: RunRecord, after: Evaluation) -> Iterator[str]:
    """Name what differs, without any value: result, then steps by name."""
    if before.value != after.value:
        yield _("结果")
    if len(before.trace) != len(after.trace):
        yield _("计算步数")
    for old, new in zip(before.trace, after.trace, strict=False):
        if old != new:
            yield new.name
