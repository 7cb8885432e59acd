"""Signing in: lockout, vague answers, second factor, idle logout, sessions, passwords; through HTTP."""

import re
import struct
import time
from base64 import b32decode
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha1
from hmac import new as hmac
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks, Settings

from govhall.infra import clock
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity

PASSWORD = "Shan-qing-6"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("unit.support.identity.pages_for_identity"),
    pytest.mark.clause("box:统一身份认证", "box:安全保障"),
]

Citizen = Callable[..., identity.PersonValue]
Officer = Callable[..., UUID]


def totp(secret: str) -> str:
    """RFC 6238, written here so that the tests don't trust the library they test; never in a period's last second."""
    while time.time() % 30 > 29:
        time.sleep(0.1)
    digest = hmac(b32decode(secret), struct.pack(">Q", int(time.time()) // 30), sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def sign_in(client: Client, username: str, password: str = PASSWORD, **extra: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("account_login"), {"login": username, "password": password, **extra})


def said(response) -> str:  # type: ignore[no-untyped-def]
    """Return the words of the page without tags and tokens."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def actions() -> list[str]:
    return [entry.action for entry in reversed(audit.entries(limit=100))]


class TestPassword:
    def test_the_right_one_opens(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        response = sign_in(client, "XiuLan")
        assert (response.status_code, response["Location"]) == (302, "/account/")
        assert "identity.session.opened" in actions()

    def test_the_page_asked_for_comes_after(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        assert sign_in(client, "xiulan", next="/apply/1/")["Location"] == "/apply/1/"
        client.logout()
        assert sign_in(client, "xiulan", next="https://evil.example/")["Location"] == "/account/"

    def test_a_wrong_one_and_an_unknown_name_sound_the_same(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        wrong, unknown = sign_in(client, "xiulan", "Wrong-pass-1"), sign_in(client, "nobody", "Wrong-pass-1")
        assert said(wrong) == said(unknown)
        assert "用户名或者密码不正确" in said(wrong)

    def test_an_unknown_name_is_not_written_down(self, client: Client, citizen: Citizen) -> None:
        sign_in(client, "my-secret-password", "x")
        (entry,) = audit.entries(action="identity.login.failed")
        assert not entry.succeeded
        assert "my-secret" not in str(entry)
        assert entry.address == "127.0.0.1"

    @pytest.mark.parametrize("known", [True, False])
    def test_five_wrong_ones_lock_the_name_for_fifteen_minutes(
        self, client: Client, citizen: Citizen, known: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        citizen("xiulan")
        name = "xiulan" if known else "nobody"
        for _ in range(5):
            assert "用户名或者密码不正确" in said(sign_in(client, name, "Wrong-pass-1"))
        # A locked name refuses the right password too, from another address and under another host name.
        other = Client(REMOTE_ADDR="10.0.0.9", HTTP_HOST="localhost")
        refused = sign_in(other, name.upper())
        assert "15 分钟后再试" in said(refused)
        assert "_auth_user_id" not in other.session
        assert "identity.login.locked" in actions()
        now = time.time()
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now + 15 * 60 + 1)
        assert (sign_in(client, name).status_code == 302) is known

    def test_an_address_has_a_limit_of_its_own(self, client: Client, db: None) -> None:
        answers = [said(sign_in(client, f"name-{n}", "Wrong-pass-1")) for n in range(21)]
        assert "15 分钟后再试" in answers[20]
        assert "15 分钟后再试" not in answers[19]

    def test_script_and_sql_in_the_fields_are_only_text(self, client: Client, db: None) -> None:
        response = sign_in(client, "<script>alert(1)</script>' OR '1'='1", "' OR 1=1; --")
        assert response.status_code == 200
        assert b"<script>alert(1)" not in response.content

    def test_a_closed_account_opens_nothing(self, client: Client, citizen: Citizen, at: datetime) -> None:
        person = citizen("xiulan")
        assert person.user_id is not None
        identity.deactivate(user_id=person.user_id, reason="测试", by=identity.actor_for(person.user_id, at=at), at=at)
        sign_in(client, "xiulan")
        assert "_auth_user_id" not in client.session


class TestChangePassword:
    def change(self, client: Client, old: str, new: str):  # type: ignore[no-untyped-def]
        data = {"oldpassword": old, "password1": new, "password2": new}
        return client.post(reverse("account_change_password"), data)

    def test_the_new_one_differs_from_the_last_two(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        assert "不能与当前密码" in said(self.change(client, PASSWORD, PASSWORD))
        assert self.change(client, PASSWORD, "Shui-xiu-7").status_code == 302
        assert "不能与当前密码" in said(self.change(client, "Shui-xiu-7", PASSWORD))
        assert self.change(client, "Shui-xiu-7", "Feng-he-88").status_code == 302
        assert actions().count("identity.password.changed") == 2

    def test_other_sessions_end(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        other = Client()
        sign_in(client, "xiulan")
        sign_in(other, "xiulan")
        self.change(client, PASSWORD, "Shui-xiu-7")
        assert client.get(reverse("identity_security")).status_code == 200
        assert other.get(reverse("identity_security")).status_code == 302

    def test_a_year_old_one_is_mentioned(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        assert "密码快满一年了" not in said(client.get(reverse("identity_security")))
        with clock.frozen(at + timedelta(days=340)):
            fresh = Client()
            sign_in(fresh, "xiulan")
            assert "密码快满一年了" in said(fresh.get(reverse("identity_security")))


class TestSecondFactor:
    def test_the_password_alone_opens_nothing(self, client: Client, officer: Officer) -> None:
        officer("examiner")
        response = sign_in(client, "examiner")
        assert response["Location"].startswith(reverse("mfa_authenticate"))
        assert "_auth_user_id" not in client.session
        page = client.get(reverse("mfa_authenticate"))
        assert "第二步" in said(page)
        assert "验证码不正确" in said(client.post(reverse("mfa_authenticate"), {"code": "000000"}))
        assert client.post(reverse("mfa_authenticate"), {"code": totp(SECRET)})["Location"] == "/desk/"
        assert client.get("/account/").content == b"OFFICER 1"
        assert "identity.second_factor.failed" in actions()

    def test_a_code_works_once(self, client: Client, officer: Officer) -> None:
        officer("examiner")
        code = totp(SECRET)
        sign_in(client, "examiner")
        client.post(reverse("mfa_authenticate"), {"code": code})
        second = Client()
        sign_in(second, "examiner")
        second.post(reverse("mfa_authenticate"), {"code": code})
        assert "_auth_user_id" not in second.session

    def test_an_officer_without_one_sees_only_its_set_up(self, client: Client, officer: Officer) -> None:
        officer("fresh", secret="")
        sign_in(client, "fresh")
        for address in ("/account/", reverse("identity_security"), reverse("usersessions_list")):
            assert client.get(address)["Location"] == reverse("mfa_activate_totp")
        partial = client.get("/account/", headers={"HX-Request": "true"})
        assert (partial.status_code, partial["HX-Redirect"]) == (403, reverse("mfa_activate_totp"))

    def test_it_is_set_up_with_the_first_code(
        self, client: Client, officer: Officer, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        officer("fresh", secret="")
        sign_in(client, "fresh")
        page = client.get(reverse("mfa_activate_totp"), follow=True)
        if "确认是您本人" in said(page):
            page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
        assert "启用动态验证码" in said(page)
        assert page.context["totp_svg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
        secret = client.session["mfa.totp.secret"]
        with django_capture_on_commit_callbacks(execute=True):
            done = client.post(reverse("mfa_activate_totp"), {"code": totp(secret)}, follow=True)
        assert "恢复码" in said(done)
        assert client.get("/account/").content == b"OFFICER 1"
        assert "identity.second_factor.added" in actions()

    def test_an_officer_cannot_give_it_up(self, client: Client, officer: Officer) -> None:
        officer("examiner")
        sign_in(client, "examiner")
        client.post(reverse("mfa_authenticate"), {"code": totp(SECRET)})
        page = client.get(reverse("mfa_deactivate_totp"), follow=True)
        if "确认是您本人" in said(page):
            page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
        assert "不能停用" in said(page)

    def test_its_secret_is_not_in_clear_in_the_database(self, officer: Officer) -> None:
        from django.db import connection

        officer("examiner")
        with connection.cursor() as cursor:
            cursor.execute("SELECT data::text FROM mfa_authenticator")
            assert SECRET not in cursor.fetchone()[0]

    def test_citizens_may_do_without(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        assert client.get("/account/").content == b"APPLICANT 0"


class TestIdle:
    def officer_session(self, client: Client, officer: Officer) -> None:
        officer("examiner")
        sign_in(client, "examiner")
        client.post(reverse("mfa_authenticate"), {"code": totp(SECRET)})

    def test_an_officer_is_signed_out_after_fifteen_minutes(
        self, client: Client, officer: Officer, at: datetime
    ) -> None:
        self.officer_session(client, officer)
        with clock.frozen(clock.now() + timedelta(minutes=14)):
            assert client.get("/account/").status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=28)):
            assert client.get("/account/").status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=44)):
            response = client.get("/account/?page=2")
            assert response["Location"] == f"{reverse('account_login')}?next=%2Faccount%2F%3Fpage%3D2"
            assert "一段时间没有操作" in said(client.get(response["Location"]))
        assert audit.entries(action="identity.session.closed")[0].detail == {"reason": "idle"}

    def test_a_citizen_has_an_hour(self, client: Client, citizen: Citizen, at: datetime) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        with clock.frozen(clock.now() + timedelta(minutes=59)):
            assert client.get("/account/").status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=120)):
            assert client.get("/account/").status_code == 302

    def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(self, client: Client, officer: Officer) -> None:
        self.officer_session(client, officer)
        for minutes in (5, 10, 14):
            with clock.frozen(clock.now() + timedelta(minutes=minutes)):
                assert client.get("/account/", headers={"X-Background": "1"}).status_code == 200
        with clock.frozen(clock.now() + timedelta(minutes=16)):
            assert client.get("/account/").status_code == 302

    def test_a_form_leads_back_to_its_page(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        with clock.frozen(clock.now() + timedelta(hours=2)):
            response = client.post("/account/", {"a": "b"}, headers={"Referer": "http://testserver/apply/7/?step=2"})
        assert response["Location"] == f"{reverse('account_login')}?next=%2Fapply%2F7%2F%3Fstep%3D2"

    def test_a_form_from_a_session_that_is_gone_leads_back_too(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        client.logout()
        response = client.post("/account/", {"a": "b"}, headers={"Referer": "http://testserver/apply/7/"})
        assert response["Location"] == f"{reverse('account_login')}?next=%2Fapply%2F7%2F"
        assert "存为草稿" in said(client.get(response["Location"]))

    def test_htmx_is_told_to_move_the_whole_page(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/apply/7/"}
        with clock.frozen(clock.now() + timedelta(hours=2)):
            response = client.post("/account/", {"a": "b"}, headers=headers)
        assert response.status_code == 401
        assert response["HX-Redirect"] == f"{reverse('account_login')}?next=%2Fapply%2F7%2F"
        visitor = Client().get("/account/", headers=headers)
        assert (visitor.status_code, "HX-Redirect" in visitor) == (401, True)

    def test_a_foreign_page_is_never_led_to(self, client: Client, citizen: Citizen) -> None:
        response = Client().post("/account/", {}, headers={"Referer": "https://evil.example/x"})
        assert response["Location"] == f"{reverse('account_login')}?next=%2F"


class TestSessions:
    def test_one_can_be_ended_from_another(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        other = Client(HTTP_USER_AGENT="Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile")
        sign_in(client, "xiulan")
        sign_in(other, "xiulan")
        page = said(client.get(reverse("usersessions_list")))
        assert "Chrome · 安卓" in page
        listed = client.get(reverse("usersessions_list")).context["sessions"]
        (theirs,) = (session["id"] for session in listed if not session["is_current"])
        client.post(reverse("identity_end_session", args=[theirs]))
        assert other.get("/account/").status_code == 302
        assert client.get("/account/").status_code == 200

    def test_nobody_ends_a_stranger_s_session(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        citizen("jianguo")
        other = Client()
        sign_in(client, "xiulan")
        sign_in(other, "jianguo")
        theirs = other.get(reverse("usersessions_list")).context["sessions"][0]["id"]
        client.post(reverse("identity_end_session", args=[theirs]))
        assert other.get("/account/").status_code == 200

    def test_signing_out_asks_first(self, client: Client, citizen: Citizen) -> None:
        citizen("xiulan")
        sign_in(client, "xiulan")
        assert "要退出登录吗" in said(client.get(reverse("account_logout")))
        assert client.post(reverse("account_logout"))["Location"] == "/"
        assert client.get("/account/").status_code == 302


class TestQueries:
    def test_an_officer_s_page_takes_session_user_and_posts(
        self, client: Client, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        officer("examiner")
        sign_in(client, "examiner")
        client.post(reverse("mfa_authenticate"), {"code": totp(SECRET)})
        with django_assert_num_queries(3):
            client.get("/account/")

    def test_a_visitor_costs_nothing(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
    ) -> None:
        with django_assert_num_queries(0):
            assert client.get("/account/").status_code == 302


class TestActFor:
    def test_the_party_is_chosen_in_the_session(self, client: Client, citizen: Citizen, at: datetime) -> None:
        elder, helper = citizen("elder"), citizen("helper")
        by = identity.actor_for(elder.user_id or UUID(int=0), at=at)
        grant = identity.appoint_agent(agent_id=helper.id, party_id=elder.id, by=by, at=at)
        accepting = identity.actor_for(helper.user_id or UUID(int=0), at=at)
        identity.accept_agency(grant_id=grant, by=accepting, at=at)
        sign_in(client, "helper")
        page = client.post(reverse("identity_switch_party"), {"party": str(elder.id)}, follow=True)
        assert page.context["actor"].party_id == elder.id
        identity.revoke_agent(grant_id=grant, by=by, at=clock.now())
        assert client.get(reverse("identity_security")).context["actor"].party_id == helper.id


class TestRealName:
    def test_the_page_compares_five_times_a_day(
        self, client: Client, citizen: Citizen, settings: Settings, tmp_path: Path
    ) -> None:
        settings.GOVHALL_HOME = tmp_path
        (tmp_path / "registries").mkdir()
        (tmp_path / "registries" / "population.csv").write_text(
            "id_type,name,id_number,issue_date\n111,杨秀兰,520102198803124821,2019-05-06\n111,不全\n", encoding="utf-8"
        )
        citizen("xiulan", level=1)
        sign_in(client, "xiulan")
        for day in range(1, 6):
            answer = client.post(reverse("identity_real_name"), {"issue_date": f"2019-05-0{day}"})
            assert "不一致" in said(answer)
        answer = client.post(reverse("identity_real_name"), {"issue_date": "2019-05-06"})
        assert "次数已用完" in said(answer)
        assert "次数已用完" in said(client.post(reverse("identity_real_name"), {}))
        assert actions().count("identity.level.not_confirmed") == 5

    def test_a_confirmed_claim_opens_level_two(
        self, client: Client, citizen: Citizen, settings: Settings, tmp_path: Path
    ) -> None:
        settings.GOVHALL_HOME = tmp_path
        (tmp_path / "registries").mkdir()
        (tmp_path / "registries" / "population.csv").write_text(
            "id_type,name,id_number,issue_date\n111,杨秀兰,520102198803124821,2019-05-06\n", encoding="utf-8"
        )
        person = citizen("xiulan", level=1)
        sign_in(client, "xiulan")
        answer = client.post(reverse("identity_real_name"), {"issue_date": "2019-05-06", "next": "/apply/1/"})
        assert answer["Location"] == "/apply/1/"
        assert identity.person(person.id).level == 2


class TestPages:
    def test_what_is_not_ours_does_not_exist(self, client: Client, db: None) -> None:
        for path in (
            "email/",
            "password/reset/",
            "password/set/",
            "confirm-email/",
            "2fa/",
            "login/code/",
            "3rdparty/",
        ):
            assert client.get(f"/accounts/{path}").status_code == 404

    def test_every_page_is_in_our_dress(self, client: Client, citizen: Citizen) -> None:
        assert all("政务大厅" in said(client.get(reverse(name))) for name in ("account_login", "account_signup"))
        citizen("xiulan")
        sign_in(client, "xiulan")
        names = [
            "identity_security", "usersessions_list", "account_change_password", "identity_real_name", "account_logout",
            "account_reauthenticate",
        ]  # fmt: skip
        for name in names:
            page = client.get(reverse(name))
            assert page.status_code == 200, name
            assert 'class="brand"' in page.content.decode(), name
            assert page.content.decode().count("<h1") == 1, name
