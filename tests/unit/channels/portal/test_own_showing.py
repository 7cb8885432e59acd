"""亮证 over HTTP: the holder's page, the page of whoever scans, and both without scripts."""

import re

import pytest
from django.test import Client

from factories import people
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:电子证照")]


def holder() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="yangxiulan"))
    return client


def licence() -> certificates.CertificateValue:
    return certificates.wallet([people.restaurant().id], at=clock.now())[0]


def code_path() -> str:
    return certificates.show_code(certificate_id=licence().id, by=people.shop_owner(), at=clock.now()).path


def scanned() -> tuple[Client, str]:
    stranger = Client()
    answer = stranger.get(code_path())
    assert answer.status_code == 302
    return stranger, answer["Location"]


def asked() -> tuple[Client, str]:
    stranger, page = scanned()
    assert stranger.post(page, {"asker": "云岩酒店前台", "purpose": "入住登记"}).status_code == 302
    return stranger, page


def answer(word: str, labels: list[str]) -> str:
    """Answer as the holder; return the page that follows."""
    (waiting,) = certificates.asked(licence().id, at=clock.now())
    address = f"/certificates/{licence().id}/show/{waiting.id}/answer/"
    return holder().post(address, {"answer": word, "labels": labels}, follow=True).content.decode()


def test_the_page_of_a_scan_shows_masked_data_and_how_to_ask() -> None:
    stranger, page = scanned()
    text = stranger.get(page).content.decode()
    assert "这张证照有效" in text
    assert "请对方同意" in text
    assert licence().number not in text


def test_a_code_that_was_scanned_or_changed_is_refused_by_name() -> None:
    path = code_path()
    assert Client().get(path).status_code == 302
    again = Client().get(path)
    assert again.status_code == 410
    assert "已经被扫过" in again.content.decode()
    assert Client().get("/v/abc").status_code == 404
    assert Client().get("/shown/abc/").status_code == 404
    assert Client().head(code_path()).status_code == 405


def test_a_pasted_address_of_a_code_leads_there() -> None:
    path = code_path()
    pasted = Client().get("/verify/", {"code": f"http://testserver{path}"})
    assert pasted["Location"] == path


def test_asking_wants_a_name_and_a_purpose() -> None:
    stranger, page = scanned()
    refused = stranger.post(page, {"asker": "", "purpose": ""})
    assert refused.status_code == 422
    assert certificates.asked(licence().id, at=clock.now()) == []


def test_the_holder_is_asked_and_a_yes_shows_what_was_chosen() -> None:
    stranger, page = asked()
    text = holder().get(f"/certificates/{licence().id}/show/").content.decode()
    assert "对方想查看完整信息" in text
    assert "云岩酒店前台" in text
    assert licence().number not in stranger.get(page).content.decode()
    answer("agree", [licence().number_label])
    seen = stranger.get(page)
    assert licence().number in seen.content.decode()
    assert "no-store" in seen["Cache-Control"]
    assert "云岩酒店前台" in holder().get(f"/certificates/{licence().id}/").content.decode()


def test_a_no_is_said_and_shows_nothing() -> None:
    stranger, page = asked()
    answer("refuse", [])
    text = stranger.get(page).content.decode()
    assert "持证人没有同意" in text
    assert licence().number not in text


def test_agreeing_to_nothing_is_explained_and_can_be_done_again() -> None:
    asked()
    assert "请选择给对方看的内容" in answer("agree", [])
    assert certificates.asked(licence().id, at=clock.now())


def test_each_fetch_is_another_code_that_holds_nothing_personal() -> None:
    client, address = holder(), f"/certificates/{licence().id}/show/code/"
    first, second = (client.get(address).context["code"]["path"] for _ in range(2))
    assert first != second
    assert re.fullmatch(r"/v/[a-z2-7]{50,70}", first)


def test_nobody_else_may_answer() -> None:
    asked()
    (waiting,) = certificates.asked(licence().id, at=clock.now())
    other = Client()
    other.force_login(User.objects.get(username="longjianguo"))
    address = f"/certificates/{licence().id}/show/{waiting.id}/answer/"
    assert other.post(address, {"answer": "agree", "labels": ["x"]}).status_code == 404
    assert certificates.asked(licence().id, at=clock.now())
