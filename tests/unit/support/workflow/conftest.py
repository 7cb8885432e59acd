"""Officers, subjects and published processes for the tests of the workflow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.support.workflow import public as workflow

AGENCY = 7
AT = datetime(2026, 9, 22, 1, 0, tzinfo=UTC)


def officer(*roles: str, agency: int = AGENCY, name: str = "王某", number: int | None = None) -> Actor:
    grants = tuple(Grant(role=role, agency_id=agency, region_path="/52/5201/520115/") for role in roles)
    identifier = UUID(int=number) if number is not None else uuid4()
    return Actor(kind=ActorKind.OFFICER, id=identifier, name=name, grants=grants)


@pytest.fixture
def examiner() -> Actor:
    return officer("examiner", name="承办甲")


@pytest.fixture
def reviewer() -> Actor:
    return officer("reviewer", name="审核乙")


@pytest.fixture
def approver() -> Actor:
    return officer("approver", name="批准丙")


@pytest.fixture
def make_officer() -> Callable[..., Actor]:
    return officer


@pytest.fixture
def published(db: None) -> None:
    """The processes that come with the platform."""
    workflow.load_processes(workflow.process_folder(), at=AT)


@pytest.fixture
def start() -> Callable[..., workflow.StepResult]:
    """Start the standard process for a new subject."""

    def start_one(subject_id: UUID | None = None, minutes: int = 0, **changes: object) -> workflow.StepResult:
        given = {"process": "standard-review", "subject_kind": "case", "agency_id": AGENCY, "data": {}}
        at = AT + timedelta(minutes=minutes)
        return workflow.start(subject_id=subject_id or uuid4(), at=at, **{**given, **changes})

    return start_one
