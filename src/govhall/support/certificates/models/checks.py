"""Annual checks (年检、年度报告、校验): what is due of a certificate in a year, and what the officers found."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from govhall.support.certificates.choices import CheckOutcome


class CheckDuty(models.Model):
    """
    One annual check that a certificate owes: its window and what came of it. ``certificate`` is the first version.

    Outcome and day copy the newest record, for lists. Personal data: none.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    certificate = models.ForeignKey("certificates.Certificate", on_delete=models.PROTECT, related_name="duties")
    type = models.ForeignKey("certificates.CertificateType", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(help_text="the year in which the window ends")
    opens_on = models.DateField()
    due_on = models.DateField(help_text="the last day")
    outcome = models.CharField(max_length=6, choices=CheckOutcome, blank=True)
    checked_on = models.DateField(null=True)
    reminded = models.PositiveSmallIntegerField(
        null=True, help_text="days before the end of the last reminder that was sent"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["certificate", "year"], name="one_check_a_year"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="check_window_ends_after_start"),
            models.CheckConstraint(
                condition=Q(outcome="", checked_on__isnull=True) | ~Q(outcome="") & Q(checked_on__isnull=False),
                name="check_outcome_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "due_on", "id"], name="check_of_agency"),
            models.Index(fields=["due_on"], condition=Q(outcome=""), name="check_open"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.year}"


class CheckRecord(models.Model):
    """
    What an officer recorded of a check; a mistake is mended by a later row. Rows never change.

    Personal data: name of the officer; retired with the certificate.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    duty = models.ForeignKey(CheckDuty, on_delete=models.PROTECT, related_name="records")
    sequence = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=6, choices=CheckOutcome)
    checked_on = models.DateField()
    opinion = models.CharField(max_length=500)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    actor_id = models.UUIDField()
    actor_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["duty", "sequence"], name="check_record_in_order"),
            models.CheckConstraint(condition=~Q(opinion=""), name="check_record_has_opinion"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(sequence__gt=1), name="check_correction_follows"
            ),
        ]
        triggers = [pgtrigger.Protect(name="check_record_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.sequence}"
