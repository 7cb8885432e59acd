"""What each code of the language means, in plain Chinese, for people who write rules.

The English texts of errors and diagnostics are for logs; a page shows these.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    "feel-bad-condition": "条件的结果不是“真”或“假”。",
    "feel-bad-filter": "筛选条件应当是序号，或者结果为“真”或“假”的条件。",
    "feel-bad-iteration": "没有可以逐项处理的内容。",
    "feel-bad-literal": "引号中的内容不是日期、时间或时长。",
    "feel-bad-number": "数字超出范围。",
    "feel-bad-operands": "这两个值不能这样计算。",
    "feel-duplicate-key": "同一个上下文中有两个同名条目。",
    "feel-duplicate-parameter": "两个参数同名。",
    "feel-external-function": "不支持外部函数。",
    "feel-incomparable": "这两个值不能比较。",
    "feel-list-too-long": "列表过长。",
    "feel-no-result": "函数对这些参数没有结果。",
    "feel-no-such-index": "列表中没有这个序号。",
    "feel-not-a-function": "只有函数才能调用。",
    "feel-regex-too-slow": "正则表达式过于复杂。",
    "feel-string-too-long": "文本过长。",
    "feel-too-complex": "表达式过于复杂，无法读取。",
    "feel-too-deep": "函数相互调用的层数过多。",
    "feel-too-long": "表达式过长。",
    "feel-too-many-steps": "表达式的计算步骤过多。",
    "feel-too-nested": "表达式的嵌套层数过多。",
    "feel-too-slow": "表达式的计算时间过长。",
    "feel-unclosed-string": "文本缺少结尾的引号。",
    "feel-unexpected-character": "此处有不能使用的字符。",
    "feel-unexpected-end": "表达式不完整。",
    "feel-unexpected-token": "此处的内容不符合语法。",
    "feel-unknown-name": "没有这个名称的值。",
    "feel-unknown-property": "这个值没有该属性。",
    "feel-unknown-type": "没有这个名称的类型。",
    "feel-wrong-arguments": "参数的个数、名称或类型不符合函数的要求。",
    "feel-wrong-type": "参数的类型不符合要求。",
}


def message(code: str) -> str:
    """Return the Chinese sentence of a code; a general one for a code nobody knows."""
    return MESSAGES.get(code, "表达式有误。")
