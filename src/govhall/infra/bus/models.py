"""The outbox and the receipts of its handlers."""

from django.db import models


class OutboxEvent(models.Model):
    """A published fact. Written in the transaction of the act that it tells of. Personal data: none (ids only)."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=100)
    aggregate_id = models.UUIDField()
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["aggregate_id", "id"], name="outbox_aggregate")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class HandledEvent(models.Model):
    """The receipt of one handler for one event: its effects and this row are one transaction. Personal data: none."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="receipts")
    handler = models.CharField(max_length=200)
    handled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="handled_once")]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"
