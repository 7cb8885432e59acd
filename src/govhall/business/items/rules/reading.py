"""
Reads plain mappings (from YAML or JSON) into typed values and collects every fault on the way.

A reader never raises: a wrong value is noted as a problem and a harmless one stands in, so that an editor sees all
faults at once. It knows nothing of items.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from govhall.business.items.rules.problems import Problem
from govhall.standards.tables import code_table

_EMPTY: Mapping[str, Any] = {}


class Reader:
    """Takes the values of one mapping out by key; ``finish`` complains about what nobody took."""

    def __init__(self, data: object, path: str, problems: list[Problem]) -> None:
        self.path = path
        self._problems = problems
        self._taken: set[str] = set()
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else _EMPTY
        if not isinstance(data, Mapping):
            self.fault("", "应为键值结构")

    def fault(self, key: str, message: str) -> None:
        """Note a problem at ``key``."""
        path = ".".join(part for part in (self.path, key) if part)
        self._problems.append(Problem(path=path, message=message))

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self._data.get(key) is not None

    def raw(self, key: str) -> Any:
        """Return the value as it is."""
        self._taken.add(key)
        return self._data.get(key)

    def text(self, key: str, *, required: bool = True, longest: int = 2000) -> str:
        """Return a text, stripped."""
        value = self.raw(key)
        if value is None:
            if required:
                self.fault(key, "缺少内容")
            return ""
        if not isinstance(value, str):
            self.fault(key, f"应为文字，现为 {value!r}（数字请加引号）")
            return ""
        text = value.strip()
        if required and not text:
            self.fault(key, "不能为空")
        if len(text) > longest:
            self.fault(key, f"最长 {longest} 字，现为 {len(text)} 字")
        return text

    def number(self, key: str, *, default: int | None = None, lowest: int = 0, highest: int = 10_000) -> int:
        """Return a whole number."""
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(key, "应为整数" if value is not None else "缺少数字")
            return lowest
        if not lowest <= value <= highest:
            self.fault(key, f"应在 {lowest} 到 {highest} 之间，现为 {value}")
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return true or false."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, "应为 true 或 false")
            return default
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._list(key, required=required)
        if any(not isinstance(each, str) or not each.strip() for each in value):
            self.fault(key, "应为文字的列表")
            return ()
        return tuple(each.strip() for each in value)

    def code(self, key: str, table: str, *, required: bool = True) -> str:
        """Return a code of a code table."""
        value = self.text(key, required=required)
        if value and value not in code_table(table):
            self.fault(key, f"“{value}”不在代码表 {table} 内，可用：{'、'.join(code_table(table).codes)}")
        return value

    def codes(self, key: str, table: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of codes of a code table, without doubles."""
        values = self.texts(key, required=required)
        for value in values:
            if value not in code_table(table):
                self.fault(key, f"“{value}”不在代码表 {table} 内")
        if len(set(values)) != len(values):
            self.fault(key, "有重复的代码")
        return values

    def one_of(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """Return a text that is one of ``allowed``."""
        if default is not None and not self.has(key):
            self._taken.add(key)
            return default
        value = self.text(key)
        if value and value not in allowed:
            self.fault(key, f"“{value}”不可用，可用：{'、'.join(allowed)}")
        return value

    def child(self, key: str) -> "Reader":
        """Return a reader of a mapping inside."""
        value = self.raw(key)
        if value is None:
            self.fault(key, "缺少内容")
            value = _EMPTY
        return Reader(value, self._at(key), self._problems)

    def children(self, key: str, *, required: bool = False) -> list["Reader"]:
        """Return readers of a list of mappings."""
        values = self._list(key, required=required)
        return [Reader(value, f"{self._at(key)}[{at}]", self._problems) for at, value in enumerate(values, 1)]

    def finish(self) -> None:
        """Complain about keys that nobody asked for: they are most often misspelt."""
        for key in self._data:
            if key not in self._taken:
                self.fault(str(key), "不认识这个键")

    def _list(self, key: str, *, required: bool) -> list[Any]:
        value = self.raw(key)
        if value is None:
            value = []
        if not isinstance(value, list):
            self.fault(key, "应为列表")
            return []
        if required and not value:
            self.fault(key, "至少要有一项")
        return value

    def _at(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part)
