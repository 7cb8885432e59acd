"""What each code of models and tables means, in plain Chinese, for people who write rules."""

from __future__ import annotations

from govhall.support.decisions.feel import messages

MESSAGES: dict[str, str] = {
    "dmn-bad-aggregation": "匹配的结果不能汇总。",
    "dmn-bad-hit-policy": "决策表的命中策略或汇总方式不正确。",
    "dmn-bad-input": "输入的值不能使用。",
    "dmn-bad-invocation": "调用缺少参数名称。",
    "dmn-bad-relation": "关系表某一行的单元格数与列数不一致。",
    "dmn-bad-table": "决策表的规则与列不一致，或者输出列名称缺失、重复。",
    "dmn-cycle": "决策之间循环依赖。",
    "dmn-doctype": "模型文件不得包含文档类型声明。",
    "dmn-duplicate-id": "两个元素的标识相同。",
    "dmn-import-cycle": "模型之间循环引用。",
    "dmn-invalid-rule": "决策表中有无法读取的规则。",
    "dmn-malformed-xml": "模型文件不是格式正确的 XML。",
    "dmn-many-rules": "同时有多条规则匹配。",
    "dmn-missing-import": "缺少所引用的模型。",
    "dmn-missing-input": "缺少输入的值。",
    "dmn-no-expression": "表达式为空或有误。",
    "dmn-no-logic": "该决策没有规则。",
    "dmn-no-rule": "没有匹配的规则。",
    "dmn-rules-differ": "匹配的规则结果不一致。",
    "dmn-too-deep": "模型文件的嵌套层数过多。",
    "dmn-too-large": "模型文件过大。",
    "dmn-unknown-decision": "模型中没有这个决策。",
    "dmn-unknown-namespace": "文件不是可以识别的 DMN 模型。",
    "dmn-unknown-reference": "引用的元素不存在。",
    "dmn-value-not-allowed": "输入的值不在允许的范围内。",
    "dmn-wrong-type": "值的类型不符合要求。",
}


def message(code: str) -> str:
    """Return the Chinese sentence of a code of a model or of the language."""
    return MESSAGES.get(code) or messages.message(code)
