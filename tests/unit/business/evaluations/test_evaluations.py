"""好差评: in the applicant's words, once per case, with tags that fit."""

import pytest

from factories import people, walk
from govhall.business.evaluations import public as evaluations
from govhall.business.evaluations import rules
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.standards.tables import code_table

S = evaluations.Satisfaction
pytestmark = pytest.mark.clause("box:在线评估")


class TestRules:
    @pytest.mark.parametrize(("ours", "theirs"), [(S.VERY_GOOD, "5"), (S.FAIR, "3"), (S.VERY_BAD, "1")])
    def test_the_national_interface_counts_the_other_way_round(self, ours: S, theirs: str) -> None:
        assert rules.national(ours) == theirs

    def test_every_national_detail_code_belongs_to_exactly_one_level(self) -> None:
        offered = [code for level in S for code, _ in rules.tags_for(level)]
        assert sorted(offered) == sorted(code_table("evaluation-detail").codes)

    @pytest.mark.parametrize("level", list(S))
    def test_tags_of_another_level_are_refused(self, level: S) -> None:
        foreign = rules.tags_for(S.VERY_GOOD if level is not S.VERY_GOOD else S.VERY_BAD)[0][0]
        with pytest.raises(InvalidInput, match="不符"):
            rules.check(level, [foreign], "")

    def test_a_bad_one_says_why_in_a_tag_or_in_words(self) -> None:
        with pytest.raises(InvalidInput):
            rules.check(S.BAD, [], "  ")
        assert rules.check(S.BAD, [], "等了两个小时") is S.BAD

    def test_an_unknown_level_and_a_novel_are_refused(self) -> None:
        with pytest.raises(InvalidInput):
            rules.check("9", [], "")
        with pytest.raises(InvalidInput, match="501"):
            rules.check(S.GOOD, [], "字" * 501)


@pytest.mark.django_db
@pytest.mark.usefixtures("world")
class TestEvaluate:
    def rate(self, receipt: object, satisfaction: str = S.VERY_GOOD, **changes: object) -> evaluations.EvaluationValue:
        facts = {"tags": [], "text": "", "channel": evaluations.EvaluationChannel.PHONE, "by": people.shop_owner()}
        return evaluations.evaluate(
            case_number=receipt.number, satisfaction=satisfaction, at=clock.now(), **{**facts, **changes}
        )

    def test_waits_for_the_case_to_be_closed(self) -> None:
        with pytest.raises(NotFound):
            self.rate(walk.examined())

    def test_is_asked_once_and_given_once(self) -> None:
        receipt = walk.granted()
        owner = people.shop_owner()
        assert [invited.case_number for invited in evaluations.invitations(by=owner)] == [receipt.number]
        assert self.rate(receipt).satisfaction_label == "非常满意"
        assert evaluations.invitations(by=owner) == []
        with pytest.raises(evaluations.AlreadyEvaluated):
            self.rate(receipt, S.BAD, text="改主意了")

    def test_a_bad_one_is_called_back_by_the_next_working_day(self) -> None:
        rated = self.rate(walk.granted(), S.VERY_BAD, text="多要了一份材料")
        assert rated.verify_due_date
        assert rated.verify_due_date > clock.today()

    def test_nobody_rates_for_somebody_else(self) -> None:
        receipt = walk.granted()
        with pytest.raises(NotFound):
            self.rate(receipt, by=people.actor("longjianguo"))
