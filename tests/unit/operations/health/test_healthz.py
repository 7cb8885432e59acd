"""Health says what is up and names what is missing."""

import pytest
from django.db import connection
from django.test import Client

from govhall.operations.health import selectors

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:运维管理")]


def health() -> tuple[int, dict[str, dict[str, object]]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.json()["parts"]


def test_names_the_worker_when_nobody_works() -> None:
    status, parts = health()
    assert status == 503
    assert parts["worker"] == {"up": False, "note": "no worker"}
    assert parts["database"]["up"]
    assert parts["schema"] == {"up": True, "note": "migrated"}


def test_is_up_with_a_living_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    monkeypatch.setitem(selectors._CHECKS, "front_end", lambda: "built")
    status, parts = health()
    assert (status, parts["worker"]["up"]) == (200, True)


def test_names_the_migration_that_is_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'cases'")
    _, parts = health()
    assert "cases." in str(parts["schema"]["note"])


def test_tells_nothing_of_the_database_but_the_kind_of_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret FROM nowhere")
        return ""

    monkeypatch.setitem(selectors._CHECKS, "database", broken)
    _, parts = health()
    assert parts["database"] == {"up": False, "note": "ProgrammingError"}
