"""证照管理: what the certificate officer sees and does."""

from collections.abc import Callable

import pytest
from django.test import Client

from factories import people
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import CertificateValue

pytestmark = pytest.mark.clause("box:电子证照")
SignIn = Callable[[str], Client]
KEEPER = "certificate-keeper"


@pytest.fixture
def licence(world: None) -> CertificateValue:
    """山间小味's business licence."""
    (held,) = [
        one
        for one in certificates.wallet([people.restaurant().id], at=clock.now())
        if one.type_key == "business-license"
    ]
    return held


def url(value: CertificateValue, act: str = "") -> str:
    return f"/desk/certificates/{value.id}/" + (f"?act={act}" if act else "")


@pytest.mark.parametrize("username", ["guanshanhu-market-approver", "system-keeper"])
def test_nobody_else_sees_it(desk: SignIn, licence: CertificateValue, username: str) -> None:
    client = desk(username)
    assert client.get("/desk/certificates/").status_code == 403
    assert client.post(url(licence, "revoke"), {"reason": "甲"}).status_code == 403


def test_lists_masked_and_finds_by_number(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    page = client.get("/desk/certificates/").content.decode()
    assert licence.number_masked in page
    assert licence.number not in page
    assert licence.number_masked in client.get("/desk/certificates/", {"certificate": licence.number}).content.decode()
    assert "没有找到证照" in client.get("/desk/certificates/", {"certificate": "没有"}).content.decode()


def test_pages_and_views_keep_what_was_asked(
    desk: SignIn, licence: CertificateValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govhall.channels.workspace.views.certificates._PAGE", 1)
    client, at = desk(KEEPER), clock.now()
    certificates.renew(
        certificate_id=licence.id, valid_from=clock.official_date(at), valid_until=None, reason="换发",
        by=people.actor(KEEPER), at=at,
    )  # fmt: skip
    first = client.get("/desk/certificates/", {"view": "valid"})
    assert "已经到底" in first.content.decode()
    assert "没有找到证照" in client.get("/desk/certificates/", {"view": "ended"}).content.decode()
    assert "还没有签发过" not in client.get("/desk/certificates/", {"after": "x"}).content.decode()
    asked = client.get("/desk/certificates/", {"view": "suspended", "certificate": "杨"}).content.decode()
    assert 'name="view" value="suspended"' in asked
    assert "?certificate=%E6%9D%A8" in asked


def test_offers_only_what_is_lawful(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    assert [act["slug"] for act in client.get(url(licence)).context["acts"]] == [
        "renew", "alter", "suspend", "cancel", "annul", "revoke",
    ]  # fmt: skip
    assert client.get(url(licence, "reinstate")).context["form"] is None
    assert client.get(url(licence, "expire")).context["form"] is None


def test_suspends_reinstates_and_writes_the_history(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    assert client.post(url(licence, "suspend"), {"reason": ""}).status_code == 422
    assert client.post(url(licence, "suspend"), {"reason": "暂扣三十日"}).status_code == 302
    assert [act["slug"] for act in client.get(url(licence)).context["acts"]] == [
        "reinstate",
        "cancel",
        "annul",
        "revoke",
    ]
    client.post(url(licence, "reinstate"), {"reason": "期满"})
    page = client.get(url(licence)).content.decode()
    assert page.index("期满") < page.index("暂扣三十日")


def test_alters_what_was_changed_and_leads_to_the_new_version(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    form = client.get(url(licence, "alter")).context["form"]
    fields = {name: field.initial for name, field in form.fields.items() if name != "reason"}
    assert client.post(url(licence, "alter"), {**fields, "reason": "甲"}).status_code == 422
    name = next(iter(fields))
    answer = client.post(url(licence, "alter"), {**fields, name: "改过的内容", "reason": "变更"}, follow=True)
    assert answer.context["found"].version == 2
    assert "改过的内容" in answer.content.decode()
    assert answer.context["found"].id != licence.id
    assert "看新版" in client.get(url(licence)).content.decode()


def test_renews_and_refuses_bad_dates_beside_the_field(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    bad = {"valid_from": "2026-10-13", "valid_until": "2020-01-01", "reason": "延续"}
    answer = client.post(url(licence, "renew"), bad)
    assert answer.status_code == 422
    assert "截止日期早于起始日期" in answer.content.decode()
    assert client.post(url(licence, "renew"), {**bad, "valid_until": ""}).status_code == 302


def test_a_late_act_is_refused_in_words(desk: SignIn, licence: CertificateValue) -> None:
    client = desk(KEEPER)
    client.post(url(licence, "revoke"), {"reason": "甲"})
    answer = client.post(url(licence, "suspend"), {"reason": "乙"})
    assert answer.status_code == 409
    assert "不能再办理暂扣" in answer.content.decode()
