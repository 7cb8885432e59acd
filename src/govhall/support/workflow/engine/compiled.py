"""Compiles a BPMN file into SpiffWorkflow's spec plus what we need to know of its steps and ends."""

import logging
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from govhall.support.workflow.choices import Action
from govhall.support.workflow.engine import reading
from govhall.support.workflow.engine.errors import ProcessInvalid
from govhall.support.workflow.engine.expressions import Compiler, FeelScriptEngine
from govhall.support.workflow.values import OutcomeValue, StepValue

# SpiffWorkflow logs the data of every step below WARNING, and pays for it even when nobody listens.
for _name in ("spiff", "spiff.task", "spiff.workflow"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledProcess:
    """A process ready to run. ``spec`` belongs to SpiffWorkflow and is shared by all instances; never change it."""

    key: str
    name: str
    spec: Any
    scripts: FeelScriptEngine
    steps: dict[str, StepValue]
    ends: dict[str, str]


def compile_process(bpmn: str, *, compiler: Compiler, roles: frozenset[str]) -> CompiledProcess:
    """
    Compile the one executable process of a BPMN file.

    :param roles: the role codes that a step may name
    :raises ProcessInvalid: with the id of the element at fault
    """
    root = reading.read(bpmn)
    process = _only_process(root)
    key = process.get("id") or ""
    steps = {step.code: step for step in map(_step, _all(process, "userTask"))}
    if not steps:
        raise ProcessInvalid("流程没有办理环节。", element=key)
    for step in steps.values():
        if step.role not in roles:
            raise ProcessInvalid(f"办理环节的角色 {step.role!r} 不存在", element=step.code)
    ends = {_id(end): end.get(reading.GOVHALL + "outcome") or "" for end in _all(process, "endEvent")}
    if not ends:
        raise ProcessInvalid("流程没有结束事件。", element=key)
    scripts = FeelScriptEngine(compiler)
    for flow in _all(process, "sequenceFlow"):
        for condition in _all(flow, "conditionExpression"):
            scripts.prepare(condition.text or "", element=_id(flow))
    for task in _all(process, "scriptTask"):
        for script in _all(task, "script"):
            scripts.prepare(script.text or "", element=_id(task))
    return CompiledProcess(
        key=key, name=process.get("name") or key, spec=_spec(root, key), scripts=scripts, steps=steps, ends=ends
    )


def _spec(root: etree._Element, key: str) -> Any:
    parser = BpmnParser()
    try:
        parser.add_bpmn_xml(root)
        spec = parser.get_spec(key)
    except ValidationException as error:
        raise ProcessInvalid(f"流程图有误：{error}", element=error.id) from error
    except RecursionError as error:
        raise ProcessInvalid("流程图嵌套过深。", element=key) from error
    for task_spec in spec.task_specs.values():
        # Looking ahead only fills the state with guesses; one level is what completing a step needs.
        task_spec.lookahead = 1
    return spec


def _only_process(root: etree._Element) -> etree._Element:
    processes = [process for process in _all(root, "process") if process.get("isExecutable") == "true"]
    if len(processes) != 1:
        raise ProcessInvalid("流程文件必须恰好含有一个可执行的流程。")
    return processes[0]


def _step(task: etree._Element) -> StepValue:
    code = _id(task)
    outcomes = tuple(_outcome(element, code) for element in task.iter(reading.GOVHALL + "outcome"))
    if not outcomes:
        raise ProcessInvalid("办理环节没有写明办理结果。", element=code)
    if len({outcome.code for outcome in outcomes}) < len(outcomes):
        raise ProcessInvalid("办理环节的办理结果重复。", element=code)
    documentation = " ".join((text.text or "").strip() for text in _all(task, "documentation"))
    return StepValue(
        code=code,
        name=task.get("name") or code,
        role=task.get(reading.GOVHALL + "role") or "",
        documentation=documentation,
        outcomes=outcomes,
    )


def _outcome(element: etree._Element, step: str) -> OutcomeValue:
    code, action = element.get("code") or "", element.get("action") or Action.PASS
    if not code or action not in set(Action):
        raise ProcessInvalid("办理结果缺少代码或者业务动作有误。", element=step)
    return OutcomeValue(
        code=code,
        name=element.get("name") or code,
        action=Action(action),
        needs_opinion=element.get("opinion") == "required",
    )


def _all(element: etree._Element, name: str) -> list[etree._Element]:
    return list(element.iter(reading.MODEL + name))


def _id(element: etree._Element) -> str:
    if name := element.get("id"):
        return str(name)
    raise ProcessInvalid(f"元素 {etree.QName(element).localname} 没有 id。")
