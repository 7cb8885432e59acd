"""Officers and their posts: the data scope that follows, and the demonstration's people."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.support.identity import public as identity

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:统一用户管理", "7.8")]


class TestScope:
    def test_an_officer_of_one_agency_holds_nothing_in_another(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        here = identity.actor_for(officer("a", agency="guanshanhu-market"), at=at)
        there = identity.actor_for(officer("b", agency="honghuagang-market"), at=at)
        assert [grant.agency_id for grant in here.grants] == [agencies["guanshanhu-market"]]
        assert [(grant.agency_id, grant.region_path) for grant in there.grants] == [
            (agencies["honghuagang-market"], "/52/5203/520302/")
        ]

    def test_the_actor_takes_two_queries(
        self, officer: Callable[..., UUID], at: datetime, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        user_id = officer()
        with django_assert_num_queries(2):
            identity.actor_for(user_id, at=at)

    def test_a_post_ends_with_its_last_moment(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        user_id = officer()
        post = identity.appoint(
            user_id=user_id, agency_id=agencies["guanshanhu-health"], role="reviewer",
            valid_until=at + timedelta(days=1), by=SYSTEM, at=at,
        )  # fmt: skip
        assert len(identity.actor_for(user_id, at=at + timedelta(hours=23)).grants) == 2
        assert len(identity.actor_for(user_id, at=at + timedelta(days=1)).grants) == 1
        identity.end_post(post_id=post.id, by=SYSTEM, at=at + timedelta(hours=1))
        assert len(identity.actor_for(user_id, at=at + timedelta(hours=1)).grants) == 1

    def test_officers_are_found_by_agency_and_role(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        user_id = officer()
        officer("other", agency="honghuagang-market")
        found = identity.officers_of(agencies["guanshanhu-market"], role="examiner", at=at)
        assert [one.user_id for one in found] == [user_id]
        assert identity.officers_of(agencies["guanshanhu-market"], role="approver", at=at) == []


class TestAppoint:
    def test_clashing_roles_are_refused(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        user_id = officer(role="item-editor")
        with pytest.raises(identity.RolesClash, match="事项"):
            identity.appoint(
                user_id=user_id, agency_id=agencies["guanshanhu-market"], role="item-reviewer", by=SYSTEM, at=at
            )

    def test_the_same_post_is_held_once(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        user_id = officer()
        with pytest.raises(Conflict):
            identity.appoint(
                user_id=user_id, agency_id=agencies["guanshanhu-market"], role="examiner", by=SYSTEM, at=at
            )

    def test_an_unknown_role_is_refused(
        self, officer: Callable[..., UUID], agencies: dict[str, int], at: datetime
    ) -> None:
        with pytest.raises(InvalidInput):
            identity.appoint(
                user_id=officer(), agency_id=agencies["guanshanhu-market"], role="emperor", by=SYSTEM, at=at
            )


class TestDemonstration:
    def test_everybody_is_somebody_else_and_may_be_loaded_twice(self, agencies: dict[str, int], at: datetime) -> None:
        first = identity.load_accounts(agencies)
        assert identity.load_accounts(agencies) == first
        names = [account.username for account in first]
        assert len(names) == len(set(names))
        assert {"yangxiulan", "guanshanhu-market-approver", "honghuagang-market-window", "audit-keeper"} <= set(names)
        assert all(
            account.totp_secret
            for account in first
            if account.username not in ("yangxiulan", "longjianguo", "wuxiaomei")
        )

    def test_the_owner_acts_for_the_restaurant(self, agencies: dict[str, int], at: datetime) -> None:
        identity.load_accounts(agencies)
        restaurant = identity.legal_entity_by_uscc("92520115MA6HJX015Q")
        assert restaurant is not None
        assert (restaurant.name, restaurant.legal_representative) == ("山间小味餐饮店", "杨秀兰")
        owner = identity.person(restaurant.legal_representative_id)
        assert owner.level == 3
        assert identity.level_history(owner.id)[0].evidence == "WINDOW"

    def test_each_officer_of_the_chain_holds_one_role(self, agencies: dict[str, int], at: datetime) -> None:
        identity.load_accounts(agencies)
        for role in ("window-clerk", "examiner", "reviewer", "approver"):
            (found,) = identity.officers_of(agencies["guanshanhu-market"], role=role, at=clock.now())
            assert [post.role for post in found.posts] == [role]
