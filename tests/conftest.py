"""Fixtures of all tests."""

from datetime import datetime

import pytest

from govhall.infra import clock


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the PostgreSQL that the test settings started."""
    import settings_for_tests

    if settings_for_tests.server is not None:
        settings_for_tests.server.stop()


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
