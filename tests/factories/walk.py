"""Walks a case through its acts, as people would, up to the status a test needs."""

from uuid import UUID

from procrastinate.contrib.django.models import ProcrastinateJob

from factories import applications, people
from govhall.business.cases import public as cases
from govhall.infra import clock
from govhall.infra.bus import outbox
from govhall.support.workflow import public as workflow


def deliver_events() -> None:
    """Do what the worker does: deliver every waiting fact, oldest first, until none is left."""
    done: set[int] = set()
    while waiting := list(
        ProcrastinateJob.objects.filter(task_name="bus.deliver_event").exclude(id__in=done).order_by("id")
    ):
        for job in waiting:
            outbox.deliver(UUID(job.args["event_id"]))
            done.add(job.id)


def submitted(**changes: object) -> cases.Receipt:
    """A restaurant's application, just sent."""
    return cases.submit(applications.food(**changes), by=people.shop_owner(), at=clock.now())


def received(**changes: object) -> cases.Receipt:
    """… and taken in by the window."""
    receipt = submitted(**changes)
    cases.receive(case_id=receipt.case_id, by=people.officer("window"), at=clock.now())
    return receipt


def in_review(**changes: object) -> cases.Receipt:
    """… and accepted: the process waits for the examiner."""
    receipt = received(**changes)
    cases.accept(case_id=receipt.case_id, by=people.officer("window"), at=clock.now())
    return receipt


def step(receipt: cases.Receipt) -> workflow.TaskValue:
    """Return the open step of a case."""
    (task,) = workflow.open_tasks(subject_ids=[receipt.case_id])[receipt.case_id]
    return task


def examined(**changes: object) -> cases.Receipt:
    """… and examined and reviewed: the process waits for the decision."""
    receipt = in_review(**changes)
    for word in ("examiner", "reviewer"):
        cases.examine(
            case_id=receipt.case_id, task_id=step(receipt).id, outcome="pass", opinion="符合条件，建议准予。",
            by=people.officer(word), at=clock.now(),
        )  # fmt: skip
    return receipt


def granted(**changes: object) -> cases.Receipt:
    """… and granted, certified and closed."""
    receipt = examined(**changes)
    cases.grant(
        case_id=receipt.case_id, task_id=step(receipt).id, opinion="符合规定，准予许可。",
        by=people.officer("approver"), at=clock.now(),
    )  # fmt: skip
    deliver_events()
    return receipt
