"""The newest head goes to a contract on a chain, is followed there, and is compared with it ever after."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from factories.anchor_bench import Bench, prepared
from factories.evm import Node
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import InvalidInput
from govhall.security.audit import public as audit
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters import chain as chains
from govhall.support.evidence.adapters.chain import Chain
from govhall.support.evidence.content import verify_offline as offline
from govhall.support.evidence.models import Anchor, TreeHead
from govhall.support.evidence.services import account, anchoring

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:区块链")]
Step = Callable[..., None]


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Blocks are mined now, so these heads are signed now, by keys of now."""
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))


@pytest.fixture
def bench(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A log and its contract."""
    node = Node()
    monkeypatch.setattr(chains, "provider", lambda address: node)
    return prepared(node, settings)


class TestAnchoring:
    def test_the_newest_head_is_sent_followed_and_confirmed(self, bench: Bench) -> None:
        bench.grow(4)
        bench.grow(3)
        bench.step()
        row = Anchor.objects.get()
        assert (row.head_id, row.status, row.attempts, row.block) == (7, "SENT", 1, None)
        bench.step()
        row.refresh_from_db()
        assert row.status == "INCLUDED"
        bench.node.mine(2)
        bench.step()
        row.refresh_from_db()
        assert (row.status, row.block_hash[:2], len(row.block_hash)) == ("CONFIRMED", "0x", 66)
        assert row.block_at is not None
        assert bench.chain().kept(evidence.log_name(), 7) == bytes(TreeHead.objects.get(size=7).root)
        assert bench.chain().newest(evidence.log_name()) == 7

    def test_at_most_one_in_an_interval_and_none_for_the_same_head(self, bench: Bench) -> None:
        bench.anchored()
        bench.step(timedelta(hours=3))
        assert bench.node.sent() == 1
        bench.grow()
        bench.anchored()
        bench.grow()
        for _ in range(5):
            bench.step(timedelta(minutes=10))
        assert bench.node.sent() == 2
        bench.step(timedelta(minutes=10))
        assert bench.node.sent() == 3

    def test_nothing_is_asked_if_nothing_is_set_or_signed(self, bench: Bench) -> None:
        bench.step()
        contract = bench.settings.GOVHALL_ANCHOR["contract"]
        bench.grow()
        bench.set(contract="")
        bench.step()
        bench.settings.GOVHALL_ANCHOR = None
        bench.step()
        assert (bench.node.asked, contract[:2]) == ([], "0x")

    def test_a_proof_names_the_first_anchor_over_its_leaf(self, bench: Bench) -> None:
        subject = bench.grow(2)
        assert "anchor" not in json.loads(evidence.evidence_file(kind="case.act", subject=subject))
        row = bench.anchored()
        bench.anchored()
        content = evidence.evidence_file(kind="case.act", subject=subject)
        given = json.loads(content)["anchor"]
        assert (given["size"], given["transaction"], given["block"]) == (row.head_id, row.transaction, row.block)
        words = offline.check(content)[0]
        assert f"合约 {row.contract.address}" in words
        assert f"区块 {row.block}" in words

    def test_a_stranger_compares_the_proof_with_the_chain(self, bench: Bench, tmp_path: Path) -> None:
        subject = bench.grow(2)
        row = bench.anchored()
        bench.anchored()
        content = evidence.evidence_file(kind="case.act", subject=subject)
        root = bench.chain().kept(evidence.log_name(), row.head_id).hex()
        assert "与给出的链上记录一致" in offline.check(content, (), (f"{row.head_id}:0x{root}",))[0]
        assert "请在链上核对" in offline.check(content, (), ("4711:00",))[0]
        with pytest.raises(offline.Refused, match="链上查到的根摘要与证明中的不同"):
            offline.check(content, (), (f"{row.head_id}:{'00' * 32}",))
        file = tmp_path / "one.evidence.json"
        file.write_bytes(content)
        assert offline.main([str(file), "--trust", evidence.log_name(), "--anchored", f"{row.head_id}:{root}"]) == 0
        assert offline.main([str(file), "--trust", evidence.log_name(), "--anchored", f"{row.head_id}:00"]) == 1

    @pytest.mark.parametrize("change", [{"root": "00" * 32}, {"size": 99}, {"size": "5"}, {"proof": [1]}, None])
    def test_a_forged_anchor_is_refused(self, bench: Bench, change: dict[str, Any] | None) -> None:
        subject = bench.grow(2)
        bench.anchored()
        content = json.loads(evidence.evidence_file(kind="case.act", subject=subject))
        content["anchor"] = None if change is None else content["anchor"] | change
        with pytest.raises(offline.Refused):
            offline.check(json.dumps(content).encode())

    def test_a_leaf_newer_than_every_anchor_has_none_yet(self, bench: Bench) -> None:
        bench.anchored()
        subject = bench.grow()
        assert "anchor" not in json.loads(evidence.evidence_file(kind="case.act", subject=subject))


class TestOnceInSpiteOfAll:
    def test_killed_after_signing_it_goes_on_with_the_same_transaction(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.grow()
        with monkeypatch.context() as patch:
            patch.setattr(Chain, "send", killed)
            with pytest.raises(KeyboardInterrupt):
                bench.step()
        row = Anchor.objects.get()
        bench.step(timedelta(minutes=5))
        bench.node.mine(2)
        bench.step()
        (same,) = Anchor.objects.all()
        assert (same.transaction, same.status, bench.node.sent()) == (row.transaction, "CONFIRMED", 1)

    def test_killed_after_sending_it_sends_no_other(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        bench.grow()
        real = Chain.send

        def sent_then_killed(line: Chain, signed: bytes, transaction: str) -> None:
            real(line, signed, transaction)
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(Chain, "send", sent_then_killed)
            with pytest.raises(KeyboardInterrupt):
                bench.step()
        bench.node.mine(2)
        bench.step()
        assert (Anchor.objects.get().status, bench.node.sent()) == ("CONFIRMED", 1)

    def test_what_waits_long_is_sent_again_later_and_later_and_stays_one(self, bench: Bench) -> None:
        bench.grow()
        bench.node.wait()
        for _ in range(20):
            bench.step()
        assert Anchor.objects.get().attempts == bench.node.sent() == 4
        assert (bench.contract.failure, len(bench.node.pool or {})) == ("", 1)
        bench.node.mine(3)
        bench.step()
        assert Anchor.objects.get().status == "CONFIRMED"

    def test_the_database_holds_one_under_way(self, bench: Bench) -> None:
        bench.grow()
        bench.step()
        row = Anchor.objects.get()
        with pytest.raises(IntegrityError, match="anchor_under_way_once"), transaction.atomic():
            Anchor.objects.create(contract=row.contract, head=row.head, transaction="0x1", nonce=9, raw=b"", at=row.at)

    def test_what_is_signed_never_changes(self, bench: Bench) -> None:
        bench.grow()
        bench.step()
        with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
            Anchor.objects.update(transaction="0x1")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Anchor.objects.all().delete()

    def test_a_second_transaction_for_the_same_head_does_no_harm(self, bench: Bench) -> None:
        row = bench.anchored()
        key, line = account.load(), bench.chain()
        head = TreeHead.objects.get(pk=row.head_id)
        again = line.sign_anchor(key, log=evidence.log_name(), size=head.size, root=bytes(head.root))
        line.send(again.raw, again.transaction)
        found = line.receipt(again.transaction)
        assert found is not None
        assert found.succeeded
        bench.anchored()
        assert evidence.inspect(at=bench.at).is_whole


def killed(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_another_anchors_goes_away(bench: Bench) -> None:
    bench.grow()
    holds, done = threading.Event(), threading.Event()

    def other() -> None:
        with anchoring.alone() as is_alone:
            assert is_alone
            holds.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=other)
    thread.start()
    holds.wait(20)
    bench.step()
    assert (Anchor.objects.count(), bench.node.asked) == (0, [])
    done.set()
    thread.join()
    bench.step()
    assert Anchor.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_is_committed_before_it_is_sent(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed by whatever in the moment of sending: another process finds the transaction and its bytes."""
    bench.grow()
    seen: list[tuple[str, int]] = []

    def look() -> None:
        seen.extend(Anchor.objects.values_list("status", "attempts"))
        connection.close()

    def from_another_connection(*_: object) -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    monkeypatch.setattr(Chain, "send", from_another_connection)
    bench.step()
    assert seen == [("SENT", 1)]


class TestReorganisation:
    def test_an_included_one_that_falls_out_is_sent_again_as_it_is(self, bench: Bench) -> None:
        bench.grow()
        before = bench.node.chain.take_snapshot()
        bench.step()
        bench.step()
        assert Anchor.objects.get().status == "INCLUDED"
        bench.node.chain.revert_to_snapshot(before)
        bench.step()
        row = Anchor.objects.get()
        assert (row.status, row.block, row.attempts) == ("SENT", None, 2)
        bench.node.mine(2)
        bench.step()
        assert Anchor.objects.get().status == "CONFIRMED"

    def test_confirmed_ones_that_fall_out_are_anchored_again_by_the_newest_head(self, bench: Bench) -> None:
        before = bench.node.chain.take_snapshot()
        first, second = bench.anchored(), bench.anchored()
        bench.node.chain.revert_to_snapshot(before)
        bench.step(timedelta(minutes=5))
        assert {row.pk: row.status for row in Anchor.objects.filter(pk__in=[first.pk, second.pk])} == {
            first.pk: "LOST", second.pk: "LOST"
        }  # fmt: skip
        bench.node.mine(2)
        bench.step()
        row = Anchor.objects.order_by("-id")[0]
        assert (row.head_id, row.status) == (second.head_id, "CONFIRMED")
        assert evidence.inspect(at=bench.at).is_whole

    def test_one_that_waits_behind_a_lost_one_is_given_up(self, bench: Bench) -> None:
        before = bench.node.chain.take_snapshot()
        bench.anchored()
        bench.grow()
        bench.step(timedelta(hours=1))
        bench.node.chain.revert_to_snapshot(before)
        bench.step()
        bench.step(timedelta(minutes=5))
        assert [row.status for row in Anchor.objects.order_by("id")] == ["LOST", "LOST", "SENT"]
        bench.node.mine(2)
        bench.step()
        assert Anchor.objects.order_by("-id")[0].status == "CONFIRMED"


class TestContradiction:
    def other_history(self, bench: Bench, size: int) -> None:
        """Let the owner's key anchor a root that isn't ours."""
        line = bench.chain()
        signed = line.sign_anchor(account.load(), log=evidence.log_name(), size=size, root=b"\1" * 32)
        line.send(signed.raw, signed.transaction)

    @pytest.mark.parametrize(("size", "code"), [(2, "anchor-forked"), (3, "anchor-forked"), (9, "anchor-truncated")])
    def test_stops_anchoring_and_is_called_out(self, bench: Bench, size: int, code: str) -> None:
        bench.grow(3)
        self.other_history(bench, size)
        bench.step()
        assert bench.contract.refusal == code
        (entry,) = audit.entries(action="evidence.anchor.contradicted")
        assert not entry.succeeded
        assert entry.detail == {"refusal": code, "anchor_chain": bench.node.chain_id}
        asked = len(bench.node.asked)
        bench.step(timedelta(days=1))
        assert (len(bench.node.asked), Anchor.objects.count()) == (asked, 0)
        (fault,) = evidence.inspect(at=bench.at).faults
        assert (fault.code, code in fault.place) == ("ANCHOR", True)

    def test_goes_on_when_a_person_has_looked(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        bench.grow()
        with monkeypatch.context() as patch:
            patch.setattr(Chain, "newest", lambda *_: 9)
            bench.step()
        assert bench.contract.refusal == "anchor-truncated"
        with pytest.raises(InvalidInput, match="请写明"):
            evidence.resume_anchoring(reason=" ", by=SYSTEM, at=bench.at)
        evidence.resume_anchoring(reason="节点故障，已更换", by=SYSTEM, at=bench.at)
        with pytest.raises(evidence.NotRefused):
            evidence.resume_anchoring(reason="再来一次", by=SYSTEM, at=bench.at)
        assert bench.anchored().status == "CONFIRMED"
        (entry,) = audit.entries(action="evidence.anchor.resumed")
        assert entry.detail["lift_reason"] == "节点故障，已更换"

    def test_a_root_exchanged_between_inclusion_and_confirmation(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bench.grow()
        bench.step()
        bench.node.mine(2)
        monkeypatch.setattr(anchoring, "compare_newest", lambda line: None)
        monkeypatch.setattr(Chain, "kept", lambda *_: bytes(32))
        bench.step()
        assert bench.contract.refusal == "anchor-forked"
        assert Anchor.objects.get().status == "SENT"


class TestInspection:
    def test_says_how_many_anchors_were_compared(self, bench: Bench) -> None:
        bench.anchored()
        bench.anchored()
        found = evidence.inspect(at=bench.at)
        assert (found.is_whole, found.anchors) == (True, 2)

    def test_a_silent_chain_is_no_fault_of_the_tree(self, bench: Bench) -> None:
        bench.anchored()
        bench.node.lies["eth_chainId"] = lambda answer: None
        found = evidence.inspect(at=bench.at)
        assert (found.is_whole, found.anchors) == (True, None)

    def test_an_anchor_hung_on_another_head(self, bench: Bench) -> None:
        row = bench.anchored()
        bench.grow()
        newest = TreeHead.objects.order_by("-size")[0].size
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE evidence_anchor DISABLE TRIGGER USER")
            cursor.execute("UPDATE evidence_anchor SET head_id = %s WHERE id = %s", [newest, row.pk])
            cursor.execute("ALTER TABLE evidence_anchor ENABLE TRIGGER USER")
        faults = {(fault.code, fault.place) for fault in evidence.inspect(at=bench.at).faults}
        assert faults == {("ANCHOR", f"树头 {newest}")}
