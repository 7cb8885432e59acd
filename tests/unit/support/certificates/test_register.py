"""The register of an agency: pages without gaps, and views that know the day."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import CertificateValue, RegisterView

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:电子证照")]
Issue = Callable[..., CertificateValue]


@pytest.fixture
def keeper(agency: AgencyValue, officer: Callable[..., Actor]) -> Actor:
    """The agency's certificate officer."""
    return officer(agency.id)


def pages(by: Actor, at: datetime, size: int) -> Sequence[Sequence[UUID]]:
    found, after = [], None
    while page := certificates.search(text="", by=by, at=at, after=after, limit=size):
        found.append([value.id for value in page])
        after = page[-1].id
    return found


def ids(by: Actor, at: datetime, view: RegisterView, text: str = "") -> set[UUID]:
    return {value.id for value in certificates.search(text=text, by=by, at=at, view=view)}


def test_pages_show_every_certificate_once_even_those_of_one_moment(
    issue: Issue, keeper: Actor, morning: datetime
) -> None:
    early = [issue(at=morning).id for _ in range(3)]
    late = [issue(at=morning + timedelta(hours=1)).id for _ in range(2)]
    assert pages(keeper, morning, size=2) == [late[::-1], early[:0:-1], early[:1]]


def test_a_page_after_something_unknown_is_the_first(issue: Issue, keeper: Actor, morning: datetime) -> None:
    only = issue().id
    assert [value.id for value in certificates.search(text="", by=keeper, at=morning, after=new_id())] == [only]


def test_views_hold_what_is_so_today_whether_or_not_the_night_has_marked_it(
    issue: Issue, keeper: Actor, morning: datetime
) -> None:
    today = clock.official_date(morning)
    valid, last_day = issue(valid_until=None).id, issue(valid_until=today).id
    suspended, ran_out = issue().id, issue(valid_from=date(2020, 1, 1), valid_until=today - timedelta(days=1)).id
    ended, ran_out_suspended = issue().id, issue(valid_until=today).id
    for one in (suspended, ran_out_suspended):
        certificates.suspend(certificate_id=one, reason="暂扣三十日", by=keeper, at=morning)
    certificates.cancel(certificate_id=ended, kind=certificates.Ending.CANCEL, reason="停业", by=keeper, at=morning)
    assert ids(keeper, morning, RegisterView.VALID) == {valid, last_day}
    assert ids(keeper, morning, RegisterView.SUSPENDED) == {suspended, ran_out_suspended}
    assert ids(keeper, morning, RegisterView.ENDED) == {ended, ran_out}
    tomorrow = morning + timedelta(days=1)
    assert ids(keeper, tomorrow, RegisterView.SUSPENDED) == {suspended}
    assert ids(keeper, tomorrow, RegisterView.ENDED) == {ended, ran_out, last_day, ran_out_suspended}


def test_every_certificate_is_in_exactly_one_view(issue: Issue, keeper: Actor, morning: datetime) -> None:
    for until in (None, clock.official_date(morning), date(2031, 1, 1)):
        issue(valid_until=until)
    for at in (morning, morning + timedelta(days=1), morning + timedelta(days=3000)):
        parts = [ids(keeper, at, view) for view in RegisterView if view is not RegisterView.ALL]
        assert sorted(one for part in parts for one in part) == sorted(ids(keeper, at, RegisterView.ALL))


def test_a_search_stays_within_the_view(issue: Issue, keeper: Actor, morning: datetime) -> None:
    found = issue()
    assert ids(keeper, morning, RegisterView.VALID, found.number) == {found.id}
    assert ids(keeper, morning, RegisterView.ENDED, found.number) == set()
