"""Keys of heads: changed in an orderly way, ended when stolen; and a witness who goes on after a refusal."""

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client

from factories.evidence_line import OverHttp
from govhall.infra import crypto
from govhall.infra.crypto import keypairs
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import InvalidInput
from govhall.security.audit import public as audit
from govhall.support.evidence import public as evidence
from govhall.support.evidence.content import verify_offline as offline
from govhall.support.evidence.engine import canonical, records, statements
from govhall.support.evidence.models import KeyStatement, LogKey, TreeHead, WatchedLog
from govhall.support.evidence.services import keys, witnessing

pytestmark = [pytest.mark.django_db, pytest.mark.clause("box:区块链")]
Grown = Callable[..., list[str]]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()
    offline.chain.cache_clear()
    offline.signed_head.cache_clear()


def rotate(at: datetime, *, stolen: bool = False) -> str:
    return evidence.rotate_key(reason="到期更换", is_stolen=stolen, by=SYSTEM, at=at)


def old_pair() -> KeyPair:
    return keypairs.load(keys.SIGNER)


def forged(proof: bytes, pair: KeyPair, *, drop_statement: bool = False, **head: Any) -> bytes:
    """The proof under a head that a thief of ``pair`` signed."""
    content = json.loads(proof)
    content["head"] |= head
    content["signature"] = base64.b64encode(pair.sign(canonical.encode(content["head"]))).decode()
    content["certificates"][0] = base64.b64encode(pair.certificate.encoded).decode()
    if drop_statement:
        content.pop("keys", None)
    return json.dumps(content).encode()


def file_of(subject: str) -> bytes:
    return evidence.evidence_file(kind="case.act", subject=subject)


class TestRotation:
    def test_goes_on_under_a_new_key_and_old_proofs_still_hold(self, grown: Grown, morning: datetime) -> None:
        subject = grown(3)[0]
        before = file_of(subject)
        fresh = rotate(morning + MINUTE)
        evidence.sequence(at=morning + 2 * MINUTE)
        after = file_of(subject)
        newest = evidence.latest_head()
        assert (newest.fingerprint, newest.size) == (fresh, 4)
        assert keys.signer(morning).certificate.fingerprint == fresh
        statement = evidence.key_statement()
        assert statement is not None
        for proof in (before, after):
            assert offline.check(proof, (statement,))[1] == evidence.log_name()
        assert "失密" not in offline.check(before, (statement,))[0]

    def test_is_a_leaf_and_an_entry_of_the_trail(self, grown: Grown, morning: datetime) -> None:
        grown(1)
        rotate(morning + MINUTE)
        evidence.sequence(at=morning + 2 * MINUTE)
        file = evidence.evidence_file(kind="evidence.key", subject="1")
        assert json.loads(file)["leaf"]["facts"]["statement_sm3"] == crypto.sm3_hex(
            KeyStatement.objects.get().record.encode()
        )
        assert "存证密钥更换，第 2 条" in offline.check(file)[0]
        (entry,) = audit.entries(action="evidence.key.changed")
        assert audit.is_declared(entry.action)
        assert ("更换的原因", "到期更换") in [tuple(fact) for fact in entry.facts]

    def test_before_the_first_head_and_again_and_again(self, grown: Grown, morning: datetime) -> None:
        prints = [rotate(morning + number * MINUTE) for number in range(3)]
        evidence.sequence(at=morning + 5 * MINUTE)
        assert len(set(prints)) == 3
        assert evidence.latest_head().fingerprint == prints[-1]
        assert [line["until"] is None for line in json.loads(KeyStatement.objects.get(pk=3).record)["keys"]] == [
            False, False, False, True
        ]  # fmt: skip
        assert evidence.inspect(at=morning + 6 * MINUTE).is_whole

    def test_needs_a_reason(self, morning: datetime) -> None:
        with pytest.raises(InvalidInput):
            evidence.rotate_key(reason=" ", is_stolen=False, by=SYSTEM, at=morning)
        assert not KeyStatement.objects.exists()

    def test_with_a_clock_set_back_ends_no_head_that_was_signed(self, grown: Grown, morning: datetime) -> None:
        subject = grown(1, 1, 1)[0]
        before = file_of(subject)
        rotate(morning - MINUTE)
        evidence.sequence(at=morning - MINUTE)
        assert evidence.inspect(at=morning + MINUTE).is_whole
        statement = evidence.key_statement()
        assert offline.check(before, (statement,))

    def test_is_told_by_the_interface_and_written_into_the_program(
        self, grown: Grown, morning: datetime, tmp_path: Path
    ) -> None:
        subject = grown(1)[0]
        assert Client().get("/api/evidence/keys/").status_code == 404
        rotate(morning + MINUTE)
        evidence.sequence(at=morning + 2 * MINUTE)
        answer = Client().get("/api/evidence/keys/").json()
        assert answer == evidence.key_statement()
        late = forged(file_of(subject), old_pair(), drop_statement=True, at=records.moment(morning + 3 * MINUTE))
        (tmp_path / "一.evidence.json").write_bytes(late)
        (tmp_path / "keys.json").write_text(json.dumps(answer), encoding="utf-8")
        (tmp_path / "verify.py").write_bytes(evidence.offline_script())
        plain = Path(offline.__file__)
        for program, more in ((tmp_path / "verify.py", []), (plain, ["--keys", str(tmp_path / "keys.json")])):
            command = [sys.executable, "-I", str(program), str(tmp_path / "一.evidence.json"), *more]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (1, "")
            assert "树头由已停用的密钥签名" in done.stdout


class TestAThiefOfTheOldKey:
    @pytest.fixture
    def proof(self, grown: Grown, morning: datetime) -> bytes:
        subject = grown(3)[0]
        rotate(morning + MINUTE, stolen=True)
        evidence.sequence(at=morning + 2 * MINUTE)
        return file_of(subject)

    def test_is_refused_by_name_after_the_end(self, proof: bytes, morning: datetime) -> None:
        late = forged(proof, old_pair(), at=records.moment(morning + 3 * MINUTE))
        with pytest.raises(offline.Refused, match="树头由已停用的密钥签名"):
            offline.check(late)

    def test_is_refused_when_the_head_is_back_dated_but_larger(self, proof: bytes, morning: datetime) -> None:
        early = forged(proof, old_pair(), at=records.moment(morning + timedelta(seconds=30)))
        assert json.loads(early)["head"]["size"] == 4
        with pytest.raises(offline.Refused, match="树头由已停用的密钥签名"):
            offline.check(early)

    def test_is_refused_without_the_statement_by_who_knows_it(self, proof: bytes, morning: datetime) -> None:
        late = forged(proof, old_pair(), drop_statement=True, at=records.moment(morning + 3 * MINUTE))
        with pytest.raises(offline.Refused, match="已停用"):
            offline.check(late, (evidence.key_statement(),))

    def test_cannot_write_a_statement(self, proof: bytes) -> None:
        content = json.loads(proof)
        record = content["keys"]["record"]
        record["keys"][0] |= {"until": None, "last": None}
        record["number"] = 9
        content["keys"]["signature"] = base64.b64encode(old_pair().sign(canonical.encode(record))).decode()
        with pytest.raises(offline.Refused, match="密钥声明的签名不正确"):
            offline.check(json.dumps(content).encode())

    def test_leaves_a_warning_on_old_proofs(self, grown: Grown, morning: datetime) -> None:
        subject = grown(2)[0]
        before = file_of(subject)
        rotate(morning + MINUTE, stolen=True)
        assert "失密停用，请向平台换取新的证明" in offline.check(before, (evidence.key_statement(),))[0]

    def test_cannot_use_a_key_before_its_time_nor_an_unknown_one(self, proof: bytes, morning: datetime) -> None:
        fresh = keypairs.load(LogKey.objects.get(pk=evidence.latest_head().fingerprint).name)
        with pytest.raises(offline.Refused, match="当时还没有启用"):
            offline.check(forged(proof, fresh, at=records.moment(morning + timedelta(seconds=30))))
        stranger = keys._certified("evidence-stranger", "别的钥匙", morning)
        with pytest.raises(offline.Refused, match="没有公布过"):
            offline.check(forged(proof, stranger, at=records.moment(morning + 3 * MINUTE)))


class TestInspection:
    def test_finds_heads_under_a_key_after_its_end(self, grown: Grown, enter: Grown, morning: datetime) -> None:
        grown(2)
        old = keys.signer(morning).certificate.fingerprint
        rotate(morning + MINUTE)
        enter(1, at=morning + 2 * MINUTE)
        evidence.sequence(at=morning + 3 * MINUTE)
        head = TreeHead.objects.order_by("-size").first()
        assert head is not None
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE evidence_treehead DISABLE TRIGGER USER")
        signature = old_pair().sign(canonical.encode(evidence.latest_head().record))
        TreeHead.objects.filter(pk=head.size).update(key=old, signature=signature)
        assert [fault.code for fault in evidence.inspect(at=morning + 4 * MINUTE).faults] == ["HEAD_KEY"]

    @pytest.mark.parametrize(
        "act", ["UPDATE evidence_keystatement SET record = record || ' '", "DELETE FROM evidence_keystatement"]
    )
    def test_finds_a_statement_that_was_changed_or_taken_away(self, grown: Grown, morning: datetime, act: str) -> None:
        grown(2)
        rotate(morning + MINUTE)
        evidence.sequence(at=morning + 2 * MINUTE)
        with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
            KeyStatement.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE evidence_keystatement DISABLE TRIGGER USER")
            cursor.execute(act)
        assert [fault.code for fault in evidence.inspect(at=morning + 3 * MINUTE).faults] == ["KEYS"]


class TestAWitness:
    def test_follows_over_a_change_of_keys(self, log: str, line: OverHttp, grown: Grown, morning: datetime) -> None:
        later = morning + timedelta(hours=1)
        assert witnessing.visit(name=log, transport=line, at=later) == 7
        rotate(morning + 10 * MINUTE)
        evidence.sequence(at=morning + 11 * MINUTE)
        assert witnessing.visit(name=log, transport=line, at=later) == 8
        assert json.loads(WatchedLog.objects.get().keys)["number"] == 1

    @pytest.mark.parametrize("hides", [True, False])
    def test_refuses_a_thief_even_if_he_hides_the_statement(
        self,
        log: str,
        line: OverHttp,
        morning: datetime,
        hides: bool,
    ) -> None:
        later = morning + timedelta(hours=1)
        rotate(morning + 10 * MINUTE, stolen=True)
        evidence.sequence(at=morning + 11 * MINUTE)
        witnessing.visit(name=log, transport=line, at=later)

        def steal(answer: dict[str, Any]) -> dict[str, Any]:
            found = json.loads(forged(json.dumps(answer).encode(), old_pair(), drop_statement=hides))
            assert isinstance(found, dict)
            return found

        line.replace = steal
        with pytest.raises(evidence.HeadRefused, match="已停用的密钥") as refusal:
            witnessing.visit(name=log, transport=line, at=later)
        assert refusal.value.code == "head-key-ended"

    def test_refuses_a_statement_that_takes_something_back(
        self,
        log: str,
        line: OverHttp,
        morning: datetime,
    ) -> None:
        later = morning + timedelta(hours=1)
        rotate(morning + 10 * MINUTE)
        first = evidence.key_statement()
        rotate(morning + 11 * MINUTE)
        evidence.sequence(at=morning + 12 * MINUTE)
        witnessing.visit(name=log, transport=line, at=later)
        line.replace = lambda answer: answer | {"keys": first}
        with pytest.raises(evidence.HeadRefused) as refusal:
            witnessing.visit(name=log, transport=line, at=later)
        assert refusal.value.code == "head-keys"


class TestStatements:
    def line(self, number: int, until: str | None = None) -> dict[str, Any]:
        return {"fingerprint": str(number), "since": "a", "until": until, "last": 1 if until else None, "stolen": False}

    def statement(self, number: int, *lines: Mapping[str, Any]) -> dict[str, Any]:
        return {"log": "x", "number": number, "keys": list(lines)}

    def test_may_add_and_end_and_take_nothing_back(self) -> None:
        old = self.statement(1, self.line(1, "b"), self.line(2))
        good = self.statement(2, self.line(1, "b"), self.line(2, "c"), self.line(3))
        assert statements.follows(old, old)
        assert statements.follows(old, good)
        for bad in (
            self.statement(2, self.line(1, "b")), self.statement(2, self.line(1), self.line(2)),
            self.statement(2, self.line(1, "c"), self.line(2)), self.statement(2, self.line(2), self.line(1, "b")),
            self.statement(1, self.line(1, "b"), self.line(2, "c")), self.statement(0, self.line(1, "b"), self.line(2)),
            good | {"log": "y"},
        ):  # fmt: skip
            assert not statements.follows(old, bad)


class TestLifting:
    @pytest.fixture
    def refused(self, log: str, line: OverHttp, morning: datetime) -> str:
        later = morning + timedelta(hours=1)
        witnessing.visit(name=log, transport=line, at=later)
        line.replace = lambda answer: answer | {"signature": ""}
        with pytest.raises(evidence.HeadRefused):
            witnessing.visit(name=log, transport=line, at=later)
        line.replace = lambda answer: answer
        return log

    def lift(self, name: str, at: datetime, **changed: Any) -> None:
        given = {"reason": "网络设备损坏了答复，已与对方核对。", "start_anew": False, "by": SYSTEM, "at": at, **changed}
        evidence.lift_refusal(name=name, **given)

    def test_goes_on_where_it_stopped(self, refused: str, line: OverHttp, morning: datetime) -> None:
        self.lift(refused, morning)
        assert WatchedLog.objects.get().size == 7
        assert witnessing.visit(name=refused, transport=line, at=morning + timedelta(hours=1)) == 7
        (entry,) = audit.entries(action="evidence.refusal.lifted")
        facts = dict(tuple(fact) for fact in entry.facts)
        assert facts["恢复的原因"] == "网络设备损坏了答复，已与对方核对。"
        assert facts["原因"] == "head-malformed"

    def test_anew_gives_up_the_history_and_says_which(self, refused: str, morning: datetime) -> None:
        root = bytes(WatchedLog.objects.get().root).hex()
        self.lift(refused, morning, start_anew=True)
        row = WatchedLog.objects.get()
        assert (row.size, bytes(row.root), row.head_at) == (0, b"", None)
        (entry,) = audit.entries(action="evidence.refusal.lifted")
        assert entry.detail["given_up_root"] == root

    def test_is_refused_without_a_reason_for_others_and_twice(self, refused: str, morning: datetime) -> None:
        with pytest.raises(InvalidInput):
            self.lift(refused, morning, reason=" ")
        with pytest.raises(evidence.NoSuchLog):
            self.lift("00" * 32, morning)
        self.lift(refused, morning)
        with pytest.raises(evidence.NotRefused):
            self.lift(refused, morning)

    def test_is_listed(self, refused: str, morning: datetime) -> None:
        (found,) = evidence.watched_logs()
        assert (found.name, found.refusal, found.size) == (refused, "head-malformed", 7)


@pytest.mark.django_db(transaction=True)
def test_no_head_is_signed_between_the_end_of_a_key_and_the_next(grown: Grown, enter: Grown, morning: datetime) -> None:
    """A sequencer that is about to sign waits for the change, and then signs under the new key."""
    grown(2)
    enter(1, at=morning + MINUTE)
    begun, finished = threading.Event(), threading.Event()

    def sign() -> None:
        begun.set()
        evidence.sequence(at=morning + 3 * MINUTE)
        connection.close()
        finished.set()

    other = threading.Thread(target=sign)
    with transaction.atomic():
        fresh = rotate(morning + 2 * MINUTE)
        other.start()
        begun.wait(10)
        assert not finished.wait(1)
    other.join(20)
    assert evidence.latest_head().fingerprint == fresh
    assert LogKey.objects.count() == 2
    assert evidence.inspect(at=morning + 4 * MINUTE).is_whole
