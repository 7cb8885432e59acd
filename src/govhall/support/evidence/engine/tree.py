"""
The Merkle tree of RFC 9162 over stored nodes.

Stored are the roots of perfect subtrees only: ``Place(level, number)`` covers 2^level leaves from leaf number·2^level
on. A stored node never changes, however the tree grows. Every root and proof is folded from a few of them; which ones
is known before any is read, so that a caller reads them in one query.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from govhall.support.evidence.engine.hashing import SM3, Hasher


class Place(NamedTuple):
    """Where a perfect subtree stands."""

    level: int
    number: int


Nodes = Mapping[Place, bytes]
Plan = tuple[tuple[Place, ...], ...]
"""A proof before its hashes are read: each element is one hash, folded from the subtrees that it covers."""


def peaks(size: int) -> tuple[Place, ...]:
    """Return the perfect subtrees of which a tree of ``size`` leaves consists, left to right."""
    return _cover(0, size)


def root(size: int, nodes: Nodes, hasher: Hasher = SM3) -> bytes:
    """Return the root of the tree of ``size`` leaves. :raises KeyError: if ``nodes`` lacks one of its peaks"""
    return _fold(peaks(size), nodes, hasher) if size else hasher.empty()


def grow(size: int, nodes: Nodes, leaves: Sequence[bytes], hasher: Hasher = SM3) -> list[tuple[Place, bytes]]:
    """
    Return the nodes that come into being when ``leaves`` (hashes) are appended to a tree of ``size`` leaves.

    :raises KeyError: if ``nodes`` lacks a peak of the tree as it is
    """
    fresh: list[tuple[Place, bytes]] = []
    row, level, index = list(leaves), 0, size
    while row:
        fresh += [(Place(level, index + offset), value) for offset, value in enumerate(row)]
        if index % 2:  # the left half stands already
            index -= 1
            row.insert(0, nodes[Place(level, index)])
        row = [hasher.node(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        level, index = level + 1, index // 2
    return fresh


def plan_inclusion(index: int, size: int) -> Plan:
    """
    Return the plan of the proof that leaf ``index`` is in the tree of ``size`` leaves (RFC 9162 2.1.3.1).

    :raises ValueError: if there is no such leaf
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in a tree of this size")
    begin, end, found = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            found.append(_cover(middle, end))
            end = middle
        else:
            found.append(_cover(begin, middle))
            begin = middle
    return tuple(reversed(found))


def plan_consistency(first: int, second: int) -> Plan:
    """
    Return the plan of the proof that the tree of ``second`` leaves begins with that of ``first`` (RFC 9162 2.1.4.1).

    :raises ValueError: unless 0 < first <= second
    """
    if not 0 < first <= second:
        raise ValueError("a consistency proof needs 0 < first <= second")
    begin, end, found = 0, second, []
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            found.append(_cover(middle, end))
            end = middle
        else:
            found.append(_cover(begin, middle))
            begin = middle
    if begin:  # else the verifier has this subtree: it is the first tree
        found.append(_cover(begin, end))
    return tuple(reversed(found))


def places(plan: Plan) -> tuple[Place, ...]:
    """Return every node that a plan needs."""
    return tuple(place for part in plan for place in part)


def fill(plan: Plan, nodes: Nodes, hasher: Hasher = SM3) -> tuple[bytes, ...]:
    """Return the proof. :raises KeyError: if ``nodes`` lacks a place of the plan"""
    return tuple(_fold(part, nodes, hasher) for part in plan)


def _split(size: int) -> int:
    """Return the largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _cover(begin: int, end: int) -> tuple[Place, ...]:
    """Return the perfect subtrees of the leaves from ``begin`` to ``end``, where begin is aligned to their largest."""
    found, here = [], begin
    for level in range((end - begin).bit_length() - 1, -1, -1):
        if (end - begin) >> level & 1:
            found.append(Place(level, here >> level))
            here += 1 << level
    return tuple(found)


def _fold(covered: Iterable[Place], nodes: Nodes, hasher: Hasher) -> bytes:
    *rest, last = (nodes[place] for place in covered)
    for left in reversed(rest):
        last = hasher.node(left, last)
    return last
