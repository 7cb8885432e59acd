"""Drafts: what somebody has filled in and not sent yet."""

from django.db import models
from django.db.models import Q

from govhall.infra.models.fields import EncryptedTextField


class Draft(models.Model):
    """
    An unsent application, resumable on any device. Its id becomes the submission key of the case.

    Personal data: everything filled in (encrypted); deleted by its owner, or ninety days after the last change.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    owner_id = models.UUIDField(help_text="account")
    party_id = models.UUIDField(help_text="for whom the application is made")
    subject = models.CharField(max_length=60, help_text="what the draft is for, in words of the app that uses it")
    answers = models.JSONField(default=dict)
    data = EncryptedTextField(purpose="draft")
    files = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_id", "party_id", "subject"],
                condition=Q(sent_at__isnull=True),
                name="one_draft_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["owner_id", "-updated_at"], name="draft_of_owner")]

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"
