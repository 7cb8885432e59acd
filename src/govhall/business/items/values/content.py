"""
What a published version of an item says: frozen values, all text in Chinese as people read it.

Codes are those of ``standards.tables``; the ``…_label`` properties look them up. Nothing here queries a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from govhall.standards.tables import code_table

PERSON, LEGAL = "person", "legal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit: ``unit`` W working days, N calendar days, H hours. Amount 0 means at once."""

    amount: int
    unit: str

    @property
    def is_immediate(self) -> bool:
        """Done while the applicant waits."""
        return self.amount == 0

    @property
    def text(self) -> str:
        """The limit in words: ``8 个工作日``."""
        if self.is_immediate:
            return "即办"
        return f"{self.amount} {({'W': '个工作日', 'N': '日', 'H': '小时'})[self.unit]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """One legal basis: the law, its article and what it says in our own words."""

    law: str
    article: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """One fee with its standard and basis. An item without fees has none of these."""

    name: str
    standard: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    What the applicant gets. ``kind`` and ``closing`` are codes of ``result-kind`` and ``result-closing-kind``.

    ``valid_years`` is 0 for a long-term result; ``sample`` says where its specimen comes from. ``register`` names the
    data register whose answer is printed (``data.registries``), empty where the form alone fills the result.
    """

    name: str
    kind: str
    closing: str
    certificate_type: str
    valid_years: int
    sample: str
    register: str = ""

    @property
    def validity(self) -> str:
        """How long the result is valid, in words."""
        return f"{self.valid_years} 年" if self.valid_years else "长期"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to a situation question."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A situation question (情形). ``code`` is its name in FEEL; ``many`` lets several answers stand."""

    code: str
    title: str
    many: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Why a material need not be handed in: ``reason`` is ``certificate`` (by key), ``generated`` or ``identity``."""

    reason: str
    certificate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """
    One application material. ``kind``, ``form``, ``necessity`` and ``source`` are codes of the ``material-…`` tables.

    ``applies_if`` is FEEL over the answers, empty when it always applies; ``allowed`` are file name endings.
    """

    code: str
    name: str
    kind: str
    form: str
    necessity: str
    source: str
    source_note: str
    originals: int
    copies: int
    hint: str
    standard: str
    basis: str
    sample: str
    applies_if: str
    exempt_by: Exemption | None
    allowed: tuple[str, ...]
    deferrable: bool

    @property
    def necessity_label(self) -> str:
        """必要, 非必要 or 容缺后补."""
        return code_table("material-necessity").label(self.necessity)

    @property
    def source_label(self) -> str:
        """Where the applicant gets it from."""
        return code_table("material-source").label(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the flow shown to people. ``limit`` counts in the unit of the promised limit."""

    code: str
    name: str
    role: str
    limit: int
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialProcedure:
    """特别程序 whose time is not counted (行政许可法 第四十五条), with its own limit."""

    code: str
    name: str
    basis: str
    limit: Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Faq:
    """A frequent question with its answer."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedies:
    """What somebody who disagrees may do: to whom, within what time."""

    reconsideration: str
    litigation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """A figure of the content that was checked, and against what; ``confirmed`` is false where no text was at hand."""

    figure: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleUse:
    """
    A decision that this item uses: of which model and, once the item version is made, of which version of it.

    ``version_id`` is None in a content file only: there the model is named, the version is pinned when it is loaded.
    """

    model: str
    decision: str
    version: int = 0
    version_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemContent:
    """
    Everything a published version says (GB/T 39046-2020 table 4 and the local fields).

    ``form`` is the plain mapping that ``support.forms`` reads. ``process`` names the process file, empty for none.
    ``precheck`` looks at an application before it is sent, ``routing`` gives the process its facts, ``outcome``
    suggests the decision.
    ``commitment`` is the text of a 告知承诺, empty where it isn't offered. ``popularity`` 0–100 orders lists.
    """

    key: str
    name: str
    sub_name: str
    summary: str
    kind: str
    basic_code: str
    level: str
    power_source: str
    served: tuple[str, ...]
    themes_person: tuple[str, ...]
    themes_legal: tuple[str, ...]
    case_kind: str
    review_kind: str
    basis: tuple[Basis, ...]
    conditions: tuple[str, ...]
    statutory: Limit
    statutory_note: str
    promised: Limit
    visits: int
    visits_reason: str
    fees: tuple[Fee, ...]
    online_payment: bool
    result: Result
    ways: tuple[str, ...]
    depth: str
    assurance: int
    area_scope: str
    quantity_limit: str
    express: bool
    booking: bool
    terminal: bool
    place: str
    hours: str
    consult_phone: str
    supervise_phone: str
    remedies: Remedies
    commitment: str
    questions: tuple[Question, ...]
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    process: str
    precheck: RuleUse | None
    routing: RuleUse | None
    outcome: RuleUse | None
    special_procedures: tuple[SpecialProcedure, ...]
    form: Mapping[str, Any] | None
    faq: tuple[Faq, ...]
    keywords: tuple[str, ...]
    synonyms: tuple[str, ...]
    popularity: int
    verified: tuple[Verified, ...]
    illustrative: bool

    @property
    def rule_uses(self) -> tuple[RuleUse, ...]:
        """The decisions that the item uses, in the order in which a case meets them."""
        return tuple(use for use in (self.precheck, self.routing, self.outcome) if use is not None)

    @property
    def full_name(self) -> str:
        """Name and situation: 食品经营许可（新办）."""
        return f"{self.name}（{self.sub_name}）" if self.sub_name else self.name

    @property
    def statutory_text(self) -> str:
        """The statutory limit in words; many public services have none."""
        if self.statutory.is_immediate and not self.promised.is_immediate:
            return "法律法规未规定"
        return self.statutory.text

    @property
    def kind_label(self) -> str:
        """行政许可, 行政确认, ..."""
        return code_table("item-type").label(self.kind)

    @property
    def case_kind_label(self) -> str:
        """即办件 or 承诺件."""
        return code_table("case-kind").label(self.case_kind)

    @property
    def way_labels(self) -> tuple[str, ...]:
        """How one may apply."""
        return tuple(code_table("handling-form").label(way) for way in self.ways)

    @property
    def served_labels(self) -> tuple[str, ...]:
        """Whom it serves."""
        return tuple(code_table("service-object").label(code) for code in self.served)

    @property
    def area_scope_label(self) -> str:
        """How far other places may take the application in."""
        return code_table("cross-region-scope").label(self.area_scope) if self.area_scope else ""

    @property
    def audience(self) -> tuple[str, ...]:
        """``person`` and ``legal``, as far as it serves them."""
        legal = any(code != "1" for code in self.served)
        return ((PERSON,) if "1" in self.served else ()) + ((LEGAL,) if legal else ())

    @property
    def is_wholly_online(self) -> bool:
        """The applicant need not come, and may do it on the web."""
        return self.visits == 0 and "2" in self.ways
