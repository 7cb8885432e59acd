"""The tree's mathematics: canonical text, proofs of every leaf and every pair of sizes, and no proof that lies."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govhall.support.evidence.engine import canonical, proofs, records, tree, vectors
from govhall.support.evidence.engine.hashing import SHA256, SM3
from govhall.support.evidence.engine.tree import Place

LEAVES = [SM3.leaf(bytes([number])) for number in range(70)]


def grown(leaves: list[bytes], cuts: tuple[int, ...] = ()) -> dict[Place, bytes]:
    """Append leaves in pieces, as batches do."""
    nodes: dict[Place, bytes] = {}
    for begin, end in zip((0, *cuts), (*cuts, len(leaves)), strict=True):
        nodes |= dict(tree.grow(begin, nodes, leaves[begin:end]))
    return nodes


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 9162 2.1.1, word for word."""
    if not leaves:
        return SM3.empty()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return SM3.node(plain_root(leaves[:k]), plain_root(leaves[k:]))


class TestCanonicalText:
    def test_is_that_of_the_example_in_rfc_8785(self) -> None:
        value = {"string": '€$\u000f\nA\'B"\\\\"/', "literals": [None, True, False], "numbers": [333333333, -1, 0]}
        wanted = '{"literals":[null,true,false],"numbers":[333333333,-1,0],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        assert canonical.text(value) == wanted

    def test_orders_keys_by_utf_16(self) -> None:
        keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
        assert list(canonical.decode(canonical.text(keys)).values()) == [2, 4, 6, 7, 1, 5, 3]

    @pytest.mark.parametrize("value", [1.0, 2**53, {1: 2}, {"a": float("nan")}, "\ud800", {"a": {1, 2}}])
    def test_refuses_what_could_be_written_in_two_ways(self, value: object) -> None:
        with pytest.raises(canonical.NotCanonical):
            canonical.text(value)

    @pytest.mark.parametrize("written", ['{"b":1,"a":2}', '{"a": 1}', '{"a":1,"a":1}', '{"a":1.0}', "[]", "{"])
    def test_is_read_in_this_spelling_only(self, written: str) -> None:
        with pytest.raises(canonical.NotCanonical):
            canonical.decode(written)

    @given(st.recursive(st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(
        st.characters(exclude_categories=["Cs"])), lambda inner: st.lists(inner) | st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])), inner)))  # fmt: skip
    def test_comes_back_as_it_was(self, value: object) -> None:
        assert canonical.decode(canonical.text({"v": value})) == {"v": value}


class TestTree:
    @given(st.integers(0, 70), st.sets(st.integers(0, 70), max_size=5))
    def test_has_the_root_of_the_definition_however_it_was_grown(self, size: int, cuts: set[int]) -> None:
        nodes = grown(LEAVES[:size], tuple(sorted(cut for cut in cuts if cut <= size)))
        assert tree.root(size, nodes) == plain_root(LEAVES[:size])
        assert len(nodes) == sum(size >> level for level in range(8))

    @given(st.data())
    def test_proves_every_leaf_and_nothing_else(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(1, 70))
        index = data.draw(st.integers(0, size - 1))
        nodes = grown(LEAVES[:size])
        plan = tree.plan_inclusion(index, size)
        proof = tree.fill(plan, nodes)
        facts = {"index": index, "size": size, "proof": proof, "root": tree.root(size, nodes)}
        assert proofs.includes(leaf=LEAVES[index], **facts)
        others = [leaf for leaf in LEAVES if leaf != LEAVES[index]]
        assert not proofs.includes(leaf=data.draw(st.sampled_from(others)), **facts)
        wrong = data.draw(st.integers(0, 80).filter(lambda other: other != index))
        assert not proofs.includes(leaf=LEAVES[index], **{**facts, "index": wrong})
        assert not proofs.includes(leaf=LEAVES[index], **{**facts, "proof": (*proof, LEAVES[0])})

    @given(st.data())
    def test_refuses_a_proof_with_any_bit_flipped(self, data: st.DataObject) -> None:
        size = data.draw(st.integers(2, 70))
        index = data.draw(st.integers(0, size - 1))
        nodes = grown(LEAVES[:size])
        root = tree.root(size, nodes)
        parts = [LEAVES[index], root, *tree.fill(tree.plan_inclusion(index, size), nodes)]
        place, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
        parts[place] = (int.from_bytes(parts[place]) ^ 1 << bit).to_bytes(32)
        leaf, root, *proof = parts
        assert not proofs.includes(leaf=leaf, index=index, size=size, proof=proof, root=root)

    @given(st.data())
    def test_proves_that_it_continues_every_earlier_tree(self, data: st.DataObject) -> None:
        second = data.draw(st.integers(1, 70))
        first = data.draw(st.integers(1, second))
        nodes = grown(LEAVES[:second])
        roots = tree.root(first, nodes), tree.root(second, nodes)
        proof = tree.fill(tree.plan_consistency(first, second), nodes)
        assert proofs.extends(first=first, second=second, first_root=roots[0], second_root=roots[1], proof=proof)
        if first < second:
            parts = [*roots, *proof]
            place, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
            parts[place] = (int.from_bytes(parts[place]) ^ 1 << bit).to_bytes(32)
            assert not proofs.extends(
                first=first, second=second, first_root=parts[0], second_root=parts[1], proof=parts[2:]
            )

    @given(st.integers(1, 69), st.data())
    def test_no_proof_makes_a_rewritten_leaf_a_continuation(self, first: int, data: st.DataObject) -> None:
        second = data.draw(st.integers(first + 1, 70))
        changed = list(LEAVES[:second])
        changed[data.draw(st.integers(0, first - 1))] = SM3.leaf(b"another")
        forked = grown(changed)
        proof = tree.fill(tree.plan_consistency(first, second), forked)
        roots = plain_root(LEAVES[:first]), tree.root(second, forked)
        assert not proofs.extends(first=first, second=second, first_root=roots[0], second_root=roots[1], proof=proof)

    def test_reads_few_nodes_for_a_proof_in_ten_million_leaves(self) -> None:
        plans = [tree.plan_inclusion(index, 10_000_000) for index in (0, 1, 4_999_999, 9_999_999)]
        assert max(len(plan) for plan in plans) <= 24
        assert max(len(tree.places(plan)) for plan in plans) <= 34

    def test_equal_leaves_and_nodes_have_different_hashes(self) -> None:
        assert SM3.leaf(LEAVES[0] + LEAVES[1]) != SM3.node(LEAVES[0], LEAVES[1])

    @pytest.mark.parametrize(("index", "size"), [(0, 0), (3, 3), (-1, 3)])
    def test_has_no_proof_of_a_leaf_that_is_not_there(self, index: int, size: int) -> None:
        with pytest.raises(ValueError):
            tree.plan_inclusion(index, size)
        assert not proofs.includes(leaf=LEAVES[0], index=index, size=size, proof=(), root=LEAVES[0])

    def test_known_sha256_roots_of_rfc_vectors(self) -> None:
        inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
        leaves = [SHA256.leaf(bytes.fromhex(text)) for text in inputs]
        nodes = dict(tree.grow(0, {}, leaves, SHA256))
        assert tree.root(8, nodes, SHA256).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        assert tree.root(0, {}, SHA256).hex().startswith("e3b0c44298fc1c14")
        assert reduce(SHA256.node, leaves) != tree.root(8, nodes, SHA256)


def test_an_unreadable_vector_is_a_failure_and_not_an_error(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "inclusion").mkdir()
    (tmp_path / "inclusion" / "broken.json").write_text('{"leafIdx": 0}')
    (outcome,) = vectors.run_folder(tmp_path)
    assert outcome.group == "inclusion"
    assert outcome.fault.startswith("unreadable vector")


def test_moments_are_written_in_one_way(beijing) -> None:  # type: ignore[no-untyped-def]
    at = beijing.at("2026-10-13 10:30")
    assert records.moment(at) == "2026-10-13T02:30:00.000000Z"
    assert records.read_moment("2026-10-13T02:30:00.000000Z") == at
    with pytest.raises(ValueError):
        records.read_moment("2026-10-13T10:30:00+08:00")
