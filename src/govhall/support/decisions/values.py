"""What leaves the app: models, versions, findings, evaluations and runs, as plain frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from govhall.support.decisions.choices import Severity, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    One finding of the checks before publishing, with its place in the model.

    ``rows`` and ``column`` count from 1 (outputs after inputs; 0: none), ``position`` characters of the text from 0.
    """

    code: str
    severity: Severity
    message: str
    element_id: str = ""
    element: str = ""
    rows: tuple[int, ...] = ()
    rule_ids: tuple[str, ...] = ()
    column: int = 0
    label: str = ""
    text: str = ""
    position: int = 0
    line: int = 0

    @property
    def place(self) -> str:
        """The place in words: ``预检意见，第 2 行，列“面积”``."""
        rows = f"第 {'、'.join(map(str, self.rows))} 行" if self.rows else ""
        column = f"列“{self.label or self.column}”" if self.column else ""
        return "，".join(part for part in (self.element, rows, column) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSummary:
    """A decision model as a list shows it. ``number`` is that of the latest published version, 0 for none."""

    id: UUID
    key: str
    name: str
    number: int
    has_draft: bool
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRef:
    """Names one published version; ``sm3`` is the SM3 of its file."""

    id: UUID
    key: str
    number: int
    sm3: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionValue:
    """One version of a model with what happened to it."""

    id: UUID
    key: str
    number: int
    state: VersionState
    sm3: str
    updated_at: datetime
    published_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputField:
    """An input of a model: name, words for it, type as FEEL writes it, and allowed values where they are listed."""

    name: str
    label: str
    kind: str
    options: tuple[str, ...] = ()
    is_list: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a decision table as it is written."""

    id: str
    number: int
    tests: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSentence:
    """One row to read aloud: what it asks for and what it says, as pairs of label and text."""

    number: int
    when: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A decision table to read: heads and rows."""

    element_id: str
    element: str
    hit_policy: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[RowView, ...]

    @property
    def sentences(self) -> tuple[RowSentence, ...]:
        """The rows as pairs of label and text, without the cells that ask for nothing."""
        return tuple(
            RowSentence(
                number=row.number,
                when=tuple(pair for pair in zip(self.inputs, row.tests, strict=False) if pair[1] != "-"),
                then=tuple(zip(self.outputs, row.outputs, strict=False)),
            )
            for row in self.rows
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a model offers: decisions that may be asked, the inputs they need, its tables."""

    decisions: tuple[str, ...]
    inputs: tuple[InputField, ...]
    tables: tuple[TableView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeelTrial:
    """The result of one expression: ``text`` as FEEL writes it; ``is_wrong`` when it could not be read at all."""

    text: str
    remarks: tuple["Remark", ...]
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something that was remarked while computing, in Chinese, with the place in the text."""

    code: str
    message: str
    text: str = ""
    line: int = 0
    column: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEntry:
    """One step: values as FEEL writes them; ``rows`` are the numbers of the rows of a table that matched."""

    kind: str
    name: str
    value: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a decision said: ``value`` as plain Python, ``text`` as FEEL writes it. ``version`` is None for a draft."""

    decision: str
    value: Any
    text: str
    inputs: Mapping[str, Any]
    remarks: tuple[Remark, ...]
    trace: tuple[TraceEntry, ...]
    version: VersionRef | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunValue:
    """
    A recorded run without what was put in and came out: that may be personal data.

    ``key`` and ``name`` are the model's, ``number`` is that of its version.
    """

    id: UUID
    key: str
    name: str
    version_id: UUID
    number: int
    model_sm3: str
    decision: str
    purpose: str
    subject_id: UUID | None
    rows: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """
    A recorded run with all that it got and gave. Values are in clear, or with texts and dates ``is_masked``.

    ``value`` is the result as JSON holds it, ``text`` the same as FEEL writes it.
    """

    run: RunValue
    inputs: Mapping[str, Any]
    value: Any
    text: str
    remarks: tuple[Remark, ...]
    trace: tuple[TraceEntry, ...]
    is_masked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What the same version says today of the same inputs at the same moment; ``text`` is its result."""

    is_same: bool
    text: str
    differences: tuple[str, ...]
