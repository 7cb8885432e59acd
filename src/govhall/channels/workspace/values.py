"""What the workspace's pages show: frozen values, ready for templates. Nothing here reads or decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due date in words, its tone and how much of the time is gone (0 to 100)."""

    words: str
    tone: str
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A view of the task list. ``count`` is None where nobody counts (finished cases)."""

    code: str
    label: str
    count: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """One line of the task list; ``step`` is the open step or the status, ``holder`` says in whose hands it is."""

    number: str
    item_name: str
    applicant: str
    deadline: Deadline
    step: str
    holder: str
    is_mine: bool
    task_id: UUID | None
    channel: str
    at: datetime
    due_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage:
    """One page of the task list; ``after`` opens the next one and is empty on the last."""

    rows: Sequence[TaskRow]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripCell:
    """One cell of the clock strip, or a run of days drawn as one (``wide``)."""

    day: str
    kind: str
    note: str
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStrip:
    """The clock in one line: a heading, a number, the days, and a small line below each end."""

    heading: str
    number: int
    unit: str
    tone: str
    cells: Sequence[StripCell]
    left: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """
    One field of an application as an officer sees it.

    ``shown`` is masked when ``is_masked``; ``clear`` is what a reveal would give and must not reach a template.
    """

    place: str
    label: str
    shown: str
    clear: str
    is_masked: bool
    source: str
    source_icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormGroup:
    """A section of an application, or one of its repeated rows."""

    title: str
    rows: Sequence[FormRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One act in the log of a case."""

    at: datetime
    who: str
    what: str
    text: str
    tone: str
    papers: Sequence[tuple[str, UUID]] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An act that the panel offers; ``kind`` is a class of buttons."""

    act: str
    label: str
    kind: str
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """
    One run of the item's rules in words: ``lines`` are (tone, text), ``matched`` names tables and rows.

    ``is_computed`` is False where the rule gave no usable answer; then ``lines`` says what that meant.
    """

    id: UUID
    purpose: str
    label: str
    at: datetime
    model: str
    lines: Sequence[tuple[str, str]]
    matched: Sequence[str]
    is_computed: bool
