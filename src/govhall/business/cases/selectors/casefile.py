"""Builds the whole file of a case in a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from govhall.business.cases.choices import Act, Channel, CorrectionKind, Obtained, Outcome, ServingWay, Status
from govhall.business.cases.models import (
    Case,
    CaseDocument,
    CaseEvent,
    CaseMaterial,
    CorrectionRequest,
    Decision,
    Extension,
    SpecialProcedure,
)
from govhall.business.cases.values import (
    CaseFile,
    CorrectionValue,
    DecisionValue,
    LogEntry,
    MaterialValue,
    PaperValue,
    PauseValue,
)


def build(case: Case) -> CaseFile:
    """Return the file of a case that the caller was allowed to open (``selectors.access``)."""
    papers = _papers(case)
    decision = Decision.objects.filter(case=case).first()
    extension = Extension.objects.filter(case=case).first()
    return CaseFile(
        **{name: getattr(case, name) for name in _SAME_NAME},
        channel_label=str(Channel(case.channel).label),
        status_label=str(Status(case.status).label),
        serving_way_label=str(ServingWay(case.serving_way).label),
        form_data=json.loads(case.form_data),
        log=_log(case, papers),
        materials=_materials(case),
        corrections=_corrections(case),
        pauses=_pauses(case),
        papers=papers,
        decision=_decision(decision) if decision else None,
        extension_days=extension.days if extension else 0,
    )


_SAME_NAME = (
    "id", "number", "title", "item_version_id", "item_name", "item_code", "case_kind", "agency_id", "region_path",
    "channel", "applicant_id", "applicant_kind", "applicant_name", "submitted_by_id", "submitted_by_name", "status",
    "answers", "serving_way", "applied_at", "received_at", "accepted_at", "decided_at", "finished_at",
    "notice_due_date", "promised_due_date", "statutory_due_date", "is_due_provisional", "result_code", "certificate_id",
)  # fmt: skip


def _papers(case: Case) -> Sequence[PaperValue]:
    return [_paper(row) for row in CaseDocument.objects.filter(case=case).order_by("at", "id")]


def _paper(row: CaseDocument) -> PaperValue:
    return PaperValue(id=row.id, kind=row.kind, name=row.name, document_id=row.document_id, at=row.at)


def _log(case: Case, papers: Sequence[PaperValue]) -> Sequence[LogEntry]:
    events = list(CaseEvent.objects.filter(case=case).order_by("-sequence"))
    of_event: dict[UUID, list[PaperValue]] = defaultdict(list)
    for row in CaseDocument.objects.filter(case=case) if papers else ():
        of_event[row.event_id].append(_paper(row))
    return [
        LogEntry(
            **{name: getattr(event, name) for name in _LOG_SAME},
            act_label=str(Act(event.act).label),
            documents=of_event[event.id],
        )
        for event in events
    ]


_LOG_SAME = (
    "id", "sequence", "act", "from_status", "to_status", "step_name", "actor_id", "actor_kind", "actor_name",
    "opinion", "detail", "at",
)  # fmt: skip


def _materials(case: Case) -> Sequence[MaterialValue]:
    newest: dict[str, MaterialValue] = {}
    for row in CaseMaterial.objects.filter(case=case).order_by("id", "version"):
        known = newest.get(row.code)
        newest[row.code] = _material(row, earlier=known.earlier + 1 if known else 0)
    return list(newest.values())


def _material(row: CaseMaterial, *, earlier: int) -> MaterialValue:
    same: dict[str, Any] = {name: getattr(row, name) for name in _MATERIAL_SAME}
    return MaterialValue(**same, obtained_label=str(Obtained(row.obtained).label), earlier=earlier)


_MATERIAL_SAME = (
    "id", "code", "name", "version", "obtained", "trust", "file_id", "file_name", "content_type", "size", "sm3",
    "certificate_id", "at",
)  # fmt: skip


def _corrections(case: Case) -> Sequence[CorrectionValue]:
    return [
        CorrectionValue(
            id=row.id,
            round=row.round,
            kind=row.kind,
            kind_label=str(CorrectionKind(row.kind).label),
            items=row.items,
            due_date=row.due_date,
            requested_at=row.requested_at,
            requested_by_name=row.requested_by_name,
            answered_at=row.answered_at,
        )
        for row in CorrectionRequest.objects.filter(case=case).order_by("round")
    ]


def _pauses(case: Case) -> Sequence[PauseValue]:
    return [
        PauseValue(
            id=row.id,
            name=row.name,
            basis=row.basis,
            expected_date=row.expected_date,
            started_at=row.started_at,
            ended_at=row.ended_at,
            result=row.result,
        )
        for row in SpecialProcedure.objects.filter(case=case).order_by("started_at")
    ]


def _decision(row: Decision) -> DecisionValue:
    return DecisionValue(
        outcome=row.outcome,
        outcome_label=str(Outcome(row.outcome).label),
        computed_outcome=row.computed_outcome,
        departure_reason=row.departure_reason,
        reason=row.reason,
        basis=row.basis,
        remedies=row.remedies,
        decided_by_name=row.decided_by_name,
        at=row.at,
    )
