"""Reading a year as an administrator enters it, and the clock in hours."""

import contextlib
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.support.calendar.choices import ClockState, DayKind
from govhall.support.calendar.rules import hours, notice
from govhall.support.calendar.rules.spans import EndBeforeStart, PauseBeforeStart, PauseReversed, PausesOverlap
from govhall.support.calendar.values import HourPause, Limit

GOOD = "2027-01-01至2027-01-03,放假,元旦\n2027-10-01~2027-10-07，放假，国庆节\n2027-10-09,调休上班,国庆节\n"
BEIJING = timezone(timedelta(hours=8))
# Two cores shared by many: a slow example says nothing about the rule.
unhurried = settings(deadline=None)


class TestReadNotice:
    def test_exceptions_fill_up_to_a_whole_year(self):
        days = notice.read_notice(year=2027, text=GOOD)
        assert len(days) == 365
        assert len(notice.exceptions(days)) == 11
        assert days[0].name == "元旦"
        assert next(day for day in days if day.date == date(2027, 10, 9)).kind is DayKind.MAKE_UP

    @pytest.mark.parametrize(
        "line", ["2027-5-1,放假,劳动节", "2027/05/01,休,劳动节", "2027.5.1\toff\t劳动节", "20270501,holiday,劳动节",
                 "2027年5月1日,放假,劳动节", '"2027-05-01","放假","劳动节"'],
    )  # fmt: skip
    def test_dates_are_read_as_people_write_them(self, line):
        (day,) = notice.exceptions(notice.read_notice(year=2027, text=f"\ufeff日期,类别,名称\n# 注\n\n{line}"))
        assert (day.date, day.kind, day.name) == (date(2027, 5, 1), DayKind.HOLIDAY, "劳动节")

    def test_a_whole_year_may_be_listed(self):
        words = {
            DayKind.HOLIDAY: "放假",
            DayKind.MAKE_UP: "调休上班",
            DayKind.WORKDAY: "工作日",
            DayKind.WEEKEND: "周末",
        }
        days = notice.read_notice(year=2028, text="2028-01-01,放假,元旦")
        text = "\n".join(f"{day.date},{words[day.kind]},{day.name}" for day in days)
        assert notice.read_notice(year=2028, text=text) == days
        with pytest.raises(notice.InvalidNotice, match="日历内容有误") as caught:
            notice.read_notice(year=2028, text=text.rpartition("\n")[0])
        assert "只有 365 天，全年应为 366 天" in caught.value.fields["text"][0]

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "没有内容"),
            ("2026-10-01,放假,国庆节", "不在 2027 年内"),
            ("2027-10-32,放假,国庆节", "日期无法识别"),
            ("2027-10-01,过节,国庆节", "类别应为"),
            ("2027-10-01", "类别应为"),
            ("2027-10-08,调休上班,国庆节", "不是周六或周日"),
            ("2027-10-09,工作日", "调休上班"),
            ("2027-10-07至2027-10-01,放假,国庆节", "早于开始日期"),
            ("2027-10-01,放假,国庆节\n2027-10-01,放假,国庆节", "第 2 行：2027-10-01 重复出现"),
            ("2027-10-08,工作日", "只有 1 天"),
            ("2027-10-01,放假," + "节" * 41, "超过 40 个字"),
            ("x" * 100_001, "内容太长"),
        ],
    )
    def test_faults_are_told_with_their_line(self, text, fault):
        with pytest.raises(notice.InvalidNotice) as caught:
            notice.read_notice(year=2027, text=text)
        assert any(fault in message for message in caught.value.fields["text"])

    def test_all_faults_come_at_once_but_not_endlessly(self):
        with pytest.raises(notice.InvalidNotice) as caught:
            notice.read_notice(year=2027, text="错误\n" * 50)
        assert len(caught.value.fields["text"]) == notice.MAX_FAULTS + 1

    @pytest.mark.parametrize("year", [1999, 2101])
    def test_years_out_of_range_are_refused(self, year):
        with pytest.raises(notice.InvalidNotice):
            notice.read_notice(year=year, text=GOOD)

    def test_unlikely_years_are_warned_about(self):
        messages = " ".join(notice.warnings(notice.read_notice(year=2027, text="2027-05-01,放假,")))
        assert "只有 1 天放假" in messages
        assert "元旦" in messages
        assert "国庆节" in messages
        assert "没有写节日名称" in messages

    @unhurried
    @given(text=st.text(max_size=200))
    def test_any_text_is_read_or_refused_by_name(self, text):
        with contextlib.suppress(notice.InvalidNotice):
            assert len(notice.read_notice(year=2027, text=text)) == 365

    def test_uploads_may_be_utf_8_or_gb_18030(self):
        assert notice.decode_upload(GOOD.encode("utf-8-sig")) == GOOD
        assert notice.decode_upload(GOOD.encode("gb18030")) == GOOD
        with pytest.raises(notice.InvalidNotice):
            notice.decode_upload(b"\xff\xff\xff")


class TestHourClock:
    START = datetime(2026, 9, 30, 16, 0, tzinfo=BEIJING)

    def read(self, at, **facts):
        return hours.read_hour_clock(started_at=self.START, limit=Limit(amount=24, unit="H"), at=at, **facts)

    def test_runs_day_and_night_from_the_moment_itself(self):
        reading = self.read(self.START + timedelta(hours=10))
        assert reading.due_at == datetime(2026, 10, 1, 16, 0, tzinfo=BEIJING)
        assert (reading.used, reading.left, reading.state) == (36_000, 50_400, ClockState.RUNNING)
        assert self.read(self.START + timedelta(hours=25)).is_overdue

    def test_pauses_are_taken_out_to_the_second(self):
        held = HourPause(started_at=self.START + timedelta(hours=1), ended_at=self.START + timedelta(hours=3))
        reading = self.read(self.START + timedelta(hours=5), pauses=[held])
        assert reading.due_at == self.START + timedelta(hours=26)
        assert reading.used == 3 * 3600

    def test_open_pause_assumes_resumption(self):
        reading = self.read(
            self.START + timedelta(hours=5), pauses=[HourPause(started_at=self.START + timedelta(hours=1))]
        )
        assert (reading.state, reading.used, reading.assumes_resumption) == (ClockState.PAUSED, 3600, True)
        assert reading.due_at == self.START + timedelta(hours=28)

    def test_end_stops_it(self):
        ended = self.START + timedelta(hours=2)
        reading = self.read(self.START + timedelta(days=9), ended_at=ended)
        assert (reading.state, reading.used, reading.is_overdue) == (ClockState.ENDED, 7200, False)

    def test_contradictions_have_names(self):
        hour = timedelta(hours=1)
        held = HourPause(started_at=self.START + hour, ended_at=self.START + 3 * hour)
        for pauses, error in [
            ([held, HourPause(started_at=self.START + 2 * hour)], PausesOverlap),
            ([HourPause(started_at=self.START + hour, ended_at=self.START)], PauseReversed),
            ([HourPause(started_at=self.START - hour)], PauseBeforeStart),
        ]:
            with pytest.raises(error):
                self.read(self.START, pauses=pauses)
        with pytest.raises(EndBeforeStart):
            self.read(self.START, ended_at=self.START - hour)
        with pytest.raises(hours.NotInHours):
            hours.read_hour_clock(started_at=self.START, limit=Limit(amount=1), at=self.START)
