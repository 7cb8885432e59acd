"""Fixtures of all tests: a throwaway PostgreSQL when none is named, a folder for keys and files, the clock."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

_HOME = Path(os.environ.get("GOVHALL_TEST_HOME") or tempfile.mkdtemp(prefix="govhall-test-"))
os.environ["GOVHALL_HOME"] = str(_HOME)
os.environ.setdefault("GOVHALL_TEST_HOME", str(_HOME))
os.environ.setdefault("GOVHALL_SECRET_KEY", "only-for-tests")
_server = None


def pytest_configure(config: pytest.Config) -> None:
    """Workers of xdist inherit DATABASE_URL from the controller, so one server serves all."""
    global _server
    if "DATABASE_URL" not in os.environ:
        from govhall.infra.database import launcher

        _server = launcher.ensure_running(_HOME, durable=False)
        os.environ["DATABASE_URL"] = _server.url
        from django.conf import settings

        if settings.configured:
            from govhall.config.settings import environment

            settings.DATABASES["default"].update(environment.database())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server that was started here."""
    if _server is not None:
        _server.stop()


@pytest.fixture
def beijing() -> "type[Moment]":
    """Make moments of Beijing time: ``beijing.at("2026-10-13 09:30")``."""
    return Moment


class Moment:
    """Moments in Beijing time from plain text."""

    @staticmethod
    def at(text: str) -> datetime:
        """Return an aware moment."""
        from govhall.infra import clock

        return datetime.fromisoformat(text).replace(tzinfo=clock.OFFICIAL_ZONE)


@pytest.fixture
def frozen_at(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """Hold the clock at the moment given by ``@pytest.mark.parametrize("frozen_at", [...], indirect=True)``."""
    from govhall.infra import clock

    with clock.frozen(Moment.at(request.param)) as at:
        yield at
