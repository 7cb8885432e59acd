"""
Data for the preview of a layout. Nobody's: the region 000000 and the serial 0 are never issued, dates lie in 2000.

The long values are what is to be expected at the worst, so that a layout is tried before somebody with a long name
comes; their lengths are our figures.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from govhall.support.certificates.choices import HolderKind
from govhall.support.certificates.rules import faces, numbers, templates
from govhall.support.certificates.values import CertificateTypeValue, FaceField, FaceLine, Holder

_ID, _USCC, _PHONE = "000000200001010000", "000000000000000000", "00000000000"
_BODY, _PERSON = "样本示范有限公司", "样本"
_ADDRESS = "样本省样本市样本区示范路 1 号"
_LONG_BODY: Final = 50  # characters of a company's name
_LONG_PERSON: Final = 20  # a name with dots of an ethnic minority
_LONG_ADDRESS: Final = 80
_LONG_TEXT: Final = 120  # of a line that has the whole width
_LONG_HALF: Final = 40
_ROWS, _LONG_ROWS = 3, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What stands on the sample of a certificate."""

    holder_name: str
    number: str
    agency_name: str
    lines: tuple[FaceLine, ...]
    table: Sequence[Sequence[str]]
    valid_from: date
    valid_until: date | None


def of(kind: CertificateTypeValue, agency_name: str, *, long: bool = False) -> Sample:
    """Return a sample; a pattern that can't be written leaves a note instead of the number."""
    name, code = _holder(kind, long=long)
    holder = Holder(party_id=None, name=name, code=code, code_type="111" if _is_person(kind) else "001")
    try:
        number = "编号规则有误" if _is_faulty(kind) else templates.sample_number(kind)
    except numbers.UnknownPattern:
        number = "编号规则有误"
    day = date(2000, 12, 28)
    years = kind.years if kind.years and 0 < kind.years <= templates.YEARS_MOST else 0
    values: dict[str, Any] = {**_values(kind.face, long=long), **_table(kind.table, long=long)}
    return Sample(
        holder_name=name, number=number, agency_name=agency_name, table=faces.table_rows(kind.table, values),
        lines=faces.face_lines(kind.face, values=values, holder=holder, agency_name=agency_name),
        valid_from=day, valid_until=date(day.year + years, 12, 27) if years else None,
    )  # fmt: skip


def public(sample: Sample) -> tuple[tuple[str, str], ...]:
    """Return the lines that strangers read of the sample, masked."""
    return tuple((line.label, line.value) for line in faces.public_lines(sample.lines))


def _is_faulty(kind: CertificateTypeValue) -> bool:
    return any(not fault.warns for fault in templates.number_faults(kind))


def _is_person(kind: CertificateTypeValue) -> bool:
    return set(kind.holder_kinds) == {HolderKind.PERSON}


def _holder(kind: CertificateTypeValue, *, long: bool) -> tuple[str, str]:
    if _is_person(kind):
        return (_filled("样本·示范·", _LONG_PERSON) if long else _PERSON), _ID
    return (_filled("样本省示范市样本区", _LONG_BODY - 4) + "有限公司" if long else _BODY), _USCC


def _values(fields: Sequence[FaceField], *, long: bool) -> dict[str, Any]:
    """Return values of an application that fills every line: plain ones, and repeated sections as lists."""
    values: dict[str, Any] = {}
    for field in fields:
        section, dot, name = field.source.partition(".")
        if not section or section.startswith(("@", "=")):
            continue
        value = _value(field, long=long)
        if not dot:
            values[section] = value
            continue
        rows = values.setdefault(section, [{} for _ in range(8 if long else 2)])
        for number, row in enumerate(rows, 1):
            row[name] = value if field.options else f"{_short(field)}{number}"
    return values


def _value(field: FaceField, *, long: bool) -> object:
    if field.kind == "date":
        return "2000-12-28"
    if field.kind == "money":
        return "1000000000" if long else "100000"
    if field.options:
        keys = list(field.options)
        if field.many:
            return keys if long else keys[:2]
        return max(keys, key=lambda key: len(field.options[key])) if long else keys[0]
    if field.unit:
        return "99999" if long else "100"
    return next(iter(_by_mask(field, long=long)), _short(field)) if not long else _long(field)


def _by_mask(field: FaceField, *, long: bool) -> Iterator[str]:
    masks = {"id_number": _ID, "phone": _PHONE, "name": _PERSON, "organization": _BODY, "address": _ADDRESS}
    if field.mask in masks:
        yield masks[field.mask]
    elif "地址" in field.label or field.label.endswith(("场所", "住所")):
        yield _ADDRESS


def _short(field: FaceField) -> str:
    return f"样本{field.label}"[:12]


def _long(field: FaceField) -> str:
    usual = next(_by_mask(field, long=True), "")
    if usual in {_ID, _PHONE}:
        return usual
    if usual == _PERSON:
        return _filled("样本·示范·", _LONG_PERSON)
    if usual == _BODY:
        return _filled("样本省示范市样本区", _LONG_BODY)
    if usual == _ADDRESS:
        return _filled(_ADDRESS.replace(" ", ""), _LONG_ADDRESS)
    return _filled("样本内容示范文字", _LONG_TEXT if field.wide else _LONG_HALF)


def _filled(words: str, length: int) -> str:
    return (words * (length // len(words) + 1))[:length].rstrip("·")


def _table(table: Mapping[str, object], *, long: bool) -> dict[str, Any]:
    columns = table.get("columns")
    if not isinstance(columns, Sequence):
        return {}
    row = {
        str(column["name"]): next(iter(column.get("options", {})), "样本内容示范" if long else "样本")
        for column in columns
    }
    return {str(table["source"]): [row] * (_LONG_ROWS if long else _ROWS)}
