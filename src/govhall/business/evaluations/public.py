"""What other apps may use of evaluations."""

from govhall.business.evaluations.choices import EvaluationChannel, Satisfaction
from govhall.business.evaluations.rules import BAD, RECTIFY_DAYS, TEXT_LONGEST, VERIFY_DAYS, tags_for
from govhall.business.evaluations.selectors import counts, evaluation_of, invitation, invitations
from govhall.business.evaluations.services import AlreadyEvaluated, evaluate
from govhall.business.evaluations.values import EvaluationValue, InvitationValue

__all__ = [
    "BAD", "RECTIFY_DAYS", "TEXT_LONGEST", "VERIFY_DAYS",
    "AlreadyEvaluated", "EvaluationChannel", "EvaluationValue", "InvitationValue", "Satisfaction",
    "counts", "evaluate", "evaluation_of", "invitation", "invitations", "tags_for",
]  # fmt: skip
