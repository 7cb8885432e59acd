"""Certificates, their types and verifications as values; stock and annual checks are beside."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from govhall.support.certificates.choices import ClientState


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom a certificate is for. ``code_type`` is 持证主体代码类型: 001 for a USCC, 111 for an ID number."""

    party_id: UUID | None
    name: str
    code: str
    code_type: str

    @property
    def kind(self) -> str:
        """持证者类型: 2 for legal entities and other organisations, 1 for persons."""
        return "2" if self.code_type in {"001", "099"} else "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceField:
    """
    One element of a certificate's face: where its value comes from and how it is written.

    ``source`` is a name in the values of the application; ``section.field`` collects a repeated section; ``@holder``,
    ``@code`` and ``@agency`` are known without it, and ``=words`` stands on every certificate of the type. ``options``
    translates stored choices into words. ``mask`` says how strangers see it where ``public`` lets them: none, name,
    id_number, phone, address or organization. ``many`` may hold several answers.
    """

    name: str
    label: str
    source: str
    kind: str = "text"
    public: bool = False
    mask: str = "none"
    wide: bool = False
    optional: bool = False
    unit: str = ""
    many: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceLine:
    """A label and what stands beside it."""

    label: str
    value: str
    public: bool = False
    mask: str = "none"
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnualCheck:
    """
    That certificates of a type must be checked again and again (年检、年度报告、校验), and when.

    ``opens`` and ``closes`` (``01-01``, ``03-31``) are a window of the calendar year; without them the window is the
    last ``months`` before each anniversary of the first day of validity. ``years`` lie between two checks; ``longer``
    names a line of the face, and from which number on how many years (``{line: 床位, at_least: 100, years: 3}``).
    ``warns`` tells verifiers of an overdue check; the certificate stays valid all the same. ``basis`` is the provision.
    """

    name: str
    basis: str
    opens: str = ""
    closes: str = ""
    months: int = 0
    years: int = 1
    longer: Mapping[str, Any] = field(default_factory=dict)
    warns: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateContent:
    """What a version of a type holds: ``definition`` has the number's label and pattern, the wording and the face."""

    name: str
    shape: str
    years: int | None
    definition: Mapping[str, Any]

    def canonical(self) -> bytes:
        """Return the one spelling whose digest tells versions apart."""
        whole = {"name": self.name, "shape": self.shape, "years": self.years, "definition": self.definition}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTypeValue:
    """
    A kind of certificate in one version: its code, its face and its rules. ``years`` is the usual validity, None for
    长期.

    ``issued_with`` is the key of another type: whoever issues that one issues this one too. ``colour`` is teal, red or
    blue; ``seal`` stands left or right. ``photograph`` is the code of the application's material with the holder's
    picture, empty for a face without one.
    """

    key: str
    code: str
    name: str
    holder_kinds: tuple[str, ...]
    definer: str
    shape: str
    number_label: str
    number_pattern: str
    number_words: Mapping[str, Mapping[str, str]]
    statement: str
    face: tuple[FaceField, ...]
    table: Mapping[str, object]
    single_instance: bool
    years: int | None
    annual_check: AnnualCheck | None = None
    issued_with: str = ""
    version: int = 0
    colour: str = "teal"
    seal: str = "right"
    photograph: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateValue:
    """
    A certificate as the asker may see it: ``holder_name``, ``holder_code``, ``number`` and ``face`` are in clear
    only if ``is_clear``, else they are masked like ``holder_name_masked`` and the others.
    """

    id: UUID
    type_key: str
    type_name: str
    type_code: str
    number: str
    number_label: str
    number_masked: str
    identifier: str
    version: int
    holder_kind: str
    holder_party_id: UUID | None
    holder_name: str
    holder_code: str
    holder_name_masked: str
    holder_code_masked: str
    is_clear: bool
    face: tuple[FaceLine, ...]
    status: str
    status_label: str
    valid_from: date
    valid_until: date | None
    agency_id: int
    agency_name: str
    issued_at: datetime
    ended_at: datetime | None
    ended_reason: str
    document_id: UUID
    pdf_sm3: str
    source_case: UUID | None
    verify_path: str
    issued_on: date
    is_stock: bool
    replaced_by: UUID | None = None

    @property
    def is_valid(self) -> bool:
        """In force on the day that was asked about."""
        return self.status == "10"

    @property
    def validity(self) -> str:
        """有效期 in words."""
        return validity_words(self.valid_from, self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateActValue:
    """One act on a version of a certificate: for its holder and its agency."""

    act: str
    act_label: str
    version: int
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateUseValue:
    """One use, as the holder reads it."""

    id: UUID
    certificate_id: UUID
    type_name: str
    kind: str
    kind_label: str
    who: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCode:
    """A code to show: the path that it holds, when it ends, and in how many seconds."""

    path: str
    expires_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowingValue:
    """
    A showing as both sides see it. ``hidden`` are the labels of what is masked; ``lines`` stand in clear, and only
    until ``open_until``.
    """

    id: UUID
    certificate_id: UUID
    state: str
    asker: str
    purpose: str
    asked_at: datetime | None
    hidden: tuple[str, ...]
    lines: tuple[FaceLine, ...]
    open_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareValue:
    """A share. ``labels`` are empty for the whole certificate; ``lines`` stand in clear, and only while it is open."""

    id: UUID
    certificate_id: UUID
    state: str
    state_label: str
    path: str
    purpose: str
    recipient: str
    labels: tuple[str, ...]
    lines: tuple[FaceLine, ...]
    until: datetime
    created_at: datetime
    ended_at: datetime | None
    type_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClient:
    """A client of the interface, with the secret that is shown once."""

    id: UUID
    app_id: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientValue:
    """An application that may use the interface: its grants and how it is used. ``refused`` counts a week."""

    id: UUID
    app_id: str
    name: str
    agency_id: int
    agency_name: str
    state: ClientState
    type_keys: tuple[str, ...]
    type_names: tuple[str, ...]
    interfaces: tuple[str, ...]
    interface_labels: tuple[str, ...]
    fields: tuple[str, ...]
    addresses: tuple[str, ...]
    daily_cap: int
    calls_today: int
    valid_from: date
    valid_until: date
    made_at: datetime
    ended_at: datetime | None
    secret_at: datetime
    former_until: datetime | None
    last_at: datetime | None
    refused: int

    @property
    def state_label(self) -> str:
        """Its state in words."""
        return str(self.state.label)

    @property
    def is_ended(self) -> bool:
        """It was ended for good."""
        return self.ended_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallValue:
    """A call that was let in."""

    id: UUID
    at: datetime
    interface: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalValue:
    """Calls that were refused within an hour for one reason."""

    id: int
    hour: datetime
    last_at: datetime
    interface: str
    label: str
    reason: str
    calls: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One thing that was checked, in plain words. ``ok`` is None for what is no yes or no."""

    ok: bool | None
    title: str
    detail: str
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """
    The answer to a stranger: a verdict, its headline, answers in plain words, the checks one by one, the masked face.

    ``version_on`` is the day on which this version was issued, or on which the next one replaced it.
    """

    verdict: str
    headline: str
    at: datetime
    checks: tuple[CheckLine, ...]
    answers: tuple[CheckLine, ...] = ()
    type_name: str = ""
    rows: tuple[FaceLine, ...] = ()
    ended_on: date | None = None
    ended_reason: str = ""
    certificate_id: UUID | None = None
    version: int = 0
    replaced_by_version: int | None = None
    version_on: date | None = None
    is_truly_sealed: bool = False

    @property
    def is_valid(self) -> bool:
        """The only answer on which anybody may rely."""
        return self.verdict == "VALID"


def day_words(day: date) -> str:
    """2026 年 10 月 13 日."""
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def validity_words(valid_from: date, valid_until: date | None) -> str:
    """From and to in words; the last day counts."""
    until = f" {day_words(valid_until)}" if valid_until else "长期"
    return f"{day_words(valid_from)}至{until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The existing paper that a certificate continues: its number, its day of issue, and the row that told of it."""

    number: str
    issued_on: date
    stock_row_id: int
