"""Reading evaluations and invitations."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from govhall.business.evaluations.choices import Satisfaction
from govhall.business.evaluations.models import Evaluation, Invitation
from govhall.business.evaluations.values import EvaluationValue, InvitationValue
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.standards.tables import code_table


def invitation(*, case_number: str, by: Actor) -> InvitationValue:
    """Return the invitation for an own case. :raises NotFound: if it isn't finished or is somebody else's"""
    row = _invitations().filter(case_number=case_number, applicant_id__in=by.whole_parties).first()
    if row is None:
        raise NotFound("这个办件还没有办结，办结后就可以评价。")
    return _invitation(row)


def invitations(*, by: Actor) -> Sequence[InvitationValue]:
    """Return the open invitations of this person, newest first."""
    used = Evaluation.objects.filter(case_id=OuterRef("case_id"))
    rows = Invitation.objects.filter(~Exists(used), applicant_id__in=by.whole_parties).order_by("-invited_at")
    return [_invitation(row) for row in rows[:20]]


def evaluation_of(case_id: UUID) -> EvaluationValue | None:
    """Return the evaluation of a case that the caller may see, or None."""
    row = Evaluation.objects.filter(case_id=case_id).first()
    return value_of(row) if row else None


def counts(agency_ids: Sequence[int]) -> Mapping[str, int]:
    """Return how many evaluations of each level these agencies have."""
    rows = Evaluation.objects.filter(agency_id__in=agency_ids).values_list("satisfaction").annotate(n=Count("id"))
    return dict.fromkeys(Satisfaction.values, 0) | dict(rows)


def value_of(row: Evaluation) -> EvaluationValue:
    """Return the value of a row."""
    table = code_table("evaluation-detail")
    return EvaluationValue(
        id=row.id,
        case_id=row.case_id,
        satisfaction=row.satisfaction,
        satisfaction_label=str(Satisfaction(row.satisfaction).label),
        tags=[table.label(code) for code in row.tags],
        text=row.text,
        at=row.at,
        verify_due_date=row.verify_due_date,
    )


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.annotate(is_used=Exists(Evaluation.objects.filter(case_id=OuterRef("case_id"))))


def _invitation(row: Invitation) -> InvitationValue:
    return InvitationValue(
        case_id=row.case_id,
        case_number=row.case_number,
        item_name=row.item_name,
        agency_id=row.agency_id,
        invited_at=row.invited_at,
        evaluated=bool(getattr(row, "is_used", False)),
    )
