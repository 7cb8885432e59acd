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
