"""How cases are put into words: due dates, clock strips, masks, situation answers, page keys. No database."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.channels.workspace import rules
from govhall.channels.workspace.selectors import lists
from govhall.support.calendar import public as calendar
from govhall.support.forms import public as forms


@pytest.mark.parametrize(
    ("tone", "left", "elapsed", "words", "drawn"),
    [
        ("bad", -3, 10, "超期 3 天", "bad"),
        ("bad", 0, 10, "超期", "bad"),
        ("mute", 0, 8, "今天到期", "warn"),
        ("warn", 1, 7, "剩 1 天", "warn"),
        ("mute", 6, 2, "剩 6 天", "mute"),
        ("mute", None, 0, "未开始计时", "mute"),
        ("hold", 4, 2, "暂停计时", "hold"),
        ("ok", None, 9, "已办结", "ok"),
    ],
)
def test_a_due_date_is_said_in_words(tone: str, left: int | None, elapsed: int, words: str, drawn: str) -> None:
    said = rules.deadline(tone=tone, days_left=left, elapsed=elapsed)
    assert (said.words, said.tone) == (words, drawn)


@pytest.mark.parametrize(("status", "words"), [("AWAITING_CORRECTION", "等申请人补正"), ("DECIDED", "已决定")])
def test_where_nobody_is_pressed_no_days_are_counted(status: str, words: str) -> None:
    assert rules.deadline(tone="bad", days_left=-2, elapsed=9, status=status).words == words


@given(st.sampled_from(["mute", "warn", "bad", "hold", "ok"]), st.none() | st.integers(-400, 400), st.integers(0, 400))
def test_the_bar_never_leaves_its_ground(tone: str, left: int | None, elapsed: int) -> None:
    assert 0 <= rules.deadline(tone=tone, days_left=left, elapsed=elapsed).percent <= 100


def reading(total: int, *, today: date, pauses: tuple[calendar.Pause, ...] = ()) -> calendar.ClockReading:
    from govhall.support.calendar.rules import clock

    return clock.read_clock(
        started_on=date(2026, 9, 1), limit=calendar.Limit(amount=total), pauses=pauses, extensions=(), today=today,
        ended_on=None, days=calendar.WorkingDays([]), with_cells=True,
    )  # fmt: skip


class TestStrip:
    def test_shows_start_days_and_due_day(self) -> None:
        kinds = [cell.kind for cell in rules.strip(reading(5, today=date(2026, 9, 3)).cells)]
        assert kinds[0] == "start"
        assert kinds[-1] == "due"
        assert "today" in kinds
        assert "off" not in kinds

    def test_folds_long_limits(self) -> None:
        cells = rules.strip(reading(30, today=date(2026, 9, 22)).cells)
        assert len(cells) <= 12
        assert [cell.day for cell in cells if cell.wide][0].startswith("已用")

    def test_draws_a_pause_as_one_cell_of_its_working_days(self) -> None:
        pause = calendar.Pause(started_on=date(2026, 9, 3), ended_on=date(2026, 9, 8), reason="检测")
        held = [cell for cell in rules.strip(reading(5, today=date(2026, 9, 9), pauses=(pause,)).cells) if cell.wide]
        assert [cell.day for cell in held] == ["暂停 3 天"]


class TestMasks:
    @pytest.mark.parametrize(
        ("kind", "label", "clear", "shown"),
        [
            ("phone", "联系电话", "13900000182", "139****0182"),
            ("id_number", "身份证号码", "520102199001010018", "5201**********0018"),
            ("address", "地址", "观山湖区林城东路 8 号", "观山湖区林城****"),
            ("text", "姓名", "杨秀兰", "杨*兰"),
            ("text", "法定代表人（负责人）", "杨秀兰", "杨*兰"),
            ("text", "食品安全管理人员", "龙一", "龙*"),
            ("text", "店招名称", "山间小味", "山间小味"),
            ("integer", "从业人员总数", "2", "2"),
            ("uscc", "统一社会信用代码", "92520115MA6HJX015Q", "92520115MA6HJX015Q"),
        ],
    )
    def test_personal_data_are_masked_by_kind_and_label(self, kind: str, label: str, clear: str, shown: str) -> None:
        field = forms.FieldSpec(name="f", label=label, kind=kind)
        assert rules.masked(field, clear, is_person=False) == shown

    def test_a_persons_own_name_is_masked_and_a_legal_entitys_is_not(self) -> None:
        field = forms.FieldSpec(name="f", label="申请者", kind="text", filled_from="party.name")
        assert rules.masked(field, "杨秀兰", is_person=True) == "杨*兰"
        assert rules.masked(field, "山间小味餐饮店", is_person=False) == "山间小味餐饮店"

    def test_in_lists_every_name_is_masked(self) -> None:
        assert rules.masked_applicant("杨秀兰") == "杨*兰"
        assert rules.masked_applicant("山间小味餐饮店") == "山间***店"
        assert rules.masked_applicant("山间小味餐饮店", "4") == "山间小味餐饮店"


class TestKeys:
    @given(st.datetimes(timezones=st.just(UTC)), st.uuids())
    def test_a_key_comes_back_as_it_was(self, at: datetime, row: UUID) -> None:
        assert lists.read_key(lists.write_key((at, row))) == (at, row)

    @given(st.text(max_size=60))
    def test_any_text_is_a_key_or_none(self, text: str) -> None:
        key = lists.read_key(text)
        assert key is None or key[0].utcoffset() is not None

    def test_a_moment_without_zone_is_no_key(self) -> None:
        assert lists.read_key(f"{datetime(2026, 1, 1)}~{UUID(int=1)}") is None  # noqa: DTZ001  (that is the point)
        assert lists.read_key(lists.write_key((datetime(2026, 1, 1, tzinfo=UTC) + timedelta(1), UUID(int=1))))
