"""Operators: which kinds may meet, and when a number stays exact in binary."""

from typing import Final

from govhall.support.decisions.public import nodes
from govhall.support.forms.rules.portable.shapes import BOOLEAN, DATE, NAMES, NULL, SURE, NotPortable, Shape

_ORDER: Final = frozenset({"<", "<=", ">", ">="})


def arithmetic(node: nodes.Binary, left: Shape, right: Shape) -> Shape:
    """Return the shape of a sum, difference, product or quotient. :raises NotPortable: for kinds that don't add up"""
    kinds = {left.kind, right.kind} - {"null"}
    if kinds <= {"number"}:
        if not kinds:
            return NULL
        whole = left.whole and right.whole and node.operator != "/"
        return Shape(kind="number", whole=whole, exact=whole)
    if node.operator == "+" and kinds == {"text"}:
        return Shape(kind="text", ascii=left.ascii and right.ascii, certain=left.certain and right.certain)
    if node.operator in "+-" and left.kind == "date" and right.kind in ("days", "months"):
        return DATE
    if node.operator == "-" and left.kind == right.kind == "date":
        return Shape(kind="days")
    raise NotPortable(node, f"{_named(left)}和{_named(right)}不能用“{node.operator}”计算")


def compare(node: nodes.Node, operator: str, left: Shape, right: Shape) -> Shape:
    """Return the shape of a comparison. :raises NotPortable: for kinds or numbers that both engines see differently"""
    if operator in _ORDER:
        return _order(node, left, right)
    if (left.kind == "list" and right.kind == "null") or (left.kind == "null" and right.kind == "list"):
        return SURE
    _same(node, left, right)
    if left.kind in ("list", "row", "days", "months", "span"):
        raise NotPortable(node, f"{_named(left)}不能比较是否相等；列表请比较 count(…)，时长请用 <= 和 >=")
    return SURE


def _order(node: nodes.Node, left: Shape, right: Shape) -> Shape:
    _same(node, left, right)
    if left.kind in ("list", "row", "boolean", "span"):
        raise NotPortable(node, f"{_named(left)}不能比较大小")
    if left.kind == "text" and not (left.ascii and right.ascii):
        raise NotPortable(node, "文字的先后顺序在两边可能不同，不能比较大小")
    if "null" in (left.kind, right.kind):
        raise NotPortable(node, "不能和空值比较大小")
    return BOOLEAN


def _same(node: nodes.Node, left: Shape, right: Shape) -> None:
    if "null" not in (left.kind, right.kind) and left.kind != right.kind:
        raise NotPortable(node, f"{_named(left)}和{_named(right)}不能比较")
    if not (left.exact and right.exact):
        raise NotPortable(node, "带小数的计算结果在浏览器中不精确，请先用 round half up(…, 2) 取整到固定的位数再比较")


def bounds(node: nodes.Node, low: nodes.Node, high: nodes.Node) -> None:
    """Make sure that a range has fixed ends in order. :raises NotPortable: if not"""
    ends = [_value(end) for end in (low, high)]
    try:
        if None not in ends and type(ends[0]) is type(ends[1]) and ends[0] <= ends[1]:  # type: ignore[operator]
            return
    except TypeError:
        pass
    raise NotPortable(node, "区间的两端应当是写明的值，并且从小到大；其他情况请用 >= 和 <=")


def _value(node: nodes.Node) -> object:
    if isinstance(node, nodes.Unary) and isinstance(node.operand, nodes.Literal):
        value = node.operand.value
        return -value if hasattr(value, "is_finite") else None  # type: ignore[operator]
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.Call) and len(node.arguments) == 1:  # date("2026-01-01")
        return _value(node.arguments[0])
    return None


def _named(shape: Shape) -> str:
    return NAMES[shape.kind]
