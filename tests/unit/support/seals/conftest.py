"""Officers of the demonstration in the duties of seals, and a walk through a seal's life."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.support.identity import public as identity
from govhall.support.seals import public as seals

Walk = Callable[..., UUID]


@pytest.fixture
def now() -> datetime:
    """The present: posts of the demonstration hold since a moment ago."""
    return clock.now()


@pytest.fixture
def agency(world: None) -> AgencyValue:
    """The market authority of 观山湖区, which has a keeper."""
    return organizations.agency_by_key("guanshanhu-market")


@pytest.fixture
def who(world: None, now: datetime) -> Callable[[str], Actor]:
    """The actor of an account: ``who("seal-keeper")``."""

    def find(username: str) -> Actor:
        account = identity.account_id(username)
        assert account is not None
        return identity.actor_for(account, at=now)

    return find


@pytest.fixture
def walk(agency: AgencyValue, who: Callable[[str], Actor], now: datetime) -> Walk:
    """Take a seal through its life by different people until (and with) the named act."""

    def take(until: str = "issue", *, kind: str = "SPECIAL", name: str = "", replaces: UUID | None = None) -> UUID:
        keeper, approver, maker = who("seal-keeper"), who("seal-approver"), who("seal-maker")
        seal_id = seals.apply(
            agency_id=agency.id, kind=seals.SealKind(kind), name=name or agency.name, purpose="行政审批文书用印",
            by=keeper, at=now, replaces=replaces,
        )  # fmt: skip
        steps: dict[str, Callable[[], None]] = {
            "apply": lambda: None,
            "approve": lambda: seals.approve(seal_id=seal_id, by=approver, at=now),
            "make": lambda: seals.make(seal_id=seal_id, by=maker, at=now),
            "file": lambda: seals.file(
                seal_id=seal_id, number=f"GA-{seal_id.hex[-10:]}", day=clock.official_date(now), by=maker, at=now
            ),
            "issue": lambda: seals.issue(seal_id=seal_id, keeper_id=keeper.id, by=maker, at=now),
        }
        for name_of_step, step in steps.items():
            step()
            if name_of_step == until:
                break
        return seal_id

    return take
