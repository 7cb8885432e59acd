"""Facts are announced exactly when they happened, and every handler takes effect once."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from govhall.infra import bus
from govhall.infra.bus import outbox, tasks
from govhall.infra.bus.models import HandledEvent, OutboxEvent
from govhall.kernel.events import Event
from govhall.kernel.identifiers import new_id

AT = datetime(2026, 10, 13, 1, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """A fact for these tests."""

    name: ClassVar[str] = "tests.thing.happened"
    other: UUID | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard(Event):
    """A fact that nobody listens to."""

    name: ClassVar[str] = "tests.thing.unheard"


seen: list[Happened] = []
broken = {"first": False}


@bus.handles(Happened)
def first(event: Happened) -> None:
    if broken["first"]:
        raise RuntimeError("not today")
    seen.append(event)


@bus.handles(Happened)
def second(event: Happened) -> None:
    seen.append(event)


@pytest.fixture(autouse=True)
def _clean() -> None:
    seen.clear()
    broken["first"] = False


def published(**changes: object) -> tuple[Happened, UUID]:
    event = Happened(aggregate_id=new_id(), at=AT, other=new_id(), count=3)
    with transaction.atomic():
        return event, bus.publish(event)


def deliveries() -> QuerySet[ProcrastinateJob]:
    """Return the delivery jobs of these tests' facts; the demonstration province may have left others."""
    ours = OutboxEvent.objects.filter(name__startswith="tests.").values_list("id", flat=True)
    return ProcrastinateJob.objects.filter(args__event_id__in=[str(event_id) for event_id in ours])


@pytest.mark.django_db
class TestPublish:
    def test_needs_a_transaction(self, transactional_db: None) -> None:
        with pytest.raises(RuntimeError):
            bus.publish(Happened(aggregate_id=new_id(), at=AT, other=None, count=1))

    def test_queues_one_delivery_locked_by_the_aggregate(self) -> None:
        event, _ = published()
        job = deliveries().get()
        assert job.lock == str(event.aggregate_id)

    def test_leaves_nothing_when_the_act_fails(self) -> None:
        with transaction.atomic():
            bus.publish(Happened(aggregate_id=new_id(), at=AT, other=None, count=1))
            transaction.set_rollback(True)
        assert not OutboxEvent.objects.filter(name=Happened.name).exists()
        assert not deliveries().exists()

    def test_several_facts_of_one_aggregate_keep_their_order_and_cost_two_statements(  # type: ignore[no-untyped-def]
        self, django_assert_num_queries
    ) -> None:
        aggregate = new_id()
        facts = [Happened(aggregate_id=aggregate, at=AT, other=None, count=n) for n in range(3)]
        with transaction.atomic(), django_assert_num_queries(2):
            bus.publish_all([*facts, Unheard(aggregate_id=aggregate, at=AT)])
        ids = [str(row.id) for row in OutboxEvent.objects.filter(aggregate_id=aggregate).order_by("id")]
        assert [job.args["event_id"] for job in deliveries().order_by("id")] == ids[:3]
        assert len(ids) == 4

    def test_facts_of_several_aggregates_are_refused_together(self) -> None:
        facts = [Happened(aggregate_id=new_id(), at=AT, other=None, count=1) for _ in range(2)]
        with transaction.atomic(), pytest.raises(ValueError):
            bus.publish_all(facts)

    def test_keeps_a_fact_that_nobody_hears_without_a_job(self) -> None:
        with transaction.atomic():
            bus.publish(Unheard(aggregate_id=new_id(), at=AT))
        assert OutboxEvent.objects.filter(name=Unheard.name).count() == 1
        assert not deliveries().exists()

    def test_refuses_a_name_that_belongs_to_another_class(self) -> None:
        @dataclass(frozen=True, slots=True, kw_only=True)
        class Impostor(Event):
            name: ClassVar[str] = "tests.thing.happened"

        with pytest.raises(ValueError, match="belongs to"):
            bus.register(Impostor)


@pytest.mark.django_db
class TestDeliver:
    def test_gives_every_handler_the_same_fact(self) -> None:
        event, event_id = published()
        outbox.deliver(event_id)
        assert seen == [event, event]

    def test_a_second_delivery_changes_nothing(self) -> None:
        _, event_id = published()
        outbox.deliver(event_id)
        outbox.deliver(event_id)
        assert len(seen) == 2
        assert HandledEvent.objects.filter(event__name=Happened.name).count() == 2

    def test_a_broken_handler_is_tried_again_and_the_others_are_not(self) -> None:
        _, event_id = published()
        broken["first"] = True
        with pytest.raises(RuntimeError):
            outbox.deliver(event_id)
        assert len(seen) == 1
        broken["first"] = False
        outbox.deliver(event_id)
        assert len(seen) == 2


@pytest.mark.django_db
class TestDeliverWaiting:
    def test_delivers_what_is_queued_in_order_and_empties_the_queue(self) -> None:
        facts = [published()[0] for _ in range(3)]
        bus.deliver_waiting()
        assert [fact.aggregate_id for fact in seen[::2]] == [fact.aggregate_id for fact in facts]
        assert not deliveries().exists()

    def test_keeps_what_could_not_be_delivered(self) -> None:
        broken["first"] = True
        published()
        with pytest.raises(RuntimeError, match="not today"):
            bus.deliver_waiting()
        assert deliveries().filter(status="todo").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_dead_worker_gives_way_to_one_that_waits_in_its_place() -> None:
    with connection.cursor() as cursor:
        for status, lock in (("doing", "one"), ("todo", "one"), ("doing", "other")):
            cursor.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, status, lock, queueing_lock)"
                " VALUES ('upkeep', 'tests.work', %s, %s, %s)",
                [status, lock, lock],
            )
    async_to_sync(tasks.retry_stalled_jobs.func)(None, 0)
    rows = ProcrastinateJob.objects.order_by("id").values_list("status", "lock")
    assert list(rows) == [("failed", "one"), ("todo", "one"), ("todo", "other")]
