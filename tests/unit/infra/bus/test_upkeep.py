"""Upkeep comes by the clock in Beijing, one run at a time, and none is lost."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app, procrastinate_app

from govhall.infra.bus import upkeep


@pytest.fixture(autouse=True)
def declared_here_only() -> Iterator[None]:
    current = procrastinate_app.current_app
    tasks, periodic = dict(current.tasks), dict(current.periodic_registry.periodic_tasks)
    yield
    current.tasks.clear()
    current.tasks.update(tasks)
    current.periodic_registry.periodic_tasks.clear()
    current.periodic_registry.periodic_tasks.update(periodic)


def work(timestamp: int) -> None:
    """Do nothing."""


def cron_of(name: str) -> str:
    return app.periodic_registry.periodic_tasks[(name, "")].cron


@pytest.mark.parametrize(
    ("beijing", "cron"),
    [("00:10", "10 16 * * *"), ("07:59", "59 23 * * *"), ("08:00", "0 0 * * *"), ("23:05", "5 15 * * *")],
)
def test_a_daily_task_comes_at_its_time_in_beijing(beijing: str, cron: str) -> None:
    upkeep.daily(beijing, name="tests.daily")(work)
    assert cron_of("tests.daily") == cron


@pytest.mark.parametrize("wrong", ["24:00", "7:05", "12:60", "", "12:00:00", "noon", "１2:00"])
def test_what_is_no_time_of_day_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a time of day"):
        upkeep.daily(wrong, name="tests.daily")


@pytest.mark.parametrize("wrong", [0, -1, 7, 60, 45])
def test_minutes_that_do_not_divide_the_hour_are_refused(wrong: int) -> None:
    with pytest.raises(ValueError, match="whole number"):
        upkeep.every_minutes(wrong, name="tests.often")


def test_what_comes_once_a_day_is_tried_again_within_the_night() -> None:
    task = upkeep.daily("01:00", name="tests.daily")(work)
    assert isinstance(task.retry_strategy, RetryStrategy)
    waits = [task.retry_strategy.exponential_wait**n for n in range(1, task.retry_strategy.max_attempts or 0)]
    assert sum(waits) < 6 * 3600


def test_what_comes_in_minutes_waits_for_its_next_time() -> None:
    task = upkeep.every_minutes(5, name="tests.often")(work)
    assert (cron_of("tests.often"), task.retry_strategy) == ("*/5 * * * *", None)


def test_one_run_waits_at_most() -> None:
    task = upkeep.every_minutes(1, name="tests.often")(work)
    assert (task.queue, task.queueing_lock) == ("upkeep", "tests.often")


def test_a_run_without_a_worker_is_made_up_for_within_a_day() -> None:
    app.perform_import_paths()
    crons = {task.cron for task in app.periodic_registry.periodic_tasks.values()}
    assert all(cron.startswith("*") or cron.endswith(" * * *") for cron in crons), "none is rarer than a day"
    assert settings.PROCRASTINATE_PERIODIC_DEFAULTS["max_delay"] == 24 * 3600
