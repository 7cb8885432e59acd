"""Persons, legal entities, agents, levels: acts and reads with a real database."""

import csv
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from pytest_django import DjangoAssertNumQueries, Settings

from govhall.kernel.actor import SYSTEM, ActorKind
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity

Citizen = Callable[..., identity.PersonValue]
pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:统一身份认证", "box:统一用户管理", "7.8")]

COMPANY = "91520102MA00000153"


def company(representative: identity.PersonValue, at: datetime) -> identity.LegalEntityValue:
    return identity.create_legal_entity(
        name="贵州山水人力资源有限公司", uscc=COMPANY, kind=identity.EntityKind.ENTERPRISE,
        legal_representative_id=representative.id, phone="13900000236", address="贵阳市云岩区", by=SYSTEM, at=at,
    )  # fmt: skip


class TestPersonalData:
    def test_nothing_that_identifies_stands_in_the_rows(self, citizen: Citizen, at: datetime) -> None:
        person = citizen()
        company(person, at)
        secrets = ("520102198803124821", "13900000180", "13900000236", "林城东路", "云岩区")
        with connection.cursor() as cursor:
            for table in ("identity_person", "identity_legalentity", "audit_auditentry"):
                cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")  # the name is a literal above
                text = "".join(row[0] for row in cursor.fetchall())
                assert text
                assert not [secret for secret in secrets if secret in text]

    def test_it_is_masked_for_others_and_clear_for_forms(self, citizen: Citizen) -> None:
        person = citizen()
        assert person.masked_id_number == "5201**********4821"
        assert identity.party(person.id).number == "5201**********4821"
        details = identity.party_details(person.id)
        assert (details.id_number, details.phone, details.id_type) == ("520102198803124821", "13900000180", "111")
        assert details.fills()["party.name"] == "杨秀兰"
        assert "520102198803124821" not in repr(details)

    def test_sex_follows_from_the_number(self, citizen: Citizen) -> None:
        assert [citizen().sex, citizen().sex] == ["2", "1"]


class TestNumberOnce:
    def test_a_confirmed_number_cannot_be_confirmed_again(self, citizen: Citizen, at: datetime) -> None:
        first = citizen()
        second = citizen(id_number="52010219880312 4821", level=1)
        with pytest.raises(identity.NumberAlreadyConfirmed):
            identity.raise_level(person_id=second.id, level=2, evidence=identity.Evidence.WINDOW, by=SYSTEM, at=at)
        found = identity.verified_person(id_type="111", id_number="520102198803124821")
        assert found is not None
        assert found.id == first.id
        assert identity.person(second.id).level == 1

    def test_a_stranger_who_claims_a_number_first_keeps_nobody_out(self, citizen: Citizen) -> None:
        citizen(level=1)
        holder = citizen(id_number="520102198803124821", level=3)
        assert holder.level == 3

    @pytest.mark.parametrize("number", ["520102198803124820", "5201021988031248", "520102198813124821", "' OR 1=1 --"])
    def test_a_wrong_number_is_refused_at_its_field(self, number: str, at: datetime) -> None:
        with pytest.raises(InvalidInput) as caught:
            identity.create_person_account(
                username="x-1", password="Shan-qing-6", name="某", id_number=number, phone="13900000180", at=at
            )
        assert list(caught.value.fields) == ["id_number"]

    def test_a_username_is_one_name_in_any_case(self, citizen: Citizen) -> None:
        citizen("Xiulan")
        with pytest.raises(identity.UsernameTaken):
            citizen("XIULAN")

    @pytest.mark.parametrize("password", ["short1", "abcdefghij", "password1", "xiulan88"])
    def test_a_weak_password_is_refused(self, password: str, at: datetime) -> None:
        with pytest.raises(InvalidInput) as caught:
            identity.create_person_account(
                username="xiulan88", password=password, name="杨秀兰", id_number="520102198803124821",
                phone="13900000180", at=at,
            )  # fmt: skip
        assert list(caught.value.fields) == ["password"]


class TestLevels:
    def test_each_change_leaves_an_event_that_cannot_be_changed(self, citizen: Citizen) -> None:
        person = citizen(level=3)
        history = [(e.level_before, e.level_after, e.evidence) for e in identity.level_history(person.id)]
        assert history == [(1, 3, "WINDOW"), (0, 1, "DECLARED")]
        with pytest.raises(DatabaseError, match="identity_levelevent_append"), connection.cursor() as cursor:
            cursor.execute("UPDATE identity_levelevent SET level_after = 4")

    def test_an_act_says_which_level_it_needs(self, citizen: Citizen, at: datetime) -> None:
        person = citizen(level=2)
        assert person.user_id is not None
        actor = identity.actor_for(person.user_id, at=at)
        identity.require_level(actor, 2)
        with pytest.raises(identity.LevelTooLow, match="高级实名") as caught:
            identity.require_level(actor, 3)
        assert caught.value.context == {"needed": 3, "held": 2}

    def test_without_a_register_nobody_is_verified(
        self, citizen: Citizen, at: datetime, settings: Settings, tmp_path: Path
    ) -> None:  # type: ignore[no-untyped-def]
        settings.GOVHALL_HOME = tmp_path
        person = citizen(level=1)
        assert person.user_id is not None
        with pytest.raises(identity.VerificationUnavailable, match="窗口"):
            identity.verify_real_name(user_id=person.user_id, issue_date="2020-01-01", by=SYSTEM, at=at)

    def test_three_items_must_agree_with_the_register(
        self, citizen: Citizen, at: datetime, settings: Settings, tmp_path: Path
    ) -> None:  # type: ignore[no-untyped-def]
        settings.GOVHALL_HOME = tmp_path
        (tmp_path / "registries").mkdir()
        with (tmp_path / "registries" / "population.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id_type", "name", "id_number", "issue_date"])
            writer.writerow(["111", "杨秀兰", "520102198803124821", "2019-05-06"])
        person = citizen(level=1)
        assert person.user_id is not None
        with pytest.raises(identity.ClaimNotConfirmed):
            identity.verify_real_name(user_id=person.user_id, issue_date="2019-05-07", by=SYSTEM, at=at)
        assert identity.person(person.id).level == 1
        identity.verify_real_name(user_id=person.user_id, issue_date="2019-05-06", by=SYSTEM, at=at)
        assert identity.person(person.id).level == 2


class TestAgents:
    def test_a_representative_acts_for_the_entity_without_a_grant(self, citizen: Citizen, at: datetime) -> None:
        owner = citizen()
        entity = company(owner, at)
        assert owner.user_id is not None
        assert [party.name for party in identity.parties_of(owner.user_id, at=at)] == ["杨秀兰", entity.name]
        actor = identity.actor_for(owner.user_id, at=at, act_for=entity.id)
        assert (actor.id, actor.party_id) == (owner.user_id, entity.id)

    def test_a_grant_ends_with_its_last_moment(self, citizen: Citizen, at: datetime) -> None:
        owner, agent = citizen(), citizen()
        entity = company(owner, at)
        end = at + timedelta(days=30)
        identity.appoint_agent(agent_id=agent.id, party_id=entity.id, valid_until=end, by=SYSTEM, at=at)
        assert agent.user_id is not None
        last = identity.actor_for(agent.user_id, at=end - timedelta(seconds=1), act_for=entity.id)
        after = identity.actor_for(agent.user_id, at=end, act_for=entity.id)
        assert last.party_id == entity.id
        assert (after.party_id, after.parties) == (agent.id, frozenset({agent.id}))

    def test_a_revoked_grant_ends_at_once(self, citizen: Citizen, at: datetime) -> None:
        elder, helper = citizen(), citizen()
        grant = identity.appoint_agent(agent_id=helper.id, party_id=elder.id, by=SYSTEM, at=at)
        identity.revoke_agent(grant_id=grant, by=SYSTEM, at=at + timedelta(hours=1))
        assert helper.user_id is not None
        assert identity.scope_for(user_id=helper.user_id, party_id=elder.id, at=at + timedelta(minutes=59))
        assert identity.scope_for(user_id=helper.user_id, party_id=elder.id, at=at + timedelta(hours=1)) is None
        with pytest.raises(Conflict):
            identity.revoke_agent(grant_id=grant, by=SYSTEM, at=at + timedelta(hours=2))

    def test_a_grant_covers_only_its_items(self, citizen: Citizen, at: datetime) -> None:
        elder, helper = citizen(), citizen()
        identity.appoint_agent(agent_id=helper.id, party_id=elder.id, items=["elderly-allowance"], by=SYSTEM, at=at)
        assert helper.user_id is not None
        actor = identity.actor_for(helper.user_id, at=at, act_for=elder.id)
        identity.require_may_act(actor, party_id=elder.id, item_key="elderly-allowance", at=at)
        with pytest.raises(identity.NotAnAgent, match="范围"):
            identity.require_may_act(actor, party_id=elder.id, item_key="food-licence", at=at)

    def test_only_the_party_itself_appoints(self, citizen: Citizen, at: datetime) -> None:
        owner, agent, stranger = citizen(), citizen(), citizen()
        entity = company(owner, at)
        for person, may in ((stranger, False), (agent, False), (owner, True)):
            assert person.user_id is not None
            by = identity.actor_for(person.user_id, at=at)
            if may:
                identity.appoint_agent(agent_id=agent.id, party_id=entity.id, by=by, at=at)
            else:
                with pytest.raises(NotPermitted):
                    identity.appoint_agent(agent_id=agent.id, party_id=entity.id, by=by, at=at)

    def test_nobody_switches_to_a_stranger(self, citizen: Citizen, at: datetime) -> None:
        one, other = citizen(), citizen()
        assert one.user_id is not None
        session: dict[str, object] = {}
        with pytest.raises(identity.NotAnAgent):
            identity.switch_party(
                session=session, actor=identity.actor_for(one.user_id, at=at), party_id=other.id, at=at
            )
        assert session == {}


class TestEntities:
    def test_a_code_stands_once(self, citizen: Citizen, at: datetime) -> None:
        owner = citizen()
        company(owner, at)
        with pytest.raises(identity.EntityExists):
            company(owner, at)

    def test_a_wrong_code_is_refused(self, citizen: Citizen, at: datetime) -> None:
        with pytest.raises(InvalidInput):
            identity.create_legal_entity(
                name="某公司",
                uscc="91520102MA00000154",
                kind="2",
                legal_representative_id=citizen().id,
                by=SYSTEM,
                at=at,
            )

    def test_an_entity_is_reached_through_its_representative(self, citizen: Citizen, at: datetime) -> None:
        owner = citizen()
        contact = identity.contact_of(company(owner, at).id)
        assert (contact.user_id, contact.phone) == (owner.user_id, "13900000236")


class TestActors:
    def test_an_applicant_costs_three_queries_by_id(
        self, citizen: Citizen, at: datetime, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        person = citizen(level=3)
        assert person.user_id is not None
        with django_assert_max_num_queries(3):
            actor = identity.actor_for(person.user_id, at=at)
        assert (actor.kind, actor.assurance, actor.party_id) == (ActorKind.APPLICANT, 3, person.id)

    def test_a_closed_account_acts_no_more(self, citizen: Citizen, at: datetime) -> None:
        person = citizen()
        assert person.user_id is not None
        identity.deactivate(user_id=person.user_id, reason="本人申请", by=SYSTEM, at=at)
        with pytest.raises(identity.AccountNotFound):
            identity.actor_for(person.user_id, at=at)

    def test_acts_on_identities_are_audited(self, citizen: Citizen) -> None:
        citizen()
        assert {entry.action for entry in audit.entries(action="identity.")} == {
            "identity.account.created",
            "identity.level.changed",
        }


def test_size_and_contrast_stay_with_the_account(citizen: Citizen) -> None:
    person = citizen()
    assert person.user_id is not None
    assert identity.preferences_of(person.user_id) == ("", "")
    identity.save_preferences(user_id=person.user_id, size="large", contrast="high")
    assert identity.preferences_of(person.user_id) == ("large", "high")
    with pytest.raises(InvalidInput):
        identity.save_preferences(user_id=person.user_id, size="huge", contrast="")
