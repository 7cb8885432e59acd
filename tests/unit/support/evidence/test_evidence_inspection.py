"""Whoever changes the database behind the program's back is found out, each way by its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import connection

from govhall.security.audit import public as audit
from govhall.support.evidence import public as evidence
from govhall.support.evidence.engine import canonical, hashing, records, tree
from govhall.support.evidence.models import EvidenceEntry, Inspection, TreeHead
from govhall.support.evidence.selectors import nodes
from govhall.support.evidence.services import keys, sequencing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:区块链")]
Grown = Callable[..., list[str]]
TABLES = ("evidence_evidenceentry", "evidence_treenode", "evidence_treehead", "evidence_cosignature")


@contextmanager
def behind_the_back() -> Iterator[Callable[..., None]]:
    """Run SQL as a database administrator may, with the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield lambda sql, *values: cursor.execute(sql, values) and None
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def codes(at: datetime) -> set[str]:
    return {fault.code for fault in evidence.inspect(at=at).faults}


def test_a_tree_that_nobody_touched_is_whole(grown: Grown, morning: datetime) -> None:
    grown(5, 1, 9, 30)
    found = evidence.inspect(at=morning)
    assert found.is_whole
    assert (found.size, found.heads) == (45, 4)


def test_the_empty_tree_is_whole(morning: datetime) -> None:
    assert evidence.inspect(at=morning).is_whole


def test_it_makes_no_difference_where_a_chunk_ends(
    grown: Grown, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from govhall.support.evidence.services import walking

    grown(5, 1, 9, 30)
    for chunk in (1, 2, 7, 45):
        monkeypatch.setattr(walking, "CHUNK", chunk)
        found = evidence.inspect(at=morning)
        assert (found.size, found.heads, list(found.faults)) == (45, 4, [])


def test_a_changed_leaf(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run("""UPDATE evidence_evidenceentry SET leaf = replace(leaf, 'ACCEPT', 'DECLIN') WHERE "index" = 3""")
    found = evidence.inspect(at=morning)
    assert {(fault.code, fault.place) for fault in found.faults} == {("LEAF_CHANGED", "第 4 条")}


def test_a_column_beside_the_leaf(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run("""UPDATE evidence_evidenceentry SET at = at - interval '1 minute' WHERE "index" = 3""")
    assert codes(morning) == {"LEAF_CHANGED"}


def test_a_changed_node(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run('UPDATE evidence_treenode SET hash = sha256(hash) WHERE level = 1 AND "index" = 2')
    assert codes(morning) == {"NODE_CHANGED"}


def test_a_missing_and_an_extra_node(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run('DELETE FROM evidence_treenode WHERE level = 1 AND "index" = 2')
    assert codes(morning) == {"NODE_CHANGED"}
    with behind_the_back() as run:
        run("INSERT INTO evidence_treenode SELECT 9, n, sha256('x') FROM generate_series(1, 2) n")
    assert "NODE_EXTRA" in codes(morning)


def test_a_leaf_taken_out_of_the_middle(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run('DELETE FROM evidence_evidenceentry WHERE "index" = 4')
    assert {"LEAF_MISSING", "TRUNCATED"} <= codes(morning)


def test_a_tail_cut_off_under_its_heads(grown: Grown, morning: datetime) -> None:
    grown(5, 5)
    with behind_the_back() as run:
        run('DELETE FROM evidence_evidenceentry WHERE "index" >= 5')
        run('DELETE FROM evidence_treenode WHERE ("index" + 1) << level > 5')
    assert codes(morning) == {"TRUNCATED"}


def test_a_tail_cut_off_together_with_its_heads(grown: Grown, morning: datetime) -> None:
    grown(5, 5)
    evidence.inspect(at=morning)
    with behind_the_back() as run:
        run("DELETE FROM evidence_treehead WHERE size > 5")
        run('DELETE FROM evidence_evidenceentry WHERE "index" >= 5')
        run('DELETE FROM evidence_treenode WHERE ("index" + 1) << level > 5')
    assert codes(morning) == {"TRUNCATED"}


def test_a_history_rewritten_down_to_the_last_node(grown: Grown, morning: datetime) -> None:
    """Everything stored agrees with everything else again; only what was signed doesn't."""
    grown(5, 4)
    changed = EvidenceEntry.objects.get(index=2).leaf.replace("ACCEPT", "REVOKE")
    with behind_the_back() as run:
        leaf_hash = hashing.SM3.leaf(changed.encode())
        run('UPDATE evidence_evidenceentry SET leaf = %s, leaf_hash = %s WHERE "index" = 2', changed, leaf_hash)
        leaves = [bytes(row.leaf_hash) for row in EvidenceEntry.objects.order_by("index")]
        run("DELETE FROM evidence_treenode")
        sequencing.store_nodes(tree.grow(0, {}, leaves))
    found = evidence.inspect(at=morning)
    assert [(fault.code, fault.place) for fault in found.faults] == [
        ("HEAD_FORKED", "树头 5"), ("HEAD_FORKED", "树头 9"),
    ]  # fmt: skip


def test_a_head_exchanged_without_the_key(grown: Grown, morning: datetime) -> None:
    grown(5)
    with behind_the_back() as run:
        run("UPDATE evidence_treehead SET at = at - interval '1 day'")
    assert "HEAD_SIGNATURE" in codes(morning)


def resign(size: int, *, root: bytes | None = None, at: datetime | None = None) -> None:
    """Replace a head by another one that is signed with the log's own key."""
    head = TreeHead.objects.get(size=size)
    root, at = root or bytes(head.root), at or head.at
    record = records.head(log=evidence.log_name(), size=size, root=root, at=at, previous=head.previous_id or 0)
    signature = keys.signer(at).sign(canonical.encode(record))
    with behind_the_back() as run:
        run(
            "UPDATE evidence_treehead SET root = %s, at = %s, signature = %s WHERE size = %s",
            root, at, signature, size,
        )  # fmt: skip


def test_a_second_history_signed_with_the_stolen_key(grown: Grown, morning: datetime) -> None:
    grown(5, 4)
    resign(9, root=bytes(32))
    assert codes(morning) == {"HEAD_FORKED"}


def test_a_head_that_was_signed_again_with_an_earlier_time(grown: Grown, morning: datetime) -> None:
    grown(5, 4)
    resign(9, at=morning - timedelta(minutes=1))
    assert codes(morning) == {"HEAD_ORDER"}


@pytest.mark.parametrize("shift", [timedelta(days=-2), timedelta(hours=2)])
def test_an_entry_with_another_time_than_its_own(
    grown: Grown, enter: Grown, morning: datetime, shift: timedelta
) -> None:
    """Entered through the front door, but with a time that its heads can't confirm."""
    grown(3)
    enter(1, at=morning + shift)
    evidence.sequence(at=morning + timedelta(minutes=3))
    found = evidence.inspect(at=morning)
    assert [(fault.code, fault.place) for fault in found.faults] == [("BACKDATED", "第 4 条")]


def test_what_was_found_is_called_out_and_kept(grown: Grown, morning: datetime) -> None:
    grown(9)
    with behind_the_back() as run:
        run('UPDATE evidence_treenode SET hash = sha256(hash) WHERE level = 1 AND "index" = 2')
    evidence.inspect(at=morning)
    (entry,) = audit.entries(action="evidence.tree.fault_found")
    assert not entry.succeeded
    assert entry.detail == {"fault_count": 1, "tree_size": 9, "faults": "NODE_CHANGED 节点 1/2"}
    assert Inspection.objects.get().fault_count == 1
    assert evidence.tree_state().inspections[0].faults[0].label == "树节点被改动或缺失"


def test_a_hundred_faults_are_named_and_all_are_counted(grown: Grown, morning: datetime) -> None:
    grown(150)
    with behind_the_back() as run:
        run("UPDATE evidence_evidenceentry SET leaf = replace(leaf, 'ACCEPT', 'DECLIN')")
    evidence.inspect(at=morning)
    row = Inspection.objects.get()
    assert len(row.faults) == 100
    assert row.fault_count >= 150
    assert nodes.size() == 150
