"""证照接口 at the desk: who sees applications of departments, registers them, changes their secrets, ends them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.identifiers import new_id
from govhall.support.certificates import public as certificates
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiCall, ApiClient
from govhall.support.certificates.services import admitting

pytestmark = pytest.mark.clause("box:电子证照")
SignIn = Callable[[str], Client]
MANAGER = "data-manager"
OTHERS = ["guanshanhu-market-approver", "certificate-keeper", "system-keeper", "audit-keeper"]


def form(**changed: Any) -> dict[str, Any]:
    agency = organizations.agency_by_key("guanshanhu-hrss")
    return {
        "name": "社保经办系统", "agency": str(agency.id), "type_keys": ["food-business-license"],
        "interfaces": ["verifyCertInfo"], "fields_read": ["主体业态"], "addresses": "10.1.0.0/16\n10.2.3.4",
        "daily_cap": "500", "valid_from": "2026-01-01", "valid_until": "2099-12-31", "ticket": str(new_id()), **changed,
    }  # fmt: skip


def registered(client: Client, **changed: Any) -> ApiClient:
    answer = client.post("/desk/clients/new/", form(confirmed="1", **changed))
    assert answer.status_code == 200
    return ApiClient.objects.order_by("-made_at").first()  # type: ignore[return-value]


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


class TestRoles:
    @pytest.mark.parametrize("username", OTHERS)
    def test_nobody_else_sees_or_does_anything(self, desk: SignIn, username: str) -> None:
        key = registered(desk(MANAGER)).id
        client = desk(username)
        for path in ("", "new/", f"{key}/", f"{key}/change/"):
            assert client.get(f"/desk/clients/{path}").status_code == 403, path
        for path in ("new/", f"{key}/change/", f"{key}/rotate/", f"{key}/end/"):
            assert client.post(f"/desk/clients/{path}", form(confirmed="1")).status_code == 403, path
        assert ApiClient.objects.count() == 1
        assert "证照接口" not in words(client.get("/desk/"))

    def test_an_application_that_is_not_there_is_not_found(self, desk: SignIn) -> None:
        for path in ("", "change/", "rotate/", "end/"):
            address = f"/desk/clients/{new_id()}/{path}"
            client = desk(MANAGER)
            answer = client.get(address) if path in ("", "change/") else client.post(
                address, {"former": "end", "reason": "甲", "seen_at": clock.now().isoformat()}
            )  # fmt: skip
            assert answer.status_code == 404, path


class TestRegistering:
    def test_asks_once_more_then_shows_the_secret_once(self, desk: SignIn) -> None:
        client, given = desk(MANAGER), form()
        asked = words(client.post("/desk/clients/new/", given))
        assert "请再核对一遍" in asked
        assert "食品经营许可证" in asked
        assert not ApiClient.objects.exists()
        shown = client.post("/desk/clients/new/", given | {"confirmed": "1"})
        row = ApiClient.objects.get()
        assert row.secret in words(shown)
        assert "no-store" in shown.headers["Cache-Control"]
        for path in ("", f"{row.id}/", f"{row.id}/change/"):
            assert row.secret not in words(client.get(f"/desk/clients/{path}"))
        assert row.addresses == ["10.1.0.0/16", "10.2.3.4"]

    def test_the_same_form_again_registers_nothing(self, desk: SignIn) -> None:
        client, given = desk(MANAGER), form(confirmed="1")
        client.post("/desk/clients/new/", given)
        again = client.post("/desk/clients/new/", given, follow=True)
        assert "已经登记" in words(again)
        assert ApiClient.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"name": " "}, "应用名称"), ({"type_keys": []}, "可查的证照"), ({"addresses": "月亮"}, "网络地址要写成"),
            ({"fields_read": ["姓名"]}, "所选的证照上没有这一项"), ({"valid_until": "2020-01-01"}, "不能早于"),
            ({"daily_cap": "0"}, "每日次数"), ({"agency": "999999"}, "使用单位"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_granted_is_said_beside_its_field(
        self, desk: SignIn, changed: dict[str, Any], fault: str
    ) -> None:
        answer = desk(MANAGER).post("/desk/clients/new/", form(confirmed="1", **changed))
        assert answer.status_code == 422
        assert fault in words(answer)
        assert not ApiClient.objects.exists()

    def test_says_what_it_means_to_leave_something_open(self, desk: SignIn) -> None:
        asked = words(desk(MANAGER).post("/desk/clients/new/", form(fields_read=[], addresses="")))
        lines = dict(re.findall("<dt>([^<]*)</dt><dd[^>]*>([^<]*)</dd>", asked))
        assert (lines["可读的内容"], lines["网络地址"]) == ("只有证照状态，没有证面内容", "不限")

    def test_going_back_keeps_what_was_filled_in(self, desk: SignIn) -> None:
        page = words(desk(MANAGER).post("/desk/clients/new/", form(edit="1")))
        assert "社保经办系统" in page
        assert "请再核对一遍" not in page


class TestActs:
    def test_changing_asks_then_changes(self, desk: SignIn) -> None:
        client = desk(MANAGER)
        row = registered(client)
        address = f"/desk/clients/{row.id}/change/"
        assert "10.2.3.4" in words(client.get(address))
        assert "请再核对一遍" in words(client.post(address, form(daily_cap="9")))
        done = client.post(address, form(daily_cap="9", confirmed="1"), follow=True)
        assert "已调整" in words(done)
        row.refresh_from_db()
        assert row.daily_cap == 9
        same = client.post(address, form(daily_cap="9", confirmed="1"))
        assert (same.status_code, "没有改动" in words(same)) == (422, True)

    def test_another_secret_is_shown_once_and_a_reload_changes_nothing(self, desk: SignIn) -> None:
        client = desk(MANAGER)
        row = registered(client)
        page = words(client.get(f"/desk/clients/{row.id}/"))
        seen = re.search('name="seen_at" value="([^"]+)"', page)
        assert seen is not None
        given = {"former": "week", "seen_at": seen[1]}
        shown = words(client.post(f"/desk/clients/{row.id}/rotate/", given))
        old, row = row.secret, ApiClient.objects.get()
        assert row.secret in shown
        assert row.secret != old == row.former_secret
        again = client.post(f"/desk/clients/{row.id}/rotate/", given, follow=True)
        assert "密钥刚刚换过" in words(again)
        assert ApiClient.objects.get().secret == row.secret
        assert "原密钥可以用到" in words(again)
        without = client.post(f"/desk/clients/{row.id}/rotate/", {"seen_at": seen[1]}, follow=True)
        assert "请选择原密钥怎么办" in words(without)

    def test_ending_needs_a_reason_and_takes_the_acts_away(self, desk: SignIn) -> None:
        client = desk(MANAGER)
        row = registered(client)
        assert "请写明停用的原因" in words(client.post(f"/desk/clients/{row.id}/end/", {"reason": ""}, follow=True))
        page = words(client.post(f"/desk/clients/{row.id}/end/", {"reason": "系统下线"}, follow=True))
        assert "已停用" in page
        assert "更换密钥" not in page


class TestLog:
    def test_pages_through_calls_and_refusals(self, desk: SignIn) -> None:
        client = desk(MANAGER)
        row, at = registered(client), clock.now()
        ApiCall.objects.bulk_create(
            ApiCall(id=new_id(), client=row, nonce=f"{number:016}", interface="verifyCertInfo", at=at)
            for number in range(60)
        )
        for hours in range(60):
            admitting.count_refusal(
                app_id=row.app_id, interface=Interface.VERIFY, reason="signature-wrong", at=at - timedelta(hours=hours)
            )  # fmt: skip
        for log, heading in (("", "<td>按标识查验</td>"), ("?log=refusals", "<td>签名不对")):
            page = words(client.get(f"/desk/clients/{row.id}/{log}"))
            assert page.count(heading) == 50
            following = re.search('href="([^"]+)" rel="next"', page)
            assert following is not None
            rest = words(client.get(f"/desk/clients/{row.id}/" + following[1].replace("&amp;", "&")))
            assert rest.count(heading) == 10
            assert 'rel="next"' not in rest

    @pytest.mark.parametrize("after", ["x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~-1", "~", f"2026~{10**40}"])
    def test_an_odd_key_is_the_first_page(self, desk: SignIn, after: str) -> None:
        client = desk(MANAGER)
        row = registered(client)
        for log in ("", "refusals"):
            assert client.get(f"/desk/clients/{row.id}/", {"log": log, "after": after}).status_code == 200

    def test_the_list_tells_of_strangers(self, desk: SignIn) -> None:
        client = desk(MANAGER)
        assert "还没有登记应用" in words(client.get("/desk/clients/"))
        admitting.count_refusal(app_id="x", interface=Interface.DATA, reason="client-unknown", at=clock.now())
        registered(client)
        page = words(client.get("/desk/clients/"))
        assert "1 次调用来自没有登记的应用" in page
        assert "社保经办系统" in page
        assert len(certificates.clients(by=SYSTEM, at=clock.now())) == 1
