"""The audit trail. Rows are only ever added: a trigger refuses UPDATE and DELETE, also to the application itself."""

import pgtrigger
from django.db import models

from govhall.kernel.actor import ActorKind


class AuditEntry(models.Model):
    """
    Who did what to which object, when, from where, and with what outcome (GB/T 22239-2019 8.1.4.3).

    Personal data: name of the actor; kept at least six months, retired with the partition of its month.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in ActorKind])
    actor_name = models.CharField(max_length=100)
    address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=100)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=100, blank=True)
    succeeded = models.BooleanField(default=True)
    detail = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, help_text="SM3 of the canonical content of this row")

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["target_kind", "target_id", "-at"], name="audit_target"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor"),
        ]
        triggers = [
            pgtrigger.Protect(name="audit_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.id}"
