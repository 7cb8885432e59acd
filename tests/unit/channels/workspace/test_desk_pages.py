"""Items, calendar, audit trail and evaluations of the workspace through HTTP."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from factories import applications
from govhall.infra import clock
from govhall.support.calendar import public as calendar

WINDOW, EXAMINER = "guanshanhu-market-window", "guanshanhu-market-examiner"


class TestItems:
    def test_lists_and_finds_items(self, desk: Any) -> None:
        client = desk(WINDOW)
        assert "食品经营许可" in client.get("/desk/items/?audience=legal").content.decode()
        assert "食品经营许可" in client.get("/desk/items/", {"item": "开餐馆"}).content.decode()

    def test_shows_the_published_version(self, desk: Any) -> None:
        page = desk(WINDOW).get(f"/desk/items/{applications.guide().implementation_code}/").content.decode()
        assert "承诺时限" in page
        assert "8 个工作日" in page

    def test_an_unknown_code_is_not_found(self, desk: Any) -> None:
        assert desk(WINDOW).get("/desk/items/nonsense/").status_code == 404


class TestCalendar:
    LINES = "2031-01-01,放假,元旦\n" + "\n".join(f"2031-10-0{n},放假,国庆节" for n in range(1, 8))

    def test_everybody_at_a_desk_may_look(self, desk: Any) -> None:
        page = desk(WINDOW).get("/desk/calendar/?year=2026").content.decode()
        assert "2026 年工作日历" in page
        assert "录入一年" not in page

    def test_only_the_system_administrator_loads(self, desk: Any) -> None:
        assert desk(WINDOW).post("/desk/calendar/load/", {"year": 2031}).status_code == 403

    def test_a_year_is_looked_at_then_loaded(self, desk: Any) -> None:
        client, facts = desk("system-keeper"), {"year": "2031", "source": "国办发明电〔2030〕7 号"}
        page = client.post("/desk/calendar/preview/", {**facts, "text": self.LINES})
        assert "核对 2031 年的变化" in page.content.decode()
        assert calendar.current_edition(2031) is None
        base = page.context["preview"].base_edition_id
        answer = client.post("/desk/calendar/load/", {**facts, "text": page.context["data"]["text"], "base": base})
        assert answer.status_code == 302
        assert calendar.current_edition(2031) is not None

    def test_a_file_does_as_well(self, desk: Any) -> None:
        upload = SimpleUploadedFile("2031.csv", self.LINES.encode("gb18030"), "text/csv")
        facts = {"year": "2031", "source": "国办发明电〔2030〕7 号", "file": upload}
        assert "国庆节" in desk("system-keeper").post("/desk/calendar/preview/", facts).content.decode()

    def test_faults_come_back_with_what_was_typed(self, desk: Any) -> None:
        facts = {"year": "2031", "source": "通知", "text": "2031-13-01,放假,元旦"}
        answer = desk("system-keeper").post("/desk/calendar/preview/", facts)
        assert answer.status_code == 422
        assert "2031-13-01" in answer.content.decode()

    @pytest.mark.parametrize("year", ["", "x", "0", "9999", "１２３４"])
    def test_any_year_in_the_address_shows_a_page(self, desk: Any, year: str) -> None:
        assert desk(WINDOW).get("/desk/calendar/", {"year": year}).status_code == 200


class TestAudit:
    @pytest.mark.parametrize("username", [WINDOW, "system-keeper", "security-keeper", "supervisor"])
    def test_is_for_the_audit_administrator_alone(self, desk: Any, username: str) -> None:
        assert desk(username).get("/desk/audit/").status_code == 403

    def test_filters_by_action_and_target(self, desk: Any, stages: Any) -> None:
        number = stages.received().number
        client = desk("audit-keeper")
        rows = client.get("/desk/audit/", {"action": "cases.act", "target": number}).context["rows"]
        assert [row.action for row in rows] == ["cases.act.receive"]
        assert client.get("/desk/audit/", {"action": "nothing"}).context["rows"] == []

    def test_says_everything_in_words(self, desk: Any, stages: Any) -> None:
        number = stages.received().number
        page = desk("audit-keeper").get("/desk/audit/", {"target": number}).content.decode()
        assert "办件状态：已收件" in page
        assert "cases.act.receive</" not in page

    def test_finds_accounts_by_name(self, desk: Any, stages: Any) -> None:
        stages.received()
        client = desk("audit-keeper")
        rows = client.get("/desk/audit/", {"actor": WINDOW}).context["rows"]
        assert rows
        assert {row.actor_name for row in rows} == {"李思远"}
        rows = client.get("/desk/audit/", {"target": "audit-keeper"}).context["lines"]
        assert {line["target"] for line in rows} == {"audit-keeper"}

    def test_finds_days_the_last_one_included(self, desk: Any) -> None:
        client, today = desk("audit-keeper"), clock.today().isoformat()
        assert client.get("/desk/audit/", {"since": today, "until": today}).context["rows"]
        assert not client.get("/desk/audit/", {"until": "2020-01-01"}).context["rows"]

    @pytest.mark.parametrize(
        ("asked", "words"),
        [
            ({"actor": "nobody-at-all"}, "没有这个账号"),
            ({"since": "yesterday"}, "日期要写成"),
            ({"until": "9999-12-31"}, "日期要写成"),
            ({"since": "2026-11-26", "until": "2026-11-25"}, "截止日期早于起始日期"),
        ],
    )
    def test_says_what_is_wrong_with_a_filter(self, desk: Any, asked: dict[str, str], words: str) -> None:
        page = desk("audit-keeper").get("/desk/audit/", asked)
        assert words in page.content.decode()
        assert not page.context["rows"]


class TestEvaluations:
    def test_counts_the_own_agency(self, desk: Any) -> None:
        assert "还没有评价" in desk(WINDOW).get("/desk/evaluations/").content.decode()


class TestSideBar:
    def test_shows_only_what_the_person_may_open(self, desk: Any) -> None:
        assert "审计日志" not in desk(WINDOW).get("/desk/").content.decode()
        page = desk("audit-keeper").get("/desk/audit/").content.decode()
        assert "审计日志" in page
        assert "待送达" not in page
