"""The table of states and acts, separated duties, and when a seal may be used; without a database."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.kernel.errors import InvalidInput
from govhall.support.identity import rules as identity_rules
from govhall.support.seals import rules
from govhall.support.seals.choices import IN_FORCE, PERMISSIONS, SealAct, SealStatus
from govhall.support.seals.rules import Duties

pytestmark = pytest.mark.clause("box:统一电子印章")

AT = datetime(2026, 11, 25, 2, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)
DEAD = {SealStatus.REFUSED, SealStatus.WITHDRAWN, SealStatus.REPLACED, SealStatus.DESTROYED}
WAY = (
    SealAct.APPLY,
    SealAct.APPROVE,
    SealAct.MAKE,
    SealAct.FILE,
    SealAct.ISSUE,
    SealAct.FREEZE,
    SealAct.UNFREEZE,
    SealAct.DESTROY,
)


class TestTable:
    def test_leads_from_application_over_use_to_destruction(self) -> None:
        status: SealStatus | None = None
        for act in WAY:
            status = rules.next_status(status, act)
        assert status == SealStatus.DESTROYED

    def test_refuses_every_other_pair_with_words(self) -> None:
        for status, act in product([None, *SealStatus], SealAct):
            if (status, act) in rules.TRANSITIONS:
                continue
            with pytest.raises(rules.SealActNotAllowed, match=str(act.label)):
                rules.next_status(status, act)

    def test_knows_no_way_out_of_a_dead_seal(self) -> None:
        assert all(rules.lawful_acts(status) == () for status in DEAD)

    def test_names_a_permission_for_every_act_of_people(self) -> None:
        assert set(PERMISSIONS) == set(SealAct) - rules.AUTOMATIC

    def test_never_offers_the_change_by_hand(self) -> None:
        assert all(SealAct.REPLACE not in rules.lawful_acts(status) for status in SealStatus)

    @given(st.lists(st.sampled_from(SealAct), max_size=40))
    def test_no_order_of_acts_brings_a_seal_into_force_without_approval_making_and_filing(
        self, acts: list[SealAct]
    ) -> None:
        status: SealStatus | None = None
        done: list[SealAct] = []
        for act in acts:
            try:
                status = rules.next_status(status, act)
            except rules.SealActNotAllowed:
                continue
            done.append(act)
            if status in IN_FORCE:
                assert done[:5] == [SealAct.APPLY, SealAct.APPROVE, SealAct.MAKE, SealAct.FILE, SealAct.ISSUE]
            if SealAct.DESTROY in done or SealAct.REPLACE in done:
                assert status in DEAD


class TestDuties:
    @pytest.mark.parametrize("act", [SealAct.APPROVE, SealAct.REFUSE])
    def test_the_applicant_answers_no_application_of_their_own(self, act: SealAct) -> None:
        with pytest.raises(rules.DutiesNotSeparated, match="同一个人"):
            rules.check_duties(act, ONE, Duties(applied_by=ONE))
        rules.check_duties(act, OTHER, Duties(applied_by=ONE))

    def test_whoever_approved_does_not_make(self) -> None:
        with pytest.raises(rules.DutiesNotSeparated, match="批准和制作"):
            rules.check_duties(SealAct.MAKE, ONE, Duties(applied_by=OTHER, approved_by=ONE))

    def test_the_maker_keeps_no_seal_of_their_own_making(self) -> None:
        with pytest.raises(rules.DutiesNotSeparated):
            rules.check_keeper(ONE, Duties(made_by=ONE))
        rules.check_keeper(None, Duties(made_by=None))

    def test_an_automatic_act_is_nobodys(self) -> None:
        for act in SealAct:
            rules.check_duties(act, None, Duties())

    def test_nobody_holds_two_duties_of_seals(self) -> None:
        for first, second in product(identity_rules.SEAL_DUTIES, repeat=2):
            clash = identity_rules.clashing_roles({first, second})
            assert bool(clash) == (first != second)


class TestUse:
    def test_needs_an_active_seal_whose_certificate_holds(self) -> None:
        rules.check_usable(name="章", status=SealStatus.ACTIVE, valid_until=AT, at=AT)

    @pytest.mark.parametrize("status", [status for status in SealStatus if status is not SealStatus.ACTIVE])
    def test_is_refused_in_every_other_state(self, status: SealStatus) -> None:
        with pytest.raises(rules.SealNotUsable, match="不能用印"):
            rules.check_usable(name="章", status=status, valid_until=AT + timedelta(days=9), at=AT)

    def test_says_frozen_of_a_frozen_seal(self) -> None:
        with pytest.raises(rules.SealNotUsable, match="已冻结，解冻前"):
            rules.check_usable(name="章", status=SealStatus.FROZEN, valid_until=AT, at=AT)

    def test_ends_with_the_certificate(self) -> None:
        with pytest.raises(rules.SealNotUsable, match="到期"):
            rules.check_usable(name="章", status=SealStatus.ACTIVE, valid_until=AT, at=AT + timedelta(seconds=1))


class TestWarning:
    @pytest.mark.parametrize(("days", "soon"), [(31, False), (30, True), (0, True), (-1, True)])
    def test_begins_thirty_days_before_the_end(self, days: int, soon: bool) -> None:
        assert rules.ends_soon(SealStatus.ACTIVE, AT + timedelta(days=days), AT) is soon

    def test_is_for_seals_in_force_only(self) -> None:
        assert not rules.ends_soon(SealStatus.REPLACED, AT, AT)
        assert not rules.ends_soon(SealStatus.APPROVED, None, AT)


class TestInput:
    @pytest.mark.parametrize("act", sorted(rules.NEEDS_REASON))
    @pytest.mark.parametrize("reason", ["", "  。 ", "五个字不够"])
    def test_grave_acts_need_a_reason(self, act: SealAct, reason: str) -> None:
        with pytest.raises(InvalidInput, match="理由"):
            rules.checked_reason(act, reason)

    def test_other_acts_need_none(self) -> None:
        assert rules.checked_reason(SealAct.MAKE, " ") == ""

    @pytest.mark.parametrize("number", ["", "12", "备案 1", "1" * 31, "-123", "52 0115"])
    def test_a_filing_number_that_cannot_be_one_is_refused(self, number: str) -> None:
        with pytest.raises(InvalidInput, match="备案编号"):
            rules.checked_filing_number(number)

    def test_a_filing_number_is_kept_in_capitals(self) -> None:
        assert rules.checked_filing_number(" gz-5201150001234 ") == "GZ-5201150001234"
