"""How dates, numbers and clocks are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.channels.look.choices import DAY_KINDS
from govhall.channels.look.public import (
    ClockDay,
    calendar_weeks,
    chinese_date,
    chinese_datetime,
    desk_time,
    grouped_case_number,
)


def test_a_date_for_citizens_names_the_weekday() -> None:
    assert chinese_date(date(2026, 10, 13)) == "10 月 13 日 周二"


def test_a_far_date_names_the_year() -> None:
    assert chinese_date(date(2031, 10, 12), year=True) == "2031 年 10 月 12 日"


def test_a_moment_for_citizens_ends_in_the_time() -> None:
    assert chinese_datetime(datetime(2026, 9, 22, 9, 12, tzinfo=UTC)) == "9 月 22 日 周二 09:12"


def test_a_moment_for_officers_is_short() -> None:
    assert desk_time(datetime(2026, 10, 13, 17, 26, tzinfo=UTC)) == "10-13 17:26"


def test_a_case_number_is_written_in_four_groups() -> None:
    assert grouped_case_number("520103202609170004026") == "520103-20260917-000402-6"


@pytest.mark.parametrize("number", ["", "12", "520103-20260917-000402-6"])
def test_another_number_stays_as_it_is(number: str) -> None:
    assert grouped_case_number(number) == number


def test_no_days_make_no_weeks() -> None:
    assert calendar_weeks([]) == []


def test_a_run_of_counted_days_is_rounded_at_its_ends_only() -> None:
    days = [ClockDay(date(2026, 10, day), kind="count") for day in (13, 14, 15)]
    [week] = calendar_weeks(days)
    assert [cell.edge for cell in week] == ["", "s", "", "e", "", "", ""]


def test_a_run_over_a_weekend_is_rounded_in_each_week() -> None:
    days = [ClockDay(date(2026, 10, day), kind="hold") for day in range(10, 14)]
    first, second = calendar_weeks(days)
    assert [cell.edge for cell in first][5:] == ["s", "e"]
    assert [cell.edge for cell in second][:3] == ["s", "e", ""]


def test_the_first_cell_and_each_first_of_a_month_show_the_month() -> None:
    weeks = calendar_weeks([ClockDay(date(2026, 9, 22)), ClockDay(date(2026, 10, 2))])
    shown = [cell.day for week in weeks for cell in week]
    assert shown[0] == "9/21"
    assert "10/1" in shown
    assert shown[1] == "22"


def test_a_day_without_a_sentence_gets_one_to_be_read_aloud() -> None:
    [week] = calendar_weeks([ClockDay(date(2026, 10, 15), kind="due", label="到期")])
    assert week[3].note == "10 月 15 日 到期日"


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(DAY_KINDS)), min_size=1, unique_by=lambda pair: pair[0]))
def test_weeks_are_whole_and_lose_no_day(offsets: list[tuple[int, str]]) -> None:
    days = [ClockDay(date(2026, 9, 1) + timedelta(days=n), kind=kind, label=str(n)) for n, kind in offsets]
    weeks = calendar_weeks(days)
    assert all(len(week) == 7 for week in weeks)
    drawn = sorted((cell.label, cell.kind) for week in weeks for cell in week if cell.label)
    assert drawn == sorted((day.label, day.kind) for day in days)
