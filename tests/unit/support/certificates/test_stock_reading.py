"""Tables that officers send, good and hostile: what is read and what is refused, without a database."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from factories import stock as tables
from govhall.infra import storage
from govhall.support.certificates.engine import stock_reading, stock_writing
from govhall.support.certificates.engine.stock_reading import Table, TableRefused
from govhall.support.certificates.values.stock import CellFault

HEADS = ("甲", "乙")
KINDS = frozenset({storage.XLSX.content_type, storage.CSV.content_type})


def read(content: bytes, *, name: str = "a.xlsx", most: int = 50) -> Table:
    with storage.examined(content, name=name, allowed=KINDS, max_bytes=20_000_000) as file:
        return stock_reading.read(file.path, is_workbook=name.endswith("xlsx"), heads=HEADS, rows_most=most)


def book(*rows: tuple[object, ...]) -> Workbook:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "证照"
    for row in (HEADS, *rows):
        sheet.append(list(row))
    return made


def replaced(content: bytes, part: str, change: bytes, by: bytes) -> bytes:
    """The workbook with other bytes in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(change, by) if name == part else data)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_usual_encodings(encoding: str) -> None:
    content = tables.table({"甲": "贵阳", "乙": "㐂𠮷"}, heads=HEADS, encoding=encoding)
    assert read(content, name="a.csv").rows == [(2, ("贵阳", "㐂𠮷"))]


def test_columns_may_stand_in_any_order_and_empty_rows_are_left_out() -> None:
    content = "乙,甲,问题\n1,2,旧的问题\n,,\n3,4,\n".encode()
    assert read(content, name="a.csv").rows == [(2, ("2", "1")), (4, ("4", "3"))]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("甲\n1\n".encode(), "缺少这些列：乙"),
        ("甲,乙,丙\n1,2,3\n".encode(), "模板里没有"),
        ("甲,乙,甲\n1,2,3\n".encode(), "重复的列"),
        ("甲,乙\n".encode(), "没有内容"),
        ("甲,乙\n,\n".encode(), "没有内容"),
        ("甲,乙\n".encode() + b"1,2\n" * 51, "最多 50 行"),
        ('甲,乙\n"1,2\n'.encode(), "引号"),
        ("甲,乙\n".encode() + b"," * 200, "列太多"),
        ("甲;乙\n1;2\n".encode(), "缺少这些列"),
    ],
)
def test_csv_that_cannot_be_taken_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(TableRefused, match=words):
        read(content, name="a.csv")


@pytest.mark.parametrize("content", [b"\xff\xfe1\x00", b"\xff\xff\xff\xff", "甲,乙\n1\0,2\n".encode(), b"MZ12", b""])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises((TableRefused, storage.FileRefused)):
        read(content, name="a.csv")


@given(content=st.binary(max_size=400))
def test_no_bytes_break_the_reading_of_csv(content: bytes) -> None:
    try:
        found = stock_reading._table(stock_reading._text_rows(content), HEADS, 5)
    except TableRefused:
        return
    assert all(len(cells) == len(HEADS) for _, cells in found.rows)


@given(rows=st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=6))
def test_any_text_in_csv_is_read_as_it_stands_or_refused(rows: list[tuple[str, str]]) -> None:
    content = tables.table(*({"甲": a, "乙": b} for a, b in rows), heads=HEADS, encoding="utf-8").replace(
        b"\xef", b"\xef"
    )
    try:
        found = stock_reading._table(stock_reading._text_rows(content), HEADS, 50)
    except (TableRefused, UnicodeEncodeError):
        return
    for _, cells in found.rows:
        assert any(cells)
        assert all(isinstance(cell, CellFault) or cell == cell.strip() for cell in cells)


def test_cells_of_a_workbook_become_plain_text() -> None:
    import datetime

    content = tables.saved(book((12, datetime.date(2024, 5, 6)), (1.5, True), ("  甲 ", None)))
    assert [cells for _, cells in read(content).rows] == [("12", "2024-05-06"), ("1.5", "是"), ("甲", "")]


@pytest.mark.parametrize(
    ("cell", "words"), [("=1+1", "公式"), (520102198505050010, "丢失"), (1e300, "丢失"), ("长" * 3000, "太长")]
)
def test_cells_that_cannot_be_read_say_why(cell: object, words: str) -> None:
    (_, (first, _)) = read(tables.saved(book((cell, "乙")))).rows[0]
    assert isinstance(first, CellFault)
    assert words in first.words


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    content = stock_writing.faulty(heads=HEADS, rows=[(["=1+1", "+86"], "甲：有问题")])
    assert read(content).rows == [(2, ("=1+1", "+86"))]
    cell = load_workbook(io.BytesIO(content)).active
    assert cell is not None
    assert cell["A2"].data_type == "s"


def test_hidden_and_further_sheets_are_refused() -> None:
    hidden = book(("1", "2"))
    hidden.create_sheet("藏").sheet_state = "hidden"
    with pytest.raises(TableRefused, match="隐藏"):
        read(tables.saved(hidden))
    further = book(("1", "2"))
    further.create_sheet("另一张")
    with pytest.raises(TableRefused, match="只能有一张"):
        read(tables.saved(further))


def test_merged_cells_are_refused() -> None:
    merged = book(("1", "2"), ("3", "4"))
    sheet = merged.active
    assert sheet is not None
    sheet.merge_cells("A2:A3")
    with pytest.raises(TableRefused, match="合并"):
        read(tables.saved(merged))


def test_macros_are_refused() -> None:
    target = io.BytesIO(tables.saved(book(("1", "2"))))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    with pytest.raises(storage.FileRefused, match="宏"):
        read(target.getvalue())


def test_an_archive_that_bursts_is_refused() -> None:
    target = io.BytesIO(tables.saved(book(("1", "2"))))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", b"\0" * 60_000_000)
    with pytest.raises(storage.FileRefused, match="过大"):
        read(target.getvalue())


ENTITIES = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
)
def test_xml_with_entities_is_refused_or_read_without_them(part: str) -> None:
    content = tables.saved(book(("1", "2")))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        whole = archive.read(part)
    declaration = whole[: whole.index(b"?>") + 2] if whole.startswith(b"<?xml") else b""
    hostile = replaced(content, part, whole, declaration + ENTITIES + whole[len(declaration) :])
    try:
        found = read(hostile)
    except (TableRefused, storage.FileRefused):
        return
    assert found.rows == [(2, ("1", "2"))]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsm", "a.pdf", "a.csv.exe", "a"])
def test_other_kinds_of_files_are_refused(name: str) -> None:
    with pytest.raises(storage.FileRefused):
        read(tables.saved(book(("1", "2"))), name=name)


def test_a_workbook_called_csv_is_refused() -> None:
    with pytest.raises(storage.FileRefused):
        read(tables.saved(book(("1", "2"))), name="a.csv")


def test_a_damaged_workbook_is_refused() -> None:
    content = replaced(tables.saved(book(("1", "2"))), "xl/worksheets/sheet1.xml", b"</row>", b"</rwo>")
    with pytest.raises(TableRefused, match="读不出来"):
        read(content)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    from govhall.infra import home

    before = set(home.ensure("files/incoming").iterdir())
    read(tables.saved(book(("1", "2"))))
    assert set(home.ensure("files/incoming").iterdir()) <= before
