"""Fixtures of all tests."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings as hypothesis_settings

from govhall.infra import clock, process_cache

# Two busy cores make any deadline a coin toss; the promises of speed are kept in bench/.
# A run of all tests says the same twice; looking for what nobody thought of is `--hypothesis-profile explore`.
hypothesis_settings.register_profile("govhall", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=2_000)
hypothesis_settings.load_profile("govhall")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL that the test settings started."""
    import settings_for_tests

    if settings_for_tests.server is not None:
        settings_for_tests.server.stop()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Tests that need the whole province come last: they share one that stays in the database, the others begin empty.

    Every worker takes tests in this order, so none meets a province that it didn't ask for.
    """
    items.sort(key=lambda item: "province" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any,
    request: pytest.FixtureRequest,
) -> Iterator[None]:  # fmt: skip
    """
    Make the test database for whoever asks.

    The plugin's own fixture makes it only if a collected test bears its mark; those of ``lasting_world`` bear none, and
    alone they would run into the database that DATABASE_URL names.
    """
    with django_db_blocker.unblock():
        made = setup_databases(request.config.option.verbose, interactive=False, aliases=[DEFAULT_DB_ALIAS])
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, request.config.option.verbose)


@pytest.fixture(scope="session")
def province(django_db_setup: None, django_db_blocker: Any) -> None:
    """Load the demonstration province once; tests that roll back leave it as it is."""
    _load_province(django_db_blocker)


@pytest.fixture
def world(province: None, db: None) -> None:
    """A test that needs people, agencies, items and a calendar."""


@pytest.fixture
def lasting_world(province: None, django_db_blocker: Any) -> Iterator[None]:
    """The same for a test that commits, from several connections perhaps: what happened is wiped out at its end."""
    with django_db_blocker.unblock():
        _load_province(django_db_blocker)
        yield
        _forget_what_happened()


@pytest.fixture(autouse=True)
def _empty_queue(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A test that commits leaves no jobs: the framework's flush doesn't know the queue, and their facts are gone."""
    yield
    mark = request.node.get_closest_marker("django_db")
    if mark is None or not mark.kwargs.get("transaction"):
        return
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


# What people and workers do; regions, agencies, items, people and their certificates stay.
_HAPPENINGS = (
    "cases_case", "cases_inquiryattempt", "evaluations_invitation", "evaluations_evaluation", "bus_outboxevent",
    "notifications_message", "workflow_processinstance", "decisions_decisionrun", "forms_draft", "procrastinate_jobs",
)  # fmt: skip


def _forget_what_happened() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(_HAPPENINGS)} CASCADE")


def _load_province(blocker: Any) -> None:
    from govhall.config import demo
    from govhall.support.identity.models import User

    with blocker.unblock():
        process_cache.forget_all()
        if not User.objects.exists():
            demo.load()


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """A test that rolls back must not leave what it read in the caches of the process."""
    from govhall.channels.portal.views import remembered

    yield
    process_cache.forget_all()
    remembered.forget_all()


class Beijing:
    """Moments in Beijing time from plain text."""

    @staticmethod
    def at(text: str) -> datetime:
        """``at("2026-10-13 09:30")`` is that moment, aware."""
        return datetime.fromisoformat(text).replace(tzinfo=clock.OFFICIAL_ZONE)


@pytest.fixture
def beijing() -> type[Beijing]:
    """Make moments of Beijing time."""
    return Beijing
