"""Applications of departments: registering, granting, changing secrets, ending; what of refused calls is kept."""

import inspect
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM, VISITOR, Actor, ActorKind, Grant
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates import public as certificates
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiCall, ApiClient, ApiRefusal
from govhall.support.certificates.rules import interface as rules
from govhall.support.certificates.selectors import departments
from govhall.support.certificates.services import admitting
from govhall.support.evidence.models import EvidenceEntry
from unit.support.certificates.test_interface import Caller, named

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:电子证照")]
Make = Callable[..., Caller]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    cache.clear()


@pytest.fixture
def manager(agency: AgencyValue) -> Actor:
    """Who looks after data sharing in 贵阳市."""
    return manager_of("/52/5201/")


def manager_of(region_path: str) -> Actor:
    office = organizations.agency_by_key("guizhou-service")
    post = Grant(role="data-manager", agency_id=office.id, region_path=region_path)
    return Actor(kind=ActorKind.OFFICER, id=new_id(), name="谭宁", grants=(post,))


def granted(agency: AgencyValue, **changed: Any) -> dict[str, Any]:
    return {
        "name": "医保经办系统", "type_keys": ["food-business-license"], "interfaces": list(Interface.values),
        "fields": ["主体业态"], "addresses": [], "daily_cap": 100, "valid_from": date(2020, 1, 1),
        "valid_until": date(2099, 1, 1), **changed,
    }  # fmt: skip


@pytest.fixture
def make(agency: AgencyValue, manager: Actor) -> Make:
    def client(**changed: Any) -> Caller:
        made = certificates.make_client(
            **granted(agency, **changed), agency_id=agency.id, by=manager, at=clock.now()
        )  # fmt: skip
        return Caller(made.app_id, made.secret)

    return client


def only() -> ApiClient:
    return ApiClient.objects.get()


def value(by: Actor) -> certificates.ClientValue:
    return certificates.client(only().id, by=by, at=clock.now())


def status(caller: Caller, body: object = None) -> int:
    return caller.call("data", body or {"certIdentifier": "1.2", "useCause": "核验"}).status_code


class TestRegistering:
    def test_says_beside_each_field_what_cannot_be_granted(self, agency: AgencyValue, manager: Actor) -> None:
        with pytest.raises(InvalidInput) as refusal:
            certificates.make_client(
                **granted(
                    agency, name=" ", type_keys=[], interfaces=["x"], fields=["月亮"], addresses=["10.0.0.0/99"],
                    daily_cap=0, valid_until=date(2019, 1, 1),
                ),
                agency_id=agency.id, by=manager, at=clock.now(),
            )  # fmt: skip
        assert set(refusal.value.fields) == {
            "name", "type_keys", "interfaces", "fields", "addresses", "daily_cap", "valid_until"
        }  # fmt: skip

    def test_of_a_line_that_is_on_another_type_is_refused(self, make: Make) -> None:
        with pytest.raises(InvalidInput):
            make(type_keys=["nurse-certificate"])

    def test_of_the_same_form_twice_makes_one(self, agency: AgencyValue, manager: Actor) -> None:
        key = new_id()
        given = granted(agency) | {"agency_id": agency.id, "client_id": key, "by": manager, "at": clock.now()}
        certificates.make_client(**given)
        with pytest.raises(certificates.SentTwice):
            certificates.make_client(**given)
        assert only().id == key


class TestRoles:
    @pytest.mark.parametrize("region_path", ["/52/5203/", ""])
    def test_of_another_city_and_of_nobody_see_and_change_nothing(self, make: Make, region_path: str) -> None:
        make()
        stranger, at, key = manager_of(region_path) if region_path else VISITOR, clock.now(), only().id
        assert certificates.clients(by=stranger, at=at) == []
        for act in (
            lambda: certificates.client(key, by=stranger, at=at),
            lambda: certificates.calls(key, by=stranger, limit=1),
            lambda: certificates.refusals(key, by=stranger, limit=1),
            lambda: certificates.rotate_secret(client_id=key, at_once=True, seen_at=at, by=stranger, at=at),
            lambda: certificates.end_client(client_id=key, reason="甲", by=stranger, at=at),
        ):
            with pytest.raises(certificates.ApiClientNotFound):
                act()

    def test_of_an_officer_without_the_post_register_nothing(self, agency: AgencyValue) -> None:
        post = Grant(role="certificate-officer", agency_id=agency.id, region_path=agency.region_path)
        officer = Actor(kind=ActorKind.OFFICER, id=new_id(), name="甲", grants=(post,))
        for by in (officer, manager_of("/52/5203/"), VISITOR):
            with pytest.raises(NotPermitted):
                certificates.make_client(**granted(agency), agency_id=agency.id, by=by, at=clock.now())
        assert not ApiClient.objects.exists()


class TestChanging:
    def test_grants_hold_from_the_next_call_and_the_trail_says_which(
        self, make: Make, agency: AgencyValue, manager: Actor
    ) -> None:
        caller = make()
        assert status(caller) == 404
        certificates.change_client(
            client_id=only().id, **granted(agency, interfaces=["queryCert"], daily_cap=5), by=manager, at=clock.now()
        )
        assert status(caller) == 403
        entry = next(
            one for one in audit.entries(target_id=str(only().id)) if one.action == "certificates.client.changed"
        )
        assert ("改动的授权", "接口、每日次数") in [tuple(fact) for fact in entry.facts]

    def test_nothing_is_refused(self, make: Make, agency: AgencyValue, manager: Actor) -> None:
        make()
        with pytest.raises(InvalidInput):
            certificates.change_client(client_id=only().id, **granted(agency), by=manager, at=clock.now())


class TestSecrets:
    def rotate(self, manager: Actor, *, at_once: bool, at: datetime | None = None) -> Caller:
        at = at or clock.now()
        made = certificates.rotate_secret(
            client_id=only().id, at_once=at_once, seen_at=value(manager).secret_at, by=manager, at=at
        )
        return Caller(made.app_id, made.secret)

    def test_before_stay_good_for_a_week_and_no_longer(self, make: Make, manager: Actor) -> None:
        old = make()
        new = self.rotate(manager, at_once=False)
        assert (status(old), status(new)) == (404, 404)
        assert value(manager).former_until is not None
        ApiClient.objects.update(former_until=clock.now() - timedelta(seconds=1))
        assert (status(old), status(new)) == (401, 404)
        assert value(manager).former_until is None

    def test_that_leaked_end_at_once(self, make: Make, manager: Actor) -> None:
        old = make()
        new = self.rotate(manager, at_once=True)
        assert (status(old), status(new)) == (401, 404)
        assert only().former_secret == ""

    def test_are_never_more_than_two(self, make: Make, manager: Actor) -> None:
        first = make()
        second = self.rotate(manager, at_once=False)
        third = self.rotate(manager, at_once=False)
        assert [status(one) for one in (first, second, third)] == [401, 404, 404]

    def test_are_not_changed_by_the_same_form_again(self, make: Make, manager: Actor) -> None:
        make()
        seen = value(manager).secret_at
        self.rotate(manager, at_once=False)
        secret = only().secret
        with pytest.raises(certificates.SentTwice):
            certificates.rotate_secret(
                client_id=only().id, at_once=True, seen_at=seen, by=manager, at=clock.now()
            )  # fmt: skip
        assert only().secret == secret

    def test_stand_nowhere_in_clear(self, make: Make, manager: Actor) -> None:
        make()
        self.rotate(manager, at_once=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT secret, former_secret FROM certificates_apiclient")
            stored = "".join(cursor.fetchone())
        assert only().secret not in stored
        assert only().former_secret not in stored
        assert only().secret not in json.dumps(
            [str(one.facts) for one in audit.entries(target_id=str(only().id))], ensure_ascii=False
        )


class TestEnding:
    def test_refuses_the_next_call_and_every_later_act(self, make: Make, agency: AgencyValue, manager: Actor) -> None:
        caller, at = make(), clock.now()
        TestSecrets().rotate(manager, at_once=False)
        key = only().id
        with pytest.raises(InvalidInput):
            certificates.end_client(client_id=key, reason=" ", by=manager, at=at)
        certificates.end_client(client_id=key, reason="系统下线", by=manager, at=at)
        assert status(caller) == 401
        assert status(Caller(only().app_id, only().secret)) == 403
        assert value(manager).state is certificates.ClientState.ENDED
        for act in (
            lambda: certificates.end_client(client_id=key, reason="甲", by=manager, at=at),
            lambda: certificates.rotate_secret(
                client_id=key, at_once=True, seen_at=value(manager).secret_at, by=manager, at=at
            ),
            lambda: certificates.change_client(client_id=key, **granted(agency, daily_cap=1), by=manager, at=at),
        ):
            with pytest.raises(certificates.ClientEnded):
                act()

    def test_leaves_no_former_secret_good(self, make: Make) -> None:
        make()
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiClient.objects.update(ended_at=clock.now(), former_until=clock.now())


class TestCallsAreProvable:
    def test_each_call_is_entered_once_and_names_no_person(
        self, make: Make, agency: AgencyValue, issue: Callable[..., Any]
    ) -> None:
        caller = make()
        assert status(caller, named(issue())) == 200
        (call,) = ApiCall.objects.all()
        (entry,) = EvidenceEntry.objects.filter(kind="certificate.called")
        facts = json.loads(entry.leaf)["facts"]
        assert (entry.subject, facts["agency"]) == (str(call.id), agency.uscc)
        assert facts["application"] == only().app_id
        assert "杨秀兰" not in entry.leaf
        assert call.nonce not in entry.leaf

    def test_a_refused_call_is_not(self, make: Make) -> None:
        make().call("data", {}, signature="00")
        assert not EvidenceEntry.objects.filter(kind="certificate.called").exists()


class TestRefusedCalls:
    def test_are_counted_by_application_interface_reason_and_hour(self, make: Make, manager: Actor) -> None:
        caller = make(interfaces=["queryCertInfo"])
        for _ in range(3):
            caller.call("data", {}, signature="00")
        caller.call("queries", {"useCause": "x"})
        caller.call("verifications", {"certIdentifier": "1", "useCause": "核验"})
        Caller("x" * 99, "y").call("data", {"certIdentifier": "1", "useCause": "核验"})
        rows = certificates.refusals(only().id, by=manager, limit=9)
        assert {(row.interface, row.reason, row.calls) for row in rows} == {
            ("queryCertInfo", "请求内容不对", 3), ("queryCert", "请求内容不对", 1),
            ("verifyCertInfo", "没有授权这个接口", 1),
        }  # fmt: skip
        assert certificates.refused_strangers(at=clock.now()) == 1
        assert value(manager).refused == 5
        assert not ApiCall.objects.exists()

    def test_of_a_type_that_was_not_granted_are_counted_too(
        self, make: Make, manager: Actor, issue: Callable[..., Any]
    ) -> None:
        caller = make(type_keys=["nurse-certificate"], fields=[])
        assert status(caller, named(issue())) == 403
        (row,) = certificates.refusals(only().id, by=manager, limit=9)
        assert row.reason == "没有授权这种证照"

    def test_in_a_flood_take_one_row_an_hour_whoever_they_claim_to_be(self, agency: AgencyValue) -> None:
        at = clock.now().replace(minute=10)
        for number in range(50):
            admitting.count_refusal(
                app_id=f"{number:x}\0", interface=Interface.DATA, reason="client-unknown", at=at
            )  # fmt: skip
        (row,) = ApiRefusal.objects.all()
        assert (row.app_id, row.calls, row.hour.minute) == ("", 50, 0)
        admitting.count_refusal(
            app_id="", interface=Interface.DATA, reason="client-unknown", at=at + timedelta(hours=1)
        )
        assert ApiRefusal.objects.count() == 2

    def test_hold_nothing_of_the_call(self, make: Make) -> None:
        caller = make()
        caller.call("queries", {"holderCode": "520103194103082881", "useCause": "x"})
        row = ApiRefusal.objects.values().get()
        assert "520103194103082881" not in str(row)
        assert set(row) == {"id", "app_id", "interface", "reason", "hour", "last_at", "calls"}

    def test_are_forgotten_after_half_a_year(self, agency: AgencyValue) -> None:
        now = clock.now()
        for days in (0, 180, 200):
            admitting.count_refusal(
                app_id="", interface=Interface.DATA, reason="client-unknown", at=now - timedelta(days=days)
            )  # fmt: skip
        assert admitting.forget_refusals(at=now) == 1
        assert ApiRefusal.objects.count() == 2

    def test_each_reason_of_the_rules_has_words(self) -> None:
        source = "".join(inspect.getsource(one) for one in (rules, admitting, departments))
        assert set(re.findall(r'CallRefused\("([a-z-]+)"', source)) <= set(rules.REASONS)


class TestReading:
    def test_pages_through_calls_without_losing_one(self, make: Make, manager: Actor) -> None:
        caller = make()
        for _ in range(5):
            assert status(caller) == 404
        first = certificates.calls(only().id, by=manager, limit=3)
        rest = certificates.calls(only().id, by=manager, before=(first[-1].at, first[-1].id), limit=9)
        assert len({row.id for row in (*first, *rest)}) == 5
        assert value(manager).calls_today == 5
        assert value(manager).last_at == first[0].at

    def test_the_list_takes_as_many_queries_for_ten_as_for_one(self, make: Make, manager: Actor) -> None:
        def asked() -> int:
            with CaptureQueriesContext(connection) as queries:
                certificates.clients(by=manager, at=clock.now())
            return len(queries)

        make()
        one = asked()
        for number in range(9):
            make(name=f"系统 {number}")
        assert asked() == one

    def test_system_reads_all(self, make: Make) -> None:
        make()
        assert len(certificates.clients(by=SYSTEM, at=clock.now())) == 1
