"""One recorded run of a rule as a page shows it. Each door here checks who may see the run, masked or in clear."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from govhall.business.cases import public as cases
from govhall.channels.workspace import rules
from govhall.channels.workspace.selectors import decision_models as shown_as
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.decisions import public as decisions

EDIT: Final = "decisions.model.edit"
REVEAL: Final = "decisions.run.reveal"
CASE_REVEAL: Final = "cases.personal_data.reveal"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDoor:
    """
    A run that this person may see, and how they came to it: from its case, or from its model.

    ``case_number`` is empty for who may not see the case, or where the run is about none.
    """

    record: decisions.RunRecord
    case_number: str
    target_kind: str
    target_id: str
    here: str
    back: str
    back_label: str
    may_reveal: bool

    @property
    def field(self) -> str:
        """The name under which a reveal of this run stands in the audit trail."""
        return f"run:{self.record.run.id}"


def of_case(*, number: str, run_id: UUID, by: Actor) -> RunDoor:
    """Return a run of a case, masked. :raises NotFound: outside of the officer's reach, or of another case"""
    scope = cases.require_run_of(number=number, run_id=run_id, by=by)
    return RunDoor(
        record=scope.record, case_number=scope.number, target_kind="case", target_id=scope.number,
        here=reverse("workspace:case-run", args=[scope.number, run_id]),
        back=reverse("workspace:case", args=[scope.number]), back_label="办件",
        may_reveal=access.reach(by, CASE_REVEAL).covers(agency_id=scope.agency_id, region_path=scope.region_path),
    )  # fmt: skip


def of_model(*, key: str, run_id: UUID, by: Actor) -> RunDoor:
    """
    Return a run of a model, masked: about a case only to who may see the case, and to those who write the rules.

    :raises NotFound: for anybody else, or if the run is of another model
    """
    record = decisions.run(run_id)
    if record.run.key != key:
        raise NotFound("没有这次运行的记录。")
    return RunDoor(
        record=record, case_number=_case_number(record.run, by), target_kind="decision_model", target_id=key,
        here=reverse("workspace:rule-run", args=[key, run_id]), back=reverse("workspace:rule-runs", args=[key]),
        back_label="运行记录", may_reveal=access.allows(by, REVEAL),
    )  # fmt: skip


def _case_number(run: decisions.RunValue, by: Actor) -> str:
    if run.subject_id is None:
        return ""
    try:
        return cases.require_run_visible(run.subject_id, by=by)
    except NotFound:
        if not access.allows(by, EDIT):
            raise
        return ""


def context(door: RunDoor, record: decisions.RunRecord) -> Mapping[str, Any]:
    """Return what the template draws of a run: its inputs with words, its result, the tables with the rows hit."""
    run = record.run
    version, xml = decisions.text_of(run.key, run.number)
    outline = decisions.outline(xml)
    return {
        "door": door, "run": run, "result": record, "version": version, "inputs": _inputs(record, outline),
        "grid": _labelled(run, shown_as.grid_of(record.value)), "tables": shown_as.marked(outline.tables, record.trace),
        "label": rules.PURPOSES.get(run.purpose, run.purpose),
    }  # fmt: skip


def _labelled(run: decisions.RunValue, grid: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a result with the words that the model has for its outputs."""
    if grid is None:
        return None
    labels = decisions.output_labels(run.version_id, run.decision)
    return {**grid, "heads": [labels.get(head, head) for head in grid["heads"]]}


def _inputs(record: decisions.RunRecord, outline: decisions.Outline) -> Sequence[Mapping[str, Any]]:
    labels = {each.name: each.label for each in outline.inputs}
    return [
        {"name": name, "label": labels.get(name, name), "grid": shown_as.grid_of(value), "text": shown_as.plain(value)}
        for name, value in record.inputs.items()
    ]
