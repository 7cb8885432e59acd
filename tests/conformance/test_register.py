"""The clause register and the marks of the tests tell the same story."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from govhall.config.cli import marks
from govhall.config.cli.marks import Proof
from govhall.standards.clauses import Clause, State, clauses

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "govhall"
LAYERS_AND_SYSTEMS = (
    "channels", "business", "support", "data", "infra",  # 用户及服务层 … 基础设施层
    "standards", "security", "operations",  # 标准规范、安全保障、运维管理
)  # fmt: skip

Proofs = Mapping[str, Sequence[Proof]]


def unproved(register: Sequence[Clause], proofs: Proofs) -> list[str]:
    return [clause.number for clause in register if clause.state is State.DONE and not proofs.get(clause.number)]


def not_there(register: Sequence[Clause]) -> list[str]:
    """What is said to be done or partly done somewhere that does not exist."""
    claimed = [clause for clause in register if clause.state is not State.PLANNED]
    return [
        f"{clause.number}: {place}"
        for clause in claimed
        for place in clause.where
        if place not in ("govhall", "bench") and not exists(place)
    ]


def exists(place: str) -> bool:
    path = SOURCE.joinpath(*place.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def test_every_mark_names_a_clause_of_the_register() -> None:
    known = {clause.number for clause in clauses()}
    strange = {clause: of for clause, of in marks.proofs(ROOT / "tests").items() if clause not in known}
    assert strange == {}


def test_whatever_is_done_is_proven_by_a_test() -> None:
    assert unproved(clauses(), marks.proofs(ROOT / "tests")) == []


def test_a_done_clause_without_a_test_would_be_found() -> None:
    claim = Clause(number="x", title="t", source="clause", state=State.DONE, where=("govhall",), note="")
    assert unproved([claim], {}) == ["x"]
    assert unproved([claim], {"x": [Proof("x", "tests/test_a.py::test_b", 1)]}) == []


def test_whatever_is_claimed_stands_where_the_register_says() -> None:
    assert not_there(clauses()) == []


@pytest.mark.clause("7.1")
class TestArchitecture:
    """7.1: five layers and three supporting systems."""

    def test_every_layer_and_system_is_a_package(self) -> None:
        assert [name for name in LAYERS_AND_SYSTEMS if not (SOURCE / name / "__init__.py").is_file()] == []

    def test_an_import_contract_holds_their_order(self) -> None:
        contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
        (layers,) = [contract for contract in contracts if contract["id"] == "standard-layers"]
        names = [name.strip() for line in layers["layers"] for name in line.split(":")]
        assert layers["exhaustive"]
        assert [name for name in names if name in LAYERS_AND_SYSTEMS] == [
            "channels", "business", "support", "data", "security", "operations", "infra", "standards"
        ]  # fmt: skip
