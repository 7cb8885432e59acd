"""The TCK runner: it counts, compares and sets Java apart, on a small folder of our own."""

from __future__ import annotations

import json
from pathlib import Path

from govhall.support.decisions.dmn.tck import run_folder

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="urn:t" name="t">
<inputData id="x" name="x"><variable name="x" typeRef="number"/></inputData>
<decision id="a" name="a"><variable name="a"/>
<informationRequirement><requiredInput href="#x"/></informationRequirement>
<literalExpression><text>{sum: x + 1, list: [x], day: @"2024-01-01"}</text></literalExpression></decision>
<decision id="b" name="b"><variable name="b"/><literalExpression>
<text>(function(n) external {java: {class: "java.lang.Math"}})(1)</text></literalExpression></decision>
</definitions>"""

TESTS = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<modelName>t.dmn</modelName>
<testCase id="001"><inputNode name="x"><value xsi:type="xsd:decimal">1</value></inputNode>
<resultNode name="a"><expected>
<component name="sum"><value xsi:type="xsd:decimal">2.000000000001</value></component>
<component name="list"><list><item><value xsi:type="xsd:decimal">1</value></item></list></component>
<component name="day"><value xsi:type="xsd:date">2024-01-01</value></component>
</expected></resultNode></testCase>
<testCase id="002"><resultNode name="a">
<expected><value xsi:type="xsd:string">no</value></expected></resultNode></testCase>
<testCase id="003"><resultNode name="b"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
</testCases>"""


def test_runner_counts_passed_failed_and_unsupported(tmp_path: Path) -> None:
    folder = tmp_path / "compliance-level-3" / "0001-own"
    folder.mkdir(parents=True)
    (folder / "t.dmn").write_text(MODEL)
    (folder / "t-test-01.xml").write_text(TESTS)
    report = run_folder(tmp_path)
    assert report.summary == "1 passed, 1 failed"
    assert report.levels == ["compliance-level-3"]
    assert [case.label for case in report.failed] == ["compliance-level-3/0001-own/002/a"]
    assert [case.case for case in report.unsupported] == ["003"]
    told = json.loads(json.dumps(report.as_dict()))
    assert told["levels"] == {"compliance-level-3": {"passed": 1, "failed": 1, "unsupported": 1}}


def test_a_missing_model_fails_its_tests(tmp_path: Path) -> None:
    folder = tmp_path / "compliance-level-2" / "0001-own"
    folder.mkdir(parents=True)
    (folder / "t-test-01.xml").write_text(TESTS)
    assert run_folder(tmp_path).count("failed", "compliance-level-2") == 3
