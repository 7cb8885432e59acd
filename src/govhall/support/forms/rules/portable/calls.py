"""The built-in functions that forms may call, with the shapes they take and give."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from govhall.support.decisions.public import compile_expression, nodes
from govhall.support.forms.rules.portable import patterns
from govhall.support.forms.rules.portable.shapes import (
    BOOLEAN,
    DATE,
    NAMES,
    ROUGH,
    SURE,
    WHOLE,
    NotPortable,
    Shape,
    list_of,
)

Arguments = Sequence[Shape]
Act = Callable[[nodes.Call, Arguments], Shape]
_ISO_DATE: Final = re.compile(r"[12]\d{3}-\d\d-\d\d")
_DURATION: Final = re.compile(r"-?P(?:(?P<years>\d{1,3}Y)?(?P<months>\d{1,4}M)?|(?P<days>\d{1,5}D))")


def call(node: nodes.Call, name: str, given: Arguments) -> Shape:
    """Return the shape of a call. :raises NotPortable: for a function or arguments that are not on the list"""
    known = FUNCTIONS.get(name)
    if known is None:
        raise NotPortable(node, f"表单规则不能使用函数“{name}”")
    takes, gives = known
    wanted = takes.split()
    least = sum(1 for each in wanted if not each.endswith("?"))
    if not least <= len(given) <= len(wanted):
        raise NotPortable(
            node, f"函数“{name}”在表单规则中要有 {least}{f' 到 {len(wanted)}' if least < len(wanted) else ''} 个参数"
        )
    for position, shape in enumerate(given):
        _take(node.arguments[position], wanted[position].rstrip("?"), shape, name)
    return gives(node, given)


def literal(node: nodes.Literal) -> Shape:
    """Return the shape of an ``@`` literal. :raises NotPortable: for anything but a date"""
    if type(node.value).__name__ == "Date":
        return Shape(kind="date", certain=True)
    raise NotPortable(node, '@ 后面只能是日期，例如 @"2026-10-13"；时长请写 duration("P30D")')


def _take(node: nodes.Node, wanted: str, shape: Shape, name: str) -> None:
    if wanted == "literal":
        if not isinstance(node, nodes.Literal) or not isinstance(node.value, str | Decimal):
            raise NotPortable(node, f"函数“{name}”的这个参数应当是写明的值")
    elif wanted in ("numbers", "texts", "booleans", "scalars", "list"):
        _take_list(node, wanted, shape, name)
    elif wanted == "scalar":
        if shape.kind not in ("number", "text") or not shape.exact:
            raise NotPortable(node, f"函数“{name}”的这个参数应当是文字，或者没有经过小数计算的数字")
    elif wanted == "whole":
        if not shape.whole:
            raise NotPortable(node, f"函数“{name}”的这个参数应当是整数")
    elif wanted != "any" and shape.kind != wanted:
        raise NotPortable(node, f"函数“{name}”的这个参数应当是{NAMES[wanted]}，这里是{NAMES[shape.kind]}")


def _take_list(node: nodes.Node, wanted: str, shape: Shape, name: str) -> None:
    item = shape.item
    if shape.kind != "list" or item is None:
        raise NotPortable(node, f"函数“{name}”的这个参数应当是列表")
    kinds = {"numbers": ("number",), "texts": ("text",), "booleans": ("boolean",), "scalars": ("number", "text")}
    if wanted != "list" and item.kind not in kinds[wanted]:
        raise NotPortable(node, f"函数“{name}”不能处理{NAMES[item.kind]}的列表")
    if wanted == "scalars" and not item.exact:
        raise NotPortable(node, f"函数“{name}”不能处理小数计算的结果，请先取整到固定的位数")


def _gives(shape: Shape) -> Act:
    return lambda _node, _given: shape


def _item(node: nodes.Call, given: Arguments) -> Shape:
    item = given[0].item or ROUGH
    return Shape(kind="number", whole=item.whole, exact=item.exact)


def _sum(node: nodes.Call, given: Arguments) -> Shape:
    whole = bool(given[0].item and given[0].item.whole)
    return Shape(kind="number", whole=whole, exact=whole)


def _same(node: nodes.Call, given: Arguments) -> Shape:
    return Shape(kind="number", whole=given[0].whole, exact=given[0].exact)


def _rounded(node: nodes.Call, given: Arguments) -> Shape:
    if len(node.arguments) < 2:
        return WHOLE
    scale = node.arguments[1]
    if not isinstance(scale, nodes.Literal) or scale.value not in [Decimal(each) for each in range(7)]:
        raise NotPortable(scale, "取整的位数应当是写明的 0 到 6")
    return Shape(kind="number", whole=scale.value == 0)


def _not(node: nodes.Call, given: Arguments) -> Shape:
    return SURE if given[0].certain else BOOLEAN


def _date(node: nodes.Call, given: Arguments) -> Shape:
    source = node.arguments[0]
    if len(given) == 3:
        if not all(shape.whole for shape in given):
            raise NotPortable(node, "date(年, 月, 日) 的三个参数应当是整数")
        if not (isinstance(source, nodes.Literal) or (isinstance(source, nodes.Path) and source.name == "year")):
            raise NotPortable(source, "date(年, 月, 日) 的年应当写明，或者取自日期（如 开业日期.year）")
        return DATE
    if len(given) != 1:
        raise NotPortable(node, "date 要有一个参数，或者年、月、日三个参数")
    if isinstance(source, nodes.Literal):
        if (
            not _ISO_DATE.fullmatch(str(source.value))
            or compile_expression(f'date("{source.value}")').evaluate({}) is None
        ):
            raise NotPortable(node, "日期应当写成 2026-10-13 这样，并且确有这一天")
        return Shape(kind="date", certain=True)
    if given[0].kind != "text" or not given[0].ascii:
        raise NotPortable(node, "date(…) 只能用于日期字段或写明的日期")
    return DATE


def _duration(node: nodes.Call, given: Arguments) -> Shape:
    source = node.arguments[0]
    found = _DURATION.fullmatch(str(source.value)) if isinstance(source, nodes.Literal) else None
    if found is None or not any(found.groups()):
        raise NotPortable(node, "时长应当写成 P30D（天）或 P1Y6M（年月），不能带小时，也不能混用")
    return Shape(kind="days" if found["days"] else "months", certain=True)


def _matches(node: nodes.Call, given: Arguments) -> Shape:
    source = node.arguments[1]
    fault = patterns.fault_of(str(source.value)) if isinstance(source, nodes.Literal) else "正则表达式应当写明"
    if fault:
        raise NotPortable(source, fault)
    return BOOLEAN


def _substring(node: nodes.Call, given: Arguments) -> Shape:
    for argument in node.arguments[1:]:
        plain = isinstance(argument, nodes.Literal) and isinstance(argument.value, Decimal)
        if not plain or not str(argument.value).isdigit() or argument.value == 0:  # type: ignore[attr-defined]
            raise NotPortable(argument, "substring 的位置和长度应当是写明的正整数")
    return Shape(kind="text", ascii=given[0].ascii)


def _cased(node: nodes.Call, given: Arguments) -> Shape:
    if not given[0].ascii:
        raise NotPortable(node, "大小写转换只能用于证件号码、代码等英文和数字的字段")
    return Shape(kind="text", ascii=True)


def _string(node: nodes.Call, given: Arguments) -> Shape:
    if given[0].kind not in ("number", "text", "boolean") or not given[0].exact:
        raise NotPortable(node, "string(…) 只能用于文字、是否和没有经过小数计算的数字；小数请先取整到固定的位数")
    return Shape(kind="text", ascii=given[0].kind != "text" or given[0].ascii)


def _distinct(node: nodes.Call, given: Arguments) -> Shape:
    return list_of(given[0].item or ROUGH)


_TEXT: Final = Shape(kind="text")
FUNCTIONS: Final[Mapping[str, tuple[str, Act]]] = {
    "not": ("boolean", _not),
    "count": ("list", _gives(WHOLE)),
    "sum": ("numbers", _sum),
    "min": ("numbers", _item),
    "max": ("numbers", _item),
    "mean": ("numbers", _gives(ROUGH)),
    "all": ("booleans", _gives(BOOLEAN)),
    "any": ("booleans", _gives(BOOLEAN)),
    "list contains": ("scalars scalar", _gives(BOOLEAN)),
    "distinct values": ("scalars", _distinct),
    "string join": ("texts literal?", _gives(_TEXT)),
    "abs": ("number", _same),
    "floor": ("number", _gives(WHOLE)),
    "ceiling": ("number", _gives(WHOLE)),
    "decimal": ("number whole", _rounded),
    "round up": ("number whole", _rounded),
    "round down": ("number whole", _rounded),
    "round half up": ("number whole", _rounded),
    "round half down": ("number whole", _rounded),
    "modulo": ("whole whole", _gives(WHOLE)),
    "odd": ("whole", _gives(BOOLEAN)),
    "even": ("whole", _gives(BOOLEAN)),
    "string": ("any", _string),
    "string length": ("text", _gives(WHOLE)),
    "substring": ("text whole whole?", _substring),
    "substring before": ("text text", _gives(_TEXT)),
    "substring after": ("text text", _gives(_TEXT)),
    "contains": ("text text", _gives(BOOLEAN)),
    "starts with": ("text text", _gives(BOOLEAN)),
    "ends with": ("text text", _gives(BOOLEAN)),
    "matches": ("text literal", _matches),
    "upper case": ("text", _cased),
    "lower case": ("text", _cased),
    "date": ("any any? any?", _date),
    "duration": ("literal", _duration),
    "years and months duration": ("date date", _gives(Shape(kind="span"))),
    "today": ("", _gives(Shape(kind="date", certain=True))),
}
