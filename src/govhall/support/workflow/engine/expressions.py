"""
The script engine that SpiffWorkflow gets instead of its own: FEEL only. Python text in a process file is
text that doesn't parse.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Protocol

from govhall.support.workflow.engine.errors import ProcessInvalid, ProcessStuck

Plain = str | int | bool | None


class Expression(Protocol):
    """A compiled expression."""

    def evaluate(self, context: Mapping[str, object], /) -> object:
        """Return its value over the names in ``context``."""
        ...


Compiler = Callable[[str], Expression]


class FeelScriptEngine:
    """
    Evaluates the expressions of one process. All of them are compiled beforehand by ``prepare``; an expression
    that was not is refused, so nothing that is made up at run time can run.
    """

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._prepared: dict[str, Expression] = {}
        self.environment = self

    def prepare(self, text: str, *, element: str) -> None:
        """Compile an expression of the process file. :raises ProcessInvalid: if it is not FEEL"""
        try:
            self._prepared[text] = self._compiler(text)
        except Exception as error:
            raise ProcessInvalid(f"表达式不是有效的 FEEL：{error}", element=element) from error

    def evaluate(self, task: Any, expression: str, external_context: Any = None) -> bool:
        """Say whether a gateway condition holds: only FEEL's ``true`` is yes (null and numbers are no)."""
        return self._value(expression, task.data) is True

    def execute(self, task: Any, script: str, external_context: Any = None) -> bool:
        """Put the entries of a script's FEEL context into the task's data."""
        result = self._value(script, task.data)
        if not isinstance(result, Mapping):
            raise ProcessStuck("脚本的结果必须是 FEEL 上下文。", script=script)
        task.data.update({str(name): _plain(value) for name, value in result.items()})
        return True

    def call_service(self, task: Any, **kwargs: Any) -> bool:
        """Refuse: a process never calls out by itself."""
        raise ProcessStuck("流程不得调用外部服务。")

    def _value(self, text: str, data: Mapping[str, object]) -> object:
        expression = self._prepared.get(text)
        if expression is None:
            raise ProcessStuck("流程含有未经检查的表达式。")
        try:
            return expression.evaluate(data)
        except Exception as error:  # a bound of time, steps or depth; the engine knows none of FEEL's classes
            raise ProcessStuck("流程的表达式无法计算。", expression=text) from error


def _plain(value: object) -> Plain:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, str | int | bool | None):
        return value
    raise ProcessStuck("脚本的值只能是文字、整数、是否或者空值。")
