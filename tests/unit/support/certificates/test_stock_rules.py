"""存量制证: what a row must say, without a database."""

from datetime import date

import pytest

from factories import stock as tables
from govhall.support.certificates.choices import StockAct, StockState
from govhall.support.certificates.rules import stock, stock_rows
from govhall.support.certificates.selectors import types
from govhall.support.certificates.services import loading
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.certificates.values.stock import CellFault

DAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def kinds() -> dict[str, CertificateTypeValue]:
    """All types of the content, as values."""
    import yaml

    from govhall.support.certificates.models import CertificateType

    entries = yaml.safe_load(loading.TYPES.read_text(encoding="utf-8"))
    return {
        entry["key"]: types.compose(
            CertificateType(key=entry["key"], **loading._columns(entry)), loading._content(entry), 1
        )
        for entry in entries
    }


@pytest.fixture
def food(kinds: dict[str, CertificateTypeValue]) -> CertificateTypeValue:
    """The food business licence."""
    return kinds["food-business-license"]


def read(kind: CertificateTypeValue, **changes: object) -> tuple[stock_rows.StockRecord | None, list[tuple[str, str]]]:
    columns, cells = stock.columns_of(kind), tables.row(**changes)
    record, faults = stock_rows.read_row(kind, columns, [cells[column.label] for column in columns], day=DAY)  # type: ignore[misc]
    return record, [(fault.column, fault.words) for fault in faults]


def test_a_good_row_is_read_as_an_application_would_say_it(food: CertificateTypeValue) -> None:
    record, faults = read(food)
    assert faults == []
    assert record is not None
    assert record.values == {
        "principal": "杨秀兰", "address": "贵阳市观山湖区长岭北路 101 号", "business_type": "catering",
        "items": ["hot_food", "self_made_drink"],
    }  # fmt: skip
    assert (record.holder.code, record.holder.code_type, record.holder.kind) == (tables.person_code(1), "111", "1")
    assert (record.issued_on, record.valid_until) == (date(2024, 5, 6), date(2029, 5, 5))


@pytest.mark.parametrize("text", ["2024-05-06", "2024/5/6", "2024.05.06", "2024年5月6日", "20240506"])
def test_days_may_be_written_in_the_usual_ways(text: str) -> None:
    assert stock_rows.day_of(text) == date(2024, 5, 6)


@pytest.mark.parametrize(
    "text", ["2024-13-01", "2024-02-30", "24-05-06", "5 月 6 日", "", "2024-05-06 10:00", "٢٠٢٤٠٥٠٦x"]
)
def test_anything_else_is_no_day(text: str) -> None:
    assert stock_rows.day_of(text) is None


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("持证主体证件号码", "520102198505050011", "校验位"),
        ("持证主体证件号码", "52010319410308288", "18 位"),
        ("持证主体证件号码", CellFault("是公式，请改成公式算出来的内容"), "公式"),
        ("持证主体证件类型", "驾驶证", "只能填"),
        ("持证主体证件类型", "", "没有填"),
        ("原证发证日期", "2027-01-01", "将来"),
        ("有效期起", "2026-11-27", "将来"),
        ("有效期起", "昨天", "不是日期"),
        ("有效期起", "1900-01-01", "太早"),
        ("有效期止", "2024-01-01", "早于起始"),
        ("有效期止", "2026-11-25", "已过有效期"),
        ("有效期止", "长期", "截止日期"),
        ("有效期止", "", "没有填"),
        ("主体业态", "夜市", "只能填"),
        ("经营项目", "热食类食品制售、烤全羊", "只能填"),
        ("法定代表人", "=HYPERLINK(1)", "公式"),
        ("法定代表人", "@SUM(A1)", "公式"),
        ("法定代表人", "+86", "公式"),
        ("法定代表人", "－cmd", "公式"),
        ("法定代表人", "杨\u202e秀兰", "看不见"),
        ("法定代表人", "杨\x07秀兰", "看不见"),
        ("法定代表人", "杨\n秀兰", "一行"),
        ("经营场所", "长" * 301, "太长"),
        ("经营场所", "", "没有填"),
        ("许可证编号", "1" * 81, "太长"),
    ],
)
def test_what_is_wrong_is_said_by_column(food: CertificateTypeValue, column: str, cell: object, words: str) -> None:
    record, faults = read(food, **{column: cell})
    assert record is None
    assert [name for name, said in faults if words in said] == [column]
    assert isinstance(cell, CellFault) or not cell or not any(cell in said for _, said in faults if len(cell) > 2)


def test_all_faults_of_a_row_are_told_at_once(food: CertificateTypeValue) -> None:
    _, faults = read(food, 许可证编号="", 有效期起="2027-01-01", 主体业态="夜市")
    assert {column for column, _ in faults} >= {"许可证编号", "有效期起", "主体业态"}


def test_a_uscc_is_checked_as_one(food: CertificateTypeValue) -> None:
    good = {"持证主体证件类型": "统一社会信用代码", "持证主体证件号码": tables.entity_code(1)}
    record, _ = read(food, **good)
    assert record is not None
    assert record.holder.kind == "2"
    _, faults = read(food, **{**good, "持证主体证件号码": "915201150000000000"})
    assert any("统一社会信用代码" in words for _, words in faults)


def test_a_type_for_persons_takes_no_code_of_an_entity(kinds: dict[str, CertificateTypeValue]) -> None:
    labels = [str(each.label) for each in stock.code_types(kinds["nurse-certificate"])]
    assert "居民身份证" in labels
    assert "统一社会信用代码" not in labels


def test_every_type_has_a_table_without_double_heads_but_records(kinds: dict[str, CertificateTypeValue]) -> None:
    for kind in kinds.values():
        if kind.table:
            with pytest.raises(stock.NotForTables):
                stock.columns_of(kind)
            continue
        labels = [column.label for column in stock.columns_of(kind)]
        assert len(labels) == len(set(labels)), kind.key
        assert not {"问题", ""} & set(labels)


def test_repeated_sections_become_rows(kinds: dict[str, CertificateTypeValue]) -> None:
    kind = kinds["medical-institution-license"]
    columns = stock.columns_of(kind)
    cells = {
        **tables.GOOD, "登记号": "PDY1", "持证主体证件类型": "统一社会信用代码",
        "持证主体证件号码": tables.entity_code(1), "机构类别": "医院", "经营性质": "营利性", "地址": "甲路",
        "诊疗科目": "内科、外科；急诊科", "床位": "120 张",
    }  # fmt: skip
    record, _ = stock_rows.read_row(kind, columns, [str(cells[column.label]) for column in columns], day=DAY)
    assert record is not None
    assert record.values["departments"] == [{"department_name": each} for each in ("内科", "外科", "急诊科")]
    assert record.values["beds"] == "120"


def test_doubles_name_the_first_row(kinds: dict[str, CertificateTypeValue], food: CertificateTypeValue) -> None:
    record, _ = read(food)
    assert record is not None
    found = stock_rows.doubles([(2, record), (5, record)], food)
    assert [(fault.column, fault.words) for fault in found[5]] == [("许可证编号", "与第 2 行重复")]
    single = stock_rows.doubles([(2, record), (5, record)], kinds["nurse-certificate"])
    assert len(single[5]) == 2


@pytest.mark.parametrize("state", StockState)
def test_states_follow_the_table(state: StockState) -> None:
    lawful = stock.acts_of(state)
    for act in StockAct:
        if act in lawful or (state, act) == (StockState.ISSUING, StockAct.FINISH):
            assert stock.next_state(state, act) is not state
        else:
            with pytest.raises(stock.StockActNotAllowed):
                stock.next_state(state, act)


def test_what_has_ended_stays_so() -> None:
    assert [stock.acts_of(state) for state in stock.FINAL] == [(), ()]
