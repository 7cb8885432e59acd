"""
Writing tables for people to fill in or to mend: the template of a type, and the rows that were faulty.

Everything is written as text, so no spreadsheet program makes a formula, a date or a rounded number of it.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

SHEET, HINTS, FAULTS = "证照", "填写说明", "问题"
_TEXT = "@"
_HEAD = PatternFill("solid", fgColor="D9EBE8")
_BAD = PatternFill("solid", fgColor="FBE9E7")
_LIST_LONGEST = 255  # characters that a spreadsheet takes for a list of answers
_READY_ROWS = 1000  # rows of the template that are set as text beforehand


def template(*, heads: Sequence[str], hints: Sequence[tuple[str, str, str, Sequence[str]]]) -> bytes:
    """Return an empty table; ``hints`` are head, what to write, an example and the answers of each column."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = SHEET
    _write_heads(sheet, heads)
    for at, (_, _, _, answers) in enumerate(hints, 1):
        letter = sheet.cell(1, at).column_letter
        for row in range(2, _READY_ROWS + 2):
            sheet.cell(row, at).number_format = _TEXT
        if answers and len(",".join(answers)) <= _LIST_LONGEST:
            rule = DataValidation(
                type="list", formula1=f'"{",".join(answers)}"', allow_blank=True, showErrorMessage=False
            )
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_READY_ROWS + 1}")
    sheet.freeze_panes = "A2"
    _write_hints(book.create_sheet(HINTS), hints)
    return _bytes(book)


def faulty(*, heads: Sequence[str], rows: Iterable[tuple[Sequence[str], str]]) -> bytes:
    """Return a table of the rows that were faulty, with what is wrong in a last column that reading passes over."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    for at in range(1, len(heads) + 2):
        sheet.column_dimensions[chr(64 + at) if at <= 26 else f"A{chr(64 + at - 26)}"].width = 24
    sheet.append([_text(sheet, head, _HEAD) for head in (*heads, FAULTS)])
    for cells, words in rows:
        sheet.append([*(_text(sheet, cell) for cell in cells), _text(sheet, words, _BAD)])
    return _bytes(book)


def plain(*, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return any list as a table of texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append([_text(sheet, head, _HEAD) for head in heads])
    for cells in rows:
        sheet.append([_text(sheet, cell) for cell in cells])
    return _bytes(book)


def _text(sheet: Any, text: str, fill: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # openpyxl would make a formula of a text that begins with =
    cell.number_format = _TEXT
    if fill is not None:
        cell.fill = fill
    return cell


def _write_heads(sheet: Any, heads: Sequence[str]) -> None:
    for at, head in enumerate(heads, 1):
        cell = sheet.cell(1, at, head)
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[cell.column_letter].width = max(14, 2 * len(head) + 4)


def _write_hints(sheet: Any, hints: Sequence[tuple[str, str, str, Sequence[str]]]) -> None:
    _write_heads(sheet, ("列", "怎么填", "示例", "可以填的内容"))
    for at, (head, hint, example, answers) in enumerate(hints, 2):
        for column, text in enumerate((head, hint, example, "、".join(answers)), 1):
            cell = sheet.cell(at, column, text)
            cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCD", (22, 46, 24, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _bytes(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
