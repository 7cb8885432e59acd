"""Memory of web and worker together after a load: what a modest server must have free besides the database."""

from __future__ import annotations

import time
from typing import Any

from bench import clients, ground, usage
from bench.figures import Figure

MOST_MB = 600
SUBMISSIONS = 60


def run() -> list[Figure]:
    """Load every kind of work, let the worker make its papers, then weigh the processes."""
    from django.urls import reverse

    from bench.crowd import Crowd
    from factories import applications

    crowd = Crowd()
    applicants = crowd.applicants(SUBMISSIONS)
    guide = reverse("portal:guide", args=[applications.guide().implementation_code])
    with ground.site(with_worker=True) as site:
        assert site.worker is not None
        _work(site.port, guide, applicants)
        _await_papers(seconds=60)
        web, worker = usage.memory_mb([site.web.pid]), usage.memory_mb([site.worker.pid])
    return [
        {"name": "memory of web and worker (PSS)", "value": round(web + worker), "unit": "MB", "most": MOST_MB},
        {"name": "memory of web, two processes", "value": round(web), "unit": "MB"},
        {"name": "memory of worker", "value": round(worker), "unit": "MB"},
    ]


def _work(port: int, guide: str, applicants: list[Any]) -> None:
    pages = [clients.request_bytes("GET", path) for path in ("/", guide, "/healthz")]
    clients.run(port, [pages] * 8, seconds=4.0)
    scripts = [
        [
            clients.request_bytes("GET", f"/drafts/{one.draft_id}/confirm/", session=one.session),
            clients.request_bytes("POST", f"/drafts/{one.draft_id}/confirm/", session=one.session, form="truth=on"),
        ]
        for one in applicants
    ]
    clients.run(port, [[request for script in scripts[each::4] for request in script] for each in range(4)])


def _await_papers(*, seconds: float) -> None:
    """Give the worker time to seal the receipts."""
    from govhall.business.cases.models import CaseDocument

    before, deadline = CaseDocument.objects.count(), time.monotonic() + seconds
    while CaseDocument.objects.count() < before + SUBMISSIONS and time.monotonic() < deadline:
        time.sleep(0.5)
