"""Links models: imports to models, hrefs to elements; refuses what is missing or runs in circles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from govhall.support.decisions.dmn import model
from govhall.support.decisions.dmn.errors import DmnError
from govhall.support.decisions.dmn.session import Key
from govhall.support.decisions.feel.builtins import BUILTIN_NAMES
from govhall.support.decisions.feel.lexer import NameIndex

_K = TypeVar("_K")
_SYMBOLS = re.compile(r"[-+*/.'’]")


@dataclass(frozen=True, slots=True)
class Linked:
    """A main model with the models it imports, directly or not; `in_order` has imports first."""

    main: model.Definitions
    models: dict[str, model.Definitions]
    in_order: tuple[model.Definitions, ...]

    def element(self, key: Key) -> model.Element:
        """Return the element of a key."""
        return self.models[key[0]].by_id[key[1]]

    def resolve(self, namespace: str, href: str) -> Key:
        """Return the key that an href in a model means.

        :raises DmnError: when there is no such element.
        """
        place, _, identifier = href.rpartition("#")
        found = place or namespace
        if found not in self.models or identifier not in self.models[found].by_id:
            raise DmnError("dmn-unknown-reference", "a reference leads nowhere", element=href)
        return found, identifier

    def prefix(self, namespace: str, imported: str) -> str:
        """Return the name under which one model imports another; empty for itself."""
        if namespace == imported:
            return ""
        for item in self.models[namespace].imports:
            if item.namespace == imported:
                return item.name
        return ""

    def keys(self) -> Iterator[Key]:
        """Return the keys of all elements."""
        return ((found.namespace, identifier) for found in self.in_order for identifier in found.by_id)


def link(main: model.Definitions, others: Iterable[model.Definitions]) -> Linked:
    """Return the linked models.

    :raises DmnError: for a missing import, a circle of imports or of requirements, or a bad reference.
    """
    available = {found.namespace: found for found in others if found.namespace != main.namespace}
    available[main.namespace] = main

    def imports(namespace: str) -> list[str]:
        found = available[namespace]
        missing = [item for item in found.imports if item.namespace not in available]
        if missing:
            raise DmnError("dmn-missing-import", "an imported model is not given", element=missing[0].namespace)
        return [item.namespace for item in found.imports]

    order = _sorted([main.namespace], imports, "dmn-import-cycle", "models import each other in a circle")
    in_order = tuple(available[namespace] for namespace in order)
    linked = Linked(main, {found.namespace: found for found in in_order}, in_order)

    def required(key: Key) -> list[Key]:
        # A knowledge model may require itself: that is recursion.
        keys = [linked.resolve(key[0], href) for href in hrefs(linked.element(key))]
        return [found for found in keys if found != key or not isinstance(linked.element(key), model.KnowledgeModel)]

    _sorted(linked.keys(), required, "dmn-cycle", "elements require each other in a circle")
    return linked


def hrefs(element: model.Element) -> tuple[str, ...]:
    """Return everything an element refers to that must be known before it."""
    if isinstance(element, model.Decision | model.KnowledgeModel):
        return element.requires
    if isinstance(element, model.DecisionService):
        return element.outputs
    return ()


def _sorted(starts: Iterable[_K], below: Callable[[_K], Sequence[_K]], code: str, message: str) -> list[_K]:
    """Return everything reachable, what is required first; without recursion, so long chains are fine."""
    done: dict[_K, bool] = {}
    order: list[_K] = []
    for start in starts:
        pending: list[tuple[_K, bool]] = [(start, False)]
        while pending:
            key, leaving = pending.pop()
            if leaving:
                done[key] = True
                order.append(key)
            elif key not in done:
                done[key] = False
                pending.append((key, True))
                pending.extend((found, False) for found in reversed(below(key)))
            elif not done[key]:
                raise DmnError(code, message, element=str(key[1] if isinstance(key, tuple) else key))
    return order


def shared_names(linked: Linked, definitions: model.Definitions) -> NameIndex:
    """Return the names that every text of a model may use.

    Names with operator characters count only where they are in scope, else `a-b` could never be a difference.
    """
    found: list[str] = []
    for item in definitions.imports:
        found.append(item.name)
        found.extend(_own_names(linked.models[item.namespace]))
    found.extend(_own_names(definitions))
    names = [name for name in found if not _SYMBOLS.search(name)]
    for part in linked.in_order:
        names.extend(name for item in part.items for name in _item_names(item))
    return NameIndex(names, BUILTIN_NAMES)


def names_of(linked: Linked, namespace: str, element: model.Element, shared: NameIndex) -> NameIndex:
    """Return the names that the texts of one element may use."""
    keys = [linked.resolve(namespace, href) for href in hrefs(element)]
    return NameIndex([*_element_names(element), *(linked.element(key).variable.name for key in keys)], shared)


def _own_names(definitions: model.Definitions) -> Iterator[str]:
    for element in definitions.elements:
        yield element.name
        yield from _element_names(element)


def _element_names(element: model.Element) -> Iterator[str]:
    yield element.variable.name
    if isinstance(element, model.Decision) and element.box is not None:
        yield from _box_names(element.box)
    elif isinstance(element, model.KnowledgeModel) and element.function is not None:
        yield from _box_names(element.function)


def _item_names(item: model.ItemDefinition) -> Iterator[str]:
    for part in item.components:
        yield part.name
        yield from _item_names(part)


def _box_names(box: object) -> Iterator[str]:
    """Return the names that a box declares: entries, parameters, columns, outputs, iterators."""
    pending: list[object] = [box]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple):
            pending.extend(current)
        elif isinstance(current, model.Variable | model.OutputClause):
            yield current.name
        elif isinstance(current, model.InvocationBox):
            # A binding names a parameter of the function, not a variable of this place.
            pending.extend((current.function, *(value for _parameter, value in current.bindings)))
        elif isinstance(current, model.Box):
            if isinstance(current, model.IteratorBox):
                yield current.variable
            pending.extend(getattr(current, name) for name in current.__dataclass_fields__)
