"""Messages and their deliveries."""

from django.db import models
from django.db.models import Q

from govhall.infra.models.fields import EncryptedTextField
from govhall.support.notifications.choices import Channel, DeliveryState


class Message(models.Model):
    """
    A message in the in-site box of its recipient.

    Personal data: what the texts say (templates name cases and items, not persons); retired with the account.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    recipient_user_id = models.UUIDField(null=True)
    recipient_party_id = models.UUIDField(null=True)
    template = models.CharField(max_length=100)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    short_text = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    dedupe_key = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dedupe_key"], name="message_once"),
            models.CheckConstraint(
                condition=Q(recipient_user_id__isnull=False) | Q(recipient_party_id__isnull=False),
                name="message_has_recipient",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_user_id", "-created_at", "-id"], name="message_box"),
            models.Index(fields=["recipient_user_id"], condition=Q(read_at__isnull=True), name="message_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.id}"


class Delivery(models.Model):
    """
    The way of one message over one channel.

    Personal data: e-mail address or phone number (encrypted), filled in when sent; retired with the message.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=[(channel, channel) for channel in Channel])
    address = EncryptedTextField[str, str](purpose="notification-address", blank=True, default="")
    state = models.CharField(
        max_length=10, choices=[(state, state) for state in DeliveryState], default=DeliveryState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=60, blank=True, help_text="code of the last failure, never an address")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="delivery_once_per_channel"),
            models.CheckConstraint(
                condition=~Q(state="SENT") | Q(sent_at__isnull=False) & ~Q(provider_id=""),
                name="delivery_sent_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["claimed_at"], condition=Q(state="SENDING"), name="delivery_sending"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.id}"
