"""The working-day index, against the test values of the standard and by its invariants."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govhall.support.calendar.choices import DayKind
from govhall.support.calendar.rules.working_days import DuplicateDay, WorkingDays
from govhall.support.calendar.values import Counted, Day, Reached

DATES = st.dates(date(1995, 1, 1), date(2045, 12, 31))
KNOWN = st.dates(date(2004, 1, 1), date(2026, 12, 31))

TEST_VALUES = [
    ("2026-02-12", 5, "2026-02-26"),
    ("2026-04-30", 1, "2026-05-06"),
    ("2026-05-08", 1, "2026-05-09"),
    ("2026-06-18", 3, "2026-06-24"),
    ("2026-09-24", 20, "2026-10-29"),
    ("2025-09-26", 10, "2025-10-16"),
]
# Two cores shared by many: a slow example says nothing about the rule.
unhurried = settings(deadline=None)


class TestAdd:
    @pytest.mark.parametrize(("start", "number", "result"), TEST_VALUES)
    def test_values_of_the_standard(self, official, start, number, result):
        assert official.add(date.fromisoformat(start), number) == Reached(date.fromisoformat(result), False)

    def test_nothing_added_stays(self, official):
        assert official.add(date(2026, 10, 3), 0).date == date(2026, 10, 3)

    def test_counts_back(self, official):
        assert official.add(date(2026, 10, 8), -1).date == date(2026, 9, 30)
        assert official.add(date(2026, 10, 5), -1).date == date(2026, 9, 30)

    @unhurried
    @given(start=DATES, number=st.integers(1, 400))
    def test_add_and_count_are_inverse(self, official, start, number):
        reached = official.add(start, number)
        assert official.is_working(reached.date)
        assert official.count(start, reached.date) == Counted(number, reached.provisional)

    @unhurried
    @given(start=DATES, number=st.integers(1, 400))
    def test_back_and_forth_meet(self, official, start, number):
        working = official.add(start, 1).date
        assert official.add(official.add(working, number).date, -number).date == working

    @unhurried
    @given(start=KNOWN, number=st.integers(1, 30))
    def test_agrees_with_walking_day_by_day(self, official, start, number):
        day, left = start, number
        while left and day < date(2026, 12, 31):
            day += timedelta(days=1)
            left -= chinese_calendar.is_workday(day)
        if not left:
            assert official.add(start, number) == Reached(day, False)

    @unhurried
    @given(start=DATES, number=st.integers(-300, 300))
    def test_one_more_is_later(self, official, start, number):
        assert official.add(start, number).date < official.add(start, number + 2).date


class TestCount:
    @unhurried
    @given(after=DATES, until=DATES, middle=DATES)
    def test_adds_up(self, official, after, until, middle):
        whole = official.count(after, until).number
        assert whole == official.count(after, middle).number + official.count(middle, until).number

    def test_october_2026(self, official):
        assert official.count(date(2026, 9, 30), date(2026, 10, 31)).number == 18


class TestWhatIsKnown:
    def test_known_until_the_last_notice(self, official):
        assert official.known_until == date(2026, 12, 31)

    def test_beyond_is_provisional(self, official):
        assert official.add(date(2026, 12, 24), 5) == Reached(date(2026, 12, 31), False)
        assert official.add(date(2026, 12, 24), 6) == Reached(date(2027, 1, 1), True)
        assert official.day(date(2027, 10, 1)) == Day(date=date(2027, 10, 1), kind=DayKind.WORKDAY, is_known=False)

    @unhurried
    @given(start=st.dates(date(2020, 1, 1), date(2028, 12, 31)), number=st.integers(1, 500))
    def test_provisional_exactly_past_the_known(self, official, start, number):
        reached = official.add(start, number)
        assert reached.provisional == (reached.date > date(2026, 12, 31))

    def test_empty_calendar_knows_nothing_but_weekdays(self):
        empty = WorkingDays([])
        assert empty.known_until is None
        assert empty.add(date(2026, 10, 9), 1) == Reached(date(2026, 10, 12), True)
        assert empty.count(date(2026, 10, 4), date(2026, 10, 11)) == Counted(5, True)

    def test_a_gap_is_filled_but_not_known(self):
        days = WorkingDays([_known("2026-10-08"), _known("2026-10-12")])
        assert days.known_until == date(2026, 10, 8)
        assert not days.is_working(date(2026, 10, 10))
        assert days.count(date(2026, 10, 8), date(2026, 10, 12)) == Counted(2, True)
        assert days.count(date(2026, 10, 11), date(2026, 10, 12)) == Counted(1, False)

    def test_a_day_given_twice_is_refused(self):
        with pytest.raises(DuplicateDay):
            WorkingDays([_known("2026-10-08"), _known("2026-10-08")])


def _known(text: str) -> Day:
    return Day(date=date.fromisoformat(text), kind=DayKind.WORKDAY)
