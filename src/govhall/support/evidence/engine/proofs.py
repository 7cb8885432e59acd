"""Checking proofs (RFC 9162 2.1.3.2 and 2.1.4.2). Whatever is odd about a proof, the answer is no, never an error."""

from collections.abc import Sequence

from govhall.support.evidence.engine.hashing import SM3, Hasher

HASH_SIZE = 32


def includes(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, hasher: Hasher = SM3) -> bool:
    """Whether ``proof`` shows that the hash ``leaf`` stands at ``index`` in the tree of ``size`` leaves."""
    if not 0 <= index < size or any(len(value) != HASH_SIZE for value in (leaf, root, *proof)):
        return False
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            found = hasher.node(step, found)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hasher.node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def extends(
    *, first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes], hasher: Hasher = SM3
) -> bool:
    """Whether ``proof`` shows that the tree of ``second`` leaves begins with the tree of ``first`` leaves."""
    # That the empty tree is the beginning of every tree needs no proof, and a proof of it shows nothing.
    if not 0 < first <= second:
        return False
    if first == second:
        return first_root == second_root and not proof
    if not proof or any(len(value) != HASH_SIZE for value in (first_root, second_root, *proof)):
        return False
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    place, last = first - 1, second - 1
    while place % 2:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = hasher.node(step, old), hasher.node(step, new)
            while place % 2 == 0 and place:
                place, last = place >> 1, last >> 1
        else:
            new = hasher.node(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root
