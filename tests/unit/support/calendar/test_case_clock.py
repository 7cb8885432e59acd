"""The case clock: the worked example, states, pauses, extensions, cells and invariants."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from govhall.support.calendar.choices import CellKind, ClockState, LimitUnit
from govhall.support.calendar.rules import spans
from govhall.support.calendar.rules.clock import read_clock
from govhall.support.calendar.rules.explanation import explain
from govhall.support.calendar.values import InvalidClock, Limit, Pause

ACCEPTED = date(2026, 9, 22)
TESTING = Pause(started_on=date(2026, 9, 29), ended_on=date(2026, 10, 10), reason="检测")
EXAMPLE = {"started_on": ACCEPTED, "limit": Limit(amount=8), "pauses": [TESTING], "today": date(2026, 10, 13)}

# Within these bounds everything counted stays inside the known calendar or runs a little past it.
STARTS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
AMOUNTS = st.integers(0, 60)
# Two cores shared by many: a slow example says nothing about the rule.
unhurried = settings(deadline=None)


@st.composite
def pauses_after(draw, started_on):
    """Separate pauses after a start, the last of them perhaps open."""
    steps = draw(st.lists(st.integers(0, 15), max_size=8))
    ends = [started_on + timedelta(days=1 + sum(steps[: n + 1])) for n in range(len(steps))]
    found = [Pause(started_on=first, ended_on=last) for first, last in zip(ends[::2], ends[1::2], strict=False)]
    if len(ends) % 2 and draw(st.booleans()):
        found.append(Pause(started_on=ends[-1]))
    return found


@pytest.mark.clause("box:电子监察")
class TestWorkedExample:
    """look/pictures/05-case-d.png."""

    def test_due_date_and_days(self, official):
        reading = read_clock(**EXAMPLE, days=official)
        assert reading.due_on == date(2026, 10, 15)
        assert (reading.total, reading.used, reading.today_ordinal, reading.left) == (8, 5, 6, 2)
        assert reading.state is ClockState.RUNNING
        assert [reading.provisional, reading.is_overdue, reading.assumes_resumption] == [False, False, False]

    def test_every_cell_of_the_picture(self, official):
        weeks = [
            [(cell.kind.value, cell.label) for cell in week] for week in read_clock(**EXAMPLE, days=official).weeks()
        ]
        off, hold = ("off", "休"), ("hold", "休")
        assert weeks == [
            [("plain", ""), ("start", "受理"), ("count", "第 1 天"), ("count", "第 2 天"), ("off", "中秋"), off, off],
            [("count", "第 3 天"), ("hold", "暂停"), ("hold", "暂停"), ("hold", "国庆"), hold, hold, hold],
            [hold, hold, hold, ("hold", "暂停"), ("hold", "暂停"), ("count", "班"), off],
            [("count", "第 5 天"), ("today", "今天"), ("left", "第 7 天"), ("due", "到期"), ("plain", ""), off, off],
        ]

    def test_runs_break_at_the_week(self, official):
        cells = {cell.date: cell for cell in read_clock(**EXAMPLE, days=official).cells}
        assert (cells[date(2026, 9, 29)].opens_run, cells[date(2026, 9, 29)].closes_run) == (True, False)
        assert (cells[date(2026, 10, 4)].opens_run, cells[date(2026, 10, 4)].closes_run) == (False, True)
        assert (cells[date(2026, 10, 10)].opens_run, cells[date(2026, 10, 10)].closes_run) == (True, True)

    def test_make_up_day_says_so_and_keeps_its_number(self, official):
        cell = next(c for c in read_clock(**EXAMPLE, days=official).cells if c.date == date(2026, 10, 10))
        assert (cell.is_make_up, cell.ordinal) == (True, 4)
        assert cell.title == "10 月 10 日，周六，调休上班，已计时，第 4 天"

    def test_explained_in_sentences(self, official):
        assert explain(**EXAMPLE, days=official) == [
            "9 月 22 日受理，当天不算，从 9 月 23 日起算。",
            "办理时限 8 个工作日，只算工作日，周末和法定节假日不算，调休上班的周末算。",
            "9 月 25 日至 9 月 27 日中秋节放假，不算。",
            "9 月 29 日至 10 月 9 日暂停计时（检测），4 个工作日不算；10 月 10 日恢复，恢复当天算。",
            "10 月 10 日（周六）调休上班，算 1 天。",
            "数满 8 个工作日，10 月 15 日到期。",
            "到今天（10 月 13 日）已计 6 个工作日，还剩 2 个工作日。",
        ]


class TestStates:
    def test_without_acceptance_nothing_runs(self, official):
        reading = read_clock(started_on=None, limit=Limit(amount=8), extensions=[2], today=ACCEPTED, days=official)
        assert (reading.state, reading.due_on, reading.total, reading.left) == (ClockState.NOT_STARTED, None, 10, 10)
        assert reading.cells == ()
        assert explain(started_on=None, limit=Limit(amount=8), today=ACCEPTED, days=official) == [
            "还没有受理，时限没有起算。"
        ]

    def test_day_of_acceptance_is_not_counted(self, official):
        reading = read_clock(started_on=ACCEPTED, limit=Limit(amount=8), today=ACCEPTED, days=official)
        assert (reading.used, reading.left, reading.today_ordinal) == (0, 8, None)

    def test_a_future_start_has_not_begun(self, official):
        reading = read_clock(started_on=ACCEPTED, limit=Limit(amount=8), today=date(2026, 9, 1), days=official)
        assert (reading.state, reading.used, reading.left) == (ClockState.NOT_STARTED, 0, 8)

    def test_day_off_is_not_counted(self, official):
        reading = read_clock(started_on=ACCEPTED, limit=Limit(amount=8), today=date(2026, 9, 26), days=official)
        assert (reading.state, reading.used, reading.left, reading.today_ordinal) == (ClockState.RUNNING, 2, 6, None)

    def test_open_pause_assumes_resumption_today(self, official):
        open_pause = [Pause(started_on=date(2026, 9, 29))]
        reading = read_clock(**{**EXAMPLE, "pauses": open_pause, "today": date(2026, 10, 10)}, days=official)
        assert (reading.state, reading.used, reading.left) == (ClockState.PAUSED, 3, 5)
        assert reading.due_on == date(2026, 10, 15)
        assert reading.assumes_resumption
        today = next(cell for cell in reading.cells if cell.is_today)
        assert (today.kind, today.label, today.ordinal) == (CellKind.HOLD, "今天", 4)

    def test_last_day_leaves_nothing(self, official):
        reading = read_clock(**{**EXAMPLE, "today": date(2026, 10, 15)}, days=official)
        assert (reading.left, reading.today_ordinal, reading.is_overdue) == (0, 8, False)
        assert next(cell.label for cell in reading.cells if cell.is_today) == "今天到期"

    def test_overdue_turns_negative(self, official):
        reading = read_clock(**{**EXAMPLE, "today": date(2026, 10, 19)}, days=official)
        assert (reading.left, reading.is_overdue) == (-2, True)
        kinds = {cell.date.day: cell.kind for cell in reading.cells if cell.date > date(2026, 10, 15)}
        assert (kinds[16], kinds[17], kinds[19], kinds[20]) == ("over", "off", "over", "plain")

    def test_end_stops_the_clock(self, official):
        ended = {**EXAMPLE, "ended_on": date(2026, 10, 12), "today": date(2026, 11, 23)}
        reading = read_clock(**ended, days=official)
        assert (reading.state, reading.used, reading.left, reading.is_overdue) == (ClockState.ENDED, 5, 3, False)
        assert next(cell.kind for cell in reading.cells if cell.date == date(2026, 10, 12)) is CellKind.END
        assert explain(**ended, days=official)[-1] == "10 月 12 日办结，用了 5 个工作日，没有超过期限。"

    def test_a_pause_left_open_at_the_end_ends_there(self, official):
        facts = {**EXAMPLE, "pauses": [Pause(started_on=date(2026, 9, 29))], "ended_on": date(2026, 10, 8)}
        early, late = (
            read_clock(**{**facts, "today": on}, days=official) for on in (date(2026, 10, 9), date(2026, 12, 1))
        )
        assert early.due_on == late.due_on
        assert late.used == 3

    def test_cells_can_be_left_out(self, official):
        assert read_clock(**EXAMPLE, days=official, with_cells=False).cells == ()


class TestUnitsAndExtensions:
    def test_extension_adds_in_the_unit(self, official):
        reading = read_clock(**EXAMPLE, extensions=[10], days=official)
        assert (reading.total, reading.due_on) == (18, date(2026, 10, 29))
        assert "经批准延长 10 个工作日，共 18 个工作日。" in explain(**EXAMPLE, extensions=[10], days=official)

    def test_calendar_days_count_every_day(self, official):
        facts = {"started_on": date(2026, 10, 7), "limit": Limit(amount=5, unit=LimitUnit.CALENDAR_DAY)}
        reading = read_clock(**facts, today=date(2026, 10, 10), days=official)
        assert (reading.due_on, reading.used, reading.left) == (date(2026, 10, 12), 2, 2)

    def test_calendar_days_never_end_on_a_day_off(self, official):
        facts = {"started_on": date(2026, 9, 22), "limit": Limit(amount=10, unit="N"), "today": date(2026, 9, 23)}
        reading = read_clock(**facts, days=official)
        assert (reading.due_on, reading.left) == (date(2026, 10, 8), 15)
        assert any("民法典第二百零三条" in sentence for sentence in explain(**facts, days=official))

    def test_calendar_days_pause_too(self, official):
        facts = {"started_on": date(2026, 10, 12), "limit": Limit(amount=3, unit="N"), "today": date(2026, 10, 20)}
        held = [Pause(started_on=date(2026, 10, 14), ended_on=date(2026, 10, 19))]
        assert read_clock(**facts, pauses=held, days=official).due_on == date(2026, 10, 20)

    def test_a_limit_never_runs_out_in_a_pause(self, official):
        """Full on Saturday 24 February 2024 and put off to Monday, but paused on Sunday and resumed on Wednesday."""
        facts = {"started_on": date(2024, 2, 21), "limit": Limit(amount=3, unit="N"), "today": date(2024, 2, 27)}
        held = [Pause(started_on=date(2024, 2, 25), ended_on=date(2024, 2, 28))]
        reading = read_clock(**facts, pauses=held, days=official)
        assert (reading.due_on, reading.left, reading.is_overdue) == (date(2024, 2, 28), 1, False)

    def test_hours_need_moments(self, official):
        with pytest.raises(spans.HoursNeedMoments):
            read_clock(started_on=ACCEPTED, limit=Limit(amount=4, unit="H"), today=ACCEPTED, days=official)

    def test_provisional_past_the_known_calendar(self, official):
        facts = {"started_on": date(2026, 12, 20), "limit": Limit(amount=20), "today": date(2026, 12, 21)}
        assert read_clock(**facts, days=official).provisional
        assert any("还没有公布" in sentence for sentence in explain(**facts, days=official))
        assert not read_clock(**{**facts, "limit": Limit(amount=9)}, days=official).provisional


class TestFaults:
    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"pauses": [TESTING, Pause(started_on=date(2026, 10, 9))]}, spans.PausesOverlap),
            ({"pauses": [Pause(started_on=date(2026, 9, 28)), TESTING]}, spans.PausesOverlap),
            ({"pauses": [TESTING, TESTING]}, spans.PausesOverlap),
            ({"pauses": [Pause(started_on=date(2026, 9, 30), ended_on=date(2026, 9, 29))]}, spans.PauseReversed),
            ({"pauses": [Pause(started_on=date(2026, 9, 21))]}, spans.PauseBeforeStart),
            ({"ended_on": date(2026, 9, 21)}, spans.EndBeforeStart),
            ({"extensions": [0]}, spans.InvalidExtension),
        ],
    )
    def test_contradictions_have_names(self, official, changes, error):
        with pytest.raises(error) as caught:
            read_clock(**{**EXAMPLE, **changes}, days=official)
        assert isinstance(caught.value, ValueError)

    def test_pauses_may_touch(self, official):
        touching = [TESTING, Pause(started_on=date(2026, 10, 10), ended_on=date(2026, 10, 12))]
        assert read_clock(**{**EXAMPLE, "pauses": touching}, days=official).due_on == date(2026, 10, 16)

    def test_negative_limit_is_refused(self):
        with pytest.raises(InvalidClock):
            Limit(amount=-1)


@pytest.mark.clause("box:电子监察")
class TestInvariants:
    @unhurried
    @given(data=st.data(), start=STARTS, amount=AMOUNTS, after=st.integers(0, 120), unit=st.sampled_from(["W", "N"]))
    def test_due_date_grows_with_the_limit(self, official, data, start, amount, after, unit):
        held = data.draw(pauses_after(start))
        facts = {"started_on": start, "pauses": held, "today": start + timedelta(days=after), "days": official}
        due = [
            read_clock(**facts, limit=Limit(amount=n, unit=unit), with_cells=False).due_on for n in (amount, amount + 1)
        ]
        assert due[0] < due[1] if unit == "W" else due[0] <= due[1]

    @unhurried
    @given(start=STARTS, amount=st.integers(1, 60), gap=st.integers(1, 60), length=st.integers(0, 40))
    def test_a_pause_adds_exactly_its_working_days(self, official, start, amount, gap, length):
        pause = Pause(started_on=start + timedelta(days=gap), ended_on=start + timedelta(days=gap + length))
        facts = {"started_on": start, "limit": Limit(amount=amount), "today": start, "days": official}
        plain = read_clock(**facts, with_cells=False).due_on
        assume(pause.started_on <= plain)
        one = timedelta(days=1)
        taken_out = official.count(pause.started_on - one, pause.ended_on - one).number
        paused = read_clock(**facts, pauses=[pause], with_cells=False).due_on
        assert paused == official.add(plain, taken_out).date

    @unhurried
    @given(data=st.data(), start=STARTS, amount=AMOUNTS, after=st.integers(0, 120), unit=st.sampled_from(["W", "N"]))
    def test_used_today_and_left_make_the_total(self, official, data, start, amount, after, unit):
        reading = read_clock(
            started_on=start, limit=Limit(amount=amount, unit=unit), pauses=data.draw(pauses_after(start)),
            today=start + timedelta(days=after), days=official,
        )  # fmt: skip
        today = 1 if reading.today_ordinal else 0
        moved = reading.used + today + reading.left - reading.total
        assert moved == 0 if unit == "W" else 0 <= moved <= 10
        assert not (reading.left > 0 and reading.is_overdue)
        assert reading.left >= 0 or reading.is_overdue

    @unhurried
    @given(data=st.data(), start=STARTS, amount=st.integers(1, 60), after=st.integers(0, 120))
    def test_cells_tell_the_same_story(self, official, data, start, amount, after):
        today = start + timedelta(days=after)
        held = data.draw(pauses_after(start))
        reading = read_clock(started_on=start, limit=Limit(amount=amount), pauses=held, today=today, days=official)
        cells = {cell.date: cell for cell in reading.cells}
        assert len(reading.cells) % 7 == 0
        assert reading.cells[0].date.weekday() == 0
        numbered = [cell.ordinal for cell in reading.cells if cell.ordinal]
        assert numbered == list(range(1, len(numbered) + 1))
        assert cells[reading.due_on].ordinal == amount
        if reading.today_ordinal:
            assert cells[today].ordinal == reading.today_ordinal
        assert sum(1 for cell in reading.cells if cell.kind is CellKind.COUNT and cell.date < today) <= reading.used

    @unhurried
    @given(data=st.data(), start=STARTS, amount=AMOUNTS)
    def test_closed_facts_give_one_due_date_on_every_day(self, official, data, start, amount):
        held = [pause for pause in data.draw(pauses_after(start)) if pause.ended_on]
        facts = {"started_on": start, "limit": Limit(amount=amount), "pauses": held, "days": official}
        dues = {read_clock(**facts, today=start + timedelta(days=n), with_cells=False).due_on for n in (0, 7, 400)}
        assert len(dues) == 1

    @unhurried
    @given(data=st.data(), start=STARTS, amount=AMOUNTS, after=st.integers(-5, 120))
    def test_every_clock_can_be_explained(self, official, data, start, amount, after):
        sentences = explain(
            started_on=start, limit=Limit(amount=amount), pauses=data.draw(pauses_after(start)),
            today=start + timedelta(days=after), days=official,
        )  # fmt: skip
        assert all(sentence.endswith("。") for sentence in sentences)
