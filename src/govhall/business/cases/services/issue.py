"""What follows a decision by itself: the certificate is issued and the case is closed, exactly once."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from govhall.business.cases.choices import Outcome, Status
from govhall.business.cases.models import Case, CaseMaterial, Decision
from govhall.business.cases.selectors import access, definitions
from govhall.business.cases.services import finish
from govhall.business.items import public as items
from govhall.data.registries import public as registries
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity

log = structlog.get_logger()


def conclude(*, case_id: UUID, at: datetime) -> None:
    """Issue the item's certificate if the case was granted, then close it. A closed case is left as it is."""
    with transaction.atomic():
        case = access.system_case(case_id, lock=True)
        if case.status != Status.DECIDED:
            return
        decision = Decision.objects.get(case=case)
        guide = items.version(case.item_version_id)
        certificate_id = None
        if decision.outcome == Outcome.GRANTED and guide.result.certificate_type:
            certificate_id = _issue(case, guide, json.loads(case.form_data), at)
        finish.close(case_id=case.id, certificate_id=certificate_id, at=at)


def _issue(case: Case, guide: items.ItemGuide, form: Mapping[str, Any], at: datetime) -> UUID:
    holder = identity.party_details(case.applicant_id)
    today = clock.official_date(at)
    return certificates.issue(
        type_key=guide.result.certificate_type,
        holder=certificates.Holder(
            party_id=case.applicant_id, name=holder.name, code=holder.id_number, code_type=holder.id_type
        ),
        agency_id=case.agency_id,
        values=_face_values(guide, form, holder.id_number),
        valid_from=today,
        valid_until=_valid_until(today, guide.result.valid_years),
        source_case=case.id,
        at=at,
        photograph=_photograph(case, guide),
    ).id


def _photograph(case: Case, guide: items.ItemGuide) -> bytes | None:
    """
    Return the picture for the face: the newest that was handed in for it.

    Uploads are examined when they arrive. One that came another way and can't be printed must not keep the holder from
    the certificate: it is issued without a picture, and the log says so.
    """
    code = definitions.photograph_of(guide)
    if not code:
        return None
    handed_in = CaseMaterial.objects.filter(case=case, code=code, file_id__isnull=False)
    newest = handed_in.order_by("-version", "-at").first()
    if newest is None or newest.file_id is None:
        return None
    with documents.content(newest.file_id) as kept:
        content = kept.read()
    try:
        documents.photographs.read(content)
    except documents.photographs.PhotographRefused as refusal:
        log.warning("photograph_left_out", case_number=case.number, reason=refusal.message)
        return None
    return content


def _face_values(guide: items.ItemGuide, form: Mapping[str, Any], id_number: str) -> Mapping[str, Any]:
    """The applicant's form, and what the item's register says of the applicant."""
    if not guide.result.register:
        return form
    return {**form, **registries.extract(guide.result.register, id_number=id_number, criteria=form)}


def _valid_until(start: date, years: int) -> date | None:
    """Five years from 2026-10-15 end on 2031-10-14; without a term the licence is long-term."""
    if not years:
        return None
    try:
        same_day = start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return start.replace(year=start.year + years, day=28)
    return date.fromordinal(same_day.toordinal() - 1)
