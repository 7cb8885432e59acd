"""Recorded runs: what is hidden in them, how their inputs come back, and that they can be computed again."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from factories import rules
from govhall.kernel.errors import NotFound
from govhall.support.decisions import dmn
from govhall.support.decisions import public as decisions
from govhall.support.decisions.models import DecisionRun
from govhall.support.decisions.rules import masking, restoring, running
from govhall.support.decisions.values import RunRecord, RunValue, TraceEntry

from .test_decision_store import AT, EDITOR, KEY, published

pytestmark = pytest.mark.clause("box:智能预检")

PEOPLE = (
    rules.HEAD.format(name="人员")
    + (
        '<itemDefinition name="tPeople" isCollection="true"><itemComponent name="name"><typeRef>string</typeRef>'
        '</itemComponent><itemComponent name="until"><typeRef>date</typeRef></itemComponent></itemDefinition>'
        '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"shop", "canteen"</text>'
        "</allowedValues></itemDefinition>"
        '<inputData id="i1" name="people"><variable name="people" typeRef="tPeople"/></inputData>'
        '<inputData id="i2" name="kind"><variable name="kind" typeRef="tKind"/></inputData>'
        '<inputData id="i3" name="area"><variable name="area" typeRef="number"/></inputData>'
        '<decision id="d" name="结论"><variable name="结论"/>'
        + "".join(f'<informationRequirement><requiredInput href="#i{n}"/></informationRequirement>' for n in (1, 2, 3))
        + '<literalExpression><text>{words: if area &gt; 1.5 then "大" else "小", who: people.name, '
        "late: some each in people satisfies each.until &lt; today(), kind: kind}</text></literalExpression></decision>"
    )
    + rules.FOOT
)
GIVEN: dict[str, Any] = {
    "people": [{"name": "杨秀兰", "until": date(2027, 8, 31)}], "kind": "shop", "area": Decimal("1.75"),
}  # fmt: skip


def record(**changes: Any) -> RunRecord:
    run = RunValue(
        id=uuid4(), key="k", name="n", version_id=uuid4(), number=1, model_sm3="", decision="d", purpose="p",
        subject_id=None, rows=(), at=AT,
    )  # fmt: skip
    facts: dict[str, Any] = {"inputs": {}, "value": None, "text": "null", "remarks": (), "trace": ()}
    return RunRecord(run=run, **{**facts, **changes})


class TestMasking:
    KNOWN = masking.constants('<a label="x"><text>"hot_food", "有 &quot;二&quot; 项", f("大")</text></a>')

    def test_knows_what_the_model_says_itself(self) -> None:
        assert {"hot_food", "大"} <= self.KNOWN
        assert "杨秀兰" not in self.KNOWN

    @pytest.mark.parametrize("shown", ["hot_food", "", None, True, 46, "19.99", "-0.5", ["大", 1], {"a": "大"}])
    def test_leaves_numbers_answers_and_the_models_own_texts(self, shown: object) -> None:
        assert masking.masked(record(inputs={"a": shown}, value=shown), self.KNOWN).inputs == {"a": shown}

    @pytest.mark.parametrize(
        "secret", ["杨秀兰", "13900000182", "520102199001010018", "2027-08-31", "观山湖区 8 号", "大大", "a@b.cn"]
    )
    def test_hides_every_other_text_wherever_it_stands(self, secret: str) -> None:
        step = TraceEntry(kind="table", name="t", value=f'["{secret}", 1]', inputs={"列": f'"{secret}"'})
        found = masking.masked(
            record(inputs={"a": [{"b": secret}]}, value={"c": secret}, text=f'{{c: "{secret}", d: 2027-08-31}}',
                   trace=(step,)), self.KNOWN,
        )  # fmt: skip
        assert found.is_masked
        assert secret not in repr(found)
        assert "2027-08-31" not in found.text
        assert found.text == '{c: "***", d: ***}'

    def test_hides_what_was_cut_off_inside_its_quotes(self) -> None:
        assert masking.masked(record(text='["大", "杨秀…'), self.KNOWN).text == '["大", "***"'

    def test_hides_moments_and_texts_with_quotes_inside(self) -> None:
        text = r'{at: 2027-08-31T01:02:00+08:00, who: "杨\"秀兰\""}'
        assert masking.masked(record(text=text), self.KNOWN).text == '{at: ***, who: "***"}'


class TestRestoring:
    def compiled(self, xml: str) -> running.Compiled:
        return running.prepare(dmn.read_model(xml.encode()))

    def test_gives_dates_and_fractions_back_by_the_models_types(self) -> None:
        stored = {"people": [{"name": "杨秀兰", "until": "2027-08-31"}], "kind": "shop", "area": "1.75"}
        assert restoring.inputs(self.compiled(PEOPLE), stored) == GIVEN

    def test_says_of_what_can_not_be_made_as_it_was(self) -> None:
        xml = rules.model(rules.literal("amount")).replace('typeRef="number"', 'typeRef="dayTimeDuration"')
        for xml_of, stored in ((xml, "P2D"), (rules.COMPLETE, "x"), (PEOPLE, None)):
            inputs = {"amount": stored} if stored else {"people": [{"name": "a", "until": "gestern"}]}
            with pytest.raises(decisions.NotRestorable):
                restoring.inputs(self.compiled(xml_of), inputs)


@pytest.mark.django_db
class TestReplay:
    def recorded(self, **changes: Any) -> DecisionRun:
        published(PEOPLE)
        subject = uuid4()
        decisions.evaluate(KEY, "结论", {**GIVEN, **changes}, at=AT, purpose="tests", subject=subject)
        return DecisionRun.objects.get(subject_id=subject)

    def test_gives_the_same_years_later(self) -> None:
        run = self.recorded()
        found = decisions.replay(run.pk)
        assert (found.is_same, found.differences) == (True, ())
        assert "大" in found.text

    def test_speaks_of_the_day_of_the_run_and_not_of_today(self) -> None:
        run = self.recorded(people=[{"name": "杨秀兰", "until": date(2026, 11, 25)}])
        assert decisions.run_in_clear(run.pk).value["late"] is False
        assert decisions.replay(run.pk).is_same

    def test_asks_the_version_of_the_run_even_when_it_is_retired(self) -> None:
        run = self.recorded()
        decisions.retire(key=KEY, number=1, by=EDITOR, at=AT)
        published(PEOPLE.replace("大", "很大"))
        assert decisions.replay(run.pk).is_same

    def test_names_what_differs_without_any_value(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run = self.recorded()
        monkeypatch.setattr(restoring, "inputs", lambda _compiled, _stored: {**GIVEN, "area": Decimal(1)})
        found = decisions.replay(run.pk)
        assert not found.is_same
        assert found.differences == ("结果", "area", "结论")

    def test_writes_nothing(self) -> None:
        run = self.recorded()
        decisions.replay(run.pk)
        assert DecisionRun.objects.count() == 1

    def test_of_nothing_is_not_found(self) -> None:
        for ask in (decisions.replay, decisions.run, decisions.run_in_clear, decisions.run_content):
            with pytest.raises(NotFound):
                ask(uuid4())


@pytest.mark.django_db
class TestRun:
    def test_is_masked_unless_asked_for_in_clear(self) -> None:
        published(PEOPLE)
        subject = uuid4()
        decisions.evaluate(KEY, "结论", GIVEN, at=datetime(2026, 11, 25, tzinfo=UTC), purpose="tests", subject=subject)
        (listed,) = decisions.runs_of(subject)
        assert (listed.key, listed.name) == (KEY, "人员")
        masked, clear = decisions.run(listed.id), decisions.run_in_clear(listed.id)
        assert "杨秀兰" not in repr(masked)
        assert (masked.inputs["area"], masked.inputs["kind"]) == ("1.75", "shop")
        assert masked.value["words"] == "大"
        assert clear.inputs["people"] == [{"name": "杨秀兰", "until": "2027-08-31"}]
        assert decisions.records_of(subject) == (clear,)
