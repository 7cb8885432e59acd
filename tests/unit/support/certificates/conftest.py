"""Agencies, loaded types, people and an issuing shorthand for the tests of certificates."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from uuid import UUID

import pytest
from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.infra import clock, process_cache
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates

MORNING = datetime.fromisoformat("2026-10-13 10:30").replace(tzinfo=clock.OFFICIAL_ZONE)
FOOD = {
    "principal": "杨秀兰",
    "address": "贵阳市观山湖区长岭北路 101 号",
    "business_type": "catering",
    "items": ["hot_food", "self_made_drink"],
}
Issue = Callable[..., certificates.CertificateValue]


@pytest.fixture
def morning() -> datetime:
    """The day of issue."""
    return MORNING


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """Regions, agencies and types, loaded once a module inside a transaction that is rolled back."""
    process_cache.forget_all()
    with django_db_blocker.unblock(), transaction.atomic():
        organizations.load_regions(at=MORNING)
        organizations.load_demo_agencies()
        certificates.load_types(at=MORNING)
        yield
        transaction.set_rollback(True)
    process_cache.forget_all()


@pytest.fixture
def agency(_loaded: None, db: None) -> organizations.AgencyValue:
    """The market authority of 观山湖区; each test has its own savepoint."""
    return organizations.agency_by_key("guanshanhu-market")


@pytest.fixture
def company() -> certificates.Holder:
    """A legal entity as a holder."""
    return certificates.Holder(party_id=new_id(), name="山间小味餐饮店", code="91520115MA6DM0001X", code_type="001")


@pytest.fixture
def person() -> certificates.Holder:
    """A natural person as a holder."""
    return certificates.Holder(party_id=new_id(), name="杨秀兰", code="520103194103082881", code_type="111")


@pytest.fixture
def issue(agency: organizations.AgencyValue, company: certificates.Holder) -> Issue:
    """Issue a food business license, or what the arguments say."""

    def make(
        *,
        type_key: str = "food-business-license",
        holder: certificates.Holder | None = None,
        valid_until: date | None = date(2031, 10, 12),
        source_case: UUID | None = None,
        at: datetime = MORNING,
        valid_from: date | None = None,
        values: dict[str, object] | None = None,
    ) -> certificates.CertificateValue:
        return certificates.issue(
            type_key=type_key,
            holder=holder or company,
            agency_id=agency.id,
            values=FOOD if values is None else values,
            valid_from=valid_from or clock.official_date(at),
            valid_until=valid_until,
            source_case=source_case,
            at=at,
        )

    return make


@pytest.fixture
def officer() -> Callable[..., Actor]:
    """Make an officer with one post."""

    def make(agency_id: int, role: str = "certificate-officer") -> Actor:
        grant = Grant(role=role, agency_id=agency_id, region_path="/52/5201/520115/")
        return Actor(kind=ActorKind.OFFICER, id=new_id(), name="张示范", grants=(grant,))

    return make


@pytest.fixture
def applicant() -> Callable[[UUID | None], Actor]:
    """Make an applicant who acts for a party."""

    def make(party_id: UUID | None) -> Actor:
        return Actor(kind=ActorKind.APPLICANT, id=new_id(), name="杨秀兰", party_id=party_id)

    return make
