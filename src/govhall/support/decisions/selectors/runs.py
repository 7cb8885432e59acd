"""Reads of recorded runs. Lists hold no values; one run is opened by itself."""

import json
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from govhall.kernel.errors import NotFound
from govhall.support.decisions.models import DecisionRun
from govhall.support.decisions.values import RunValue


def runs(key: str, *, limit: int = 50) -> tuple[RunValue, ...]:
    """Return the newest runs of a model, without what was put in and came out. One query."""
    rows = DecisionRun.objects.filter(version__model__key=key).select_related("version").order_by("-at", "-id")
    return tuple(_value(row) for row in rows.defer("content", "version__xml")[:limit])


def runs_of(subject_id: UUID) -> tuple[RunValue, ...]:
    """Return the runs about one subject, oldest first. One query."""
    rows = DecisionRun.objects.filter(subject_id=subject_id).select_related("version").order_by("at", "id")
    return tuple(_value(row) for row in rows.defer("content", "version__xml"))


def run_content(run_id: UUID) -> dict[str, Any]:
    """Return inputs, outputs, remarks and trace of a run, in clear. :raises NotFound: if there is none"""
    content = DecisionRun.objects.filter(pk=run_id).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(_("没有这次运行的记录。"))
    found: dict[str, Any] = json.loads(content)
    return found


def _value(row: DecisionRun) -> RunValue:
    return RunValue(
        id=row.pk, number=row.version.number, model_sm3=row.model_sm3, decision=row.decision, purpose=row.purpose,
        subject_id=row.subject_id, at=row.at,
        rows=tuple(f"{each['table']} {'、'.join(map(str, each['rows']))}" for each in row.rows),
    )  # fmt: skip
