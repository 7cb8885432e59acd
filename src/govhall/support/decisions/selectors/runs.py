"""Reads of recorded runs. Lists hold no values; one run is opened by itself, masked unless asked for in clear."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from govhall.kernel.errors import NotFound
from govhall.support.decisions.dmn.messages import message
from govhall.support.decisions.models import DecisionModelVersion, DecisionRun
from govhall.support.decisions.rules import masking, plain
from govhall.support.decisions.values import Remark, RunRecord, RunValue, TraceEntry


def runs(key: str, *, limit: int = 50) -> tuple[RunValue, ...]:
    """Return the newest runs of a model, without what was put in and came out. One query."""
    rows = _rows().filter(version__model__key=key).order_by("-at", "-id")
    return tuple(_value(row) for row in rows.defer("content", "version__xml")[:limit])


def runs_of(subject_id: UUID) -> tuple[RunValue, ...]:
    """Return the runs about one subject, oldest first. One query."""
    rows = _rows().filter(subject_id=subject_id).order_by("at", "id")
    return tuple(_value(row) for row in rows.defer("content", "version__xml"))


def records_of(subject_id: UUID) -> tuple[RunRecord, ...]:
    """Return the runs about one subject with their values in clear, oldest first. One query."""
    rows = _rows().filter(subject_id=subject_id).order_by("at", "id")
    return tuple(_record(row) for row in rows.defer("version__xml"))


def run(run_id: UUID) -> RunRecord:
    """Return one run; texts and dates that the model doesn't say itself are hidden. :raises NotFound: without one"""
    found = run_in_clear(run_id)
    return masking.masked(found, _constants(found.run.version_id))


def run_in_clear(run_id: UUID) -> RunRecord:
    """Return one run with what was put in and came out. Who shows it to a person, records why. :raises NotFound:"""
    row = _rows().filter(pk=run_id).defer("version__xml").first()
    if row is None:
        raise NotFound(_("没有这次运行的记录。"))
    return _record(row)


def run_content(run_id: UUID) -> dict[str, Any]:
    """Return inputs, outputs, remarks and trace of a run as they are stored, in clear. :raises NotFound: without one"""
    content = DecisionRun.objects.filter(pk=run_id).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(_("没有这次运行的记录。"))
    found: dict[str, Any] = json.loads(content)
    return found


@lru_cache(maxsize=256)
def _constants(version_id: UUID) -> frozenset[str]:
    return masking.constants(DecisionModelVersion.objects.values_list("xml", flat=True).get(pk=version_id))


def _rows() -> QuerySet[DecisionRun]:
    return DecisionRun.objects.select_related("version__model")


def _value(row: DecisionRun) -> RunValue:
    return RunValue(
        id=row.pk, key=row.version.model.key, name=row.version.model.name, version_id=row.version_id,
        number=row.version.number, model_sm3=row.model_sm3, decision=row.decision, purpose=row.purpose,
        subject_id=row.subject_id, at=row.at,
        rows=tuple(f"{each['table']} {'、'.join(map(str, each['rows'])) or '无'}" for each in row.rows),
    )  # fmt: skip


def _record(row: DecisionRun) -> RunRecord:
    content = json.loads(row.content)
    trace = tuple(map(_step, content["trace"]))
    return RunRecord(
        run=_value(row), inputs=content["inputs"], value=content["output"],
        # The last step is the decision that was asked for, as FEEL wrote its value then.
        text=trace[-1].value if trace else plain.as_text(content["output"]), trace=trace,
        remarks=tuple(
            Remark(code=each["code"], message=message(each["code"]), text=each["text"]) for each in content["remarks"]
        ),
    )  # fmt: skip


def _step(stored: Mapping[str, Any]) -> TraceEntry:
    return TraceEntry(
        kind=stored["kind"], name=stored["name"], value=stored["value"], inputs=stored["inputs"],
        rows=tuple(stored["rows"]), rule_ids=tuple(stored["rules"]),
    )  # fmt: skip
