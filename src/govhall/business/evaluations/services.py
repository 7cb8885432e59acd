"""Inviting and evaluating."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.business.cases import public as cases
from govhall.business.evaluations import rules, selectors
from govhall.business.evaluations.choices import EvaluationChannel
from govhall.business.evaluations.events import CaseEvaluated
from govhall.business.evaluations.models import Evaluation, Invitation
from govhall.business.evaluations.values import EvaluationValue
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict
from govhall.kernel.identifiers import new_id
from govhall.support.calendar import public as calendar


class AlreadyEvaluated(Conflict):
    """This case has its evaluation: 一次一评."""

    code = "already-evaluated"


def invite(*, case_id: UUID, at: datetime) -> None:
    """Ask the applicant of a closed case, once."""
    summary = cases.summaries([case_id])[case_id]
    Invitation.objects.get_or_create(
        case_id=case_id,
        defaults={
            "case_number": summary.number,
            "item_name": summary.item_name,
            "agency_id": summary.agency_id,
            "applicant_id": summary.applicant_id,
            "invited_at": at,
        },
    )


def evaluate(
    *,
    case_number: str,
    satisfaction: str,
    tags: Sequence[str],
    text: str,
    channel: EvaluationChannel,
    by: Actor,
    at: datetime,
) -> EvaluationValue:
    """
    Record what the applicant says of a finished case.

    :raises NotFound: if the case isn't finished, or is somebody else's
    :raises InvalidInput: if tags or text don't fit the level
    :raises AlreadyEvaluated: the second time
    """
    invitation = selectors.invitation(case_number=case_number, by=by)
    level = rules.check(satisfaction, tags, text)
    is_bad = level in rules.BAD
    due = calendar.add_working_days(clock.official_date(at), rules.VERIFY_DAYS).date if is_bad else None
    try:
        with transaction.atomic():
            row = Evaluation.objects.create(
                id=new_id(), case_id=invitation.case_id, agency_id=invitation.agency_id, channel=channel,
                satisfaction=level, tags=list(tags), text=text.strip(), evaluated_by_id=by.account, at=at,
                verify_due_date=due,
            )  # fmt: skip
            bus.publish(CaseEvaluated(aggregate_id=invitation.case_id, at=at, number=case_number, is_bad=is_bad))
    except IntegrityError:
        raise AlreadyEvaluated("这个办件已经评价过了，感谢您的评价。") from None
    return selectors.value_of(row)
