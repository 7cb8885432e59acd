"""Invitations and evaluations: one of each per case."""

from django.db import models

from govhall.business.evaluations.choices import EvaluationChannel, Satisfaction


class Invitation(models.Model):
    """The applicant of a finished case is asked once. Personal data: none (ids only)."""

    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, primary_key=True, related_name="+")
    case_number = models.CharField(max_length=21)
    item_name = models.CharField(max_length=200)
    agency_id = models.BigIntegerField()
    applicant_id = models.UUIDField()
    invited_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["applicant_id", "-invited_at"], name="invitation_of_applicant")]

    def __str__(self) -> str:
        return self.case_number


class Evaluation(models.Model):
    """
    一次一评: the applicant's judgement of one case, for the person who asked and never to be changed by officers.

    Personal data: the text may hold some; shown to the agency only, retired with the case file.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    agency_id = models.BigIntegerField()
    channel = models.CharField(max_length=1, choices=EvaluationChannel)
    satisfaction = models.CharField(max_length=1, choices=Satisfaction)
    tags = models.JSONField(default=list, help_text="national detail codes")
    text = models.TextField(blank=True)
    evaluated_by_id = models.UUIDField()
    at = models.DateTimeField()
    verify_due_date = models.DateField(null=True, help_text="bad ones are called back until this day")

    class Meta:
        indexes = [models.Index(fields=["agency_id", "-at"], name="evaluation_of_agency")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.satisfaction}"
