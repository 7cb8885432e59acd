"""The demonstration's cases: played through the services, so everything that holds of real cases holds of them."""

from collections import Counter

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from govhall.business.cases import public as cases
from govhall.business.cases.models import Case
from govhall.business.evaluations.models import Evaluation
from govhall.config import demo, demo_cases
from govhall.config.demo_cases.stories import STORIES
from govhall.infra import clock
from govhall.support.certificates import public as certificates
from govhall.support.certificates.models import Certificate

pytestmark = pytest.mark.usefixtures("world")


def test_weeks_of_work_leave_cases_in_every_view_with_honest_clocks() -> None:
    notes: list[str] = []
    demo_cases.load(notes.append, since=demo.founded_at(clock.now()))
    found = Counter(Case.objects.values_list("status", flat=True))
    assert sum(found.values()) == len(STORIES)
    assert {"SUBMITTED", "RECEIVED", "AWAITING_CORRECTION", "IN_REVIEW", "SUSPENDED", "SERVED", "WITHDRAWN"} <= set(
        found
    )
    assert list(cases.deviations()) == []
    assert not Case.objects.filter(applied_at__gt=clock.now()).exists()
    assert not ProcrastinateJob.objects.filter(task_name="bus.deliver_event", status="todo").exists()
    assert {one.satisfaction for one in Evaluation.objects.all()} >= {"1", "2", "4"}
    licence = Certificate.objects.filter(type__key="food-business-license").first()
    assert licence is not None
    verified = certificates.verify_token(licence.verify_token, at=clock.now())
    assert verified.verdict == certificates.Verdict.VALID
    assert notes[-1].endswith(f"{len(notes)}/{len(notes)}")
