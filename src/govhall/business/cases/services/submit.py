"""提交申请: one transaction writes the case, its number, its log row and the fact for everybody else."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, Obtained, Status
from govhall.business.cases.events import CaseSubmitted
from govhall.business.cases.models import Case, CaseMaterial
from govhall.business.cases.services import act, materials, numbering, screen
from govhall.business.cases.services.password import query_password
from govhall.business.cases.values import Application, Receipt
from govhall.data.organizations import public as organizations
from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, NotFound
from govhall.kernel.identifiers import new_id
from govhall.support.decisions import public as decisions
from govhall.support.forms import public as forms

# Only after a million cases in one day can a serial come twice; the next one is free then, almost surely.
NUMBER_TRIES = 5


def submit(application: Application, *, by: Actor, at: datetime) -> Receipt:
    """
    Take an application in. Sending the same ``submission_key`` again returns the first receipt.

    :raises NotPermitted: if ``by`` may not act for the applicant, or is not known well enough for this item
    :raises InvalidInput: with a message for each faulty field or missing material
    """
    screened = screen.check(application, by=by, at=at)
    agency = organizations.agency(screened.guide.agency_id)
    for _ in range(NUMBER_TRIES):
        try:
            with transaction.atomic():
                case = _create(screened, agency, by=by, at=at)
                if screened.precheck is not None:
                    decisions.record(screened.precheck, purpose="cases.precheck", subject=case.id)
                event = act.record(case, Act.SUBMIT, by=by, at=at, from_status=Status.DRAFT)
                bus.publish(CaseSubmitted(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))
                # The draft it was filled in as, if there is one, is put away in the same moment.
                forms.mark_sent(draft_id=application.submission_key, by=by, at=at)
            return _receipt(case, agency, is_new=True)
        except IntegrityError as clash:
            if "case_submission_once" in str(clash):
                return receipt_of(application.submission_key, by=by)
            if "case_number_once" not in str(clash):
                raise
    raise Conflict("今天的办件编号已用完，请稍后再提交，填写的内容已经保存。")


def receipt_of(submission_key: UUID, *, by: Actor) -> Receipt:
    """Return the receipt of an earlier submission of this person's parties. :raises NotFound: if there is none"""
    case = Case.objects.filter(submission_key=submission_key, applicant_id__in=by.parties).first()
    if case is None:
        raise NotFound("这份申请还没有提交。")
    return _receipt(case, organizations.agency(case.agency_id), is_new=False)


def _create(screened: screen.Screened, agency: organizations.AgencyValue, *, by: Actor, at: datetime) -> Case:
    application, guide, party = screened.application, screened.guide, screened.party
    case = Case(
        id=new_id(),
        number=numbering.next_number(agency.region_code, at),
        submission_key=application.submission_key,
        item_version_id=application.item_version_id,
        item_name=guide.full_name,
        item_code=guide.implementation_code,
        case_kind=guide.case_kind,
        title=rules.title_of(applicant_name=party.name, item_name=guide.full_name),
        agency_id=guide.agency_id,
        region_path=agency.region_path,
        channel=application.channel,
        applicant_id=party.party_id,
        applicant_kind=party.served,
        applicant_name=party.name,
        submitted_by_id=by.account,
        submitted_by_name=by.name,
        status=rules.next_status(Status.DRAFT, Act.SUBMIT),
        answers=dict(application.answers),
        form_data=screened.form_json,
        serving_way=application.serving_way,
        applied_at=at,
        event_count=1,
    )
    case.save(force_insert=True)
    CaseMaterial.objects.bulk_create(
        materials.row_of(case, material, version=1, at=at)
        for material in screened.materials
        if material.obtained != Obtained.DEFERRED
    )
    return case


def _receipt(case: Case, agency: organizations.AgencyValue, *, is_new: bool) -> Receipt:
    return Receipt(
        case_id=case.id,
        number=case.number,
        query_password=query_password(case.id),
        item_name=case.item_name,
        agency_name=agency.name,
        applied_at=case.applied_at,
        is_new=is_new,
    )
