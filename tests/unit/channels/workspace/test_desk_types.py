"""证照样式 at the desk: what a keeper sends, what others are refused, what hostile forms come to."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from govhall.support.certificates import public as certificates

pytestmark = pytest.mark.clause("box:电子证照")
SignIn = Callable[[str], Client]
KEEPER, KEY = "health-certificates", "public-place-hygiene-license"
URL = f"/desk/certificates/types/{KEY}/"


def form(**changes: str) -> dict[str, str]:
    """What the editor's form sends when nothing was touched, with changes."""
    newest = certificates.type_versions(KEY)[0]
    kind = newest.kind
    sent = {
        "base": newest.sm3, "name": kind.name, "shape": kind.shape, "colour": kind.colour, "seal": kind.seal,
        "years": str(kind.years), "statement": kind.statement, "number_label": kind.number_label,
        "number": kind.number_pattern, "lines": str(len(kind.face)), "op": "save",
    }  # fmt: skip
    for number, line in enumerate(kind.face):
        sent |= {
            f"line-{number}-name": line.name, f"line-{number}-label": line.label, f"line-{number}-source": line.source,
            f"line-{number}-kind": line.kind, f"line-{number}-unit": line.unit,
            f"line-{number}-shown": line.mask if line.public else "hidden",
        }  # fmt: skip
        sent |= {f"line-{number}-wide": "on"} if line.wide else {}
    return {**sent, **changes}


def draft(client: Client, **changes: str) -> Any:
    return client.post(f"{URL}draft/", form(**changes))


@pytest.mark.usefixtures("world")
class TestTypes:
    @pytest.mark.parametrize("username", ["guanshanhu-market-window", "system-keeper", "rule-editor"])
    def test_nobody_else_sees_them(self, desk: SignIn, username: str) -> None:
        for address in ("/desk/certificates/types/", URL, "/desk/certificates/types/paper/landscape/teal.svg"):
            assert desk(username).get(address).status_code == 403

    @pytest.mark.parametrize("username", ["certificate-keeper", "hrss-certificates", "data-manager"])
    def test_keepers_of_others_only_look(self, desk: SignIn, username: str) -> None:
        client = desk(username)
        assert "保存草稿" not in client.get(URL).content.decode()
        assert draft(client, name="越权").status_code == 403
        assert client.get(f"{URL}publish/").status_code == 403
        assert client.post(f"{URL}publish/", {"sm3": "", "current": "1"}).status_code == 403
        assert client.post(f"{URL}discard/", {"base": ""}).status_code == 403
        assert len(certificates.type_versions(KEY)) == 1

    def test_the_form_as_it_is_shown_changes_nothing(self, desk: SignIn) -> None:
        assert draft(desk(KEEPER)).status_code == 302
        assert len(certificates.type_versions(KEY)) == 1

    def test_a_draft_is_kept_compared_and_published(self, desk: SignIn) -> None:
        client = desk(KEEPER)
        assert draft(client, name="卫生许可证", colour="red").status_code == 302
        page = client.get(f"{URL}publish/").content.decode()
        assert "卫生许可证" in page
        assert "朱红" in page
        sm3 = certificates.type_versions(KEY)[0].sm3
        assert client.post(f"{URL}publish/", {"sm3": sm3, "current": "x"}).status_code == 409
        assert client.post(f"{URL}publish/", {"sm3": sm3, "current": "1"}).status_code == 302
        assert certificates.certificate_type(KEY).colour == "red"

    def test_a_stale_form_is_answered_with_what_was_typed(self, desk: SignIn) -> None:
        answer = draft(desk(KEEPER), base="0" * 64, name="我打的字")
        assert answer.status_code == 409
        assert "别人刚刚改过" in answer.content.decode()
        assert "我打的字" in answer.content.decode()

    @pytest.mark.parametrize(
        "changes",
        [
            {"name": '<script>alert("1")</script>'}, {"number": "{serial.__class__.__init__.__globals__}"},
            {"lines": "99999999999"}, {"lines": "-1"}, {"lines": "甲"}, {"years": "一百"}, {"years": "9" * 400},
            {"op": "up-9999999999999"}, {"op": "remove-甲"}, {"op": "moon"}, {"line-0-kind": "moon"},
            {"line-0-shown": "moon"}, {"shape": "moon"}, {"name": "\0"}, {"name": "𰻝" * 30},
            {"statement": "依" * 2000}, {"line-0-source": "@moon"}, {"line-0-source": "=", "line-0-words": "</svg>"},
        ],
    )  # fmt: skip
    def test_hostile_forms_are_answered_and_nothing_is_written(self, desk: SignIn, changes: dict[str, str]) -> None:
        answer = draft(desk(KEEPER), **{"op": "look", **changes})
        assert answer.status_code in {200, 422}
        assert "<script>alert" not in answer.content.decode()
        assert len(certificates.type_versions(KEY)) == 1

    def test_lines_move_without_scripts(self, desk: SignIn) -> None:
        client = desk(KEEPER)
        page = draft(client, op="down-0").content.decode()
        assert page.index("1. 负责人") < page.index("2. 单位名称")
        assert "6. 统一社会信用代码" not in draft(client, op="remove-5").content.decode()
        assert 'name="line-6-label"' in draft(client, op="add").content.decode()

    def test_what_is_not_there_is_not_found(self, desk: SignIn) -> None:
        client = desk(KEEPER)
        for address in (
            "/desk/certificates/types/moon/", f"{URL}versions/9/", "/desk/certificates/types/paper/moon/teal.svg",
        ):  # fmt: skip
            assert client.get(address).status_code == 404

    def test_every_line_of_the_content_comes_from_its_items(self) -> None:
        told = {}
        for kind in certificates.certificate_types():
            wrong = [fault.message for fault in certificates.preview(kind).faults if not fault.warns]
            told |= {kind.key: wrong} if wrong else {}
        assert told == {}
