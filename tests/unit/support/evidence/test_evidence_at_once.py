"""Many writers, two sequencers, a sequencer that dies: nothing is lost, doubled or numbered with gaps."""

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.crowd import at_once
from govhall.support.evidence import public as evidence
from govhall.support.evidence.models import EvidenceEntry, TreeHead, TreeNode
from govhall.support.evidence.services import sequencing, signing, waking

pytestmark = pytest.mark.django_db(transaction=True)


def write(number: int, name: str, at: datetime) -> Callable[[], None]:
    def run() -> None:
        for count in range(number):
            with transaction.atomic():
                evidence.enter(kind="case.act", subject=f"{name}-{count}", facts={"act": "ACCEPT"}, at=at)

    return run


def assert_whole(number: int, at: datetime) -> None:
    indexes = list(EvidenceEntry.objects.order_by("index").values_list("index", flat=True))
    assert indexes == list(range(number))
    found = evidence.inspect(at=at)
    assert (found.size, list(found.faults)) == (number, [])


def test_ten_writers_beside_two_sequencers(morning: datetime) -> None:
    def sequence() -> int:
        return sum(sequencing.sequence(at=morning, batch=7) for _ in range(30))

    at_once(*(write(20, str(name), morning) for name in range(10)), sequence, sequence)
    evidence.sequence(at=morning)
    assert_whole(200, morning)


def test_the_same_fact_from_many_at_once_is_one_entry(morning: datetime) -> None:
    assert at_once(*[write(5, "same", morning)] * 6) == [None] * 6
    evidence.sequence(at=morning)
    assert_whole(5, morning)


@pytest.mark.parametrize("moment", ["store_nodes", "_place", "sign_head"])
def test_a_sequencer_that_dies_leaves_nothing_half_done(
    morning: datetime, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    write(10, "first", morning)()
    evidence.sequence(at=morning)
    write(10, "second", morning)()
    module = signing if moment == "sign_head" else sequencing
    original = getattr(module, moment)

    def die(*args: object, **kwargs: object) -> None:
        if moment != "sign_head":
            original(*args, **kwargs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, moment, die)
        with pytest.raises(KeyboardInterrupt):
            evidence.sequence(at=morning)
    evidence.sequence(at=morning)
    assert_whole(20, morning)
    assert list(TreeHead.objects.order_by("size").values_list("size", flat=True)) == [10, 20]


def test_a_connection_that_is_cut_in_the_middle_leaves_nothing(morning: datetime) -> None:
    write(10, "first", morning)()

    def cut() -> None:
        with transaction.atomic():
            assert sequencing._lock()
            fresh = [(sequencing.Place(0, 0), bytes(32))]
            sequencing.store_nodes(fresh)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        at_once(cut)
    assert not TreeNode.objects.exists()
    evidence.sequence(at=morning)
    assert_whole(10, morning)


def test_a_second_sequencer_goes_away_instead_of_waiting(morning: datetime) -> None:
    write(3, "first", morning)()
    with transaction.atomic():
        assert sequencing._lock()
        assert at_once(lambda: evidence.sequence(at=morning)) == [0]
    assert evidence.sequence(at=morning) == 3


def test_two_heads_over_the_same_tree_are_one(morning: datetime) -> None:
    write(3, "first", morning)()
    sequencing._take(10)
    at_once(*[lambda: signing.sign_head(at=morning)] * 4)
    assert TreeHead.objects.count() == 1


def test_an_entry_that_commits_after_the_tree_went_by_is_taken_later(morning: datetime) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            evidence.enter(kind="case.act", subject="slow", facts={}, at=morning)
            entered.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    entered.wait(20)
    write(1, "quick", morning)()
    assert evidence.sequence(at=morning) == 1
    go_on.set()
    thread.join()
    assert evidence.sequence(at=morning) == 1
    order = EvidenceEntry.objects.order_by("index").values_list("subject", flat=True)
    assert list(order) == ["quick-0", "slow"]
    assert_whole(2, morning)


def test_entries_wake_one_job_and_a_crowd_still_wakes_one(morning: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "_asked_at", float("-inf"))
    at_once(*(write(10, str(name), morning) for name in range(5)))
    jobs = ProcrastinateJob.objects.filter(task_name=waking.TASK)
    assert jobs.count() == 1
    assert jobs.get().queue_name == "evidence"
    monkeypatch.setattr(waking, "_asked_at", float("-inf"))
    write(1, "later", morning)()  # a job waits already: no error, no second one
    assert jobs.count() == 1


def test_a_job_that_took_something_up_comes_again(morning: datetime) -> None:
    from govhall.support.evidence import tasks

    evidence.enter(kind="case.act", subject="1", facts={}, at=morning)
    ProcrastinateJob.objects.all()._raw_delete("default")
    tasks.sequence()
    assert ProcrastinateJob.objects.filter(task_name=waking.TASK).count() == 1
    ProcrastinateJob.objects.all()._raw_delete("default")
    tasks.sequence()
    assert not ProcrastinateJob.objects.filter(task_name=waking.TASK).exists()
