"""Acts, decisions, certificates and seal uses become provable by themselves, without a name in any leaf."""

import json

import pytest
from django.db import connection

from factories import applications, people, walk
from govhall.business.cases import public as cases
from govhall.business.cases.models import CaseEvent, Decision
from govhall.business.cases.services import prove
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.decisions import public as decisions
from govhall.support.evidence import public as evidence
from govhall.support.evidence.models import EvidenceEntry
from govhall.support.evidence.services import entering

pytestmark = [
    pytest.mark.django_db, pytest.mark.usefixtures("world"), pytest.mark.clause("box:区块链", "7.4 a)"),
]  # fmt: skip


def leaves(kind: str) -> dict[str, dict[str, object]]:
    return {row.subject: json.loads(row.leaf) for row in EvidenceEntry.objects.filter(kind=kind)}


def test_every_act_of_a_case_is_a_leaf_in_its_order() -> None:
    receipt = walk.granted()
    events = CaseEvent.objects.filter(case_id=receipt.case_id).order_by("sequence")
    found = leaves("case.act")
    assert [found[str(event.id)]["facts"]["act"] for event in events] == [str(event.act) for event in events]
    assert {found[str(event.id)]["facts"]["case"] for event in events} == {str(receipt.case_id)}


def test_whoever_may_read_the_act_can_show_that_it_is_the_one_in_the_leaf() -> None:
    receipt = walk.in_review()
    walk.deliver_events()
    event = CaseEvent.objects.filter(case_id=receipt.case_id).latest("sequence")
    row = EvidenceEntry.objects.get(subject=str(event.id))
    opened = entering.salted_hash(bytes.fromhex(row.salts["digest"]), event.digest)
    assert json.loads(row.leaf)["facts"]["digest"] == opened


def test_the_decision_is_a_leaf_of_its_own() -> None:
    receipt = walk.granted()
    decision = Decision.objects.get(case_id=receipt.case_id)
    row = EvidenceEntry.objects.get(kind="case.decision", subject=str(decision.id))
    assert json.loads(row.leaf)["facts"]["outcome"] == "GRANTED"
    opened = entering.salted_hash(bytes.fromhex(row.salts["digest"]), prove.decision_digest(decision))
    assert opened in row.leaf


def test_the_issue_and_the_seal_are_leaves() -> None:
    receipt = walk.granted()
    (issued,) = certificates.certificate_of_case(receipt.case_id, at=clock.now())
    facts = leaves(certificates.ISSUED)[str(issued.id)]["facts"]
    assert facts["pdf_sm3"] == issued.pdf_sm3
    assert len(leaves("seal.use")) >= 2  # the certificate and the papers


def test_the_runs_of_its_rules_are_leaves() -> None:
    receipt = walk.granted()
    runs = decisions.runs_of(receipt.case_id)
    assert {run.purpose for run in runs} == {"cases.precheck", "cases.routing", "cases.outcome"}
    for run in runs:
        row = EvidenceEntry.objects.get(kind="decision.run", subject=str(run.id))
        assert json.loads(row.leaf)["facts"]["model_sm3"] == run.model_sm3
        assert entering.salted_hash(bytes.fromhex(row.salts["digest"]), prove.run_digest(run.id)) in row.leaf


def test_no_leaf_names_anybody() -> None:
    walk.granted()
    everything = "".join(EvidenceEntry.objects.values_list("leaf", flat=True))
    details = people.restaurant()
    for secret in ("杨秀兰", "520102198803124821", "13900000182", str(details.name)):
        assert secret not in everything


def test_submitting_costs_no_statement_of_evidence() -> None:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        cases.submit(applications.food(), by=people.shop_owner(), at=clock.now())
    assert [query for query in queries if "evidence_" in query["sql"]] == []


def test_all_of_it_goes_into_one_whole_tree() -> None:
    walk.granted()
    taken = evidence.sequence(at=clock.now())
    assert taken == EvidenceEntry.objects.count() > 8
    assert evidence.tree_state().size == taken
