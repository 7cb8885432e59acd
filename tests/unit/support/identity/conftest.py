"""People and agencies for the tests of identity."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.support.identity import public as identity

PASSWORD = "Shan-qing-6"
NUMBERS = ("520102198803124821", "520302198512311230", "522631197006150425", "520000200002298882")


@pytest.fixture
def at() -> datetime:
    """Return the present moment: sessions and caches of the framework live in real time."""
    return clock.now()


@pytest.fixture
def citizen(db: None, at: datetime) -> Callable[..., identity.PersonValue]:
    """Make citizens one after the other, each with a number of their own."""
    made: list[identity.PersonValue] = []

    def make(username: str = "", *, level: int = 2, id_number: str = "") -> identity.PersonValue:
        person = identity.create_person_account(
            username=username or f"citizen-{len(made)}",
            password=PASSWORD,
            name=("杨秀兰", "龙建国", "吴小梅", "陈一")[len(made) % 4],
            id_number=id_number or NUMBERS[len(made) % 4],
            phone=f"1390000018{len(made)}",
            address="贵阳市观山湖区林城东路 8 号",
            at=at,
        )
        made.append(person)
        if level > 1:
            identity.raise_level(
                person_id=person.id, level=level, evidence=identity.Evidence.WINDOW, by=SYSTEM, at=at, note="窗口"
            )
        return identity.person(person.id)

    return make


@pytest.fixture
def agencies(db: None, at: datetime) -> dict[str, int]:
    """Return agency ids by key for all agencies of the demonstration."""
    organizations.load_regions(at=at)
    organizations.load_demo_agencies()
    keys = ["guanshanhu-market", "honghuagang-market", "guizhou-service", "guanshanhu-service", "guanshanhu-health"]
    return {key: agency.id for key, agency in organizations.agencies_by_keys(keys).items()}


@pytest.fixture
def officer(db: None, at: datetime, agencies: dict[str, int]) -> Callable[..., UUID]:
    """Make an officer with one post and, unless told otherwise, an authenticator."""

    def make(
        username: str = "examiner",
        *,
        agency: str = "guanshanhu-market",
        role: str = "examiner",
        secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    ) -> UUID:
        made = identity.create_officer(username=username, password=PASSWORD, name="李思远", by=SYSTEM, at=at)
        identity.appoint(user_id=made.user_id, agency_id=agencies[agency], role=role, by=SYSTEM, at=at)
        if secret:
            identity.give_second_factor(user_id=made.user_id, secret=secret, by=SYSTEM, at=at)
        return made.user_id

    return make
