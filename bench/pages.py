"""
Pages as a browser gets them: the guide beside an empty view behind the same middleware, and the officer's list over
100,000 cases.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from bench import clients, ground
from bench.figures import Figure, percentile

CONNECTIONS, PROCESSES, SECONDS, ROUNDS = 16, 2, 4.0, 3
CASES = 100_000
LIST_MS = 50


def run() -> list[Figure]:
    """Return the figures of the guide and the list."""
    from bench import crowd, many_cases
    from factories import people, walk
    from govhall.support.identity.models import User

    case = walk.received()
    many_cases.make(CASES, model=case.case_id)
    session = crowd.session_of(User.objects.get(username="guanshanhu-market-window")).session_key
    with ground.site() as site:
        return [*_guide(site.port), *_list_of(people.officer("window")), *_list_page(site.port, session)]


def _guide(port: int) -> list[Figure]:
    """Alternate guide and empty view, so that both see the same machine; the best of each counts."""
    from django.urls import reverse

    from factories import applications

    address = reverse("portal:guide", args=[applications.guide().implementation_code])
    guide = empty = 0.0
    for _ in range(ROUNDS):
        empty = max(empty, _rate(port, "/bench/empty/"))
        guide = max(guide, _rate(port, address))
    return [
        {"name": "guide page", "value": round(guide, 1), "unit": "pages/s", "aim": round(empty / 2, 1), "limit": empty}
    ]


def _rate(port: int, path: str) -> float:
    script = [clients.request_bytes("GET", path)]
    outcome = clients.run(port, [script] * CONNECTIONS, seconds=SECONDS, processes=PROCESSES)
    wrong = [status for _, _, status, _ in outcome.answers if status != 200]
    if wrong:
        raise RuntimeError(f"{path} answered {wrong[0]}")
    return outcome.rate


def _list_of(officer: Any) -> list[Figure]:
    from govhall.business.cases import public as cases

    first = cases.of_officer(officer, view="open")
    deep = first.after
    for _ in range(20):
        deep = cases.of_officer(officer, view="open", after=deep).after
    return [
        _milliseconds("list, first page, selector", lambda: cases.of_officer(officer, view="open")),
        _milliseconds("list, 21st page, selector", lambda: cases.of_officer(officer, view="open", after=deep)),
        _milliseconds("list, by part of a name, selector", lambda: cases.of_officer(officer, text="山间")),
        _milliseconds("list, counts of all views, selector", lambda: cases.counts_of_officer(officer)),
    ]


def _milliseconds(name: str, read: Callable[[], object]) -> Figure:
    read()
    taken = []
    for _ in range(40):
        begun = time.perf_counter()
        read()
        taken.append((time.perf_counter() - begun) * 1000)
    return {
        "name": f"{name} ({CASES:,} cases)",
        "value": round(percentile(taken, 0.5), 1),
        "unit": "ms",
        "most": LIST_MS,
    }


def _list_page(port: int, session: str) -> list[Figure]:
    script = [clients.request_bytes("GET", "/desk/?view=open", session=session)]
    empty = clients.run(port, [[clients.request_bytes("GET", "/bench/empty/", session=session)] * 60])
    outcome = clients.run(port, [script * 60])
    if outcome.answers[-1][2] != 200:
        raise RuntimeError(f"the list page answered {outcome.answers[-1][2]}")
    return [
        {
            "name": f"list page by HTTP, median ({CASES:,} cases)", "unit": "ms", "most": LIST_MS,
            "value": round(percentile(outcome.latencies(), 0.5), 1),
            "limit": round(percentile(empty.latencies(), 0.5), 1),
        }
    ]  # fmt: skip
