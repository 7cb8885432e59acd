"""Agencies and loaded items for the tests of items."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction

from govhall.business.items.public import load_content
from govhall.data.organizations.public import load_demo_agencies, load_regions
from govhall.infra import clock, process_cache
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.decisions import public as decisions

COUNTY = "/52/5201/520115/"
MORNING = datetime.fromisoformat("2026-11-23 09:30").replace(tzinfo=clock.OFFICIAL_ZONE)


@pytest.fixture
def morning() -> datetime:
    """A working morning."""
    return MORNING


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Regions, agencies and all content files, loaded once a module inside a transaction that is rolled back."""
    process_cache.forget_all()
    with django_db_blocker.unblock(), transaction.atomic():
        load_regions(at=MORNING)
        load_demo_agencies()
        decisions.load_models(decisions.model_folder(), at=MORNING)
        load_content(at=MORNING)
        yield
        transaction.set_rollback(True)
    process_cache.forget_all()


@pytest.fixture
def items(_loaded: None, db: None) -> None:
    """All items are loaded and published; each test has its own savepoint."""


@pytest.fixture
def officer() -> Callable[..., Actor]:
    """Make an officer with one post."""

    def make(role: str, agency_id: int, *, region_path: str = COUNTY, account: UUID | None = None) -> Actor:
        grant = Grant(role=role, agency_id=agency_id, region_path=region_path)
        return Actor(kind=ActorKind.OFFICER, id=account or new_id(), name="张示范", grants=(grant,))

    return make
