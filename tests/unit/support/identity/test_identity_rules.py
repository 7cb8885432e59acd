"""The rules of identity, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.support.identity import rules
from govhall.support.identity.passwords import CharacterClassesValidator

START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5000)).map(lambda length: START + length)


class TestInForce:
    @given(start=MOMENTS, length=st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=900)))
    def test_the_first_moment_counts_and_the_last_does_not(self, start: datetime, length: timedelta) -> None:
        end = start + length
        held = {at: rules.is_in_force(valid_from=start, valid_until=end, revoked_at=None, at=at) for at in (start, end)}
        assert held == {start: True, end: False}

    @given(start=MOMENTS, later=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=90)))
    def test_a_revocation_counts_from_its_moment(self, start: datetime, later: timedelta) -> None:
        at = start + later
        assert not rules.is_in_force(valid_from=start, valid_until=None, revoked_at=at, at=at)

    def test_before_it_begins_nothing_holds(self) -> None:
        start = datetime(2026, 10, 1, tzinfo=UTC)
        assert not rules.is_in_force(
            valid_from=start, valid_until=None, revoked_at=None, at=start - timedelta(seconds=1)
        )


@pytest.mark.clause("box:统一用户管理", "7.8")
class TestSeparationOfDuties:
    @pytest.mark.parametrize("other", ["examiner", "security-administrator", "audit-administrator", "window-clerk"])
    def test_a_system_administrator_holds_nothing_else(self, other: str) -> None:
        assert rules.clashing_roles(["system-administrator", other])

    @pytest.mark.parametrize("pair", [("item-editor", "item-reviewer"), ("certificate-officer", "seal-keeper")])
    def test_who_makes_does_not_check(self, pair: tuple[str, str]) -> None:
        assert rules.clashing_roles(pair) == set(pair)

    def test_ordinary_posts_go_together(self) -> None:
        assert not rules.clashing_roles(["window-clerk", "examiner", "reviewer"])


class TestPasswordAge:
    def test_notice_begins_thirty_days_before_the_year_is_over(self) -> None:
        changed = datetime(2026, 1, 1, tzinfo=UTC)
        assert rules.password_notice(changed, at=changed + timedelta(days=334)) is None
        assert rules.password_notice(changed, at=changed + timedelta(days=335)) == 30
        assert rules.password_notice(changed, at=changed + timedelta(days=366)) == -1


class TestCharacterClasses:
    @pytest.mark.parametrize("password", ["abcdefgh", "ABCDEFGH", "83650174", "山青水秀人勤快也"])
    def test_one_kind_of_character_is_refused(self, password: str) -> None:
        with pytest.raises(Exception, match="至少两类"):
            CharacterClassesValidator().validate(password)

    @pytest.mark.parametrize("password", ["abcdefg1", "Abcdefgh", "山青水秀abcd", "1234567-"])
    def test_two_kinds_pass(self, password: str) -> None:
        CharacterClassesValidator().validate(password)


def test_a_browser_is_named_as_people_name_it() -> None:
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1"
    assert rules.browser_name(iphone) == "Safari · iPhone"
    assert rules.browser_name("curl/8") == "未知设备"
