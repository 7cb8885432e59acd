"""Who may act for whom (委托代理): a person for another person or for a legal entity, within a scope and a period."""

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from govhall.kernel.identifiers import new_id
from govhall.support.identity.models.parties import LegalEntity, Person

_UNANSWERED: Final = Q(accepted_at__isnull=True, declined_at__isnull=True, revoked_at__isnull=True)


class AgentGrant(models.Model):
    """
    A power to act. ``items`` names the items by key; empty means all. The period is half-open.

    Personal data: none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agent_grants")
    for_person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="agents")
    for_entity = models.ForeignKey(LegalEntity, on_delete=models.PROTECT, null=True, related_name="agents")
    items = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True, help_text="until the agent accepts, it opens nothing")
    declined_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    appointed_by = models.UUIDField(null=True)
    appointed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(for_person__isnull=True, for_entity__isnull=False)
                | Q(for_person__isnull=False, for_entity__isnull=True),
                name="identity_agent_one_principal",
            ),
            models.CheckConstraint(
                condition=Q(for_person__isnull=True) | ~Q(for_person=F("agent")), name="identity_agent_not_self"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="identity_agent_period",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True), name="identity_agent_one_answer"
            ),
            # One question at a time from one principal to one agent: a second click asks nobody twice.
            models.UniqueConstraint(
                fields=["agent", "for_person"],
                condition=_UNANSWERED & Q(for_person__isnull=False),
                name="identity_agent_asked_once_person",
            ),
            models.UniqueConstraint(
                fields=["agent", "for_entity"],
                condition=_UNANSWERED & Q(for_entity__isnull=False),
                name="identity_agent_asked_once_entity",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
