"""One small process for each BPMN construct that the platform relies on, run through the engine alone."""

import json
from pathlib import Path

import pytest

from factories.processes import END, START, exclusive, flow, parallel, process, script, user
from govhall.support.workflow import engine
from govhall.support.workflow.public import ProcessInvalid, ProcessStuck, process_folder
from govhall.support.workflow.selectors.processes import compile_bpmn

pytestmark = pytest.mark.clause("box:工作流引擎")

MARK = "touched-by-a-process-file"


def advance(compiled: engine.CompiledProcess, position: engine.Position, step: str, outcome: str) -> engine.Position:
    """Complete an open step after sending the state through JSON, as the database does."""
    state = json.loads(json.dumps(position.state))
    step_id = next(open_step.id for open_step in position.open_steps if open_step.code == step)
    return engine.advance(compiled, state, step_id=step_id, outcome=outcome)


def codes(position: engine.Position) -> list[str]:
    return sorted(step.code for step in position.open_steps)


class TestUserTask:
    def test_waits_for_its_officer_and_then_ends(self) -> None:
        compiled = compile_bpmn(process(START, user("check"), END, flow("begin", "check"), flow("check", "finish")))
        waiting = engine.start(compiled, {})
        assert codes(waiting) == ["check"]
        ended = advance(compiled, waiting, "check", "pass")
        assert (ended.ended, ended.outcome, ended.open_steps) == (True, "pass", ())

    def test_an_unknown_step_is_refused(self) -> None:
        compiled = compile_bpmn(process(START, user("check"), END, flow("begin", "check"), flow("check", "finish")))
        waiting = engine.start(compiled, {})
        ended = advance(compiled, waiting, "check", "pass")
        with pytest.raises(ProcessStuck):
            engine.advance(compiled, ended.state, step_id=waiting.open_steps[0].id, outcome="pass")


class TestExclusiveGateway:
    PARTS = (
        START, user("check", outcomes=("pass", "return", "odd")), user("sign", "approver"), END, exclusive("choice"),
        flow("begin", "check"), flow("check", "choice"), flow("sign", "finish"),
        flow("choice", "sign", 'outcome = "pass" and area > 50'), flow("choice", "finish", 'outcome = "pass"'),
        flow("choice", "check", 'outcome = "return"'),
    )  # fmt: skip

    @pytest.mark.parametrize(("area", "expected"), [(51, ["sign"]), (50, [])])
    def test_takes_the_first_flow_whose_feel_condition_holds(self, area: int, expected: list[str]) -> None:
        compiled = compile_bpmn(process(*self.PARTS))
        assert codes(advance(compiled, engine.start(compiled, {"area": area}), "check", "pass")) == expected

    def test_a_flow_may_return_to_an_earlier_step_any_number_of_times(self) -> None:
        compiled = compile_bpmn(process(*self.PARTS))
        position = engine.start(compiled, {"area": 80})
        for _ in range(30):
            position = advance(compiled, position, "check", "return")
            assert codes(position) == ["check"]
        assert len(json.dumps(position.state)) < 600, "the state doesn't grow with returns"
        assert codes(advance(compiled, position, "check", "pass")) == ["sign"]

    def test_without_a_way_on_the_step_fails(self) -> None:
        compiled = compile_bpmn(process(*self.PARTS))
        with pytest.raises(ProcessStuck):
            advance(compiled, engine.start(compiled, {"area": 80}), "check", "odd")

    def test_a_missing_name_counts_as_no(self) -> None:
        compiled = compile_bpmn(process(*self.PARTS))
        assert advance(compiled, engine.start(compiled, {}), "check", "pass").ended

    def test_the_default_flow_is_taken_when_no_condition_holds(self) -> None:
        compiled = compile_bpmn(
            process(
                START, user("check", outcomes=("pass", "odd")), user("sign", "approver"), END,
                exclusive("choice", default="choice-sign"), flow("begin", "check"), flow("check", "choice"),
                flow("choice", "finish", 'outcome = "pass"'), flow("choice", "sign"), flow("sign", "finish"),
            )
        )  # fmt: skip
        assert codes(advance(compiled, engine.start(compiled, {}), "check", "odd")) == ["sign"]


class TestParallelGateway:
    @pytest.mark.parametrize("order", [("left", "right"), ("right", "left")])
    def test_waits_for_both_branches(self, order: tuple[str, str]) -> None:
        compiled = compile_bpmn(
            process(
                START, parallel("fork"), user("left"), user("right", "reviewer"), parallel("join"),
                user("sign", "approver", ("pass", "return")), exclusive("choice", default="choice-finish"), END,
                exclusive("again"), flow("begin", "again"), flow("again", "fork"), flow("fork", "left"),
                flow("fork", "right"), flow("left", "join"),
                flow("right", "join"), flow("join", "sign"), flow("sign", "choice"), flow("choice", "finish"),
                flow("choice", "again", 'outcome = "return"'),
            )
        )  # fmt: skip
        position = engine.start(compiled, {"kept": "yes"})
        for _ in range(3):
            assert codes(position) == ["left", "right"]
            first, second = order
            position = advance(compiled, position, first, "pass")
            assert codes(position) == [second]
            position = advance(compiled, position, second, "pass")
            assert codes(position) == ["sign"]
            position = advance(compiled, position, "sign", "return")
        for step in (*order, "sign"):
            position = advance(compiled, position, step, "pass")
        assert position.ended


class TestScriptTask:
    def test_puts_feel_values_into_the_data(self) -> None:
        compiled = compile_bpmn(
            process(
                START, script("compute", "{large: area > 100, half: area / 2}"), exclusive("size"), user("check"),
                user("inspect", "reviewer"), END, flow("begin", "compute"), flow("compute", "size"),
                flow("size", "inspect", "large and half = 100"), flow("size", "check", "not(large)"),
                flow("check", "finish"), flow("inspect", "finish"),
            )
        )  # fmt: skip
        assert codes(engine.start(compiled, {"area": 200})) == ["inspect"]
        assert codes(engine.start(compiled, {"area": 20})) == ["check"]


class TestEndEvent:
    def test_its_outcome_is_that_of_the_process(self) -> None:
        compiled = compile_bpmn((process_folder() / "standard-review.bpmn").read_text(encoding="utf-8"))
        position = engine.start(compiled, {})
        for step, outcome in (("examine", "pass"), ("review", "pass"), ("approve", "deny")):
            position = advance(compiled, position, step, outcome)
        assert (position.ended, position.outcome) == (True, "deny")


class TestNoPython:
    """No Python from a process file ever runs: it isn't FEEL, or it names functions that don't exist."""

    TEXTS = (
        "__import__('os').system('touch {path}')",
        '__import__("os").system("touch {path}") = 0',
        "[x for x in ().__class__.__base__.__subclasses__()]",
        "open('{path}', 'w').write('x')",
        "exec(\"open('{path}', 'w')\")",
        "(lambda: open('{path}', 'w'))()",
    )

    @pytest.mark.parametrize("text", TEXTS)
    def test_a_condition_in_python_never_runs(self, text: str, tmp_path: Path) -> None:
        target = tmp_path / MARK
        condition = text.replace("{path}", str(target))
        bpmn = process(
            START, user("check"), exclusive("choice", default="choice-finish"), END, flow("begin", "check"),
            flow("check", "choice"), flow("choice", "check", condition), flow("choice", "finish"),
        )  # fmt: skip
        try:
            compiled = compile_bpmn(bpmn)
            ended = advance(compiled, engine.start(compiled, {}), "check", "pass").ended
        except (ProcessInvalid, ProcessStuck):
            ended = True
        assert ended
        assert not target.exists()

    @pytest.mark.parametrize("text", TEXTS)
    def test_a_script_in_python_never_runs(self, text: str, tmp_path: Path) -> None:
        target = tmp_path / MARK
        bpmn = process(
            START, script("bad", text.replace("{path}", str(target))), user("check"), END, flow("begin", "bad"),
            flow("bad", "check"), flow("check", "finish"),
        )  # fmt: skip
        with pytest.raises((ProcessInvalid, ProcessStuck)):
            engine.start(compile_bpmn(bpmn), {})
        assert not target.exists()


class TestReading:
    """A bad file is refused with the element at fault."""

    GOOD = (START, user("check"), END, flow("begin", "check"), flow("check", "finish"))

    @pytest.mark.parametrize(
        ("part", "element"),
        [
            ('<bpmn:serviceTask id="call"/>', "call"),
            ('<bpmn:subProcess id="inner"/>', "inner"),
            ('<bpmn:callActivity id="other" calledElement="x"/>', "other"),
            ('<bpmn:businessRuleTask id="rule"/>', "rule"),
            (
                '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition/></bpmn:intermediateCatchEvent>',
                "wait",
            ),
            ('<bpmn:userTask id="many"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>', "many"),
            ('<x:thing xmlns:x="urn:x" id="strange"/>', "strange"),
        ],
    )
    def test_an_element_that_is_not_listed_is_refused_by_id(self, part: str, element: str) -> None:
        with pytest.raises(ProcessInvalid) as caught:
            compile_bpmn(process(*self.GOOD, part))
        assert caught.value.context == {"element": element}

    def test_a_condition_that_is_not_feel_names_its_flow(self) -> None:
        parts = (
            START, user("check"), exclusive("choice"), END, flow("begin", "check"), flow("check", "choice"),
            flow("choice", "finish", "outcome = = 3"),
        )  # fmt: skip
        with pytest.raises(ProcessInvalid) as caught:
            compile_bpmn(process(*parts))
        assert caught.value.context == {"element": "choice-finish"}

    @pytest.mark.parametrize(
        "parts",
        [
            (START, user("check", role="wizard"), END, flow("begin", "check"), flow("check", "finish")),
            (START, user("check", outcomes=()), END, flow("begin", "check"), flow("check", "finish")),
            (START, user("check", outcomes=("pass", "pass")), END, flow("begin", "check"), flow("check", "finish")),
            (START, user("check"), END, flow("begin", "check"), flow("check", "nowhere")),
            (START, user("check"), flow("begin", "check")),
            (user("check"), END, flow("check", "finish")),
            (START, END, flow("begin", "finish")),
        ],
    )
    def test_a_drawing_that_cannot_run_is_refused(self, parts: tuple[str, ...]) -> None:
        with pytest.raises(ProcessInvalid):
            compile_bpmn(process(*parts))

    def test_entities_are_refused(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("secret")
        bomb = '<!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;&e;">]>'
        outside = f'<!DOCTYPE a [<!ENTITY e SYSTEM "file://{secret}">]>'
        for prolog in (bomb, outside):
            with pytest.raises(ProcessInvalid):
                compile_bpmn(prolog + process(*self.GOOD))

    def test_oversized_and_broken_files_are_refused(self) -> None:
        with pytest.raises(ProcessInvalid):
            compile_bpmn(process(*self.GOOD) + " " * 1_000_001)
        with pytest.raises(ProcessInvalid):
            compile_bpmn("<bpmn:definitions>")
        with pytest.raises(ProcessInvalid):
            compile_bpmn(process(*self.GOOD, "<bpmn:documentation/>" * 5_001))


def test_the_standard_process_carries_a_complete_diagram() -> None:
    """bpmn-js draws only what has a shape or an edge."""
    from lxml import etree

    root = etree.fromstring((process_folder() / "standard-review.bpmn").read_bytes())
    drawn = {element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")}
    model = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
    kinds = ("userTask", "startEvent", "endEvent", "exclusiveGateway", "sequenceFlow", "lane", "participant")
    named = {element.get("id") for kind in kinds for element in root.iter(model + kind)}
    assert named <= drawn
