"""
How fast facts become provable, and how fast anybody proves them. Leaves what it entered in the throwaway database.

Every function below is one part of the bench and returns its figures.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from bench import seals
from bench.figures import Figure, percentile, say
from govhall.infra import clock
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import public as evidence
from govhall.support.evidence.content import verify_offline
from govhall.support.evidence.engine import hashing, records, tree
from govhall.support.evidence.models import EvidenceEntry, TreeHead
from govhall.support.evidence.services import signing

SECONDS = 5.0
WRITERS = 10
# GOVHALL_BENCH_LEAVES makes the big tree smaller for a quick look.
LEAVES = int(os.environ.get("GOVHALL_BENCH_LEAVES", "10000000"))
PROOFS = 1_000
HEADS = 100


def run() -> list[Figure]:
    """Return all figures of trust."""
    return [*append(), *bundle(), *proofs(), *seals.run()]


def append() -> list[Figure]:
    """Ten writers enter facts, each in a transaction of its own, while the sequencer is at work beside them."""
    at, sequenced = clock.now(), 0
    crowd = _Crowd(lambda: _enter(at))
    while crowd.is_busy():
        time.sleep(1.0)
        sequenced += evidence.sequence(at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_plain (id uuid PRIMARY KEY, content text)")
    bare = _Crowd(_insert_bare)
    return [
        {
            "name": "evidence, durable entries, 10 writers",
            "value": crowd.rate(),
            "unit": "1/s",
            "aim": 1000,
            "limit": bare.rate(),
        },
        {"name": "  taken into the tree meanwhile", "value": round(sequenced / SECONDS), "unit": "1/s"},
        {"name": "sequencing alone", "value": _sequencing(at), "unit": "1/s", "aim": 1000},
    ]


class _Crowd:
    """Ten processes that repeat an act, each on a connection of its own; they begin when this is made."""

    def __init__(self, act: Callable[[], None]) -> None:
        context = multiprocessing.get_context("fork")
        self._done = context.Value("i", 0)
        connection.close()  # a connection can't be shared with children
        until = time.perf_counter() + SECONDS
        self._children = [context.Process(target=self._repeat, args=(act, until)) for _ in range(WRITERS)]
        for child in self._children:
            child.start()

    def is_busy(self) -> bool:
        """Whether anybody is still at it."""
        return any(child.is_alive() for child in self._children)

    def rate(self) -> int:
        """Wait for all, and return how often a second they did it together."""
        for child in self._children:
            child.join()
        return round(self._done.value / SECONDS)

    def _repeat(self, act: Callable[[], None], until: float) -> None:
        number = 0
        while time.perf_counter() < until:
            act()
            number += 1
        connection.close()
        with self._done.get_lock():
            self._done.value += number


def _enter(at: datetime) -> None:
    facts = {"act": "ACCEPT", "case": str(new_id()), "digest": evidence.salted("0" * 64)}
    with transaction.atomic():
        evidence.enter(kind="case.act", subject=str(new_id()), facts=facts, at=at)


def _insert_bare() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_plain VALUES (%s, %s)", [new_id(), "x" * 300])


def _sequencing(at: datetime) -> int:
    with transaction.atomic():
        for _ in range(4_000):
            evidence.enter(kind="case.act", subject=str(new_id()), facts={"act": "ACCEPT"}, at=at)
    begun = time.perf_counter()
    taken = evidence.sequence(at=clock.now())
    return round(taken / (time.perf_counter() - begun))


def bundle() -> list[Figure]:
    """A thousand proofs under a hundred heads in a zip file, checked by the offline program in a Python of its own."""
    at, subjects = clock.now(), []
    for _ in range(HEADS):
        batch = [str(new_id()) for _ in range(PROOFS // HEADS)]
        for subject in batch:
            evidence.enter(kind="case.act", subject=subject, facts={"act": "ACCEPT"}, at=at)
        evidence.sequence(at=clock.now())
        subjects += [(subject, evidence.evidence_file(kind="case.act", subject=subject)) for subject in batch]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bundle.zip"
        with zipfile.ZipFile(file, "w") as archive:
            for subject, content in subjects:
                archive.writestr(f"{subject}.evidence.json", content)
        begun = time.perf_counter()
        answer = subprocess.run(
            [sys.executable, "-I", verify_offline.__file__, str(file), "--trust", evidence.log_name()],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        seconds = time.perf_counter() - begun
    if f"{PROOFS} 份成立" not in answer.stdout:
        raise AssertionError(answer.stdout[-400:])
    return [{"name": "offline check of 1,000 proofs", "value": round(seconds, 1), "unit": "s", "most": 60}]


def proofs() -> list[Figure]:
    """Whole proof files out of a tree of ten million leaves, from the database."""
    indexes = _big_tree(LEAVES)
    waits = []
    for index in indexes:
        begun = time.perf_counter()
        content = evidence.evidence_file(kind="bench.leaf", subject=str(index))
        waits.append((time.perf_counter() - begun) * 1e3)
    verify_offline.check(content)  # what was measured is right
    name = f"proof, tree of {LEAVES:,} leaves"
    return [
        {"name": f"{name}, median", "value": round(percentile(waits, 0.5), 2), "unit": "ms", "most": 5},
        {"name": f"{name}, 95 of 100", "value": round(percentile(waits, 0.95), 2), "unit": "ms", "most": 5},
    ]


def _big_tree(size: int) -> list[int]:
    """
    Build a tree of equal leaves, each level of which is one hash, and enter some of its leaves; return which.

    Size, rows and reads are those of any tree of this size, and its proofs are true.
    """
    at, begun = clock.now(), time.perf_counter()
    leaf = records.leaf_text(kind="bench.leaf", subject="all", facts={}, at=at)
    value, level = hashing.SM3.leaf(leaf.encode()), 0
    leaf_hash = value
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE evidence_cosignature, evidence_treehead, evidence_treenode, evidence_evidenceentry CASCADE"
        )
        # Loading isn't what is measured: no log and no index meanwhile.
        cursor.execute("ALTER TABLE evidence_treenode SET UNLOGGED")
        cursor.execute("ALTER TABLE evidence_treenode DROP CONSTRAINT evidence_treenode_pkey")
        while size >> level:
            cursor.execute(
                "INSERT INTO evidence_treenode SELECT %s, n, %s FROM generate_series(0, %s) n",
                [level, value, (size >> level) - 1],
            )
            value, level = hashing.SM3.node(value, value), level + 1
        cursor.execute('ALTER TABLE evidence_treenode ADD PRIMARY KEY (level, "index")')
        cursor.execute("ANALYZE evidence_treenode")
    indexes = random.Random(20521).sample(range(size), 500)
    EvidenceEntry.objects.bulk_create(
        EvidenceEntry(
            id=new_id(), kind="bench.leaf", subject=str(index), leaf=leaf, leaf_hash=leaf_hash, index=index, at=at
        )
        for index in indexes
    )
    signing.sign_head(at=at)
    assert TreeHead.objects.get().size == size
    assert len(tree.plan_inclusion(0, size)) == (size - 1).bit_length()
    say(f"trust: a tree of {size:,} leaves in {time.perf_counter() - begun:.0f} s")
    return indexes
