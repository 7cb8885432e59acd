"""
A process that submits applications through the public door of `business.cases`, several threads at a time.

`python -m bench.submitter`: applicants come pickled on standard input, figures go as JSON to standard output.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

from bench import ground

THREADS = 5


def run(applicants: Sequence[Any], *, processes: int = 2) -> tuple[list[float], float, float]:
    """Submit for all of them; return latencies in ms, the seconds it took, and the CPU seconds of these processes."""
    children = []
    for share in range(processes):
        child = subprocess.Popen(
            [sys.executable, "-m", "bench.submitter"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert child.stdin is not None
        pickle.dump(list(applicants[share::processes]), child.stdin)
        child.stdin.flush()
        children.append(child)
    for child in children:
        assert child.stdout is not None
        child.stdout.readline()  # warm
    for child in children:
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        child.stdin.close()
    found = [json.loads(child.stdout.read()) for child in children if child.stdout is not None]
    for child in children:
        child.wait()
    spans = [span for one in found for span in one["spans"]]
    seconds = max(end for _, end in spans) - min(start for start, _ in spans)
    return [(end - start) * 1000 for start, end in spans], seconds, sum(one["cpu"] for one in found)


def submit_all(crowd: Any, applicants: Sequence[Any], spans: list[tuple[float, float]]) -> None:
    """Submit one after the other, noting when each began and ended."""
    from django.db import connection

    from govhall.business.cases import public as cases
    from govhall.infra import clock

    for one in applicants:
        begun = time.time()
        cases.submit(crowd.application(one), by=one.actor, at=clock.now())
        spans.append((begun, time.time()))
    connection.close()


def _main() -> None:
    ground.configure_django()
    applicants = pickle.load(sys.stdin.buffer)
    from bench.crowd import Crowd

    crowd = Crowd()
    submit_all(crowd, applicants[:2], [])
    rest = applicants[2:]
    spans: list[tuple[float, float]] = []
    print("ready", flush=True)
    sys.stdin.buffer.readline()
    used = time.process_time()
    threads = [threading.Thread(target=submit_all, args=(crowd, rest[each::THREADS], spans)) for each in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump({"spans": spans, "cpu": time.process_time() - used}, sys.stdout)


if __name__ == "__main__":
    _main()
