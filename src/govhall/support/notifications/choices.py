"""Channels and states of messages."""

from enum import StrEnum


class Channel(StrEnum):
    """Ways to a recipient. The in-site box is always used; it is the one that counts as delivered."""

    INBOX = "INBOX"
    EMAIL = "EMAIL"
    SMS = "SMS"


class DeliveryState(StrEnum):
    """Where the delivery over one channel is."""

    PENDING = "PENDING"  # not tried yet
    SENDING = "SENDING"  # a worker has claimed it; nobody else may
    SENT = "SENT"  # the provider took it
    FAILED = "FAILED"  # surely not sent; tried again later
    GIVEN_UP = "GIVEN_UP"  # refused for good, or tried often enough, or no address known
    IN_DOUBT = "IN_DOUBT"  # a crash or a cut line between sending and noting it: never sent again by itself
