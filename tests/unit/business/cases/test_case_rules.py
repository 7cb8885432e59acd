"""The law of a case, exhaustively and without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, Outcome, ResultCode, Status, Tone

S, A = Status, Act
pytestmark = pytest.mark.clause("box:统一受理", "box:审批服务")

EVERYTHING = [(status, act) for status in Status for act in Act]


class TestNextStatus:
    @pytest.mark.parametrize(("status", "act"), [pair for pair in EVERYTHING if pair not in rules.TRANSITIONS])
    def test_refuses_every_act_that_the_table_does_not_hold(self, status: Status, act: Act) -> None:
        with pytest.raises(rules.ActNotAllowed) as refusal:
            rules.next_status(status, act)
        assert str(status.label) in refusal.value.message

    @pytest.mark.parametrize(("status", "act"), [pair for pair in EVERYTHING if pair in rules.TRANSITIONS])
    def test_follows_the_table(self, status: Status, act: Act) -> None:
        assert rules.next_status(status, act) == rules.TRANSITIONS[(status, act)]

    @pytest.mark.parametrize(
        ("status", "act", "after"),
        [
            (S.DRAFT, A.SUBMIT, S.SUBMITTED),
            (S.SUBMITTED, A.RECEIVE, S.RECEIVED),
            (S.RECEIVED, A.ACCEPT, S.ACCEPTED),
            (S.RECEIVED, A.REQUEST_CORRECTION, S.AWAITING_CORRECTION),
            (S.RECEIVED, A.DECLINE, S.DECLINED),
            (S.AWAITING_CORRECTION, A.CORRECT, S.RECEIVED),
            (S.AWAITING_CORRECTION, A.RETURN_TO_APPLICANT, S.RETURNED),
            (S.ACCEPTED, A.DISPATCH, S.IN_REVIEW),
            (S.IN_REVIEW, A.SUSPEND, S.SUSPENDED),
            (S.SUSPENDED, A.RESUME, S.IN_REVIEW),
            (S.IN_REVIEW, A.GRANT, S.DECIDED),
            (S.IN_REVIEW, A.DENY, S.DECIDED),
            (S.DECIDED, A.CLOSE, S.CLOSED),
            (S.CLOSED, A.SERVE, S.SERVED),
            (S.SERVED, A.ARCHIVE, S.ARCHIVED),
        ],
    )
    def test_walks_the_way_of_the_law(self, status: Status, act: Act, after: Status) -> None:
        assert rules.next_status(status, act) == after


class TestInvariants:
    @given(st.lists(st.sampled_from(list(Act)), max_size=40))
    def test_hold_on_every_way_through_the_table(self, acts: list[Act]) -> None:
        status, done = Status.DRAFT, []
        for act in acts:
            try:
                after = rules.next_status(status, act)
            except rules.ActNotAllowed:
                continue
            assert status not in rules.FINAL, "nothing happens after the end"
            status = after
            done.append(act)
        accepted = [act for act in done if act in (A.ACCEPT, A.ACCEPT_WITH_DEFERRED_MATERIALS)]
        decided = [act for act in done if act in (A.GRANT, A.DENY)]
        assert len(accepted) <= 1
        assert len(decided) <= 1
        if decided or A.CLOSE in done:
            assert accepted, "no result without an acceptance"
        if A.WITHDRAW in done:
            assert not decided
        assert done.count(A.SUSPEND) - done.count(A.RESUME) in (0, 1)

    def test_every_status_but_the_draft_can_be_reached(self) -> None:
        reached = {S.DRAFT} | set(rules.TRANSITIONS.values())
        assert reached == set(Status)

    def test_final_statuses_have_no_way_out(self) -> None:
        assert not {status for status, _ in rules.TRANSITIONS} & rules.FINAL

    def test_open_and_finished_share_nothing_and_hold_everything_but_the_draft(self) -> None:
        assert not rules.OPEN & rules.FINISHED
        assert set(Status) - {S.DRAFT} == rules.OPEN | rules.FINISHED


class TestReasons:
    @pytest.mark.parametrize("act", sorted(rules.REASON_REQUIRED))
    def test_are_required_where_the_law_asks(self, act: Act) -> None:
        with pytest.raises(rules.ReasonMissing):
            rules.check_reason(act, " 不行 ")
        assert rules.check_reason(act, "  材料与实际经营场所不符  ") == "材料与实际经营场所不符"

    @pytest.mark.parametrize("act", sorted(set(Act) - rules.REASON_REQUIRED))
    def test_are_free_elsewhere(self, act: Act) -> None:
        assert rules.check_reason(act, "") == ""


class TestResults:
    def test_are_those_of_the_exchange_standard(self) -> None:
        assert rules.result_of(A.GRANT) == ResultCode.GRANTED == "0"
        assert rules.result_of(A.DENY) == ResultCode.DENIED == "1"
        assert rules.result_of(A.WITHDRAW) == ResultCode.RETURNED == "5"
        assert rules.result_of(A.DECLINE) == ResultCode.NOT_ACCEPTED == "6"
        assert rules.result_of(A.RECEIVE) is None
        assert rules.outcome_of(A.DENY) is Outcome.DENIED


class TestTone:
    @pytest.mark.parametrize(
        ("status", "used", "today", "tone"),
        [
            (S.IN_REVIEW, 2, date(2026, 10, 9), Tone.PLAIN),
            (S.IN_REVIEW, 7, date(2026, 10, 14), Tone.WARN),
            (S.IN_REVIEW, 8, date(2026, 10, 15), Tone.WARN),
            (S.IN_REVIEW, 9, date(2026, 10, 16), Tone.OVERDUE),
            (S.SUSPENDED, 9, date(2026, 10, 16), Tone.PAUSED),
            (S.CLOSED, 9, date(2026, 10, 16), Tone.DONE),
        ],
    )
    def test_follows_the_share_of_the_limit_used(self, status: Status, used: int, today: date, tone: Tone) -> None:
        assert rules.tone(status=status, due_on=date(2026, 10, 15), today=today, used=used, total=8) == tone


class TestSuggestion:
    @pytest.mark.parametrize(
        ("value", "outcome", "reasons"),
        [
            ({"outcome": "GRANTED", "reasons": ["必要材料齐全。"]}, "GRANTED", ("必要材料齐全。",)),
            ({"outcome": "DENIED", "reasons": []}, "DENIED", ()),
            ({"outcome": None, "reasons": ["请核对。", None]}, "", ("请核对。",)),
            ({"outcome": "GRANTED"}, "GRANTED", ()),
        ],
    )
    def test_is_an_outcome_or_nothing_with_reasons(self, value: object, outcome: str, reasons: tuple[str, ...]) -> None:
        found = rules.suggestion_in(value)
        assert (found.outcome, found.reasons, found.is_computed) == (outcome, reasons, True)

    @pytest.mark.parametrize(
        "value", [None, "GRANTED", [], 1, {"outcome": "YES"}, {"outcome": True}, {"outcome": "DENIED", "reasons": "x"}]
    )
    def test_of_anything_else_is_not_computed_and_suggests_nothing(self, value: object) -> None:
        found = rules.suggestion_in(value)
        assert (found.outcome, found.is_computed) == ("", False)

    def test_findings_come_as_a_list_or_not_at_all(self) -> None:
        (found,) = rules.findings_in([{"severity": "error", "field": "area", "message": "太小"}, "?"]) or ()
        assert (found.field, found.message, found.is_error) == ("area", "太小", True)
        assert rules.findings_in([]) == ()
        assert rules.findings_in(None) is None


class TestDeparture:
    @pytest.mark.parametrize("outcome", list(Outcome))
    @pytest.mark.parametrize("reason", ["", "与规则不同的理由写在这里"])
    def test_is_none_where_nothing_is_suggested_or_the_same(self, outcome: Outcome, reason: str) -> None:
        assert rules.check_departure(outcome, "", reason) == ""
        assert rules.check_departure(outcome, str(outcome), reason) == ""

    @pytest.mark.parametrize(("outcome", "suggested"), [(Outcome.GRANTED, "DENIED"), (Outcome.DENIED, "GRANTED")])
    @pytest.mark.parametrize("reason", ["", "  ", "不行", " 五个字吧 "])
    def test_needs_a_reason_in_words(self, outcome: Outcome, suggested: str, reason: str) -> None:
        with pytest.raises(rules.DepartureUnexplained) as refusal:
            rules.check_departure(outcome, suggested, reason)
        assert str(Outcome(suggested).label) in refusal.value.message
        assert list(refusal.value.fields) == ["departure_reason"]

    def test_gives_the_reason_back_without_blanks_at_its_ends(self) -> None:
        assert rules.check_departure(Outcome.DENIED, "GRANTED", " 离污染源太近。 ") == "离污染源太近。"
