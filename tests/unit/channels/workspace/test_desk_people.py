"""身份核验 at the window through HTTP: search, confirmation, the code that is shown once, refusals."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from govhall.security.audit import public as audit
from govhall.support.identity.models import PasswordTicket, User

pytestmark = pytest.mark.clause("box:统一身份认证")

CLERK, EXAMINER = "guanshanhu-market-window", "guanshanhu-market-examiner"
PERSON = {"name": "吴小梅", "id_number": "522631197006150425"}
ACTS = ("identity.ticket.issued", "identity.password.reset")
SEEN = {"is_present": "on", "document_seen": "on"}


def account() -> UUID:
    return User.objects.get(username="wuxiaomei").pk


def address() -> str:
    return f"/desk/people/{account()}/"


class TestSearching:
    def test_finds_by_name_and_number_and_masks(self, desk: Any) -> None:
        page = desk(CLERK).post("/desk/people/", PERSON).content.decode()
        assert address() in page
        assert "吴*梅" in page
        assert PERSON["id_number"] not in page.replace(f'value="{PERSON["id_number"]}"', "")

    def test_says_so_when_nothing_is_found(self, desk: Any) -> None:
        page = desk(CLERK).post("/desk/people/", PERSON | {"name": "吴大梅"}).content.decode()
        assert "没有查到账号" in page

    @pytest.mark.parametrize("typed", [{}, {"name": "吴小梅"}, {"id_number": "1"}])
    def test_asks_for_what_is_missing(self, desk: Any, typed: dict[str, str]) -> None:
        assert desk(CLERK).post("/desk/people/", typed).status_code == 422

    def test_is_for_window_clerks(self, desk: Any) -> None:
        for path in ("/desk/people/", address()):
            assert desk(EXAMINER).get(path).status_code == 403
        assert "身份核验" not in desk(EXAMINER).get("/desk/").content.decode()
        assert "身份核验" in desk(CLERK).get("/desk/").content.decode()


class TestConfirming:
    def test_gives_a_code_that_the_citizen_uses(self, desk: Any) -> None:
        page = desk(CLERK).post(address(), SEEN | {"act": "reset"})
        code = re.search(r"data-code>([A-Z0-9-]{19})<", page.content.decode())
        assert code is not None
        assert "no-store" in page["Cache-Control"]
        citizen = Client()
        path = citizen.post("/accounts/password/code/", {"code": code[1]})["Location"]
        form = citizen.get(path)["Location"]
        words = {"password1": "Xin-mima-88", "password2": "Xin-mima-88"}
        assert citizen.post(form, words)["Location"] == "/accounts/password/new/done/"
        issued, used = (
            audit.entries(action=f"identity.{name}", limit=1)[0] for name in ("ticket.issued", "password.reset")
        )
        assert (issued.actor_name, used.actor_name) == (User.objects.get(username=CLERK).name, "吴小梅")

    def test_needs_both_ticks(self, desk: Any) -> None:
        answer = desk(CLERK).post(address(), {"is_present": "on", "act": "reset"})
        assert answer.status_code == 422
        assert "没有核对证件原件的，不能办理。" in answer.content.decode()
        assert not PasswordTicket.objects.exists()

    def test_a_second_code_makes_the_first_useless(self, desk: Any) -> None:
        client = desk(CLERK)
        for _time in range(2):
            client.post(address(), SEEN | {"act": "reset"})
        assert PasswordTicket.objects.filter(withdrawn_at__isnull=True).count() == 1

    def test_raises_the_level_of_a_person_seen(self, desk: Any) -> None:
        client = desk(CLERK)
        assert client.post(address(), SEEN | {"act": "prove"}).status_code == 302
        assert "高级实名" in client.get(address()).content.decode()
        assert "登记高级实名" not in client.get(address()).content.decode()

    def test_an_officer_s_account_is_not_found_here(self, desk: Any) -> None:
        other = User.objects.get(username=EXAMINER).pk
        assert desk(CLERK).get(f"/desk/people/{other}/").status_code == 404
