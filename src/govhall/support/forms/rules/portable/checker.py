"""Walks the tree of an expression. One method for each construct that is allowed; any other construct is refused."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from govhall.support.decisions.public import BUILTIN_FUNCTIONS, nodes, parse_expression
from govhall.support.forms.rules.portable import calls, comparing
from govhall.support.forms.rules.portable.shapes import (
    BOOLEAN,
    NULL,
    SURE,
    WHOLE,
    NotPortable,
    Shape,
    common,
    list_of,
)

_RESERVED: Final = frozenset({"item", "partial", "null", "true", "false"})
_PARTS: Final = {
    "date": ("year", "month", "day", "weekday"),
    "days": ("days",),
    "months": ("years", "months"),
    "span": ("years", "months"),
}
_PLAIN_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,15})?")
_ESCAPES: Final = re.compile(r'"(?:[^"\\\n\r]|\\["\\])*"')
_AFTER_IN: Final = re.compile(r"\s*(?:$|[)\],]|(?:then|else|return)\b)")
_KINDS: Final[Mapping[str, str]] = {
    "BadLiteral": "写错的日期或时长", "Comparison": "单独的比较", "Interval": "区间（只能写在 in 后面）",
    "ContextNode": "上下文 {…}", "FunctionNode": "自定义函数", "InstanceOf": "instance of", "Tests": "单元测试",
}  # fmt: skip


def check(text: str, scope: Mapping[str, Shape]) -> Shape:
    """
    Return the shape of the result of an expression over these names.

    :raises NotPortable: with the first construct that server and browser may answer differently
    :raises FeelSyntaxError: if the text is not FEEL
    """
    node = parse_expression(text, names=[name for name in scope if not name.isidentifier()])
    return Checker(text).visit(node, scope)


class Checker:
    """Checks one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        if (comment := re.search(r"//|/\*", re.sub(r'"(?:\\.|[^"\\])*"', lambda m: " " * len(m[0]), text))) is not None:
            raise NotPortable(nodes.Node(comment.start(), comment.end()), "不能写注释")

    def visit(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """Return the shape of a node. :raises NotPortable: if it or anything below it is refused"""
        name = type(node).__name__
        method: Callable[[Any, Mapping[str, Shape]], Shape] | None = getattr(self, f"_{name.lower()}", None)
        if method is None:
            raise NotPortable(node, f"不能使用{_KINDS.get(name, name)}")
        return method(node, scope)

    def source(self, node: nodes.Node) -> str:
        """Return the text of a node."""
        return self.text[node.start : node.end]

    def _literal(self, node: nodes.Literal, scope: Mapping[str, Shape]) -> Shape:
        source = self.source(node)
        if node.value is None:
            return NULL
        if isinstance(node.value, bool):
            return SURE
        if isinstance(node.value, Decimal):
            if not _PLAIN_NUMBER.fullmatch(source) or len(source) > 16:
                raise NotPortable(node, "数字只能写成普通小数，最多 15 位，例如 1200 或 0.5")
            return Shape(kind="number", whole="." not in source, certain=True)
        if isinstance(node.value, str):
            if not _ESCAPES.fullmatch(source):
                raise NotPortable(node, '文字中只能使用 \\" 和 \\\\ 两种转义，也不能换行')
            return Shape(kind="text", ascii=node.value.isascii(), certain=True)
        return calls.literal(node)

    def _name(self, node: nodes.Name, scope: Mapping[str, Shape]) -> Shape:
        if node.name not in scope:
            what = f"函数“{node.name}”要带括号调用" if node.name in BUILTIN_FUNCTIONS else f"没有“{node.name}”这个字段"
            raise NotPortable(node, what)
        if node.name in BUILTIN_FUNCTIONS:
            raise NotPortable(node, f"字段名“{node.name}”与内置函数同名，规则中不能使用，请改名")
        return scope[node.name]

    def _unary(self, node: nodes.Unary, scope: Mapping[str, Shape]) -> Shape:
        if self.text[node.start + 1].isspace():
            raise NotPortable(node, "负号后面不能有空格")
        return self.number(node.operand, scope)

    def _binary(self, node: nodes.Binary, scope: Mapping[str, Shape]) -> Shape:
        left, right = self.visit(node.left, scope), self.visit(node.right, scope)
        if node.operator in ("and", "or"):
            for side, shape in ((node.left, left), (node.right, right)):
                if shape.kind not in ("boolean", "null"):
                    raise NotPortable(side, f"“{node.operator}”两边应当是条件")
            return SURE if left.certain and right.certain else BOOLEAN
        if node.operator in ("+", "-", "*", "/"):
            return comparing.arithmetic(node, left, right)
        if node.operator == "**":
            raise NotPortable(node, "不能使用乘方 **，浏览器中的结果不精确，请写成连乘")
        return comparing.compare(node, node.operator, left, right)

    def _between(self, node: nodes.Between, scope: Mapping[str, Shape]) -> Shape:
        comparing.bounds(node, node.low, node.high)
        value = self.visit(node.value, scope)
        for end in (node.low, node.high):
            comparing.compare(node, "<=", value, self.visit(end, scope))
        return BOOLEAN

    def _in(self, node: nodes.In, scope: Mapping[str, Shape]) -> Shape:
        if not _AFTER_IN.match(self.text, node.end):
            raise NotPortable(node, "in 的后面还有别的内容时，请把整个“… in …”放进括号")
        value = self.visit(node.value, scope)
        for test in node.tests:
            self._test(test, value, scope)
        return BOOLEAN

    def _test(self, test: nodes.Node, value: Shape, scope: Mapping[str, Shape]) -> None:
        if isinstance(test, nodes.Interval):
            comparing.bounds(test, test.low, test.high)
            for end in (test.low, test.high):
                comparing.compare(test, "<=", value, self.visit(end, scope))
        elif isinstance(test, nodes.Comparison):
            comparing.compare(test, test.operator, value, self.sure(test.operand, scope))
        elif isinstance(test, nodes.Literal) and test.value is not None:
            comparing.compare(test, "=", value, self.visit(test, scope))
        elif isinstance(test, nodes.ListNode):
            for item in test.items:
                self._test_item(item, value, scope)
        else:
            raise NotPortable(
                test, "in 后面只能是具体的值、比较（如 > 5）、区间或者值的列表；字段中的列表请用 list contains"
            )

    def _test_item(self, item: nodes.Node, value: Shape, scope: Mapping[str, Shape]) -> None:
        if not isinstance(item, nodes.Literal) or item.value is None:
            raise NotPortable(item, "in 后面的列表中只能是具体的值")
        comparing.compare(item, "=", value, self.visit(item, scope))

    def sure(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """Return the shape of a literal. :raises NotPortable: for anything that may be null"""
        if not isinstance(node, nodes.Literal) or node.value is None:
            raise NotPortable(node, "这里只能写具体的值")
        return self.visit(node, scope)

    def _listnode(self, node: nodes.ListNode, scope: Mapping[str, Shape]) -> Shape:
        items = tuple(self.visit(item, scope) for item in node.items)
        if any(item.kind in ("list", "row") for item in items):
            raise NotPortable(node, "列表中不能再放列表")
        return list_of(common(node, items), certain=True)

    def _path(self, node: nodes.Path, scope: Mapping[str, Shape]) -> Shape:
        base = self.visit(node.base, scope)
        if base.kind == "list" and base.item is not None and base.item.kind == "row":
            return list_of(self._column(node, base.item), certain=base.certain)
        if base.kind == "row":
            return self._column(node, base)
        if node.name in _PARTS.get(base.kind, ()):
            return WHOLE
        raise NotPortable(node, f"不能取“{node.name}”这一部分")

    def _column(self, node: nodes.Path, row: Shape) -> Shape:
        column = row.columns.get(node.name)
        if column is None:
            raise NotPortable(node, f"没有“{node.name}”这一列")
        if column.kind == "list":
            raise NotPortable(node, f"“{node.name}”是多选，不能在多行中汇总")
        return column

    def _filter(self, node: nodes.Filter, scope: Mapping[str, Shape]) -> Shape:
        base = self.visit(node.base, scope)
        if base.kind != "list" or base.item is None or not base.certain or not base.item.certain:
            raise NotPortable(node, "只能筛选可增加的分组（以及写明的列表）")
        if isinstance(node.condition, nodes.Literal | nodes.Unary):
            index = node.condition.operand if isinstance(node.condition, nodes.Unary) else node.condition
            if isinstance(index, nodes.Literal) and self.visit(index, scope).whole:
                self.visit(node.condition, scope)
                return base.item if base.item.kind == "row" else common(node, (base.item, NULL))
        if not isinstance(node.condition, nodes.Binary) or node.condition.operator in ("+", "-", "*", "/", "**"):
            raise NotPortable(node.condition, "筛选条件应当是比较，例如 [数量 > 1]；其他条件请写成“(条件) = true”")
        if base.item.kind == "boolean":
            raise NotPortable(node, "不能筛选“是否”的列表")
        self.visit(node.condition, {**scope, **base.item.columns, "item": base.item})
        return base

    def _call(self, node: nodes.Call, scope: Mapping[str, Shape]) -> Shape:
        if not isinstance(node.function, nodes.Name):
            raise NotPortable(node, "只能调用内置函数")
        if node.function.name in scope:
            raise NotPortable(node, f"字段名“{node.function.name}”与内置函数同名，请改名")
        if node.named:
            raise NotPortable(node, "函数的参数请按顺序写，不写参数名")
        shapes = tuple(self.visit(argument, scope) for argument in node.arguments)
        return calls.call(node, node.function.name, shapes)

    def _if(self, node: nodes.If, scope: Mapping[str, Shape]) -> Shape:
        self.condition(node.condition, scope)
        return common(node, (self.visit(node.yes, scope), self.visit(node.no, scope)))

    def _for(self, node: nodes.For, scope: Mapping[str, Shape]) -> Shape:
        inner, certain = self._iterations(node.iterations, scope)
        body = self.visit(node.body, inner)
        if body.kind in ("list", "row"):
            raise NotPortable(node.body, "for 的每一项结果应当是单个的值")
        return list_of(body, certain=certain)

    def _quantified(self, node: nodes.Quantified, scope: Mapping[str, Shape]) -> Shape:
        inner, certain = self._iterations(node.iterations, scope)
        if not self.condition(node.condition, inner).certain:
            raise NotPortable(node.condition, "有内容未填时两边的结果不同，请写成“(条件) = true”")
        return SURE if certain else BOOLEAN

    def _iterations(
        self, iterations: tuple[nodes.Iteration, ...], scope: Mapping[str, Shape]
    ) -> tuple[Mapping[str, Shape], bool]:
        certain = True
        for each in iterations:
            if each.name in scope or each.name in BUILTIN_FUNCTIONS or each.name in _RESERVED:
                raise NotPortable(each.source, f"循环变量“{each.name}”与字段或函数同名，请换一个名称")
            source = self.visit(each.source, scope)
            if each.upto is not None:
                comparing.bounds(each.source, each.source, each.upto)
                item: Shape | None = WHOLE
                if not (source.whole and self.visit(each.upto, scope).whole):
                    raise NotPortable(each.source, "循环的起止应当是整数")
            else:
                item, certain = source.item, certain and source.certain
            if item is None:
                raise NotPortable(each.source, "只能对列表逐项处理")
            scope = {**scope, each.name: item}
        return scope, certain

    def condition(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """Return the shape of a condition. :raises NotPortable: if it is none"""
        shape = self.visit(node, scope)
        if shape.kind not in ("boolean", "null"):
            raise NotPortable(node, "这里应当是条件，结果为“真”或“假”")
        return shape

    def number(self, node: nodes.Node, scope: Mapping[str, Shape]) -> Shape:
        """Return the shape of a number. :raises NotPortable: if it is none"""
        shape = self.visit(node, scope)
        if shape.kind not in ("number", "null"):
            raise NotPortable(node, "这里应当是数字")
        return shape
