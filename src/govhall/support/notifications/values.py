"""What leaves the notifications app. Addresses never do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from govhall.support.notifications.choices import Channel, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who gets a message: an account, or a party whose account and addresses identity knows."""

    user_id: UUID | None = None
    party_id: UUID | None = None


# Given the recipient's account and the moment of sending; None means that nothing may be sent any more.
Tail = Callable[[UUID, datetime], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """
    Texts with named placeholders in braces; ``sms`` is empty where subject and body serve. ``tail`` makes the end of a
    mail at the moment it is sent: what opens an account may lie in no table and no queue.
    """

    code: str
    subject: str
    body: str
    sms: str = ""
    channels: tuple[Channel, ...] = (Channel.INBOX,)
    placeholders: frozenset[str] = frozenset()
    tail: Tail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageValue:
    """A message in somebody's box."""

    id: UUID
    template: str
    subject: str
    body: str
    link: str
    created_at: datetime
    read_at: datetime | None

    @property
    def is_read(self) -> bool:
        """The recipient has opened it."""
        return self.read_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptValue:
    """How the delivery over one channel went; ``provider_id`` is the mail's Message-ID or the gateway's number."""

    channel: Channel
    state: DeliveryState
    attempts: int
    provider_id: str
    sent_at: datetime | None
    reason: str
