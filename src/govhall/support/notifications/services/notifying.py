"""Composes a message and queues its deliveries, inside the transaction of the fact that it tells of."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.infra.bus import queue
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.identity import public as identity
from govhall.support.notifications import rules
from govhall.support.notifications.choices import Channel
from govhall.support.notifications.models import Delivery, Message
from govhall.support.notifications.values import Recipient

SEND_TASK = "notifications.send"
QUEUE = "messages"


def notify(
    *,
    template: str,
    recipient: Recipient,
    values: Mapping[str, str],
    link: str,
    dedupe_key: str,
    at: datetime,
) -> UUID | None:
    """
    Put a message into the recipient's box and queue it for the template's other channels.

    Sending begins after the caller's transaction has committed; if it rolls back, there was no message.

    :param link: path of the page to look at, such as ``/cases/…/``
    :param dedupe_key: names the fact; a second message for the same fact is not made
    :returns: the message's id, or None when the fact was told already
    :raises InvalidInput: for an unknown template, a missing value, or a recipient without any id
    """
    text = rules.template_of(template)
    subject, body, short_text = rules.render(text, values)
    if recipient.user_id is None and recipient.party_id is None:
        raise InvalidInput("消息没有收件人。", template=template)
    user_id = recipient.user_id
    if user_id is None and recipient.party_id is not None:
        user_id = identity.contact_of(recipient.party_id).user_id
    message = Message(
        id=new_id(), recipient_user_id=user_id, recipient_party_id=recipient.party_id, template=template,
        subject=subject, body=body, short_text=short_text, link=link, dedupe_key=dedupe_key, created_at=at,
    )  # fmt: skip
    with transaction.atomic():
        Message.objects.bulk_create([message], ignore_conflicts=True)
        if not Message.objects.filter(pk=message.pk).exists():
            return None
        outward = [channel for channel in text.channels if channel is not Channel.INBOX]
        if outward:
            Delivery.objects.bulk_create(
                Delivery(id=new_id(), message=message, channel=channel, next_try_at=at) for channel in outward
            )
            enqueue(message.pk)
    return message.pk


def enqueue(message_id: UUID, *, not_before: datetime | None = None) -> None:
    """Queue the sending of a message's due deliveries in the current transaction."""
    queue.job(SEND_TASK, queue=QUEUE, schedule_at=not_before).defer(message_id=str(message_id))
