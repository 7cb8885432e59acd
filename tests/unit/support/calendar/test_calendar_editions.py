"""Loading years, through the public interface and the real database."""

import json
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from govhall.infra import process_cache
from govhall.kernel.actor import Actor, ActorKind, Grant
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.calendar import public as calendar

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
NOTICE = "国务院办公厅关于 2027 年部分节假日安排的通知"
YEAR_2027 = """date,kind,name
2027-01-01至2027-01-03,放假,元旦
2027-02-05至2027-02-13,放假,春节
2027-02-14,调休上班,春节
2027-10-01至2027-10-07,放假,国庆节
2027-10-09,调休上班,国庆节
"""


def officer(role="system-administrator"):
    return Actor(
        kind=ActorKind.OFFICER,
        id=uuid4(),
        name="系统管理员",
        grants=(Grant(role=role, agency_id=1, region_path="/52/"),),
    )


@pytest.fixture(autouse=True)
def _fresh_cache():
    process_cache.forget_all()
    yield
    process_cache.forget_all()


@pytest.fixture
def official(db):
    return calendar.load_official_days(at=AT)


def load_2027(**changes):
    facts = {"year": 2027, "text": YEAR_2027, "source": NOTICE, "by": officer(), "at": AT}
    return calendar.load_year(**{**facts, **changes})


@pytest.mark.django_db
class TestOfficialDays:
    def test_all_known_years_are_loaded_once(self, official):
        assert official == tuple(range(2004, 2027))
        assert calendar.load_official_days(at=AT) == ()
        assert calendar.known_until() == date(2026, 12, 31)

    @pytest.mark.parametrize(
        ("start", "number", "result"),
        [
            ("2026-02-12", 5, "2026-02-26"),
            ("2026-04-30", 1, "2026-05-06"),
            ("2026-05-08", 1, "2026-05-09"),
            ("2026-06-18", 3, "2026-06-24"),
            ("2026-09-24", 20, "2026-10-29"),
            ("2025-09-26", 10, "2025-10-16"),
        ],
    )
    def test_values_of_the_standard_hold_from_the_database(self, official, start, number, result):
        reached = calendar.add_working_days(date.fromisoformat(start), number)
        assert reached == calendar.Reached(date.fromisoformat(result), False)

    def test_a_year_loaded_by_hand_is_never_touched(self, db):
        calendar.load_year(year=2026, text="2026-10-01,放假,国庆节", source="试用", by=officer(), at=AT)
        assert 2026 not in calendar.load_official_days(at=AT)
        assert calendar.is_working_day(date(2026, 10, 2))

    def test_2026_is_as_the_notice_says(self, official):
        year = calendar.year_view(2026)
        off = [day.date for day in year.days if day.kind is calendar.DayKind.HOLIDAY]
        made_up = [f"{day.date:%m-%d}" for day in year.days if day.kind is calendar.DayKind.MAKE_UP]
        assert len(off) == 33
        assert made_up == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
        assert {day.name for day in year.holidays} == {
            "元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"
        }  # fmt: skip

    def test_the_command_loads_them(self, db, capsys):
        call_command("load_calendar")
        assert capsys.readouterr().out == "years loaded: 2004–2026; known until 2026-12-31\n"


@pytest.mark.django_db
class TestReading:
    def test_counting_needs_no_query_once_read(self, official, django_assert_num_queries):
        calendar.working_days()
        with django_assert_num_queries(0):
            calendar.read_clock(started_on=date(2026, 9, 22), limit=calendar.Limit(amount=8), today=date(2026, 10, 13))
            assert calendar.count_working_days(date(2026, 9, 30), date(2026, 10, 31)) == 18

    def test_worked_example_from_the_database(self, official):
        held = calendar.Pause(started_on=date(2026, 9, 29), ended_on=date(2026, 10, 10), reason="检测")
        facts = {
            "started_on": date(2026, 9, 22), "limit": calendar.Limit(amount=8), "pauses": [held],
            "today": date(2026, 10, 13),
        }  # fmt: skip
        reading = calendar.read_clock(**facts)
        assert (reading.due_on, reading.used, reading.left) == (date(2026, 10, 15), 5, 2)
        assert calendar.explain(**facts)[2] == "9 月 25 日至 9 月 27 日中秋节放假，不算。"

    def test_another_process_sees_a_new_year_by_its_version(self, official, monkeypatch):
        assert calendar.known_until() == date(2026, 12, 31)
        held = [(cache, cache._held) for cache in process_cache._all]
        load_2027()
        for cache, value in held:
            cache._held = value  # as another process still holds it
        assert calendar.known_until() == date(2026, 12, 31)
        monkeypatch.setattr(process_cache, "CHECK_SECONDS", 0.0)
        assert calendar.known_until() == date(2027, 12, 31)

    def test_without_a_calendar_everything_is_provisional(self, db):
        assert calendar.known_until() is None
        assert calendar.add_working_days(date(2026, 9, 24), 20).provisional
        assert not calendar.year_view(2026).is_known

    def test_year_view_has_months_of_whole_weeks(self, official):
        year = calendar.year_view(2026)
        assert [month.month for month in year.months] == list(range(1, 13))
        assert all(len(week) == 7 for month in year.months for week in month.weeks)
        assert len(year.days) == 365
        assert year.working_days == 248
        assert year.edition.source.startswith("chinesecalendar")
        assert year.is_known
        unknown = calendar.year_view(2028)
        assert (unknown.edition, unknown.is_known, len(unknown.days)) == (None, False, 366)


@pytest.mark.django_db
class TestLoadYear:
    def test_a_provisional_due_date_becomes_certain_and_moves(self, official):
        facts = {"started_on": date(2026, 12, 25), "limit": calendar.Limit(amount=8), "today": date(2026, 12, 28)}
        before = calendar.read_clock(**facts)
        assert (before.due_on, before.provisional) == (date(2027, 1, 6), True)
        loaded = load_2027()
        after = calendar.read_clock(**facts)
        assert (after.due_on, after.provisional) == (date(2027, 1, 7), False)
        assert loaded.was_provisional
        assert loaded.due_dates_may_change
        assert calendar.known_until() == date(2027, 12, 31)

    def test_it_is_announced_and_audited(self, official):
        load_2027()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT payload FROM bus_outboxevent WHERE name = 'calendar.edition.loaded' ORDER BY id DESC"
            )
            (payload,) = cursor.fetchone()
        payload = payload if isinstance(payload, dict) else json.loads(payload)
        assert payload["year"] == 2027
        assert payload["was_provisional"] is True
        assert payload["due_dates_may_change"] is True
        entry = audit.entries(action="calendar.edition.loaded")[0]
        assert entry.actor_name == "系统管理员"
        assert entry.detail["year"] == 2027
        assert "2027-10-09" in entry.detail["changed_days"]

    def test_preview_shows_the_differences_and_writes_nothing(self, official):
        preview = calendar.preview_edition(year=2027, text=YEAR_2027)
        assert (len(preview.off_days), len(preview.make_up_days)) == (19, 2)
        assert len(preview.changes) == 21
        assert preview.due_dates_may_change
        assert (preview.was_provisional, preview.base_edition_id) == (True, 0)
        assert calendar.editions(year=2027) == ()
        load_2027(base_edition_id=preview.base_edition_id)
        again = calendar.preview_edition(year=2027, text=YEAR_2027)
        assert (again.changes, again.was_provisional) == ((), False)

    def test_a_second_edition_replaces_the_first_and_both_are_kept(self, official):
        load_2027()
        load_2027(text=YEAR_2027 + "2027-05-01至2027-05-05,放假,劳动节\n")
        first, second = reversed(calendar.editions(year=2027))
        assert (first.number, second.number) == (1, 2)
        assert (first.off_days, second.off_days) == (19, 24)
        assert calendar.current_edition(2027) == second
        assert not calendar.is_working_day(date(2027, 5, 3))

    def test_a_stale_preview_is_refused(self, official):
        preview = calendar.preview_edition(year=2027, text=YEAR_2027)
        load_2027()
        with pytest.raises(calendar.EditionConflict):
            load_2027(base_edition_id=preview.base_edition_id)

    def test_an_unofficial_year_stays_provisional(self, official):
        load_2027(is_provisional=True)
        assert calendar.known_until() == date(2026, 12, 31)
        assert not calendar.is_working_day(date(2027, 10, 1))
        assert calendar.add_working_days(date(2027, 9, 30), 1).provisional

    @pytest.mark.parametrize("role", ["window-clerk", "security-administrator", "supervisor"])
    def test_only_the_system_administrator_may(self, official, role):
        with pytest.raises(NotPermitted):
            load_2027(by=officer(role))

    def test_the_permission_is_declared(self):
        assert access.roles_of("calendar.edition.load") == {"system-administrator": access.Scope.ALL}

    def test_faults_and_a_missing_source_are_refused(self, official):
        with pytest.raises(calendar.InvalidNotice):
            load_2027(text="2027-10-08,调休上班,国庆节")
        with pytest.raises(InvalidInput):
            load_2027(source=" ")
        assert calendar.editions(year=2027) == ()

    @pytest.mark.parametrize("change", ["is_working = true", "kind = 'MAKE_UP', is_working = true", "kind = 'WEEKEND'"])
    def test_the_database_refuses_days_that_contradict_themselves(self, official, change):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE calendar_calendarday SET {change} WHERE date = '2026-10-01'")
