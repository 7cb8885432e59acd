"""How a case was decided and how the result reached the applicant."""

from django.db import models
from django.db.models import F, Q

from govhall.business.cases.choices import Outcome, ServingWay


class Decision(models.Model):
    """
    决定. What the rules computed and what a person decided are two fields; who departs from the rules says why.

    Personal data: name of the officer; retired with the case file.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome)
    computed_outcome = models.CharField(max_length=8, choices=Outcome, blank=True, help_text="what the rules suggest")
    departure_reason = models.TextField(blank=True, help_text="why the decision is not what the rules suggest")
    reason = models.TextField(blank=True)
    basis = models.TextField(blank=True, help_text="the provisions of law")
    remedies = models.TextField(blank=True, help_text="复议 and 诉讼: where and how long")
    decided_by_id = models.UUIDField(null=True)
    decided_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="DENIED") | (~Q(reason="") & ~Q(remedies="")),
                name="denial_has_reason_and_remedies",
            ),
            models.CheckConstraint(
                condition=Q(computed_outcome__in=["", *Outcome.values]), name="computed_outcome_known"
            ),
            # A reason stands where the decision departs from a suggestion, and nowhere else.
            models.CheckConstraint(
                condition=(Q(computed_outcome="") | Q(computed_outcome=F("outcome"))) & Q(departure_reason="")
                | ~Q(computed_outcome="") & ~Q(computed_outcome=F("outcome")) & ~Q(departure_reason=""),
                name="departure_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.outcome}"


class DeliveryRecord(models.Model):
    """送达: once a case. Personal data: name of the receiver; retired with the case file."""

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="delivery")
    way = models.CharField(max_length=12, choices=ServingWay)
    receiver_name = models.CharField(max_length=100)
    tracking_number = models.CharField(max_length=40, blank=True)
    by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(way="COURIER") | ~Q(tracking_number=""), name="courier_has_tracking"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.way}"
