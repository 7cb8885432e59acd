"""Every code table names its source, and the values that programs rely on are the standard's."""

import re
from dataclasses import FrozenInstanceError

import pytest

from govhall.standards.tables import code_table, table_names

pytestmark = pytest.mark.clause("box:标准规范")

SIZES = {
    "item-type": 12,
    "exercise-level": 7,
    "implementing-body-kind": 4,
    "service-object": 6,
    "handling-form": 5,
    "case-kind": 3,
    "special-procedure": 2,
    "satisfaction": 5,
    "exchange-service-object": 7,
    "theme-person": 32,
    "theme-legal": 35,
    "identity-document": 46,
    "approval-kind": 4,
    "submit-channel": 9,
    "done-result": 7,
    "evaluation-channel": 7,
    "national-satisfaction": 5,
    "evaluation-detail": 40,
    "certificate-holder-code": 16,
    "certificate-status": 7,
}


@pytest.mark.parametrize("name", table_names())
def test_every_table_names_its_standard_and_has_chinese_labels(name: str) -> None:
    table = code_table(name)
    assert table.title
    assert table.standard
    assert table.source
    assert len(table) > 1
    for entry in table:
        assert re.fullmatch(r"[0-9A-Za-z]{1,4}", entry.code)
        assert entry.label.strip() == entry.label
        assert re.search(r"[\u4e00-\u9fff]", entry.label)


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_tables_are_complete(name: str, size: int) -> None:
    assert len(code_table(name).codes) == size


def test_a_table_answers_label_membership_and_choices() -> None:
    table = code_table("item-type")
    assert table.label("01") == "行政许可"
    assert "01" in table
    assert "11" not in table
    assert ("07", "行政确认") in table.choices
    assert table.entry("20").more == {"kind": "group"}
    with pytest.raises(KeyError, match="no code '99'"):
        table.label("99")


def test_the_two_satisfaction_scales_run_in_opposite_directions() -> None:
    ours, national = code_table("satisfaction"), code_table("national-satisfaction")
    for code in ours.codes:
        assert ours.label(code) == national.label(str(6 - int(code)))


def test_evaluation_details_belong_to_the_level_of_their_first_digit() -> None:
    for entry in code_table("evaluation-detail"):
        assert entry.more["level"] == entry.code[0]


def test_holder_codes_are_documents_of_the_identity_table() -> None:
    documents = code_table("identity-document")
    for code, label in code_table("certificate-holder-code").choices:
        assert documents.label(code) == label


def test_a_table_cannot_be_changed() -> None:
    table = code_table("item-type")
    with pytest.raises(FrozenInstanceError):
        table.title = "x"  # type: ignore[misc]  # the assignment is what the test is about
    with pytest.raises(TypeError):
        table.entries["11"] = table.entry("01")  # type: ignore[index]  # likewise


@pytest.mark.parametrize("name", ["no-such-table", "../identifiers/uscc", ""])
def test_an_unknown_table_is_a_lookup_error(name: str) -> None:
    with pytest.raises(LookupError):
        code_table(name)
