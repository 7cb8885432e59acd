"""
Submitting applications, ten clients at a time: through the public door of the service, and as people do, by HTTP.

What is limited by what: pgbench replays the very statements of one submission. The aim is 120 a second on two cores.
"""

from __future__ import annotations

import cProfile
import pstats
from collections import defaultdict
from typing import Any

from bench import clients, ground, replay, submitter, usage
from bench.figures import Figure, percentile, say

CLIENTS = 10
AIM = 120
ROUNDS = 3
BATCH = 300


def run() -> list[Figure]:
    """Return the figures; prints where the time goes."""
    from bench.crowd import Crowd

    crowd = Crowd()
    limit = _limit(crowd)
    service, service_p95 = max(_by_service(crowd) for _ in range(ROUNDS))
    web, web_p95, shares = max(_by_http(crowd) for _ in range(ROUNDS))
    _explain(crowd)
    say(f"  HTTP, CPU per submission: {shares}")
    return [
        {"name": "submit by service, 10 clients", "value": service, "unit": "/s", "aim": AIM, "limit": limit},
        {"name": "submit by service, p95", "value": service_p95, "unit": "ms", "most": 100},
        {"name": "submit by HTTP, 10 clients", "value": web, "unit": "/s", "aim": AIM, "limit": limit, "note": shares},
        {"name": "submit by HTTP, p95", "value": web_p95, "unit": "ms", "most": 100},
    ]


def _by_service(crowd: Any) -> tuple[float, float]:
    latencies, seconds, _ = submitter.run(crowd.applicants(BATCH))
    return round(len(latencies) / seconds, 1), round(percentile(latencies, 0.95), 1)


def _by_http(crowd: Any) -> tuple[float, float, str]:
    applicants = crowd.applicants(BATCH)
    with ground.site() as site:
        _send(site.port, applicants[:20])
        before = usage.cpu_seconds(site.web.pid), usage.cpu_seconds(usage.postmaster())
        outcome = _send(site.port, applicants[20:])
        after = usage.cpu_seconds(site.web.pid), usage.cpu_seconds(usage.postmaster())
    web, postgres = ((end - start) * 1000 / len(outcome.answers) for start, end in zip(before, after, strict=True))
    refused = [answer for answer in outcome.answers if "/receipt/" not in answer[3]]
    if refused:
        raise RuntimeError(f"{len(refused)} submissions were not taken in, the first with {refused[0][2:]}")
    shares = f"web {web:.1f} ms, PostgreSQL {postgres:.1f} ms"
    return round(outcome.rate, 1), round(percentile(outcome.latencies(), 0.95), 1), shares


def _send(port: int, applicants: list[Any]) -> clients.Outcome:
    requests = [
        clients.request_bytes("POST", f"/drafts/{one.draft_id}/confirm/", session=one.session, form="truth=on")
        for one in applicants
    ]
    return clients.run(port, [requests[each::CLIENTS] for each in range(CLIENTS)])


def _limit(crowd: Any) -> float | None:
    """Replay one submission's statements; best of two."""
    from govhall.business.cases.models import Case, CaseEvent, CaseMaterial
    from govhall.infra.bus.models import OutboxEvent
    from govhall.support.decisions.models import DecisionRun

    first, second = crowd.applicants(2)
    submitter.submit_all(crowd, [first], [])
    statements = replay.statements_of(lambda: _submit(crowd, second))
    case = Case.objects.get(submission_key=second.draft_id)
    made = [
        str(case.id), str(case.submission_key), case.number,
        *map(str, CaseMaterial.objects.filter(case=case).values_list("id", flat=True)),
        *map(str, CaseEvent.objects.filter(case=case).values_list("id", flat=True)),
        *map(str, DecisionRun.objects.filter(subject_id=case.id).values_list("id", flat=True)),
        *map(str, OutboxEvent.objects.filter(aggregate_id=case.id).values_list("id", flat=True)),
    ]  # fmt: skip
    say(f"  one submission sends {len(statements)} statements (with BEGIN and COMMIT)")
    text = replay.script(statements, made=made)
    rates = [replay.rate(text, clients=CLIENTS, seconds=5) for _ in range(2)]
    return max((rate for rate in rates if rate), default=None)


def _submit(crowd: Any, one: Any) -> None:
    from govhall.business.cases import public as cases
    from govhall.infra import clock

    cases.submit(crowd.application(one), by=one.actor, at=clock.now())


def _explain(crowd: Any) -> None:
    """Print where the time of a submission goes in Python, by package and by our own functions."""
    applicants = crowd.applicants(100)
    profile = cProfile.Profile()
    profile.enable()
    for one in applicants:
        _submit(crowd, one)
    profile.disable()
    stats: dict[Any, Any] = pstats.Stats(profile).stats  # type: ignore[attr-defined]  # typeshed doesn't know it
    packages: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, _) in stats.items():
        packages[_package(file)] += own
    total = sum(packages.values())
    ranked = sorted(packages.items(), key=lambda pair: -pair[1])[:6]
    say("  Python time by package: " + ", ".join(f"{name} {own / total:.0%}" for name, own in ranked))
    ours = [(row[3], key) for key, row in stats.items() if "/govhall/" in key[0]]
    for spent, (file, line, name) in sorted(ours, reverse=True)[:12]:
        say(f"    {spent * 1000 / len(applicants):6.2f} ms  {file.rpartition('/govhall/')[2]}:{line} {name}")


def _package(file: str) -> str:
    for mark in ("/site-packages/", "/src/"):
        if mark in file:
            return file.rpartition(mark)[2].partition("/")[0]
    return "python" if file != "~" else "built-in (waiting for the database included)"
