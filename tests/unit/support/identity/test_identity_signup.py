"""Registration of a member of the public."""

import pytest
from django.test import Client
from django.urls import reverse

from govhall.infra import clock
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("unit.support.identity.pages_for_identity"),
    pytest.mark.clause("box:统一身份认证"),
]

GOOD = {
    "name": "陈一",
    "id_number": "520000200002298882",
    "phone": "139 0000 0188",
    "username": "ChenYi",
    "password1": "Shan-qing-6",
    "password2": "Shan-qing-6",
}


def test_it_makes_an_account_at_level_one_and_signs_in(client: Client) -> None:
    response = client.post(reverse("account_signup"), GOOD)
    assert (response.status_code, response["Location"]) == (302, "/account/")
    user_id = client.session["_auth_user_id"]
    actor = identity.actor_for(user_id, at=clock.now())
    assert (actor.name, actor.assurance) == ("陈一", 1)
    assert actor.party_id is not None
    assert identity.party_details(actor.party_id).phone == "13900000188"
    assert {"identity.account.created", "identity.session.opened"} <= {entry.action for entry in audit.entries()}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id_number", "520000200002298880", "校验位"),
        ("id_number", "52000020000229888", "17 位"),
        ("phone", "1390000018", "您填了 10 位"),
        ("phone", "手机", "只能有数字"),
        ("password1", "short-1", "至少 8 位"),
        ("password1", "abcdefghij", "至少两类"),
        ("password2", "Other-pass-9", "不一样"),
        ("username", "<script>", "用户名可以用"),
        ("name", "", "请填写姓名"),
    ],
)
def test_each_fault_is_named_at_its_field(client: Client, field: str, value: str, says: str) -> None:
    response = client.post(reverse("account_signup"), GOOD | {field: value})
    assert response.status_code == 200
    form = response.context["form"]
    assert says in "".join(form.errors.get(field, []))
    assert "_auth_user_id" not in client.session
    assert "<script>" not in response.content.decode().replace('<script type="module"', "")


def test_a_name_is_taken_in_any_case(client: Client) -> None:
    client.post(reverse("account_signup"), GOOD)
    response = Client().post(reverse("account_signup"), GOOD | {"username": "CHENYI"})
    assert "已经有人使用" in response.content.decode()
