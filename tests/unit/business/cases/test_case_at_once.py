"""Things that happen at the same time: one effect, no lost act."""

from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from factories import applications, people, walk
from factories.crowd import at_once
from govhall.business.cases import public as cases
from govhall.business.cases.models import Case, CaseDocument, CaseEvent
from govhall.infra import clock
from govhall.infra.bus import outbox
from govhall.kernel.errors import DomainError

pytestmark = pytest.mark.usefixtures("lasting_world")


def test_five_equal_sendings_are_one_case_with_one_receipt() -> None:
    application, owner = applications.food(), people.shop_owner()
    receipts = at_once(*[lambda: cases.submit(application, by=owner, at=clock.now())] * 5)
    assert {receipt.number for receipt in receipts} == {Case.objects.get().number}
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert CaseEvent.objects.count() == 1


def test_ten_different_sendings_get_ten_numbers() -> None:
    owner = people.shop_owner()
    sent = [applications.food() for _ in range(10)]
    receipts = at_once(*(lambda one=one: cases.submit(one, by=owner, at=clock.now()) for one in sent))
    assert len({receipt.number for receipt in receipts}) == 10


def test_two_clerks_accept_and_decline_and_exactly_one_wins() -> None:
    receipt, clerk = walk.received(), people.officer("window")
    facts = {"case_id": receipt.case_id, "by": clerk, "at": clock.now()}
    results = at_once(lambda: cases.accept(**facts), lambda: cases.decline(reason="不属于本机关职权范围", **facts))
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert Case.objects.get().status in ("IN_REVIEW", "DECLINED")


def test_withdrawing_and_granting_at_once_leave_one_ending() -> None:
    receipt = walk.examined()
    task = walk.step(receipt).id
    approver, owner = people.officer("approver"), people.shop_owner()
    results = at_once(
        lambda: cases.grant(case_id=receipt.case_id, task_id=task, opinion="准予", by=approver, at=clock.now()),
        lambda: cases.withdraw(case_id=receipt.case_id, reason="", by=owner, at=clock.now()),
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert Case.objects.get().status in ("DECIDED", "WITHDRAWN")


def test_two_workers_deliver_the_same_fact_and_make_one_paper() -> None:
    walk.submitted()
    (job,) = ProcrastinateJob.objects.filter(task_name="bus.deliver_event")
    fact = UUID(job.args["event_id"])
    at_once(*[lambda: outbox.deliver(fact)] * 3)
    assert CaseDocument.objects.count() == 1


def test_twelve_guesses_at_once_are_counted_and_at_most_five_are_looked_at() -> None:
    receipt = walk.submitted()
    guesses = [lambda: cases.inquire(number=receipt.number, password="000000", address="10.0.0.3", at=clock.now())] * 12
    answers = [getattr(answer, "code", "") for answer in at_once(*guesses)]
    assert (answers.count("not-found"), answers.count("too-many-inquiries")) == (5, 7)
