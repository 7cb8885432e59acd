"""授权 over HTTP: the holder's form and list, and what stands behind the link."""

import pytest
from django.test import Client

from factories import people
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:电子证照")]
GIVEN = {"recipient": "云岩酒店采购部", "purpose": "供应商资质备案", "days": "7"}


def browser(username: str = "yangxiulan") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def licence() -> certificates.CertificateValue:
    return certificates.wallet([people.restaurant().id], at=clock.now())[0]


def shared() -> certificates.ShareValue:
    assert browser().post(f"/certificates/{licence().id}/share/", GIVEN).status_code == 302
    (made,) = certificates.shares_of(licence().id, at=clock.now())
    return made


def test_the_link_shows_what_was_shared_and_gives_the_annotated_copy() -> None:
    made, stranger = shared(), Client()
    page = stranger.get(made.path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    text = page.content.decode()
    assert licence().number in text
    assert "加注：仅供云岩酒店采购部用于供应商资质备案" in text
    copy = stranger.get(f"{made.path}copy.pdf")
    assert copy.content.startswith(b"%PDF-")
    assert f"http://testserver{made.path}" in browser().get(f"/certificates/{licence().id}/share/").content.decode()


def test_an_ended_share_says_so_and_shows_nothing() -> None:
    made = shared()
    address = f"/certificates/{licence().id}/share/{made.id}/end/"
    assert browser("longjianguo").post(address).status_code == 404
    assert browser().post(address).status_code == 302
    page = Client().get(made.path)
    assert page.status_code == 410
    assert "持证人已停止授权" in page.content.decode()
    assert licence().number not in page.content.decode()
    assert Client().get(f"{made.path}copy.pdf").status_code == 302
    assert "已经停止" in browser().post(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("field", "value"), [("recipient", ""), ("purpose", "核验😀"), ("days", "365"), ("labels", ["x"])]
)
def test_wrong_answers_stand_beside_their_fields(field: str, value: str | list[str]) -> None:
    answer = browser().post(f"/certificates/{licence().id}/share/", {**GIVEN, field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert certificates.shares_of(licence().id, at=clock.now()) == []


def test_is_the_holders_alone_and_a_wrong_link_finds_nothing() -> None:
    assert browser("longjianguo").get(f"/certificates/{licence().id}/share/").status_code == 404
    assert Client().get("/shared/aaaaaaaaaaaaaaaaaaaaaaaaaa/").status_code == 404


def test_a_preview_that_only_asks_for_the_head_is_no_look() -> None:
    made = shared()
    Client().head(made.path)
    assert [use.kind for use in certificates.uses(licence().id)] == [certificates.UseKind.SHARED]
