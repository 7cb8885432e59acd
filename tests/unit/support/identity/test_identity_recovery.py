"""A lost password: links and codes work once and for a while, every name gets one answer; through HTTP."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from factories.crowd import at_once
from govhall.infra import clock
from govhall.infra.bus.models import OutboxEvent
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity
from govhall.support.identity.models import PasswordTicket, User
from govhall.support.identity.services import tickets

PASSWORD, NEW = "Shan-qing-6", "Xin-mima-88"
FORGOTTEN, CODE = "/accounts/password/forgotten/", "/accounts/password/code/"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("unit.support.identity.pages_for_identity"),
    pytest.mark.clause("box:统一身份认证"),
]

Citizen = Callable[..., identity.PersonValue]
Officer = Callable[..., UUID]


def said(response) -> str:  # type: ignore[no-untyped-def]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def opens(client: Client, username: str, password: str) -> bool:
    answer = client.post(reverse("account_login"), {"login": username, "password": password})
    return bool(answer.status_code == 302)


def link(username: str, at: datetime, way: identity.TicketWay = identity.TicketWay.EMAIL) -> identity.TicketValue:
    return tickets.issue(user=User.objects.get(username=username), way=way, by=SYSTEM, at=at)


def set_new(client: Client, path: str, password: str = NEW):  # type: ignore[no-untyped-def]
    """Open a link as a browser does and fill in its form."""
    page = client.get(path)
    if page.status_code != 302:
        return page
    return client.post(page["Location"], {"password1": password, "password2": password})


@pytest.fixture
def clerk(officer: Officer, at: datetime) -> Actor:
    return identity.actor_for(officer("clerk", role="window-clerk"), at=at)


class TestAskingForALink:
    def test_every_name_gets_the_same_answer_and_leaves_the_same_traces(
        self, client: Client, citizen: Citizen, officer: Officer
    ) -> None:
        citizen("xiulan")
        officer("examiner")
        answers = set()
        for name in ("xiulan", "examiner", "nobody"):
            events, entries = OutboxEvent.objects.count(), len(audit.entries(limit=500))
            answer = client.post(FORGOTTEN, {"username": name})
            answers.add((answer.status_code, answer["Location"]))
            assert (OutboxEvent.objects.count() - events, len(audit.entries(limit=500)) - entries) == (1, 1)
        assert len(answers) == 1
        assert "到任一综合窗口核验" in said(client.get(answers.pop()[1]))

    def test_three_times_an_hour_for_one_name(self, client: Client, citizen: Citizen) -> None:
        for _attempt in range(3):
            assert client.post(FORGOTTEN, {"username": "Nobody"}).status_code == 302
        refused = client.post(FORGOTTEN, {"username": "nobody"})
        assert refused.status_code == 422
        assert "操作太频繁" in said(refused)

    def test_an_unknown_name_is_not_written_down(self, client: Client, db: None) -> None:
        client.post(FORGOTTEN, {"username": "my-secret-password"})
        assert "my-secret-password" not in str(audit.entries(limit=5))
        assert "my-secret-password" not in str(OutboxEvent.objects.values_list("payload", flat=True))

    def test_only_citizens_with_an_address_are_mailed(self, citizen: Citizen, officer: Officer, at: datetime) -> None:
        person = citizen("xiulan")
        assert person.user_id
        assert not identity.may_be_mailed(person.user_id)
        assert identity.link_text(person.user_id, at) is None
        assert not identity.may_be_mailed(officer())
        assert not identity.may_be_mailed(uuid4())

    def test_the_login_page_leads_here(self, client: Client, db: None) -> None:
        page = client.get(reverse("account_login")).content.decode()
        assert FORGOTTEN in page
        assert "联系平台管理员" not in page


class TestANewPassword:
    def test_is_set_with_a_link_that_works_once(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        given = link("xiulan", at)
        answer = set_new(client, given.path)
        assert answer["Location"] == "/accounts/password/new/done/"
        assert opens(Client(), "xiulan", NEW)
        assert not opens(Client(), "xiulan", PASSWORD)
        assert "链接不能用了" in said(set_new(Client(), given.path, "Lingwai-99"))
        assert audit.entries(action="identity.password.reset", limit=5)[0].detail["way"] == "EMAIL"

    def test_keeps_the_code_out_of_the_address_of_the_form(
        self, client: Client, citizen: Citizen, at: datetime
    ) -> None:
        citizen("xiulan")
        given = link("xiulan", at)
        answer = client.get(given.path)
        assert given.code not in answer["Location"]
        assert given.code not in client.get(answer["Location"]).content.decode()

    def test_ends_every_other_session(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        elsewhere = Client()
        assert opens(elsewhere, "xiulan", PASSWORD)
        assert elsewhere.get("/account/").status_code == 200
        set_new(client, link("xiulan", at).path)
        assert elsewhere.get("/account/").status_code == 302
        assert client.get("/account/").status_code == 302

    def test_unlocks_a_name_that_wrong_passwords_had_locked(
        self, client: Client, citizen: Citizen, at: datetime
    ) -> None:
        citizen("xiulan")
        for _attempt in range(6):
            opens(client, "xiulan", "falsch-123")
        set_new(client, link("xiulan", at).path)
        assert opens(Client(), "xiulan", NEW)

    def test_obeys_the_rules_and_the_ticket_stays(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        given = link("xiulan", at)
        for bad in ("kurz", PASSWORD):
            assert set_new(client, given.path, bad).status_code == 200
        assert set_new(client, given.path).status_code == 302

    @pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (30, False)])
    def test_comes_within_thirty_minutes(self, citizen: Citizen, at: datetime, minutes: int, is_good: bool) -> None:
        citizen("xiulan")
        given = link("xiulan", at)
        found = tickets.holder(code=given.code, at=at + timedelta(minutes=minutes))
        assert (found is not None) is is_good

    def test_a_new_link_makes_the_old_one_useless_but_not_the_window_s_code(
        self, citizen: Citizen, at: datetime
    ) -> None:
        citizen("xiulan")
        first, window = link("xiulan", at), link("xiulan", at, identity.TicketWay.WINDOW)
        second = link("xiulan", at)
        assert tickets.holder(code=first.code, at=at) is None
        assert tickets.holder(code=window.code, at=at) is not None
        tickets.redeem(code=second.code, password=NEW, at=at)
        assert tickets.holder(code=window.code, at=at) is None

    def test_needs_an_open_account(self, citizen: Citizen, at: datetime) -> None:
        person = citizen("xiulan")
        given = link("xiulan", at)
        assert person.user_id
        identity.deactivate(user_id=person.user_id, reason="离世", by=SYSTEM, at=at)
        assert tickets.holder(code=given.code, at=at) is None
        with pytest.raises(identity.AccountNotFound):
            link("xiulan", at)

    def test_is_not_opened_by_another_account_s_address(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        other = citizen("jianguo")
        given = link("xiulan", at)
        assert other.user_id
        assert "链接不能用了" in said(client.get(tickets.path_of(other.user_id, given.code)))

    def test_the_database_holds_no_code(self, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        given = link("xiulan", at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT identity_passwordticket::text FROM identity_passwordticket")
            assert given.code not in str(cursor.fetchall())
        assert given.code not in repr(given)

    def test_the_database_refuses_a_second_open_ticket_and_one_for_oneself(
        self, citizen: Citizen, at: datetime
    ) -> None:
        citizen("xiulan")
        link("xiulan", at)
        row = PasswordTicket.objects.get()
        for changes in ({"digest": "2" * 64}, {"digest": "3" * 64, "way": "WINDOW", "issued_by": row.user_id}):
            facts = {"user_id": row.user_id, "way": "EMAIL", "issued_at": at, "expires_at": row.expires_at, **changes}
            with pytest.raises(IntegrityError), transaction.atomic():
                PasswordTicket.objects.create(**facts)


class TestTheCode:
    def test_may_be_typed_with_gaps_and_small_letters(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        given = link("xiulan", at, identity.TicketWay.WINDOW)
        typed = f" {identity.grouped_code(given.code).lower()} "
        answer = client.post(CODE, {"code": typed})
        assert answer["Location"] == given.path
        assert set_new(client, given.path).status_code == 302

    @pytest.mark.parametrize("typed", ["", "ABCD", "<script>", "A" * 41])
    def test_wrong_ones_get_words(self, client: Client, db: None, typed: str) -> None:
        assert client.post(CODE, {"code": typed}).status_code == 422

    def test_twenty_tries_a_minute_from_one_address(self, client: Client, db: None) -> None:
        answers = [client.post(CODE, {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code for _try in range(21)]
        assert answers == [422] * 20 + [429]


class TestAtTheWindow:
    def test_name_and_number_together_find_the_account_and_each_search_is_written_down(
        self, citizen: Citizen, clerk: Actor, at: datetime
    ) -> None:
        person = citizen("xiulan")
        number = "520102198803124821"
        (found,) = identity.find_accounts(name="杨秀兰", id_number=number, by=clerk, at=at)
        assert (found.user_id, found.username, found.masked_id_number) == (
            person.user_id,
            "xiulan",
            "5201**********4821",
        )
        assert identity.find_accounts(name="杨秀英", id_number=number, by=clerk, at=at) == []
        entries = audit.entries(action="identity.account.looked_up", limit=5)
        assert [entry.succeeded for entry in entries] == [False, True]
        assert number not in str(entries)

    def test_a_code_needs_presence_and_document(self, citizen: Citizen, clerk: Actor, at: datetime) -> None:
        person = citizen("xiulan")
        assert person.user_id
        for present, seen in ((False, True), (True, False)):
            with pytest.raises(InvalidInput):
                identity.confirm_at_window(
                    user_id=person.user_id, is_present=present, document_seen=seen, drops_factor=False, by=clerk, at=at
                )
        assert not PasswordTicket.objects.exists()

    def test_the_second_factor_goes_only_when_asked(
        self, client: Client, citizen: Citizen, clerk: Actor, at: datetime
    ) -> None:
        person = citizen("xiulan")
        assert person.user_id
        identity.give_second_factor(user_id=person.user_id, by=SYSTEM, at=at)
        for drops, has_factor in ((False, True), (True, False)):
            given = identity.confirm_at_window(
                user_id=person.user_id, is_present=True, document_seen=True, drops_factor=drops, by=clerk, at=at
            )
            tickets.redeem(code=given.code, password=f"Xin-mima-{drops}", at=at)
            assert identity.account_at_window(user_id=person.user_id, by=clerk).has_factor is has_factor

    def test_other_roles_and_officers_accounts_are_refused(
        self, citizen: Citizen, officer: Officer, clerk: Actor, at: datetime
    ) -> None:
        examiner = identity.actor_for(officer("examiner"), at=at)
        person = citizen("xiulan")
        assert person.user_id
        assert examiner.id
        with pytest.raises(NotPermitted):
            identity.find_accounts(name="杨秀兰", id_number="520102198803124821", by=examiner, at=at)
        with pytest.raises(identity.AccountNotFound):
            identity.account_at_window(user_id=examiner.id, by=clerk)

    def test_searching_all_day_is_stopped(self, citizen: Citizen, clerk: Actor, at: datetime) -> None:
        for _search in range(60):
            identity.find_accounts(name="无", id_number="520102198803124821", by=clerk, at=at)
        with pytest.raises(identity.TooManySearches):
            identity.find_accounts(name="无", id_number="520102198803124821", by=clerk, at=at)
        assert not identity.find_accounts(
            name="无", id_number="520102198803124821", by=clerk, at=at + timedelta(minutes=61)
        )

    def test_a_person_seen_there_is_raised(self, citizen: Citizen, clerk: Actor, at: datetime) -> None:
        person = citizen("xiulan", level=1)
        assert person.user_id
        identity.prove_at_window(user_id=person.user_id, is_present=True, document_seen=True, by=clerk, at=at)
        assert identity.person(person.id).level == 3
        assert identity.level_history(person.id)[0].by_id == clerk.id


class TestTheAddress:
    def test_is_given_at_registration_or_later_with_the_password_again(
        self, client: Client, citizen: Citizen, at: datetime
    ) -> None:
        person = citizen("xiulan")
        assert person.user_id
        opens(client, "xiulan", PASSWORD)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        form = {"email": "a@example.com", "again": "b@example.com"}
        assert "不一样" in said(client.post("/accounts/mail-address/", form))
        assert client.post("/accounts/mail-address/", form | {"again": "a@example.com"}).status_code == 302
        assert identity.contact_of_account(person.user_id).email == "a@example.com"
        assert "a***@example.com" in said(client.get("/accounts/security/"))
        assert audit.entries(action="identity.email.changed", limit=2)[0].target_id == str(person.user_id)

    def test_needs_a_password_given_lately(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        client.force_login(User.objects.get(username="xiulan"))
        assert "/accounts/reauthenticate/" in client.get("/accounts/mail-address/")["Location"]


@pytest.mark.django_db(transaction=True)
def test_two_who_use_one_code_at_once_set_one_password(citizen: Citizen, at: datetime) -> None:
    citizen("xiulan")
    given, passwords = link("xiulan", at), ("Erste-1234", "Zweite-1234")
    done = at_once(
        *(lambda to=password: tickets.redeem(code=given.code, password=to, at=clock.now()) for password in passwords)
    )
    (refused,) = [number for number, result in enumerate(done) if isinstance(result, identity.TicketUnusable)]
    user = User.objects.get(username="xiulan")
    assert user.check_password(passwords[1 - refused])
