"""The inputs of a recorded run as the rules got them: JSON knows no dates and no exact fractions, the model does."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from govhall.kernel.errors import InvalidInput
from govhall.support.decisions.dmn import model as parts
from govhall.support.decisions.dmn.item_types import Reference, Restricted
from govhall.support.decisions.feel.types import ANY, ContextType, FeelType, ListType, Scalar
from govhall.support.decisions.rules.running import Compiled

_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "number": Decimal, "date": dt.date.fromisoformat, "time": dt.time.fromisoformat,
    "date and time": dt.datetime.fromisoformat,
}  # fmt: skip
_LOST: Final = frozenset({"days and time duration", "years and months duration"})


class NotRestorable(InvalidInput):
    """A recorded value can't be made what it was: the run can be read, not repeated."""

    code = "decision-run-not-restorable"


def inputs(compiled: Compiled, stored: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return stored inputs with the types that the model gives them; what it leaves untyped stays as JSON has it.

    :raises NotRestorable: for a duration, or a value that its type can't read
    """
    made = compiled.made
    kinds = {each.name: made.type_of(each) for each in made.elements if isinstance(each, parts.InputData)}
    try:
        return {name: _restored(value, kinds.get(name, ANY)) for name, value in stored.items()}
    except (ValueError, InvalidOperation) as fault:
        raise NotRestorable("这次运行的输入不能还原，只能查看，不能重新计算。") from fault


def _restored(value: Any, kind: FeelType) -> Any:
    if isinstance(kind, Restricted):
        return _restored(value, kind.base)
    if isinstance(kind, Reference):
        return _restored(value, kind.table.get(kind.name, ANY))
    if isinstance(value, list):
        item = kind.item if isinstance(kind, ListType) else kind
        return [_restored(each, item) for each in value]
    if isinstance(value, Mapping):
        fields = dict(kind.fields) if isinstance(kind, ContextType) else {}
        return {name: _restored(each, fields.get(name, ANY)) for name, each in value.items()}
    if isinstance(value, str) and isinstance(kind, Scalar):
        if kind.name in _LOST:
            raise ValueError(kind.name)
        return _READERS[kind.name](value) if kind.name in _READERS else value
    return value
