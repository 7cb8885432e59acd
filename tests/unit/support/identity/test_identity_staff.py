"""账号与岗位: who may do what to whose account, and what never happens; through the public interface."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from factories.crowd import at_once
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.infra.bus.models import OutboxEvent
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity
from govhall.support.identity.models import OfficerDetails, Post, User
from govhall.support.identity.services import posts, tickets

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("unit.support.identity.pages_for_identity"),
    pytest.mark.clause("box:统一用户管理"),
]

NUMBERS = ("520102198803124821", "520302198512311230", "522631197006150425")
Agencies = dict[str, int]


def administrator(agency: str, username: str, number: str, at: datetime) -> Actor:
    """Make an agency's account administrator as the command of the installation does."""
    call_command(
        "appoint_account_administrator", username=username, name="钟灵", id_number=number, phone="13900000001",
        agency=agency, stdout=open("/dev/null", "w"),  # noqa: SIM115
    )  # fmt: skip
    return identity.actor_for(User.objects.get(username=username).pk, at=clock.now())


@pytest.fixture
def chief(agencies: Agencies, at: datetime) -> Actor:
    return administrator("guizhou-market", "chief", NUMBERS[0], at)


@pytest.fixture
def keeper(agencies: Agencies, at: datetime) -> Actor:
    return administrator("guanshanhu-market", "keeper", NUMBERS[1], at)


@pytest.fixture
def now() -> datetime:
    """A moment after the fixtures."""
    return clock.now() + timedelta(seconds=5)


def hired(by: Actor, agency_id: int, at: datetime, **changes: Any) -> UUID:
    facts = {
        "username": "newcomer", "name": "李新", "id_number": NUMBERS[2], "phone": "13900000003",
        "email": "new@gov.example", "agency_id": agency_id, **changes,
    }  # fmt: skip
    identity.hire(**facts, by=by, at=at)
    return User.objects.get(username=facts["username"]).pk


class TestHiring:
    def test_gives_a_code_and_the_officer_sets_the_password(
        self, client: Client, keeper: Actor, agencies: Agencies, now: datetime
    ) -> None:
        ticket = identity.hire(
            username="Newcomer", name="李新", id_number=NUMBERS[2], phone="13900000003", email="", by=keeper, at=now,
            agency_id=agencies["guanshanhu-market"],
        )  # fmt: skip
        form = client.get(ticket.path)["Location"]
        client.post(form, {"password1": "Xin-mima-88", "password2": "Xin-mima-88"})
        assert (
            client.post(reverse("account_login"), {"login": "newcomer", "password": "Xin-mima-88"}).status_code == 302
        )
        # Without a second factor nothing opens but its set-up.
        assert client.get("/account/", HTTP_ACCEPT="application/json")["Location"] == reverse("mfa_activate_totp")

    def test_is_within_the_own_agencies_only(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        for foreign in ("honghuagang-market", "guanshanhu-health", "guizhou-service"):
            with pytest.raises(NotPermitted):
                hired(keeper, agencies[foreign], now)
        assert hired(chief, agencies["honghuagang-market"], now)

    def test_needs_the_role(self, officer: Callable[..., UUID], agencies: Agencies, now: datetime) -> None:
        examiner = identity.actor_for(officer("examiner"), at=now)
        with pytest.raises(NotPermitted):
            hired(examiner, agencies["guanshanhu-market"], now)

    def test_one_person_has_one_officer_s_account_and_one_name(
        self, keeper: Actor, agencies: Agencies, now: datetime
    ) -> None:
        mine = agencies["guanshanhu-market"]
        hired(keeper, mine, now)
        with pytest.raises(identity.OfficerKnown):
            hired(keeper, mine, now, username="again")
        with pytest.raises(identity.UsernameTaken):
            hired(keeper, mine, now, id_number="520000200002298882")
        assert User.objects.filter(username="again").count() == 0

    @pytest.mark.parametrize(
        ("changes", "field"),
        [({"id_number": "520102198803124820"}, "id_number"), ({"phone": "123"}, "phone"), ({"name": " "}, "name")],
    )
    def test_faults_stand_beside_their_fields(
        self, keeper: Actor, agencies: Agencies, now: datetime, changes: dict[str, str], field: str
    ) -> None:
        with pytest.raises(InvalidInput) as refusal:
            hired(keeper, agencies["guanshanhu-market"], now, **changes)
        assert field in refusal.value.fields

    def test_personal_data_are_sealed_and_leave_masked(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        user_id = hired(keeper, agencies["guanshanhu-market"], now)
        file = identity.staff_file(user_id, by=keeper, at=now)
        assert (file.masked_id_number, file.masked_phone) == ("5226**********0425", "139****0003")
        with connection.cursor() as cursor:
            cursor.execute("SELECT identity_officerdetails::text FROM identity_officerdetails")
            assert NUMBERS[2] not in str(cursor.fetchall())
        assert identity.contact_of_account(user_id).email == "new@gov.example"


class TestPosts:
    def test_are_given_below_and_not_beside_or_above(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        identity.give_post(user_id=user_id, agency_id=mine, role="examiner", by=keeper, at=now)
        with pytest.raises(NotPermitted):
            identity.give_post(
                user_id=user_id, agency_id=agencies["guizhou-service"], role="examiner", by=keeper, at=now
            )
        identity.give_post(user_id=user_id, agency_id=mine, role="reviewer", by=chief, at=now)

    @pytest.mark.parametrize("role", ["supervisor", "seal-auditor", "system-administrator", "audit-administrator"])
    def test_that_reach_further_are_given_by_the_province(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime, role: str
    ) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        with pytest.raises(NotPermitted, match="省级机构"):
            identity.give_post(user_id=user_id, agency_id=mine, role=role, by=keeper, at=now)
        assert identity.give_post(user_id=user_id, agency_id=mine, role=role, by=chief, at=now)

    def test_that_clash_are_refused_in_words(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        identity.give_post(user_id=user_id, agency_id=mine, role="examiner", by=keeper, at=now)
        with pytest.raises(identity.RolesClash, match="账号管理员"):
            identity.give_post(user_id=user_id, agency_id=mine, role="account-administrator", by=keeper, at=now)

    def test_nobody_gives_or_takes_their_own(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        assert keeper.id
        mine = agencies["guanshanhu-market"]
        own = Post.objects.get(user_id=keeper.id)
        with pytest.raises(NotPermitted, match="自己"):
            identity.give_post(user_id=keeper.id, agency_id=mine, role="examiner", by=keeper, at=now)
        with pytest.raises(NotPermitted, match="自己"):
            identity.take_post(post_id=own.pk, by=keeper, at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(
                user_id=keeper.id, agency_id=mine, role="examiner", valid_from=now, appointed_by=keeper.id,
                appointed_at=now,
            )  # fmt: skip

    def test_the_same_twice_at_one_time_is_refused(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        facts: dict[str, Any] = {"user_id": user_id, "agency_id": mine, "role": "examiner", "by": keeper, "at": now}
        identity.give_post(**facts, valid_until=now + timedelta(days=10))
        with pytest.raises(Conflict):
            identity.give_post(**facts, valid_from=now + timedelta(days=9))
        assert identity.give_post(**facts, valid_from=now + timedelta(days=10))

    def test_an_end_is_told_at_once_and_the_end_of_a_period_by_the_sweep(
        self, keeper: Actor, agencies: Agencies, now: datetime
    ) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        facts: dict[str, Any] = {"user_id": user_id, "agency_id": mine, "by": keeper, "at": now}
        first = identity.give_post(**facts, role="examiner")
        identity.give_post(**facts, role="reviewer", valid_until=now + timedelta(days=1))
        told = OutboxEvent.objects.filter(name="identity.post.ended")
        identity.take_post(post_id=first.id, by=keeper, at=now + timedelta(minutes=1))
        assert told.count() == 1
        with pytest.raises(Conflict):
            identity.take_post(post_id=first.id, by=keeper, at=now + timedelta(minutes=2))
        for _sweep in range(2):
            posts.tell_of_ends(at=now + timedelta(days=2))
        assert told.count() == 2

    def test_one_that_has_not_begun_never_begins(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        later = now + timedelta(days=30)
        post = identity.give_post(user_id=user_id, agency_id=mine, role="examiner", by=keeper, at=now, valid_from=later)
        identity.take_post(post_id=post.id, by=keeper, at=now + timedelta(days=1))
        assert identity.officer(user_id, at=later + timedelta(days=1)).posts == ()


class TestDisabling:
    def test_ends_sessions_and_codes_at_once(
        self, client: Client, keeper: Actor, officer: Callable[..., UUID], agencies: Agencies, now: datetime
    ) -> None:
        user_id = officer("examiner")
        OfficerDetails.objects.create(user_id=user_id, agency_id=agencies["guanshanhu-market"])
        client.force_login(User.objects.get(pk=user_id))
        ticket = identity.reset(user_id=user_id, is_present=True, by=keeper, at=now)
        assert client.get("/account/").status_code == 200
        identity.disable(user_id=user_id, reason="调离本单位", by=keeper, at=now)
        assert client.get("/account/").status_code == 302
        assert tickets.holder(code=ticket.code, at=now) is None
        with pytest.raises(identity.AccountNotFound):
            identity.disable(user_id=user_id, reason="调离本单位", by=keeper, at=now)
        identity.enable(user_id=user_id, by=keeper, at=now)
        assert identity.officer(user_id, at=now).posts
        acts = [entry.action for entry in audit.entries(target_id=str(user_id), action="identity.account", limit=9)]
        assert acts[:2] == ["identity.account.activated", "identity.account.deactivated"]

    def test_needs_a_reason(self, keeper: Actor, agencies: Agencies, now: datetime) -> None:
        user_id = hired(keeper, agencies["guanshanhu-market"], now)
        with pytest.raises(InvalidInput):
            identity.disable(user_id=user_id, reason=" 走 ", by=keeper, at=now)

    def test_foreign_and_own_accounts_are_out_of_reach(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        assert keeper.id
        assert chief.id
        foreign = hired(chief, agencies["honghuagang-market"], now)
        for user_id in (foreign, chief.id):
            with pytest.raises(identity.AccountNotFound):
                identity.disable(user_id=user_id, reason="没有理由", by=keeper, at=now)
        with pytest.raises(NotPermitted, match="自己"):
            identity.disable(user_id=keeper.id, reason="没有理由", by=keeper, at=now)

    def test_an_officer_who_only_holds_a_post_here_keeps_the_account(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        visitor = hired(chief, agencies["honghuagang-market"], now)
        post = identity.give_post(
            user_id=visitor, agency_id=agencies["guanshanhu-market"], role="examiner", by=chief, at=now
        )
        with pytest.raises(NotPermitted, match="别的机构"):
            identity.disable(user_id=visitor, reason="没有理由", by=keeper, at=now)
        identity.take_post(post_id=post.id, by=keeper, at=now + timedelta(minutes=1))


class TestTheLastAdministrator:
    def test_stays_unless_somebody_stands_above(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        assert keeper.id
        identity.disable(user_id=keeper.id, reason="调离本单位", by=chief, at=now)

    def test_of_the_top_can_not_go(self, chief: Actor, agencies: Agencies, now: datetime) -> None:
        assert chief.id
        mine = organizations.agency_by_key("guizhou-market").id
        second = hired(chief, mine, now)
        post = identity.give_post(user_id=second, agency_id=mine, role="account-administrator", by=chief, at=now)
        other = identity.actor_for(second, at=now)
        identity.disable(user_id=chief.id, reason="调离本单位", by=other, at=now)
        with pytest.raises(identity.LastAdministrator, match="先任命接任的人"):
            identity.take_post(post_id=post.id, by=_system_like(other), at=now + timedelta(minutes=1))


def _system_like(actor: Actor) -> Actor:
    """The same posts in another account: nobody ends their own."""
    return Actor(kind=actor.kind, id=UUID(int=7), name="另一人", grants=actor.grants)


class TestResetting:
    def test_takes_the_second_factor_when_the_code_is_used(
        self, client: Client, keeper: Actor, officer: Callable[..., UUID], agencies: Agencies, now: datetime
    ) -> None:
        user_id = officer("examiner")
        OfficerDetails.objects.create(user_id=user_id, agency_id=agencies["guanshanhu-market"])
        with pytest.raises(InvalidInput):
            identity.reset(user_id=user_id, is_present=False, by=keeper, at=now)
        ticket = identity.reset(user_id=user_id, is_present=True, by=keeper, at=now)
        assert identity.staff_file(user_id, by=keeper, at=now).has_factor
        tickets.redeem(code=ticket.code, password="Xin-mima-88", at=now)
        assert not identity.staff_file(user_id, by=keeper, at=now).has_factor


class TestTheList:
    def test_shows_the_own_agencies_with_filters_and_pages(
        self, keeper: Actor, chief: Actor, agencies: Agencies, now: datetime
    ) -> None:
        mine = agencies["guanshanhu-market"]
        user_id = hired(keeper, mine, now)
        identity.give_post(user_id=user_id, agency_id=mine, role="examiner", by=keeper, at=now)
        hired(chief, agencies["honghuagang-market"], now, username="far", id_number="520000200002298882")

        def names(by: Actor, **asked: Any) -> list[str]:
            return [row.username for row in identity.find_officers(by, at=now, **asked)]

        assert names(keeper) == ["keeper", "newcomer"]
        assert names(chief) == ["chief", "far", "keeper", "newcomer"]
        assert names(chief, after="far", limit=1) == ["keeper"]
        assert names(keeper, text="新") == ["newcomer"]
        assert names(chief, text="522631 19700615 0425") == ["newcomer"]
        assert names(keeper, role="examiner") == ["newcomer"]
        assert names(keeper, state="disabled") == []
        assert names(keeper, state="new") == ["keeper", "newcomer"]
        assert names(keeper, agency_id=agencies["honghuagang-market"]) == []
        assert names(keeper, text="%_\\'") == []


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_disable_each_other_at_once_leave_one(at: datetime) -> None:
    organizations.load_regions(at=at)
    organizations.load_demo_agencies()
    agency = organizations.agency_by_key("guizhou-market").id
    first = administrator("guizhou-market", "first", NUMBERS[0], at)
    second = administrator("guizhou-market", "second", NUMBERS[1], at)
    assert agency

    def strike(by: Actor, other: Actor) -> Callable[[], object]:
        assert other.id
        return partial(identity.disable, user_id=other.id, reason="互相停用", by=by, at=clock.now())

    done = at_once(strike(first, second), strike(second, first))
    assert sum(isinstance(each, identity.LastAdministrator | identity.AccountNotFound) for each in done) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_deactivating_by_the_system_is_told(officer: Callable[..., UUID], now: datetime) -> None:
    user_id = officer("examiner")
    identity.deactivate(user_id=user_id, reason="测试", by=SYSTEM, at=now)
    assert OutboxEvent.objects.filter(name="identity.account.disabled", aggregate_id=user_id).exists()
