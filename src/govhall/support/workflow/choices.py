"""States of process instances and tasks. The stored word is the value; labels are for people."""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """Where a process instance is."""

    RUNNING = "RUNNING"
    ENDED = "ENDED"  # an end event was reached
    CANCELLED = "CANCELLED"  # stopped from outside, as after a withdrawal


class TaskState(StrEnum):
    """Where a task is. GB/T 39046-2020 table 7 knows 1 待办 (OPEN) and 2 已办 (COMPLETED)."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class Claimed(StrEnum):
    """Which open tasks a list shows, seen from its reader."""

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    ALL = "all"


class Action(StrEnum):
    """业务动作 of a step (GB/T 39046-2020 table 7): what an outcome means to statistics and exchange."""

    PASS = "pass"  # noqa: S105  a word of the standard, not a password
    RETURN = "return"
    OTHER = "other"
