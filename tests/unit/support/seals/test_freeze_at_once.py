"""A freeze and a sealing at the same moment, from two connections: no use ever stands behind a freeze."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from datetime import datetime
from threading import Event
from uuid import UUID

import pytest
from django.db import connection, transaction

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.infra.crypto import keypairs
from govhall.kernel.actor import SYSTEM
from govhall.support.seals import public as seals
from govhall.support.seals.models import Seal, SealUse
from govhall.support.seals.services import ensuring
from unit.support.seals.test_life_cycle import letter

pytestmark = pytest.mark.clause("box:统一电子印章")

PATIENCE, A_WHILE = 20, 0.6  # seconds


@pytest.fixture
def seal_id(lasting_world: None) -> Iterator[UUID]:
    """A seal that other connections see, taken away afterwards."""
    with transaction.atomic():
        made = ensuring.make_by_system(
            agency_id=organizations.agency_by_key("guanshanhu-market").id, kind=seals.SealKind.PERSONAL, name="罗文静",
            purpose="同时冻结和用印的试验", at=clock.now(),
        )  # fmt: skip
    yield made
    key = Seal.objects.get(pk=made).key_name
    # Rows of the log and of the history are never deleted; only this test's owner of the tables may.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("seals_sealuse", "seals_sealevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table} WHERE seal_id = %s", [made])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    Seal.objects.filter(pk=made).delete()
    keypairs.destroy(key)


@pytest.fixture
def aside() -> Iterator[Callable[[Callable[[], None]], Future[None]]]:
    """Do something over another connection."""
    with ThreadPoolExecutor(2) as pool:

        def start(work: Callable[[], None]) -> Future[None]:
            def run() -> None:
                try:
                    work()
                finally:
                    connection.close()

            return pool.submit(run)

        yield start


def use(seal_id: UUID, at: datetime) -> None:
    agency = organizations.agency_by_key("guanshanhu-market")
    seals.use_seal(
        seal_id=seal_id, content=letter(agency, at), purpose="受理通知书", case_number="", by=SYSTEM, at=at
    )  # fmt: skip


def freeze(seal_id: UUID, at: datetime) -> None:
    seals.freeze(seal_id=seal_id, reason="试验：同时冻结", by=SYSTEM, at=at)


def test_a_freeze_waits_for_a_sealing_under_way(
    seal_id: UUID, aside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    at, sealed, go_on = clock.now(), Event(), Event()

    def seal() -> None:
        with transaction.atomic():
            use(seal_id, at)
            sealed.set()
            go_on.wait(PATIENCE)

    sealing = aside(seal)
    assert sealed.wait(PATIENCE)
    freezing = aside(lambda: freeze(seal_id, at))
    with pytest.raises(StillWaiting):
        freezing.result(A_WHILE)
    go_on.set()
    sealing.result(PATIENCE)
    freezing.result(PATIENCE)
    assert Seal.objects.get(pk=seal_id).status == "FROZEN"
    assert SealUse.objects.filter(seal_id=seal_id).count() == 1


def test_a_sealing_that_began_before_a_freeze_is_refused_after_it(
    seal_id: UUID, aside: Callable[[Callable[[], None]], Future[None]]
) -> None:
    at, frozen, go_on = clock.now(), Event(), Event()

    def stop() -> None:
        with transaction.atomic():
            freeze(seal_id, at)
            frozen.set()
            go_on.wait(PATIENCE)

    freezing = aside(stop)
    assert frozen.wait(PATIENCE)
    sealing = aside(lambda: use(seal_id, at))
    with pytest.raises(StillWaiting):
        sealing.result(A_WHILE)
    go_on.set()
    freezing.result(PATIENCE)
    with pytest.raises(seals.SealNotUsable, match="刚刚停用"):
        sealing.result(PATIENCE)
    assert not SealUse.objects.filter(seal_id=seal_id).exists()
