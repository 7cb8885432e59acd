"""The clause register is whole, in order, and honest about what is inferred."""

import re

import pytest

from govhall.standards.clauses import PREDICTED, State, clauses

pytestmark = pytest.mark.clause("7.7", "box:标准规范")

LAYERS = {"channels", "business", "support", "data", "infra", "standards", "security", "operations", "config"}
BOXES_OF_FIGURE_1 = {
    "社会公众", "公务人员", "固定端", "移动端",
    "政务服务门户", "政务服务管理平台", "业务办理平台",
    "智能客服", "统一查询", "事项办理", "服务清单", "信息公开",
    "事项管理", "统一受理", "电子监察", "运维管理",
    "审批服务", "智能自助服务", "全省通办服务", "政务服务信息验证",
    "统一身份认证", "统一用户管理", "统一电子印章", "工作流引擎", "统一消息",
    "人脸识别", "图像识别", "语音识别", "机器学习", "区块链", "数据服务", "大数据分析引擎",
    "基础库", "政务服务库", "主题库", "云上贵州数据共享交换平台",
    "电子政务外网", "互联网", "计算及存储", "信息安全设施", "云上贵州系统平台",
    "标准规范", "安全保障", "运维管理体系",
}  # fmt: skip


def test_every_number_stands_once() -> None:
    numbers = [clause.number for clause in clauses()]
    assert len(numbers) == len(set(numbers))


def test_every_box_of_the_figure_is_listed_under_the_figure() -> None:
    drawn = {clause.number.removeprefix("box:") for clause in clauses() if clause.source.startswith("figure 1")}
    assert drawn == BOXES_OF_FIGURE_1


def test_every_clause_from_5_to_10_is_listed() -> None:
    numbers = {clause.number for clause in clauses()}
    wanted = {f"5.{n}" for n in range(1, 4)} | {f"6.{n}" for n in range(1, 5)} | {f"8.2.{n}" for n in range(2, 6)}
    wanted |= {"7.1", "7.2 a)", "7.2 b)", "7.3 a)", "7.3 b)", "7.4 a)", "7.4 b)", "7.5 a)", "7.5 b)", "7.6", "7.7"}
    wanted |= {"7.8", "7.9", "8.1", "8.2.1 a)", "8.2.1 b)", "8.2.1 c)", "8.2.1 d)", "8.3", "8.4", "9", "10"}
    assert {number for number in numbers if not number.startswith("box:")} == wanted


def test_what_the_public_copy_does_not_show_is_marked_as_predicted() -> None:
    predicted = {clause.number for clause in clauses() if clause.is_predicted}
    assert predicted == {"8.2.1 d)", "8.2.2", "8.2.3", "8.2.4", "8.2.5", "8.3", "8.4", "box:好差评"}
    assert {clause.source for clause in clauses() if clause.is_predicted} == {PREDICTED}


def test_every_row_names_a_package_of_a_known_layer() -> None:
    for clause in clauses():
        for place in clause.where:
            assert place.split(".")[0] in LAYERS | {"govhall", "bench"}, clause.number


def test_a_partial_row_says_what_is_there_or_missing() -> None:
    assert [clause.number for clause in clauses() if clause.state is State.PARTIAL and not clause.note] == []


def test_titles_are_short_words_of_our_own() -> None:
    assert [clause.number for clause in clauses() if not re.fullmatch(r"\S.{1,39}", clause.title)] == []
