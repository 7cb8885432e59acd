"""
The load of the crash proof: applicants who submit and officers who act, until they are told to stop.

Everybody behaves as people do: what failed is tried again, and only what the platform confirmed counts as done.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from bench import clients

APPLICANTS, OFFICERS = 4, 2
_FAILED = (OSError, ConnectionError, ValueError, IndexError)


class Load:
    """Runs applicants and officers in threads and remembers what was confirmed to them."""

    def __init__(self, port: int, crowd: Any, applicants: list[Any]) -> None:
        """Prepare; nothing is sent yet."""
        self._port = port
        self._crowd = crowd
        self._waiting = list(applicants)
        self._stop = threading.Event()
        self._random = random.Random()
        self.receipts: dict[str, UUID] = {}
        self.acts: Counter[tuple[UUID, str]] = Counter()
        self.troubles: Counter[str] = Counter()
        jobs: list[Callable[[], None]] = [self._apply] * APPLICANTS + [self._decide] * OFFICERS
        self._threads = [threading.Thread(target=job, daemon=True) for job in jobs]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish what they are at, then end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _apply(self) -> None:
        connection = clients.Connection(self._port)
        while not self._stop.is_set() and self._waiting:
            one = self._waiting.pop()
            number = self._submit(connection, one)
            if number:
                self.receipts[number] = one.draft_id
            self._stop.wait(self._random.uniform(0.1, 0.8))
        connection.close()

    def _submit(self, connection: clients.Connection, one: Any) -> str:
        """Press the button until a receipt is shown; give up only when the proof ends."""
        form = clients.request_bytes(
            "POST", f"/drafts/{one.draft_id}/confirm/", session=one.session, form="truth=on"
        ).encode()
        while not self._stop.is_set():
            try:
                status, location = connection.send(form)
            except _FAILED as trouble:
                self.troubles[type(trouble).__name__] += 1
                connection.close()
            else:
                if "/receipt/" in location:
                    shown = clients.request_bytes("GET", location, session=one.session).encode()
                    with contextlib.suppress(*_FAILED):
                        status, _ = connection.send(shown)
                        self.troubles[f"receipt page {status}"] += status != 200
                    return location.split("/cases/")[1].split("/")[0]
                self.troubles[f"answer {status}"] += 1
            self._stop.wait(0.3)
        return ""

    def _decide(self) -> None:
        from django.db import Error, connection

        while not self._stop.is_set():
            try:
                case_id = self._next_case()
                if case_id:
                    self._carry_through(case_id)
                else:
                    self._stop.wait(0.5)
            except Error as trouble:
                self.troubles[f"officer {type(trouble).__name__}"] += 1
                with contextlib.suppress(Error):
                    connection.close()
                self._stop.wait(0.3)
            self._stop.wait(0.3)  # no faster than one worker can make the papers
        connection.close()

    def _next_case(self) -> UUID | None:
        from govhall.business.cases.choices import Status
        from govhall.business.cases.models import Case

        waiting = Case.objects.filter(status__in=[Status.SUBMITTED, Status.RECEIVED, Status.IN_REVIEW])
        found = list(waiting.order_by("?").values_list("id", flat=True)[:1])
        return found[0] if found else None

    def _carry_through(self, case_id: UUID) -> None:
        """Do the next act of this case; somebody else may have been faster."""
        from factories import people
        from govhall.business.cases import public as cases
        from govhall.business.cases.models import Case
        from govhall.infra import clock
        from govhall.kernel.errors import DomainError
        from govhall.support.workflow import public as workflow

        status, at = Case.objects.values_list("status", flat=True).get(pk=case_id), clock.now()
        try:
            if status == "SUBMITTED":
                cases.receive(case_id=case_id, by=people.officer("window"), at=at)
                self.acts[case_id, "RECEIVE"] += 1
            elif status == "RECEIVED":
                cases.accept(case_id=case_id, by=people.officer("window"), at=at)
                self.acts[case_id, "ACCEPT"] += 1
            else:
                for task in workflow.open_tasks(subject_ids=[case_id])[case_id]:
                    self._examine(case_id, task, people, at)
        except DomainError:
            self.troubles["officer came too late"] += 1

    def _examine(self, case_id: UUID, task: Any, people: Any, at: Any) -> None:
        from govhall.business.cases import public as cases

        if cases.is_decision(task):
            by = people.officer("approver")
            cases.grant(case_id=case_id, task_id=task.id, opinion="符合规定，准予许可。", by=by, at=at)
            self.acts[case_id, "GRANT"] += 1
            return
        by = people.officer(task.role)
        cases.examine(case_id=case_id, task_id=task.id, outcome="pass", opinion="符合条件。", by=by, at=at)


def wait_for(condition: Callable[[], bool], *, seconds: float, pause: float = 0.2) -> bool:
    """Return whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause)
    return False
