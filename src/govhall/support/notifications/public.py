"""What other apps may use of notifications."""

from govhall.support.notifications.choices import Channel, DeliveryState
from govhall.support.notifications.rules import TemplateInvalid, register_template, templates
from govhall.support.notifications.selectors import inbox, message, receipts, unread_count
from govhall.support.notifications.services.notifying import notify
from govhall.support.notifications.services.reading import mark_read
from govhall.support.notifications.services.sending import send_due, sweep
from govhall.support.notifications.values import MessageValue, ReceiptValue, Recipient, Template

__all__ = [
    "Channel", "DeliveryState", "MessageValue", "ReceiptValue", "Recipient", "Template", "TemplateInvalid",
    "inbox", "mark_read", "message", "notify", "receipts", "register_template", "send_due", "sweep", "templates",
    "unread_count",
]  # fmt: skip
