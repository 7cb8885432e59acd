"""What can be wrong with a time stamp, and why an authority refuses to make one."""

from enum import IntEnum, StrEnum


class Fault(StrEnum):
    """What a check of a token found."""

    BROKEN = "BROKEN"  # unreadable, changed, or the signature is wrong
    OTHER = "OTHER"  # whole, but made for something else
    UNTRUSTED = "UNTRUSTED"  # the authority isn't trusted, or its certificate wasn't valid or isn't for time stamps


class Failure(IntEnum):
    """PKIFailureInfo of RFC 3161, 2.4.2: the number of the bit."""

    BAD_ALG = 0
    BAD_REQUEST = 2
    BAD_DATA_FORMAT = 5
    TIME_NOT_AVAILABLE = 14
    UNACCEPTED_POLICY = 15
    UNACCEPTED_EXTENSION = 16
    ADD_INFO_NOT_AVAILABLE = 17
    SYSTEM_FAILURE = 25


BUILT_IN, NONE = "builtin", "none"  # what GOVHALL_TSA_URL may say besides an address
