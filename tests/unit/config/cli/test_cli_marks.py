"""Marks of clauses are found wherever pytest takes them, without running a test."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from govhall.config.cli import app, marks

SOURCE = '''
import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.8")]


@pytest.mark.clause("box:统一受理", "box:审批服务")
class TestAccept:
    pytestmark = pytest.mark.clause("9")

    def test_one(self) -> None: ...

    @pytest.mark.clause("10")
    @pytest.mark.parametrize("n", [1, 2])
    def test_two(self, n: int) -> None: ...

    def helper(self) -> None: ...


def test_three() -> None:
    """Not a mark: clause("6.1")."""


@pytest.mark.parametrize("n", [pytest.param(1, marks=pytest.mark.clause("5.1"))])
def test_four(n: int) -> None: ...
'''


@pytest.fixture
def found(tmp_path: Path) -> dict[str, list[tuple[str, int]]]:
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_x.py").write_text(SOURCE, encoding="utf-8")
    return {clause: [(one.node, one.tests) for one in of] for clause, of in marks.proofs(folder).items()}


def test_a_mark_of_a_module_covers_all_its_tests(found: dict[str, list[tuple[str, int]]]) -> None:
    assert found["7.8"] == [("tests/test_x.py", 4)]


def test_a_mark_of_a_class_covers_its_tests_for_each_name(found: dict[str, list[tuple[str, int]]]) -> None:
    assert found["box:统一受理"] == found["box:审批服务"] == found["9"] == [("tests/test_x.py::TestAccept", 2)]


def test_a_mark_of_a_function_or_of_a_parameter_is_its_own(found: dict[str, list[tuple[str, int]]]) -> None:
    assert found["10"] == [("tests/test_x.py::TestAccept::test_two", 1)]
    assert found["5.1"] == [("tests/test_x.py::test_four", 1)]


def test_words_in_texts_are_no_marks(found: dict[str, list[tuple[str, int]]]) -> None:
    assert "6.1" not in found


def test_the_command_prints_every_clause_and_a_summary() -> None:
    answer = CliRunner().invoke(app, ["conformance", "clauses"])
    assert answer.exit_code == 0
    for wanted in ("box:统一受理", "8.2.5", "[I]", "test_case_rules.py"):
        assert wanted in answer.output
    assert "clauses and boxes" in answer.output.strip().splitlines()[-1]


def test_the_command_prints_json() -> None:
    import json

    answer = CliRunner().invoke(app, ["conformance", "clauses", "--json"])
    rows = {row["clause"]: row for row in json.loads(answer.output)}
    assert rows["8.4"]["predicted"]
    assert any(proof["node"].startswith("tests/unit/business/cases/") for proof in rows["box:统一受理"]["tests"])
