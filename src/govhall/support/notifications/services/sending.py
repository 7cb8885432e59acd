"""
Sends deliveries: claim, send, note.

A delivery is claimed in a transaction of its own (row lock, SENDING), sent without any transaction, and its end
noted in another. Two workers can't both claim. A worker that dies between sending and noting leaves SENDING
behind; the sweep turns that into IN_DOUBT, which is never sent again by itself. So mail and text messages are
at most once in doubt and retried only when surely not sent: the in-site box already holds the message, so a lost
copy costs less than a doubled one. An operator may compare the deterministic Message-ID with the mail server's log.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from govhall.kernel.errors import NotFound
from govhall.support.identity import public as identity
from govhall.support.notifications import adapters, rules
from govhall.support.notifications.choices import Channel, DeliveryState
from govhall.support.notifications.models import Delivery, Message
from govhall.support.notifications.services import notifying

log = structlog.get_logger()

DUE = (DeliveryState.PENDING, DeliveryState.FAILED)
OVERDUE_AT_ONCE = 500


def send_due(message_id: UUID, *, at: datetime) -> None:
    """Send every delivery of the message that is due; failures are noted and queued again, not raised."""
    due = Delivery.objects.filter(message_id=message_id, state__in=DUE, next_try_at__lte=at + rules.CLOCKS_DIFFER)
    for delivery_id in list(due.values_list("pk", flat=True)):
        delivery = _claim(delivery_id, at=at)
        if delivery is not None:
            _send(delivery, at=at)


def sweep(*, at: datetime) -> int:
    """Mark deliveries whose worker died while sending as in doubt, and queue overdue ones again; return the first."""
    stale = Delivery.objects.filter(state=DeliveryState.SENDING, claimed_at__lt=at - rules.SENDING_PATIENCE)
    count = stale.update(state=DeliveryState.IN_DOUBT, reason="worker-died")
    if count:
        log.warning("deliveries_in_doubt", count=count)
    _enqueue_overdue(at=at)
    return count


def _enqueue_overdue(*, at: datetime) -> None:
    """Queue again what is long due and was not tried; a second job for the same message finds nothing to do."""
    overdue = Delivery.objects.filter(state__in=DUE, next_try_at__lt=at - rules.SENDING_PATIENCE)
    for message_id in set(overdue.values_list("message_id", flat=True)[:OVERDUE_AT_ONCE]):
        notifying.enqueue(message_id)


def _claim(delivery_id: UUID, *, at: datetime) -> Delivery | None:
    with transaction.atomic():
        # Waits for another's claim, which is short. Passing a locked row over would lose it: its holder may be a
        # worker that has just died and never comes back for it.
        waiting = Delivery.objects.select_for_update(of=("self",)).select_related("message")
        due = waiting.filter(pk=delivery_id, state__in=DUE, next_try_at__lte=at + rules.CLOCKS_DIFFER)
        delivery = due.first()
        if delivery is None:  # another worker has it
            return None
        delivery.state, delivery.claimed_at, delivery.attempts = DeliveryState.SENDING, at, delivery.attempts + 1
        if not delivery.address:
            delivery.address = _address(delivery)
        delivery.save(update_fields=["state", "claimed_at", "attempts", "address"])
        return delivery


def _address(delivery: Delivery) -> str:
    message = delivery.message
    try:
        if message.recipient_party_id is not None:
            contact = identity.contact_of(message.recipient_party_id)
        elif message.recipient_user_id is not None:
            contact = identity.contact_of_account(message.recipient_user_id)
        else:
            return ""
    except NotFound:  # the party is gone since
        return ""
    return contact.email if delivery.channel == Channel.EMAIL else contact.phone


def _send(delivery: Delivery, *, at: datetime) -> None:
    try:
        provider_id = _hand_over(delivery, at=at)
    except adapters.Refused as refused:
        _note_refusal(delivery, refused, at=at)
    except adapters.Unclear:
        _note(delivery, state=DeliveryState.IN_DOUBT, reason="line-cut")
    else:
        _note(delivery, state=DeliveryState.SENT, sent_at=at, provider_id=provider_id)


def _hand_over(delivery: Delivery, *, at: datetime) -> str:
    message = delivery.message
    if not delivery.address:
        raise adapters.Refused("no-address", for_good=True)
    key = delivery.pk.hex
    if delivery.channel == Channel.EMAIL:
        text = _composed(delivery, at)
        return adapters.send_mail(key=key, address=delivery.address, subject=message.subject, text=text)
    return adapters.sms().send(key=key, phone=delivery.address, text=message.short_text)


def _composed(delivery: Delivery, at: datetime) -> str:
    try:
        return _text(delivery.message, at)
    except adapters.Refused:
        raise
    except Exception:
        _note(delivery, state=DeliveryState.PENDING)  # nothing has left the house: the job's next try may send it
        raise


def _text(message: Message, at: datetime) -> str:
    """Return the text of a mail, with the end that is made only now if its template has one."""
    tail = rules.template_of(message.template).tail
    if tail is None or message.recipient_user_id is None:
        return message.body
    end = tail(message.recipient_user_id, at)
    if end is None:
        raise adapters.Refused("not-wanted", for_good=True)
    return f"{message.body}\n\n{end}"


def _note_refusal(delivery: Delivery, refused: adapters.Refused, *, at: datetime) -> None:
    again = None if refused.for_good else rules.next_try(delivery.attempts, at)
    state = DeliveryState.GIVEN_UP if again is None else DeliveryState.FAILED
    with transaction.atomic():
        _note(delivery, state=state, reason=refused.reason, next_try_at=again)
        if again is not None:
            notifying.enqueue(delivery.message_id, not_before=again)


def _note(delivery: Delivery, *, state: DeliveryState, **fields: object) -> None:
    """Write the end of an attempt, if the row is still ours."""
    mine = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING, attempts=delivery.attempts)
    mine.update(state=state, **{"reason": "", **fields})
    log.info("delivery_noted", delivery_id=str(delivery.pk), channel=delivery.channel, state=state, **_loggable(fields))


def _loggable(fields: dict[str, object]) -> dict[str, object]:
    return {"reason": fields["reason"]} if "reason" in fields else {}
