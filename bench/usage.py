"""What processes used: CPU seconds and memory, as the kernel counts them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from bench import ground

_TICK = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and its descendants, ended ones included."""
    return sum(_cpu(each) for each in ground.family(pid))


def memory_mb(pids: Iterable[int]) -> float:
    """Return the proportional set size of processes together: shared pages are counted once."""
    return sum(_pss_kb(pid) for root in pids for pid in ground.family(root)) / 1024


def own_memory_mb() -> float:
    """Return the memory that this process alone wrote to: pages shared with others come and go with those."""
    return _kb(os.getpid(), "Private_Dirty:") / 1024


def postmaster() -> int:
    """Return the pid of this home's database server."""
    found = list(Path(os.environ["GOVHALL_HOME"]).glob("database/data/postmaster.pid"))
    return int(found[0].read_text().split(maxsplit=1)[0])


def _cpu(pid: int) -> float:
    try:
        columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in columns[11:15]) / _TICK


def _pss_kb(pid: int) -> int:
    return _kb(pid, "Pss:")


def _kb(pid: int, field: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(field))
