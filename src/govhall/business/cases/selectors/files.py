"""A single case for the people who may see it: its file, clock, panel, and the files that belong to it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from govhall.business.cases.models import Case, CaseDocument, CaseMaterial
from govhall.business.cases.selectors import access, casefile, clocks, panel
from govhall.business.cases.values import ActOption, CaseFile, FileRef
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.calendar import public as calendar


def applicant_file(*, number: str, by: Actor) -> CaseFile:
    """Return the file of an own case. :raises NotFound: for anybody else's"""
    return casefile.build(access.applicant_case(by=by, number=number))


def officer_file(*, number: str, by: Actor) -> CaseFile:
    """Return the file of a case within the officer's reach. :raises NotFound: outside of it"""
    return casefile.build(access.officer_case(by=by, permission="cases.case.view", number=number))


def options(*, number: str, by: Actor) -> Sequence[ActOption]:
    """Return the lawful acts for this officer, each with why it may not be done by this person."""
    return panel.acts(access.officer_case(by=by, permission="cases.case.view", number=number), by=by)


def clock_of(case_id: UUID, *, today: date) -> tuple[calendar.ClockReading, calendar.ClockReading] | None:
    """Return the promised and the statutory clock, or None before acceptance. The caller may see the case."""
    case = access.system_case(case_id)
    return clocks.readings(case, today=today) if case.accepted_at else None


def paper_file(*, paper_id: UUID, by: Actor) -> FileRef:
    """Return a paper of a case that this person may see: the applicant, or an officer within reach."""
    paper = CaseDocument.objects.select_related("case").filter(pk=paper_id).first()
    if paper is None or not _may_see(paper.case, by):
        raise NotFound("没有找到这份文书。")
    return FileRef(document_id=paper.document_id, name=f"{paper.name}.pdf", content_type="application/pdf")


def material_file(*, material_id: UUID, by: Actor) -> FileRef:
    """Return a material of a case that this person may see."""
    material = CaseMaterial.objects.select_related("case").filter(pk=material_id).first()
    if material is None or material.file_id is None or not _may_see(material.case, by):
        raise NotFound("没有找到这份材料。")
    return FileRef(document_id=material.file_id, name=material.file_name, content_type=material.content_type)


def _may_see(case: Case, by: Actor) -> bool:
    if access.is_applicants(case, by):
        return True
    try:
        access.officer_case(by=by, permission="cases.case.view", case_id=case.id)
    except NotFound:
        return False
    return True
