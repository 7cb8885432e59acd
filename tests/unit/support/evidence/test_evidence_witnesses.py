"""The interface, and a second installation that follows the tree through it and co-signs."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from factories.evidence_line import API, OverHttp
from govhall.infra import crypto
from govhall.security.audit import public as audit
from govhall.support.evidence import api
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters.logs import HttpTransport, LogUnreachable
from govhall.support.evidence.content import verify_offline as offline
from govhall.support.evidence.engine import canonical, hashing, proofs, records, tree
from govhall.support.evidence.models import CoSignature, EvidenceEntry, TreeHead, WatchedLog
from govhall.support.evidence.services import keys, witnessing

pytestmark = pytest.mark.django_db
Grown = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def _fresh_count() -> None:
    cache.clear()


class TestInterface:
    def test_a_leaf_is_proven_to_whoever_knows_it(self, grown: Grown) -> None:
        entry = EvidenceEntry.objects.get(subject=grown(5, 3)[6])
        answer = Client().get(f"{API}proofs/{bytes(entry.leaf_hash).hex()}/").json()
        head = answer["head"]
        assert proofs.includes(
            leaf=bytes(entry.leaf_hash), index=answer["index"], size=head["size"],
            proof=[bytes.fromhex(step) for step in answer["proof"]], root=bytes.fromhex(head["root"]),
        )  # fmt: skip
        assert crypto.provider().verify(
            keys.signer(entry.at).certificate.public_key, canonical.encode(head), base64.b64decode(answer["signature"])
        )

    def test_consistency_between_any_two_sizes(self, grown: Grown) -> None:
        grown(4, 3)
        answer = Client().get(f"{API}consistency/?first=3&second=7").json()
        leaves = [bytes(row.leaf_hash) for row in EvidenceEntry.objects.order_by("index")]
        roots = [tree.root(size, dict(tree.grow(0, {}, leaves[:size]))) for size in (3, 7)]
        steps = [bytes.fromhex(step) for step in answer["proof"]]
        assert proofs.extends(first=3, second=7, first_root=roots[0], second_root=roots[1], proof=steps)

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("heads/latest/", 404, "no-such-head"),
            ("heads/3/", 404, "no-such-head"),
            ("root.pem", 404, "no-such-head"),
            (f"proofs/{'00' * 32}/", 404, "no-such-evidence"),
            ("proofs/xyz/", 400, "invalid-input"),
            ("consistency/?first=1", 400, "invalid-input"),
            ("consistency/?first=-1&second=2", 400, "invalid-input"),
            ("consistency/?first=٣&second=4", 400, "invalid-input"),
            ("consistency/?first=1&second=2", 404, "no-such-head"),
        ],
    )
    def test_failures_are_named(self, path: str, status: int, code: str) -> None:
        answer = Client().get(API + path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["code"] == code

    def test_one_address_may_ask_so_often_and_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(api, "PER_MINUTE", 3)
        answers = [Client().get(API + "heads/latest/").status_code for _ in range(5)]
        assert answers == [404, 404, 404, 429, 429]
        assert Client().get(API + "heads/latest/", REMOTE_ADDR="198.51.100.7").status_code == 404

    def test_takes_no_other_methods(self, grown: Grown) -> None:
        grown(1)
        assert Client().post(API + "heads/latest/").status_code == 405
        assert Client().get(API + "heads/1/cosignatures/").status_code == 405


@pytest.mark.clause("box:区块链")
class TestWitness:
    def test_follows_the_log_and_signs_each_head(
        self, log: str, line: OverHttp, grown: Grown, morning: datetime
    ) -> None:
        later = morning + timedelta(hours=1)
        assert witnessing.visit(name=log, transport=line, at=later) == 7
        grown(1, 1, 5)
        assert witnessing.visit(name=log, transport=line, at=later) == 14
        assert witnessing.visit(name=log, transport=line, at=later) == 14
        assert list(CoSignature.objects.order_by("head_id").values_list("head_id", flat=True)) == [7, 14]
        assert WatchedLog.objects.get().size == 14
        (witness,) = evidence.tree_state().witnesses
        assert (witness.name, witness.last_size) == ("贵阳市", 14)

    def test_its_signature_travels_with_every_proof(
        self, log: str, line: OverHttp, grown: Grown, morning: datetime
    ) -> None:
        (subject,) = grown(1)
        witnessing.visit(name=log, transport=line, at=morning + timedelta(hours=1))
        file = evidence.evidence_file(kind="case.act", subject=subject)
        assert "附 1 个见证方的联署" in offline.check(file)[0]
        content = json.loads(file)
        content["cosignatures"][0]["at"] = records.moment(morning)
        with pytest.raises(offline.Refused, match="联署"):
            offline.check(json.dumps(content).encode())

    @pytest.mark.parametrize(
        ("reason", "change"),
        [
            ("forked", {"root": "00" * 32}),
            ("truncated", {"size": 6}),
            ("back-dated", {"at": "2026-10-13T02:30:30.000000Z"}),
            ("back-dated", {"at": "2027-10-12T00:00:00.000000Z"}),
            ("malformed", {"log": "00" * 32}),
            ("malformed", {"tree": "rfc9162-sha256"}),
        ],
    )
    def test_refuses_a_head_even_if_it_is_signed(
        self, log: str, line: OverHttp, morning: datetime, reason: str, change: dict[str, Any]
    ) -> None:
        """The log itself lies, with its own key: nobody but a witness can tell."""
        later = morning + timedelta(hours=1)
        witnessing.visit(name=log, transport=line, at=later)

        def lie(answer: dict[str, Any]) -> dict[str, Any]:
            answer["head"] |= change
            signature = keys.signer(morning).sign(canonical.encode(answer["head"]))
            return answer | {"signature": base64.b64encode(signature).decode()}

        line.replace = lie
        with pytest.raises(evidence.HeadRefused) as refusal:
            witnessing.visit(name=log, transport=line, at=later)
        assert refusal.value.code == f"head-{reason}"
        assert WatchedLog.objects.get().refusal == f"head-{reason}"
        (entry,) = audit.entries(action="evidence.head.refused")
        assert entry.detail == {"refusal": f"head-{reason}"}

    def test_signs_nothing_more_of_a_log_that_it_refused(self, log: str, line: OverHttp, morning: datetime) -> None:
        line.replace = lambda answer: answer | {"signature": ""}
        with pytest.raises(evidence.HeadRefused):
            witnessing.visit(name=log, transport=line, at=morning + timedelta(hours=1))
        line.replace = lambda answer: answer
        with pytest.raises(evidence.HeadRefused, match="此前已被拒绝"):
            witnessing.visit(name=log, transport=line, at=morning + timedelta(hours=1))
        assert not CoSignature.objects.exists()

    def test_refuses_a_history_rewritten_since_its_last_visit(
        self, log: str, line: OverHttp, morning: datetime
    ) -> None:
        witnessing.visit(name=log, transport=line, at=morning + timedelta(hours=1))
        other = [hashing.SM3.leaf(bytes([number])) for number in range(9)]
        nodes = dict(tree.grow(0, {}, other))

        def rewritten(answer: dict[str, Any]) -> dict[str, Any]:
            proof = tree.fill(tree.plan_consistency(7, 9), nodes)
            head = answer["head"] | {"size": 9, "previous": 7, "root": tree.root(9, nodes).hex()}
            signature = keys.signer(morning).sign(canonical.encode(head))
            return answer | {
                "head": head, "signature": base64.b64encode(signature).decode(),
                "consistency": [step.hex() for step in proof],
            }  # fmt: skip

        line.replace = rewritten
        with pytest.raises(evidence.HeadRefused) as refusal:
            witnessing.visit(name=log, transport=line, at=morning + timedelta(hours=1))
        assert refusal.value.code == "head-forked"


class TestCosignatures:
    def send(self, size: int, body: object) -> Any:
        return Client().post(f"{API}heads/{size}/cosignatures/", json.dumps(body), content_type="application/json")

    def body(self, at: datetime, changed: dict[str, str] | None = None) -> dict[str, str]:
        pair = keys.witness(at)
        record = records.cosignature(signed=evidence.head(7).record, witness=pair.certificate.fingerprint, at=at)
        signature = base64.b64encode(pair.sign(canonical.encode(record))).decode()
        return {"witness": pair.certificate.fingerprint, "at": records.moment(at), "signature": signature} | (
            changed or {}
        )

    def test_is_taken_once_however_often_it_comes(self, log: str, morning: datetime) -> None:
        assert [self.send(7, self.body(morning)).status_code for _ in range(2)] == [200, 200]
        assert CoSignature.objects.count() == 1

    @pytest.mark.parametrize(
        ("changed", "status", "code"),
        [
            ({"witness": "00" * 32}, 403, "unknown-witness"),
            ({"witness": "\0"}, 403, "unknown-witness"),
            ({"witness": "\ud800"}, 403, "unknown-witness"),
            ({"signature": "\0\ud800"}, 400, "wrong-cosignature"),
            ({"at": "\0"}, 400, "wrong-cosignature"),
            ({"signature": "AAAA"}, 400, "wrong-cosignature"),
            ({"signature": "not base64"}, 400, "wrong-cosignature"),
            ({"at": "yesterday"}, 400, "wrong-cosignature"),
            ({"at": "2026-10-13T02:30:01.000000Z"}, 400, "wrong-cosignature"),
        ],
    )
    def test_is_refused(self, log: str, morning: datetime, changed: dict[str, str], status: int, code: str) -> None:
        answer = self.send(7, self.body(morning, changed))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert not CoSignature.objects.exists()

    def test_of_a_head_that_is_not_or_a_body_that_is_none(self, log: str, morning: datetime) -> None:
        assert self.send(4711, self.body(morning)).status_code == 404
        assert self.send(7, []).status_code == 400
        assert self.send(7, {"witness": "x" * 20_000}).status_code == 400
        nested = Client().post(f"{API}heads/7/cosignatures/", "[" * 4000, content_type="application/json")
        assert nested.status_code == 400

    def test_a_forged_one_in_the_database_is_found(self, log: str, morning: datetime) -> None:
        self.send(7, self.body(morning))
        row = CoSignature.objects.get()
        CoSignature.objects.create(
            head=TreeHead.objects.get(size=4), witness=row.witness, at=row.at, signature=row.signature
        )
        assert [(fault.code, fault.place) for fault in evidence.inspect(at=morning).faults] == [("WITNESS", "树头 4")]


def test_a_log_that_does_not_answer_is_named() -> None:
    with pytest.raises(LogUnreachable):
        HttpTransport("http://127.0.0.1:9/").get("heads/latest/")
    with pytest.raises(LogUnreachable):
        HttpTransport("file:///etc/hostname")


def test_one_silent_log_keeps_no_other_from_being_visited(
    log: str, morning: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = WatchedLog.objects.create(name="00" * 32, title="别的省", address="https://silent.example/", authority="")

    def line_to(address: str) -> OverHttp:
        if address == other.address:
            raise LogUnreachable("不通")
        return OverHttp()

    monkeypatch.setattr(witnessing, "HttpTransport", line_to)
    witnessing.visit_all(at=morning + timedelta(hours=1))
    assert WatchedLog.objects.get(name=log).size == 7
    assert CoSignature.objects.count() == 1


def test_the_tables_of_both_sides_say_which_certificate_it_is(log: str, morning: datetime) -> None:
    pem = evidence.witness_certificate(at=morning)
    assert evidence.register_witness(name="贵阳市", certificate=pem.encode(), at=morning) == (
        evidence.tree_state().witnesses[0].fingerprint
    )


@pytest.mark.parametrize("size", [10**30, 2**63])
def test_an_enormous_size_is_just_not_there(size: int) -> None:
    assert Client().get(f"{API}heads/{size}/").status_code == 404
