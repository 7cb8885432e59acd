"""The log of a case: every official act leaves exactly one row, and no row ever changes."""

import pgtrigger
from django.db import models

from govhall.business.cases.choices import Act, Status
from govhall.kernel.actor import ActorKind


class CaseEvent(models.Model):
    """
    One act: who, when, from which status to which, with what opinion. The digest binds the row's content.

    Personal data: name of the actor, masked for others where it is the applicant; retired with the case file.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=24, choices=Act)
    from_status = models.CharField(max_length=20, choices=Status)
    to_status = models.CharField(max_length=20, choices=Status)
    step_name = models.CharField(max_length=60, blank=True)
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=100)
    opinion = models.TextField(blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, help_text="SM3 of the canonical content")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "sequence"], name="case_event_in_order")]
        triggers = [
            pgtrigger.Protect(name="case_log_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.sequence} {self.act}"
