"""Opening messages."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from govhall.support.notifications.models import Message


def mark_read(*, user_id: UUID, at: datetime, message_ids: Iterable[UUID] | None = None) -> int:
    """Mark the account's unread messages as read, or only those named; return how many changed."""
    unread = Message.objects.filter(recipient_user_id=user_id, read_at__isnull=True)
    if message_ids is not None:
        unread = unread.filter(pk__in=list(message_ids))
    return unread.update(read_at=at)
