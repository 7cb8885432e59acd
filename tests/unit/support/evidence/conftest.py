"""A tree of its own for each test of evidence, and shorthands for entering and sequencing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from factories.evidence_line import API, OverHttp
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import public as evidence
from govhall.support.evidence.services import keys

MORNING = datetime.fromisoformat("2026-10-13 10:30").replace(tzinfo=clock.OFFICIAL_ZONE)
Enter = Callable[..., list[str]]


@pytest.fixture(scope="session")
def _keys_of_that_morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evidence-home")


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, _keys_of_that_morning: Path) -> None:
    """Keys of these tests are made on the tests' morning; others may have been made later than these heads."""
    monkeypatch.setenv("GOVHALL_HOME", str(_keys_of_that_morning))


@pytest.fixture
def morning() -> datetime:
    """When the tests' facts are entered."""
    return MORNING


@pytest.fixture
def enter() -> Enter:
    """Enter so many facts and return their subjects."""

    def make(number: int = 1, *, kind: str = "case.act", at: datetime = MORNING, **facts: object) -> list[str]:
        subjects = [str(new_id()) for _ in range(number)]
        for subject in subjects:
            evidence.enter(kind=kind, subject=subject, facts={"act": "ACCEPT", **facts}, at=at)
        return subjects

    return make


@pytest.fixture
def grown(enter: Enter) -> Callable[..., list[str]]:
    """Enter facts in rounds, sequencing and signing after each, a minute apart."""

    def make(*rounds: int) -> list[str]:
        subjects: list[str] = []
        for turn, number in enumerate(rounds):
            at = MORNING + timedelta(minutes=turn)
            subjects += enter(number, at=at)
            evidence.sequence(at=at + timedelta(seconds=2))
        return subjects

    return make


@pytest.fixture
def line() -> OverHttp:
    """The line between the two."""
    return OverHttp()


@pytest.fixture
def log(grown: Callable[..., list[str]], morning: datetime) -> str:
    """A log of seven leaves that knows its witness, and is known to it."""
    grown(4, 3)
    evidence.register_witness(name="贵阳市", certificate=keys.witness(morning).certificate.encoded, at=morning)
    root = Client().get(API + "root.pem").content
    return evidence.watch(title="贵州省", address="https://log.example/api/evidence/", authority=root, at=morning)
