"""Entering, sequencing and signing: one row an entry, no gaps, no doubles, nothing personal, nothing that changes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from govhall.support.evidence import public as evidence
from govhall.support.evidence.engine import hashing, tree
from govhall.support.evidence.models import EvidenceEntry, TreeHead, TreeNode
from govhall.support.evidence.selectors import nodes
from govhall.support.evidence.services import entering

pytestmark = pytest.mark.django_db
ID_NUMBER = "520103194103082881"
Enter = Callable[..., list[str]]


def entry(subject: str) -> EvidenceEntry:
    return EvidenceEntry.objects.get(subject=subject)


class TestEnter:
    def test_is_one_statement_in_the_callers_transaction(self, morning: datetime) -> None:
        with CaptureQueriesContext(connection) as queries:
            evidence.enter(kind="case.act", subject="1", facts={"act": "ACCEPT"}, at=morning)
        assert len(queries) == 1
        assert entry("1").index is None

    def test_disappears_with_the_act_that_failed(self, morning: datetime) -> None:
        with transaction.atomic():
            evidence.enter(kind="case.act", subject="1", facts={}, at=morning)
            transaction.set_rollback(True)
        assert not EvidenceEntry.objects.exists()

    def test_the_second_time_changes_nothing(self, morning: datetime) -> None:
        for act in ("ACCEPT", "DECLINE"):
            evidence.enter(kind="case.act", subject="1", facts={"act": act}, at=morning)
        assert '"ACCEPT"' in entry("1").leaf

    @pytest.mark.clause("box:区块链")
    @pytest.mark.parametrize("value", [ID_NUMBER, "13900000182", ["x", {"phone": "13900000182"}]])
    def test_refuses_personal_data_in_clear(self, morning: datetime, value: object) -> None:
        with pytest.raises(evidence.PersonalDataInLeaf):
            evidence.enter(kind="case.act", subject="1", facts={"holder": value}, at=morning)

    @pytest.mark.parametrize(
        ("kind", "subject", "facts"),
        [("act", "1", {}), ("Case.Act", "1", {}), ("case.act", "", {}), ("case.act", "x" * 101, {}),
         ("case.act", "1", {"fee": 1.5}), ("case.act", "1", {"text": "x" * 9000})],
    )  # fmt: skip
    def test_refuses_what_is_no_leaf(self, morning: datetime, kind: str, subject: str, facts: dict) -> None:
        with pytest.raises(evidence.NotALeaf):
            evidence.enter(kind=kind, subject=subject, facts=facts, at=morning)


class TestSaltedFacts:
    def test_show_nothing_but_a_hash_that_their_salt_opens(self, morning: datetime) -> None:
        evidence.enter(kind="case.act", subject="1", facts={"holder": evidence.salted(ID_NUMBER)}, at=morning)
        row = entry("1")
        assert ID_NUMBER not in row.leaf
        opened = entering.salted_hash(bytes.fromhex(row.salts["holder"]), ID_NUMBER)
        assert opened in row.leaf

    def test_equal_values_cannot_be_matched_with_each_other(self, morning: datetime) -> None:
        for subject in ("1", "2"):
            evidence.enter(kind="case.act", subject=subject, facts={"holder": evidence.salted(ID_NUMBER)}, at=morning)
        hashes = {entry(subject).leaf.split("salted-sm3:")[1][:64] for subject in ("1", "2")}
        assert len(hashes) == 2

    def test_are_anonymous_for_good_once_the_salt_is_deleted_and_still_prove(self, morning: datetime) -> None:
        evidence.enter(kind="case.act", subject="1", facts={"holder": evidence.salted(ID_NUMBER)}, at=morning)
        evidence.sequence(at=morning)
        salt = entry("1").salts["holder"]
        assert evidence.forget(kind="case.act", subject="1")
        assert not evidence.forget(kind="case.act", subject="1")
        assert salt not in str(EvidenceEntry.objects.values().get())
        assert b"salted-sm3:" in evidence.evidence_file(kind="case.act", subject="1")
        assert evidence.inspect(at=morning).is_whole

    def test_do_not_print_themselves_into_logs(self) -> None:
        assert ID_NUMBER not in repr(evidence.salted(ID_NUMBER))


class TestSequence:
    def test_numbers_entries_without_gaps_in_their_order(self, enter: Enter, morning: datetime) -> None:
        subjects = enter(25)
        assert evidence.sequence(at=morning) == 25
        assert [entry(subject).index for subject in subjects] == list(range(25))

    @pytest.mark.parametrize("batch", [1, 3, 100])
    def test_builds_the_same_tree_in_any_batches(self, enter: Enter, morning: datetime, batch: int) -> None:
        from govhall.support.evidence.services import sequencing

        enter(13)
        sequencing.sequence(at=morning, batch=batch)
        leaves = [bytes(row.leaf_hash) for row in EvidenceEntry.objects.order_by("index")]
        assert leaves == [hashing.SM3.leaf(row.leaf.encode()) for row in EvidenceEntry.objects.order_by("index")]
        expected = dict(tree.grow(0, {}, leaves))
        assert TreeNode.objects.count() == len(expected)
        assert nodes.at(expected) == expected
        assert bytes(TreeHead.objects.get().root) == tree.root(13, expected)

    def test_signs_nothing_when_nothing_is_new(self, grown: Enter, morning: datetime) -> None:
        grown(3, 2)
        assert evidence.sequence(at=morning + timedelta(hours=1)) == 0
        assert list(TreeHead.objects.order_by("size").values_list("size", "previous_id")) == [(3, None), (5, 3)]

    def test_takes_an_entry_that_committed_late_later(self, enter: Enter, morning: datetime) -> None:
        late = EvidenceEntry(id="00000000-0000-7000-8000-000000000000", kind="case.act", subject="late")
        (first,) = enter()
        evidence.sequence(at=morning)
        evidence.enter(kind="case.act", subject=late.subject, facts={}, at=morning)
        evidence.sequence(at=morning)
        assert (entry(first).index, entry("late").index) == (0, 1)

    def test_heads_never_go_back_in_time(self, enter: Enter, morning: datetime) -> None:
        enter()
        evidence.sequence(at=morning)
        enter()
        evidence.sequence(at=morning - timedelta(hours=1))
        assert TreeHead.objects.filter(at=morning).count() == 2

    def test_refuses_to_build_on_a_tree_that_is_not_the_signed_one(self, grown: Enter, enter: Enter) -> None:
        grown(5)
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE evidence_treenode DISABLE TRIGGER ALL")
            cursor.execute("UPDATE evidence_treenode SET hash = sha256('x') WHERE level = 2")
            cursor.execute("ALTER TABLE evidence_treenode ENABLE TRIGGER ALL")
        enter()
        with pytest.raises(evidence.TreeDamaged):
            evidence.sequence(at=TreeHead.objects.get().at)
        assert TreeHead.objects.count() == 1


class TestAppendOnly:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE evidence_evidenceentry SET leaf = '{}'",
            "UPDATE evidence_evidenceentry SET at = now()",
            'UPDATE evidence_evidenceentry SET "index" = 7',
            'UPDATE evidence_evidenceentry SET "index" = NULL',
            "UPDATE evidence_evidenceentry SET salts = '{}'",
            "DELETE FROM evidence_evidenceentry",
            "UPDATE evidence_treenode SET hash = ''",
            "DELETE FROM evidence_treenode",
            "UPDATE evidence_treehead SET at = now()",
            "DELETE FROM evidence_treehead",
            "DELETE FROM evidence_logkey",
        ],
    )
    def test_the_database_refuses(self, grown: Enter, statement: str) -> None:
        grown(1)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestProofs:
    def test_a_fact_is_pending_then_in_the_tree_then_proven(self, enter: Enter, morning: datetime) -> None:
        assert evidence.standing(kind="case.act", subject="nobody") is None
        (subject,) = enter()
        pending = evidence.standing(kind="case.act", subject=subject)
        assert pending is not None
        assert (pending.number, pending.proven_at) == (None, None)
        with pytest.raises(evidence.NoSuchEvidence):
            evidence.evidence_file(kind="case.act", subject=subject)
        evidence.sequence(at=morning)
        standing = evidence.standing(kind="case.act", subject=subject)
        assert standing is not None
        assert (standing.number, standing.proven_at) == (1, morning)

    def test_needs_one_query_for_the_nodes(self, grown: Enter) -> None:
        subjects = grown(20, 7, 9)
        leaf_hash = bytes(entry(subjects[11]).leaf_hash)
        evidence.inclusion(leaf_hash)  # the head is remembered from now on
        with CaptureQueriesContext(connection) as queries:
            found = evidence.inclusion(leaf_hash)
        assert len([query for query in queries if "evidence_treenode" in query["sql"]]) == 1
        assert len(queries) == 4
        assert found.head.size == 36

    @pytest.mark.parametrize(("first", "second"), [(0, 1), (2, 1), (1, 99)])
    def test_there_is_no_consistency_of_trees_that_were_not(self, grown: Enter, first: int, second: int) -> None:
        grown(3)
        with pytest.raises(evidence.NoSuchHead):
            evidence.consistency(first, second)
