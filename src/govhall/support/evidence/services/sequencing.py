"""
The sequencer: takes committed entries into the tree, in batches, one sequencer at a time.

A batch and a head are one transaction each, so a sequencer that dies leaves nothing half done; the next one goes on
where it stopped. Entries that commit late are simply taken later: the order is that of arrival, without gaps.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from govhall.kernel.errors import DomainError
from govhall.support.evidence.engine import tree
from govhall.support.evidence.engine.tree import Place
from govhall.support.evidence.models import EvidenceEntry, TreeHead
from govhall.support.evidence.selectors import nodes
from govhall.support.evidence.services import signing

log = structlog.get_logger()
BATCH = 2_000
# Any number will do, as long as nobody else takes it: "EVID" in ASCII.
_LOCK = 0x45564944


class TreeDamaged(DomainError):
    """The stored tree isn't the one that was signed last; nothing may be built on it until a person has looked."""

    code = "evidence-tree-damaged"


def sequence(*, at: datetime, batch: int = BATCH) -> int:
    """
    Take every committed entry into the tree and sign a head over the result; return how many were taken.

    Returns at once with 0 while another sequencer is at work.

    :raises TreeDamaged: if the tree was changed behind our back since the last head
    """
    taken = 0
    while (number := _take(batch)) > 0:
        taken += number
    if number == 0:
        signing.sign_head(at=at)
    if taken:
        log.info("evidence_sequenced", number=taken)
    return taken


def _take(batch: int) -> int:
    """Take one batch; return its size, or -1 if another sequencer holds the lock."""
    with transaction.atomic(durable=False):
        if not _lock():
            return -1
        pending = EvidenceEntry.objects.filter(index__isnull=True).order_by("id")
        rows: list[tuple[UUID, bytes]] = [
            (entry_id, bytes(leaf_hash)) for entry_id, leaf_hash in pending.values_list("id", "leaf_hash")[:batch]
        ]
        if not rows:
            return 0
        size = nodes.size()
        _check_last_head(size)
        fresh = tree.grow(size, nodes.at(tree.peaks(size)), [leaf for _, leaf in rows])
        store_nodes(fresh)
        _place([entry_id for entry_id, _ in rows], size)
    return len(rows)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        (locked,) = cursor.fetchone()
    return bool(locked)


def _check_last_head(size: int) -> None:
    """A few reads a batch that keep us from ever signing a second history."""
    head = TreeHead.objects.order_by("-size").values_list("size", "root").first()
    if head is None:
        return
    signed, root = head
    stored = nodes.at(tree.peaks(signed))
    whole = size >= signed and len(stored) == len(tree.peaks(signed))
    if not whole or tree.root(signed, stored) != bytes(root):
        log.error("evidence_tree_damaged", size=size, head=signed)
        raise TreeDamaged("存证树与最近一次签名的树头不符，已停止存证入树，请立即核查。", size=size, head=signed)


def store_nodes(fresh: Iterable[tuple[Place, bytes]]) -> None:
    """Write new nodes in one stream. Stored nodes never change, so a doubled one is an error of the database."""
    with (
        connection.cursor() as cursor,
        cursor.copy('COPY evidence_treenode (level, "index", hash) FROM STDIN (FORMAT BINARY)') as stream,
    ):
        stream.set_types(["int2", "int8", "bytea"])
        for place, value in fresh:
            stream.write_row((place.level, place.number, value))


def _place(entry_ids: Sequence[UUID], first: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE evidence_evidenceentry entry SET "index" = given.place'
            " FROM unnest(%s::uuid[], %s::bigint[]) AS given(id, place)"
            ' WHERE entry.id = given.id AND entry."index" IS NULL',
            [list(entry_ids), list(range(first, first + len(entry_ids)))],
        )
        if cursor.rowcount != len(entry_ids):
            raise TreeDamaged("待存证的记录在入树时发生变化，请立即核查。")
