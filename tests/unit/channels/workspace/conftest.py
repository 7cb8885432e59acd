"""Officers signed in, and cases at the stages that their pages show."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from factories import applications, people
from govhall.business.cases import public as cases
from govhall.infra import clock
from govhall.support.identity.models import User
from govhall.support.workflow import public as workflow

SignIn = Callable[[str], Client]


@pytest.fixture
def desk(world: None) -> SignIn:
    """Return a browser in which the officer with this account is signed in."""

    def sign_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username))
        return client

    return sign_in


class Stages:
    """Cases for a food business licence, brought to a stage by the officers of the demonstration."""

    def submitted(self) -> cases.Receipt:
        return cases.submit(applications.food(), by=people.shop_owner(), at=clock.now())

    def received(self) -> cases.Receipt:
        case = self.submitted()
        cases.receive(case_id=case.case_id, by=people.officer("window"), at=clock.now())
        return case

    def accepted(self) -> cases.Receipt:
        case = self.received()
        cases.accept(case_id=case.case_id, by=people.officer("window"), at=clock.now())
        return case

    def at_decision(self) -> cases.Receipt:
        case = self.accepted()
        for word in ("examiner", "reviewer"):
            cases.examine(
                case_id=case.case_id, task_id=self.task(case.case_id), outcome="pass", opinion="符合条件，建议准予。",
                by=people.officer(word), at=clock.now(),
            )  # fmt: skip
        return case

    def task(self, case_id: UUID) -> UUID:
        return workflow.open_tasks(subject_ids=[case_id])[case_id][0].id


@pytest.fixture
def stages(world: None) -> Stages:
    """Bring cases to a stage."""
    return Stages()


@pytest.fixture
def act(desk: SignIn) -> Callable[..., Any]:
    """Send an act from the page as it is now: ``act("guanshanhu-market-window", number, "receive", ...)``."""

    def send(username: str, number: str, slug: str, *, htmx: bool = False, seen: int | None = None, **data: Any) -> Any:
        client = desk(username)
        if seen is None:
            seen = len(cases.officer_file(number=number, by=people.actor(username)).log)
        headers = {"HX-Request": "true"} if htmx else {}
        return client.post(f"/desk/cases/{number}/acts/{slug}/", {"seen": seen, **data}, headers=headers)

    return send
