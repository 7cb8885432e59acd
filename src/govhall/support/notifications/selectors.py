"""Reads of messages. A box is read by its owner's account id; the caller passes its own."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from govhall.support.notifications.choices import Channel, DeliveryState
from govhall.support.notifications.models import Delivery, Message
from govhall.support.notifications.values import MessageValue, ReceiptValue


def inbox(*, user_id: UUID, before: tuple[datetime, UUID] | None = None, limit: int = 20) -> tuple[MessageValue, ...]:
    """
    Return a page of the account's messages, newest first.

    :param before: ``created_at`` and ``id`` of the last message of the page before
    :param limit: at most this many, up to 100
    """
    rows = Message.objects.filter(recipient_user_id=user_id)
    if before is not None:
        created_at, last = before
        rows = rows.filter(created_at__lte=created_at).filter(Q(created_at__lt=created_at) | Q(pk__lt=last))
    return tuple(_value(row) for row in rows.order_by("-created_at", "-id")[: max(1, min(limit, 100))])


def message(*, message_id: UUID, user_id: UUID) -> MessageValue | None:
    """Return one message of the account, or None: another's message is as unknown as none."""
    row = Message.objects.filter(pk=message_id, recipient_user_id=user_id).first()
    return None if row is None else _value(row)


def unread_count(user_id: UUID) -> int:
    """Count the account's unread messages."""
    return Message.objects.filter(recipient_user_id=user_id, read_at__isnull=True).count()


def receipts(message_id: UUID) -> tuple[ReceiptValue, ...]:
    """Return how the message went over its channels, without addresses."""
    rows = Delivery.objects.filter(message_id=message_id).defer("address").order_by("channel")
    return tuple(
        ReceiptValue(
            channel=Channel(row.channel),
            state=DeliveryState(row.state),
            attempts=row.attempts,
            provider_id=row.provider_id,
            sent_at=row.sent_at,
            reason=row.reason,
        )
        for row in rows
    )


def _value(row: Message) -> MessageValue:
    return MessageValue(
        id=row.pk,
        template=row.template,
        subject=row.subject,
        body=row.body,
        link=row.link,
        created_at=row.created_at,
        read_at=row.read_at,
    )
