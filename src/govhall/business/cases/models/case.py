"""办件: one application of one applicant for one item, from submission to archive."""

from django.db import models
from django.db.models import F, Q

from govhall.business.cases.choices import Channel, ResultCode, ServingWay, Status
from govhall.business.cases.rules import FINISHED, OPEN, TO_SERVE
from govhall.infra.models.fields import EncryptedTextField

_CLOSED_STATUSES = sorted(str(status) for status in FINISHED)
_COUNTED_STATUSES = sorted(str(status) for status in OPEN | TO_SERVE)


class Case(models.Model):
    """
    The summary of a case. The log (``CaseEvent``) is the fact; the status here is its last word.

    Personal data: applicant's name (masked on every screen), form data (encrypted); retired with the case file at the
    end of its retention period.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=21, help_text="办件编号: area 6, date 8, serial 6, check 1")
    submission_key = models.UUIDField(help_text="made by the client before sending: the same sending is one case")

    item_version = models.ForeignKey("items.ItemVersion", on_delete=models.PROTECT, related_name="+")
    item_name = models.CharField(max_length=200)
    item_code = models.CharField(max_length=33)
    case_kind = models.CharField(max_length=1, help_text="办件类型, GB/T 39046 A.6")
    title = models.CharField(max_length=400)

    agency = models.ForeignKey("organizations.Agency", on_delete=models.PROTECT, related_name="+")
    region_path = models.CharField(max_length=60, help_text="of the agency; the data scope of officers")
    channel = models.CharField(max_length=1, choices=Channel)

    applicant_id = models.UUIDField(help_text="party: a natural person or a legal entity")
    applicant_kind = models.CharField(max_length=1, help_text="服务对象, GB/T 39046 A.4")
    applicant_name = models.CharField(max_length=200)
    submitted_by_id = models.UUIDField(help_text="the account that sent it: the applicant's own or an agent's")
    submitted_by_name = models.CharField(max_length=100)

    status = models.CharField(max_length=20, choices=Status)
    answers = models.JSONField(default=dict, help_text="answers to the situation questions")
    form_data = EncryptedTextField(purpose="case")
    serving_way = models.CharField(max_length=12, choices=ServingWay, default=ServingWay.ELECTRONIC)

    applied_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    notice_due_date = models.DateField(null=True, help_text="last day for the single notice or the acceptance")
    promised_due_date = models.DateField(null=True)
    statutory_due_date = models.DateField(null=True)
    serving_due_date = models.DateField(null=True)
    is_due_provisional = models.BooleanField(default=False, help_text="the date lies past the known calendar")

    result_code = models.CharField(max_length=1, choices=ResultCode, blank=True)
    certificate_id = models.UUIDField(null=True)
    event_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="case_number_once"),
            models.UniqueConstraint(fields=["submission_key"], name="case_submission_once"),
            models.CheckConstraint(
                # No result without an acceptance, except declined, returned, withdrawn and void cases.
                condition=~Q(result_code__in=["0", "1", "4"]) | Q(accepted_at__isnull=False),
                name="case_result_needs_acceptance",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("accepted_at")),
                name="case_decided_after_acceptance",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=_CLOSED_STATUSES) | Q(finished_at__isnull=False),
                name="case_finished_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant_id", "-applied_at", "-id"], name="case_of_applicant"),
            models.Index(fields=["agency", "-applied_at", "-id"], name="case_of_agency"),
            models.Index(
                fields=["agency", "promised_due_date", "id"],
                condition=~Q(status__in=_CLOSED_STATUSES),
                name="case_open_by_due_date",
            ),
            # Counts of an officer's views are read from this index alone, however many cases are finished.
            models.Index(fields=["agency", "status"], condition=Q(status__in=_COUNTED_STATUSES), name="case_counted"),
        ]

    def __str__(self) -> str:
        return self.number
