"""
Reading a row of the table: good, or what is wrong with it, by column, in words that repeat nothing of what it says.

The same check runs when the table is uploaded and again when the certificate is made, days later perhaps.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from govhall.standards.identifiers import resident_id, uscc
from govhall.standards.identifiers.errors import InvalidIdentifier
from govhall.support.certificates.choices import HolderCodeType
from govhall.support.certificates.rules import faces, stock
from govhall.support.certificates.rules.stock import Column
from govhall.support.certificates.values import CertificateTypeValue, FaceField, Holder
from govhall.support.certificates.values.stock import Cell, CellFault, RowFault

_LONGEST = {stock.NUMBER: 80, stock.HOLDER: 200, stock.CODE: 64}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00(?::00)?)?|(\d{4})(\d{2})(\d{2})")
_DOCUMENT = re.compile(r"[0-9A-Z()（）/-]{4,64}")
_EARLIEST = date(1949, 10, 1)
_WHOLE_USCC = "{uscc}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockRecord:
    """What a good row says, ready to be issued. ``values`` are such as an application would hold."""

    number: str
    holder: Holder
    issued_on: date
    valid_from: date
    valid_until: date | None
    values: Mapping[str, object]


class _Reader:
    """One row being read; faults are collected, so that all of them can be mended at once."""

    def __init__(self, kind: CertificateTypeValue, columns: Sequence[Column], cells: Sequence[Cell]) -> None:
        self.kind = kind
        self.columns = {column.key: column for column in columns}
        self.cells = dict(zip((column.key for column in columns), cells, strict=True))
        self.faults: list[RowFault] = []

    def wrong(self, key: str, words: str) -> None:
        self.faults.append(RowFault(column=self.columns[key].label, words=words))

    def text(self, key: str) -> str:
        """Return what the cell says, or an empty text when it is wrong or empty; a required one says so."""
        cell, column = self.cells[key], self.columns[key]
        if isinstance(cell, CellFault):
            self.wrong(key, cell.words)
            return ""
        text = cell.strip()
        is_list = column.face is not None and stock.is_many(column.face)
        if words := _unfit(text, _LONGEST.get(key, faces.VALUE_LONGEST), may_break=is_list):
            self.wrong(key, words)
            return ""
        if not text and column.is_required:
            self.wrong(key, "没有填")
        return text

    def day(self, key: str) -> date | None:
        """Return the day that the cell names, or None."""
        text = self.text(key)
        if not text or (key == stock.VALID_UNTIL and text == stock.FOREVER):
            if text and self.columns[key].is_required:
                self.wrong(key, "这种证照有有效期，请填写截止日期")
            return None
        found = day_of(text)
        if found is None:
            self.wrong(key, "不是日期，请写成 2025-10-01 这样")
        elif found < _EARLIEST:
            self.wrong(key, "日期太早，请核对年份")
            return None
        return found


def read_row(
    kind: CertificateTypeValue, columns: Sequence[Column], cells: Sequence[Cell], *, day: date
) -> tuple[StockRecord | None, list[RowFault]]:
    """Return the record of a row as of ``day``, or None and what is wrong with it."""
    row = _Reader(kind, columns, cells)
    number, holder = _number(row), _holder(row, day)
    issued_on, valid_from, valid_until = _days(row, day)
    values = _values(row)
    if row.faults or holder is None or issued_on is None or valid_from is None:
        return None, row.faults
    return StockRecord(
        number=number, holder=holder, issued_on=issued_on, valid_from=valid_from, valid_until=valid_until, values=values
    ), []


def doubles(rows: Iterable[tuple[int, StockRecord]], kind: CertificateTypeValue) -> dict[int, list[RowFault]]:
    """Return, by row, that its number stands in an earlier row; of single-instance types, that its holder does."""
    numbers: dict[str, int] = {}
    holders: dict[tuple[str, str], int] = {}
    found: dict[int, list[RowFault]] = {}
    for row, record in rows:
        first = numbers.setdefault(record.number, row)
        if first != row:
            found.setdefault(row, []).append(RowFault(column=kind.number_label, words=f"与第 {first} 行重复"))
        if not kind.single_instance:
            continue
        first = holders.setdefault((record.holder.code_type, record.holder.code), row)
        if first != row:
            words = f"持证主体与第 {first} 行相同，这种证照一个主体只能有一张"
            found.setdefault(row, []).append(RowFault(column="持证主体证件号码", words=words))
    return found


def day_of(text: str) -> date | None:
    """Return the day that people write in one of the usual ways, or None."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _number(row: _Reader) -> str:
    text = row.text(stock.NUMBER)
    if text and row.kind.number_pattern == _WHOLE_USCC:
        try:
            return uscc.check(text)
        except InvalidIdentifier as fault:
            row.wrong(stock.NUMBER, fault.message.rstrip("。"))
    return text


def _holder(row: _Reader, day: date) -> Holder | None:
    name, code_type, code = row.text(stock.HOLDER), _code_type(row), row.text(stock.CODE)
    if code_type is None or not code:
        return None
    try:
        if code_type is HolderCodeType.USCC:
            code = uscc.check(code)
        elif code_type is HolderCodeType.ID_NUMBER:
            code = resident_id.check(code, on=day)
        else:
            code = code.upper()
            if not _DOCUMENT.fullmatch(code):
                row.wrong(stock.CODE, "证件号码只能有数字、字母、括号和横线，请核对")
    except InvalidIdentifier as fault:
        row.wrong(stock.CODE, fault.message.rstrip("。"))
        return None
    return Holder(party_id=None, name=name, code=code, code_type=code_type)


def _code_type(row: _Reader) -> HolderCodeType | None:
    text, column = row.text(stock.CODE_TYPE), row.columns[stock.CODE_TYPE]
    if not text:
        return None
    for code, label in zip(column.codes, column.choices, strict=True):
        if text in {code, label}:
            return HolderCodeType(code)
    row.wrong(stock.CODE_TYPE, f"只能填{'、'.join(column.choices)}")
    return None


def _days(row: _Reader, day: date) -> tuple[date | None, date | None, date | None]:
    issued_on, valid_from, valid_until = (
        row.day(key) for key in (stock.ISSUED_ON, stock.VALID_FROM, stock.VALID_UNTIL)
    )
    for key, found in ((stock.ISSUED_ON, issued_on), (stock.VALID_FROM, valid_from)):
        if found is not None and found > day:
            row.wrong(key, "日期在将来，请核对")
    if valid_until is not None and valid_from is not None and valid_until < valid_from:
        row.wrong(stock.VALID_UNTIL, "截止日期早于起始日期")
    elif valid_until is not None and valid_until < day:
        row.wrong(stock.VALID_UNTIL, "已过有效期，不用制证")
    return issued_on, valid_from, valid_until


def _values(row: _Reader) -> dict[str, object]:
    """Return the face's values as an application holds them: codes for options, lists for repeated sections."""
    values: dict[str, object] = {}
    for column in row.columns.values():
        if column.face is None or not (text := row.text(column.key)):
            continue
        section, dot, name = column.face.source.partition(".")
        found = _value(row, column, column.face, text)
        if dot and isinstance(found, list):
            rows = values.setdefault(section, [])
            if isinstance(rows, list):
                rows.extend({name: each} for each in found)
        else:
            values[section] = found
    return values


def _value(row: _Reader, column: Column, face: FaceField, text: str) -> object:
    if face.kind == "date":
        found = day_of(text)
        if found is None:
            row.wrong(column.key, "不是日期，请写成 2025-10-01 这样")
        return found
    if face.kind == "money":
        return _money(row, column, text)
    if face.mask == "id_number" and not resident_id.is_valid(text):
        row.wrong(column.key, "身份证号码的位数或者校验位不对，请逐位核对")
    if face.unit:
        text = text.removesuffix(face.unit).strip()
    parts = _parts(text) if stock.is_many(face) else [text]
    if face.options:
        codes = {words: code for code, words in face.options.items()}
        if any(part not in codes for part in parts):
            row.wrong(column.key, f"只能填{'、'.join(codes)}")
        parts = [codes.get(part, "") for part in parts]
    return parts if stock.is_many(face) else parts[0]


def _parts(text: str) -> list[str]:
    """Several answers in one cell; a comma may stand inside an answer, so it parts nothing."""
    return [part.strip() for part in re.split(f"[{stock.SEPARATORS}]", text) if part.strip()]


def _money(row: _Reader, column: Column, text: str) -> str:
    plain = text.removesuffix("元").replace(",", "").replace("，", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 15:
        row.wrong(column.key, "不是金额，请填数字，单位是元")
    return plain


def _unfit(text: str, longest: int, *, may_break: bool) -> str:
    """Return what is wrong with a text whatever its column, or nothing."""
    if len(text) > longest:
        return f"太长，最多 {longest} 个字"
    if "\n" in text and not may_break:
        return "一格里只能写一行"
    if _CONTROL.search(text):
        return "有看不见的字符，请重新填写"
    if text and unicodedata.normalize("NFKC", text[0]) in "=+-@":
        return f"以“{text[0]}”开头，会被当成公式，请改成文字"
    return ""
