"""
The crash proof: kill -9 at random moments of a running load loses no receipt that was shown and doubles no effect.

The real platform runs (`govhall run`, supervisor and all) in a throwaway home. People submit and officers act while
web, worker and database processes are killed. Then everything is started afresh, the queue runs empty, and tables are
counted. Exit status 1 when a count that must be 0 is not.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench import crash_verdict, ground
from bench.crash_load import Load, wait_for
from bench.figures import say

START_WITHIN = 240.0
BACK_WITHIN = 60.0
SETTLED_WITHIN = 360.0  # the rarest upkeep that isn't tried again comes every five minutes
APPLICANTS = 1500


def prove(*, kills: int, seed: int | None, as_json: bool) -> int:
    """Kill so often, then count; return the exit status."""
    seed = seed if seed is not None else random.SystemRandom().randrange(10_000)
    say(f"crash proof: {kills} kills, --seed {seed}")
    with ground.throwaway_home() as home:
        os.environ["DJANGO_SETTINGS_MODULE"] = "govhall.config.settings"
        platform = Platform(home)
        try:
            return _prove(platform, kills, random.Random(seed), as_json)
        finally:
            platform.stop()


def _prove(platform: Platform, kills: int, dice: random.Random, as_json: bool) -> int:
    platform.start()
    ground.configure_django()
    from bench.crowd import Crowd

    crowd = Crowd()
    load = Load(platform.port, crowd, crowd.applicants(APPLICANTS))
    load.start()
    killed = _kill_at_random(platform, kills, dice, load)
    load.stop()
    begun = time.monotonic()
    platform.stop()
    platform.start()
    crash_verdict.connect_anew()
    say(f"restarted in {time.monotonic() - begun:.1f} s; waiting for {crash_verdict.open_jobs()} jobs")
    is_settled = wait_for(crash_verdict.has_settled, seconds=SETTLED_WITHIN, pause=1.0)
    say(f"queue empty: {is_settled}, {time.monotonic() - begun:.0f} s after the load ended")
    for name in crash_verdict.failed_jobs():
        say(f"  failed for good: {name}")
    violations, told = crash_verdict.violations(load), crash_verdict.told(load)
    result = {"killed": dict(killed), "told": told, "troubles": dict(+load.troubles), "violations": violations}
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=2))
    for title, counts in result.items():
        say(f"{title}:")
        for name, count in sorted(counts.items()):
            say(f"  {count:6}  {name}{'   ← VIOLATION' if title == 'violations' and count else ''}")
    return 1 if any(violations.values()) else 0


def _kill_at_random(platform: Platform, kills: int, dice: random.Random, load: Load) -> Counter[str]:
    killed: Counter[str] = Counter()
    slowest = 0.0
    while sum(killed.values()) < kills:
        time.sleep(dice.uniform(0.2, 3.0))
        kind = dice.choice(("web", "web process", "worker", "postmaster", "backend"))
        if not platform.kill(kind, dice):
            continue  # it is down already and not yet back
        killed[kind] += 1
        begun = time.monotonic()
        back = wait_for(lambda: ground.answers(platform.port, "/"), seconds=BACK_WITHIN)
        slowest = max(slowest, time.monotonic() - begun)
        progress = f"{len(load.receipts)} receipts, {sum(load.acts.values())} acts"
        say(f"  {sum(killed.values()):3} {kind:12} back after {time.monotonic() - begun:4.1f} s: {back}; {progress}")
    say(f"slowest return of the first page: {slowest:.1f} s")
    return killed


class Platform:
    """`govhall run` in a home of its own."""

    def __init__(self, home: Path) -> None:
        """Choose a port; nothing is started yet."""
        from govhall.infra.database import cluster

        self.home = home
        self.port = cluster.any_free_port()
        self._run: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the platform, wait until it is well, and point this process at its database."""
        from govhall.infra.database import launcher

        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        (self.home / "logs").mkdir(exist_ok=True)
        with (self.home / "logs" / "terminal.log").open("ab") as output:
            self._run = subprocess.Popen(
                [sys.executable, "-m", "govhall.config", "run", "--no-cases", "--port", str(self.port)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, start_new_session=True,
            )  # fmt: skip
        if not wait_for(lambda: ground.answers(self.port), seconds=START_WITHIN):
            raise TimeoutError((self.home / "logs" / "terminal.log").read_text()[-2000:])
        os.environ["DATABASE_URL"] = launcher.running_url(self.home) or ""

    def stop(self) -> None:
        """Stop the platform as Ctrl-C does."""
        if self._run is not None and self._run.poll() is None:
            self._run.send_signal(signal.SIGTERM)
            self._run.wait(60)

    def kill(self, kind: str, dice: random.Random) -> bool:
        """Kill -9 one living process of this kind; false when there is none."""
        found = self._candidates(kind)
        if not found:
            return False
        try:
            os.kill(dice.choice(found), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def _candidates(self, kind: str) -> Sequence[int]:
        from govhall.infra import processes
        from govhall.infra.database import cluster

        data = cluster.data_folder(self.home / "database")
        head = cluster.postmaster(data)
        if kind == "postmaster":
            return [head] if head else []
        if kind == "backend":
            return [pid for pid in cluster.server_processes(data) if pid != head]
        ours = [pid for pid in processes.with_environment(f"GOVHALL_SUPERVISED_FOR={self.home}") if self._is_whole(pid)]
        workers = [pid for pid in ours if b"\0worker\0" in _command(pid) + b"\0"]
        web = [pid for pid in ours if pid not in workers]
        parents = [
            pid for pid in web if pid in ground.family(self._run.pid if self._run else 0)[:8] and _is_parent(pid)
        ]
        return {"worker": workers, "web": parents, "web process": [pid for pid in web if pid not in parents]}[kind]

    @staticmethod
    def _is_whole(pid: int) -> bool:
        return bool(_command(pid))


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _is_parent(pid: int) -> bool:
    return len(ground.family(pid)) > 1
