"""Batches of existing certificates (存量): their states, their columns, and what a row of the table must say."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from govhall.kernel.errors import Conflict
from govhall.support.certificates.choices import HolderCodeType, StockAct, StockState
from govhall.support.certificates.values import CertificateTypeValue, FaceField, Holder

_S, _A = StockState, StockAct
TRANSITIONS: Mapping[tuple[StockState, StockAct], StockState] = {
    (_S.CHECKED, _A.CONFIRM): _S.ISSUING,
    (_S.CHECKED, _A.CANCEL): _S.CANCELLED,
    (_S.ISSUING, _A.PAUSE): _S.PAUSED,
    (_S.ISSUING, _A.CANCEL): _S.CANCELLED,
    (_S.ISSUING, _A.FINISH): _S.DONE,
    (_S.PAUSED, _A.RESUME): _S.ISSUING,
    (_S.PAUSED, _A.CANCEL): _S.CANCELLED,
}
FINAL = frozenset({_S.DONE, _S.CANCELLED})
ROWS_MOST = 50_000
# How long the data of faulty rows wait for their correction, and an unconfirmed batch for its confirmation. Our choice.
KEEP_FAULTY_DAYS = 7
NUMBER, HOLDER, CODE_TYPE, CODE = "number", "holder_name", "holder_code_type", "holder_code"
ISSUED_ON, VALID_FROM, VALID_UNTIL = "issued_on", "valid_from", "valid_until"
SEPARATORS = "、;；\n"
FOREVER = "长期"


class StockActNotAllowed(Conflict):
    """The batch isn't in a state that this act may follow."""

    code = "stock-act-not-allowed"


class NotForTables(Conflict):
    """Certificates of this type can't be made from a table."""

    code = "stock-type-not-suited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    A column of the table: ``label`` is its head, ``hint`` stands in the file beside it.

    ``codes`` are what the ``choices`` are stored as, in the same order, where the face doesn't say it.
    """

    key: str
    label: str
    hint: str
    example: str = ""
    is_required: bool = True
    choices: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    face: FaceField | None = field(default=None, compare=False)


def next_state(state: str, act: StockAct) -> StockState:
    """Return the state that follows. :raises StockActNotAllowed: if none does"""
    known = StockState(state)
    following = TRANSITIONS.get((known, act))
    if following is None:
        raise StockActNotAllowed(f"这一批{known.label}，不能再{act.label}。")
    return following


def acts_of(state: str) -> tuple[StockAct, ...]:
    """Return what an officer may do now."""
    return tuple(act for known, act in TRANSITIONS if known == state and act is not StockAct.FINISH)


def code_types(kind: CertificateTypeValue) -> tuple[HolderCodeType, ...]:
    """Return the kinds of holder codes that the type's holders may have."""
    return tuple(
        each
        for each in HolderCodeType
        if Holder(party_id=None, name="", code="", code_type=each).kind in kind.holder_kinds
    )


def columns_of(kind: CertificateTypeValue) -> tuple[Column, ...]:
    """
    Return the columns of a type's table, in order.

    :raises NotForTables: for records with a table of their own, which no row can hold
    """
    if kind.table:
        raise NotForTables("这种证照带有明细表，不能从表格批量制证。")
    ends = "必填，例如 2030-09-30" if kind.years else "例如 2030-09-30；长期有效的不填，或者填“长期”"
    common = (
        Column(key=NUMBER, label=kind.number_label, hint="必填，与原证一致", example="与原证一致"),
        Column(key=HOLDER, label="持证主体名称", hint="必填，与原证一致", example="示范单位或者姓名"),
        Column(
            key=CODE_TYPE, label="持证主体证件类型", hint="必填，从列出的里面选一种",
            example=str(code_types(kind)[0].label),
            choices=tuple(str(each.label) for each in code_types(kind)),
            codes=tuple(each.value for each in code_types(kind)),
        ),
        Column(key=CODE, label="持证主体证件号码", hint="必填；会核对校验位。请把单元格设成文本", example="按证件填写"),
        Column(key=ISSUED_ON, label="原证发证日期", hint="必填，例如 2025-10-01", example="2025-10-01"),
        Column(key=VALID_FROM, label="有效期起", hint="必填，例如 2025-10-01", example="2025-10-01"),
        Column(key=VALID_UNTIL, label="有效期止", hint=ends, example="2030-09-30", is_required=bool(kind.years)),
    )  # fmt: skip
    return (*common, *(_face_column(each) for each in kind.face if not each.source.startswith(("@", "="))))


def _face_column(each: FaceField) -> Column:
    need = "可不填" if each.optional else "必填"
    choices = tuple(each.options.values())
    if each.kind == "date":
        rest, example = "例如 2025-10-01", "2025-10-01"
    elif each.kind == "money":
        rest, example = "填数字，单位是元，例如 2000000", "2000000"
    elif choices:
        rest, example = "从列出的里面选" + ("，可以选几项，用顿号分开" if is_many(each) else "一种"), choices[0]
    elif is_many(each):
        rest, example = "有几项的用顿号分开", ""
    else:
        rest, example = f"不用写单位（{each.unit}）" if each.unit else "", ""
    return Column(
        key=f"face.{each.name}", label=each.label, hint="，".join(filter(None, (need, rest))), example=example,
        is_required=not each.optional, choices=choices, face=each,
    )  # fmt: skip


def is_many(each: FaceField) -> bool:
    """Several answers may stand in a cell: the form asks for a list, or for a repeated section."""
    return each.many or "." in each.source
