"""Tables of existing certificates as officers have them."""

import csv
import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

from govhall.standards.identifiers import iso7064, uscc

HEADS = (
    "许可证编号", "持证主体名称", "持证主体证件类型", "持证主体证件号码", "原证发证日期", "有效期起", "有效期止",
    "法定代表人", "经营场所", "主体业态", "网络经营", "经营项目",
)  # fmt: skip
GOOD: Mapping[str, str] = {
    "许可证编号": "JY25201150009001", "持证主体名称": "林城小吃店", "持证主体证件类型": "居民身份证",
    "持证主体证件号码": "", "原证发证日期": "2024-05-06", "有效期起": "2024-05-06",
    "有效期止": "2029-05-05", "法定代表人": "杨秀兰", "经营场所": "贵阳市观山湖区长岭北路 101 号",
    "主体业态": "餐饮服务经营者", "网络经营": "", "经营项目": "热食类食品制售、自制饮品制售",
}  # fmt: skip
Row = Mapping[str, object]


def person_code(number: int) -> str:
    """An identity number that checks, for each number another one."""
    body = f"520102{1950 + number // 12_000 % 60}{number // 1000 % 12 + 1:02d}05{number % 1000:03d}"
    return body + iso7064.mod_11_2(body)


def entity_code(number: int) -> str:
    """A unified social credit code that checks, for each number another one."""
    body = f"91520115MA7T{number:05d}"
    return body + uscc.check_character(body)


def row(number: int = 1, **changes: object) -> dict[str, object]:
    """A good row with a number of its own, and what the test wants otherwise."""
    return {**GOOD, "许可证编号": f"JY2520115{number:07d}", "持证主体证件号码": person_code(number), **changes}


def workbook(*rows: Row, heads: Sequence[str] = HEADS) -> bytes:
    """The rows as XLSX, cells as they are given."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "证照"
    sheet.append(list(heads))
    for each in rows:
        sheet.append([each.get(head) for head in heads])
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def table(*rows: Row, heads: Sequence[str] = HEADS, encoding: str = "utf-8") -> bytes:
    """The rows as CSV."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(heads)
    writer.writerows([each.get(head, "") for head in heads] for each in rows)
    return target.getvalue().encode(encoding)
