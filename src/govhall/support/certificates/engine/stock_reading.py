"""
Reading a table that somebody made: XLSX or CSV to plain cells. It trusts nothing and computes nothing.

A formula, an error or a number that lost digits is a fault of its cell; what hides something (hidden sheets, merged
cells, further sheets) is refused as a whole, with words that say what to do.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, cast

from lxml import etree
from openpyxl import load_workbook

from govhall.kernel.errors import InvalidInput
from govhall.support.certificates.engine.stock_writing import FAULTS, HINTS, SHEET
from govhall.support.certificates.values.stock import Cell, CellFault

COLUMNS_MOST = 100
UNPACKED_MOST = 150 * 1024 * 1024
_EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
_CELL_LONGEST = 2000
_MERGED = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"
_LOST = CellFault("被表格软件当成了数字，后几位可能已经丢失。请把这一列设成文本，重新填写")


class TableRefused(InvalidInput):
    """The file as a whole can't be taken; the message says why and what to do."""

    code = "stock-table-refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows with their numbers in the file; the head is row 1. Each has one cell for each of the asked columns."""

    rows: Sequence[tuple[int, tuple[Cell, ...]]]


def read(path: Path, *, is_workbook: bool, heads: Sequence[str], rows_most: int) -> Table:
    """
    Return the rows under ``heads``; columns may stand in any order, empty rows are left out.

    :raises TableRefused: if it can't be read, hides something, lacks a column or has too many rows
    """
    if is_workbook:
        with path.open("rb") as file:
            return _table(_workbook_rows(file), heads, rows_most)
    return _table(_text_rows(path.read_bytes()), heads, rows_most)


def _table(lines: Iterable[tuple[int, Sequence[Cell]]], heads: Sequence[str], rows_most: int) -> Table:
    found = iter(lines)
    _, first = next(found, (1, ()))
    places = _places(first, heads)
    rows: list[tuple[int, tuple[Cell, ...]]] = []
    for number, cells in found:
        if not any(cells):
            continue
        if len(rows) == rows_most:
            raise TableRefused(f"一次最多 {rows_most} 行，请分成几个文件上传。")
        rows.append((number, tuple(cells[at] if at < len(cells) else "" for at in places)))
    if not rows:
        raise TableRefused("表头下面没有内容，请填好再上传。")
    return Table(rows=rows)


def _places(first: Sequence[Cell], heads: Sequence[str]) -> list[int]:
    """Return where each head stands. Everything that isn't asked for is refused, not passed over."""
    named = [cell.strip() if isinstance(cell, str) else "" for cell in first]
    while named and not named[-1]:
        named.pop()
    if missing := [head for head in heads if head not in named]:
        raise TableRefused(f"第一行缺少这些列：{'、'.join(missing)}。请用下载的模板填写。")
    known = {*heads, FAULTS}
    if any(head not in known for head in named) or any(named.count(head) > 1 for head in heads):
        raise TableRefused("第一行有模板里没有的列，或者有重复的列。请用下载的模板填写，不要加列。")
    return [named.index(head) for head in heads]


def _text_rows(content: bytes) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > COLUMNS_MOST:
                raise TableRefused("列太多，请用下载的模板填写。")
            yield number, [_cut(cell) for cell in cells]
    except csv.Error:
        raise TableRefused("CSV 文件的引号或者分隔符不对，请用表格软件另存为“CSV UTF-8（逗号分隔）”。") from None


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else GB18030, which Chinese spreadsheet programs write by default."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableRefused("文件是 UTF-16 编码，请另存为“CSV UTF-8（逗号分隔）”再上传。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableRefused("认不出文件的编码，请另存为“CSV UTF-8（逗号分隔）”再上传。")


def _workbook_rows(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """Stream the rows. openpyxl reads through defusedxml; whatever it stumbles over is a damaged or hostile file."""
    try:
        _refuse_traps(file)
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book[_sheet_name(book)]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MOST), 1):
            yield number, [_cell(cell) for cell in cells]
    except TableRefused:
        raise
    except Exception:  # the parser names a hundred ways in which a file can be broken
        raise TableRefused("文件读不出来，可能已损坏。请用表格软件重新另存为 XLSX 再上传。") from None


def _refuse_traps(file: BinaryIO) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_MOST:
            raise TableRefused("文件展开后过大，请去掉图片和格式，或者分成几个文件。")
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    _refuse_merged(part)


def _refuse_merged(part: Any) -> None:
    events = etree.iterparse(part, events=("end",), resolve_entities=False, no_network=True, load_dtd=False)
    for _, element in events:
        if element.tag == _MERGED:
            raise TableRefused("表里有合并的单元格，看不出每行是什么。请取消合并再上传。")
        element.clear()
        while (before := element.getprevious()) is not None:
            before.getparent().remove(before)


def _sheet_name(book: Any) -> str:
    sheets = book.worksheets
    if any(sheet.sheet_state != "visible" for sheet in sheets):
        raise TableRefused("文件里有隐藏的工作表，请显示出来核对，删掉不用的再上传。")
    names = [sheet.title for sheet in sheets if sheet.title != HINTS]
    if len(names) != 1 or len(book.sheetnames) > len(sheets):
        raise TableRefused(f"文件里只能有一张填好的工作表（“{SHEET}”），请删掉别的工作表再上传。")
    return cast(str, names[0])


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, cell.data_type
    if value is None:
        return ""
    if kind == "f":
        return CellFault("是公式，请改成公式算出来的内容")
    if kind == "e":
        return CellFault("是错误值，请重新填写")
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else CellFault("带有时刻，请只填日期")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value)
    return CellFault("读不出来，请改成文本")


def _number(value: int | float) -> Cell:
    if value != value or abs(value) >= _EXACT:
        return _LOST
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


def _cut(text: str) -> Cell:
    return text.strip() if len(text) <= _CELL_LONGEST else CellFault(f"太长，一格最多 {_CELL_LONGEST} 个字")
