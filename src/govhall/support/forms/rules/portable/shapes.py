"""What is known about a value before it exists: its kind, and whether both engines hold it exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from govhall.support.decisions.public import nodes

_ASCII = frozenset({"date", "id_number", "uscc", "phone", "postcode", "region"})
_NUMBERS = frozenset({"integer", "decimal", "money"})
NAMES = {
    "number": "数字", "text": "文字", "boolean": "是否", "date": "日期", "days": "天数时长", "months": "年月时长",
    "span": "两个日期之间的年月", "list": "列表", "row": "一行内容", "null": "空值",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """
    The shape of a value; every value may be null unless ``certain``.

    ``exact`` numbers are the same in binary and in decimal; ``whole`` ones have no fraction; ``ascii`` text is ordered
    alike by both engines. Lists know their ``item``, rows their ``columns``.
    """

    kind: str
    exact: bool = True
    whole: bool = False
    ascii: bool = False
    certain: bool = False
    item: "Shape | None" = None
    columns: Mapping[str, "Shape"] = field(default_factory=dict)


class NotPortable(Exception):
    """A construct that the two engines may answer differently; ``reason`` is Chinese, ``node`` the place."""

    def __init__(self, node: nodes.Node, reason: str) -> None:
        self.node = node
        self.reason = reason
        super().__init__(reason)


NULL = Shape(kind="null")
BOOLEAN = Shape(kind="boolean")
SURE = Shape(kind="boolean", certain=True)
WHOLE = Shape(kind="number", whole=True)
ROUGH = Shape(kind="number", exact=False)
DATE = Shape(kind="date")


def of_kind(kind: str) -> Shape:
    """Return the shape of a form field of this kind, as rules see it: dates are ISO text, codes are text."""
    if kind in _NUMBERS:
        return Shape(kind="number", whole=kind == "integer")
    if kind == "boolean":
        return BOOLEAN
    if kind == "choices":
        return list_of(Shape(kind="text", certain=True))
    return Shape(kind="text", ascii=kind in _ASCII)


def list_of(item: Shape, *, certain: bool = False) -> Shape:
    """Return the shape of a list; ``certain`` ones are never null."""
    return Shape(kind="list", item=item, certain=certain)


def of_row(columns: Mapping[str, Shape]) -> Shape:
    """Return the shape of one row of a repeated section."""
    return Shape(kind="row", columns=columns, certain=True)


def common(node: nodes.Node, shapes: tuple[Shape, ...]) -> Shape:
    """Return the one shape that covers all of these. :raises NotPortable: if they are of different kinds"""
    known = [shape for shape in shapes if shape.kind != "null"]
    if not known:
        return NULL
    if len({shape.kind for shape in known}) > 1:
        kinds = "、".join(sorted({NAMES[shape.kind] for shape in known}))
        raise NotPortable(node, f"几种结果的类型不同（{kinds}），请统一成一种")
    first = known[0]
    if first.kind in ("list", "row"):
        if any(shape != first for shape in known):
            raise NotPortable(node, "几种结果是不同的列表，请统一成一种")
        return first
    return replace(
        first,
        exact=all(shape.exact for shape in known),
        whole=all(shape.whole for shape in known),
        ascii=all(shape.ascii for shape in known),
        certain=len(known) == len(shapes) and all(shape.certain for shape in known),
    )
