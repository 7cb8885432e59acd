"""
The walk of an inspection: from the first leaf to the last, computing anew every hash, node, root and signature.

Memory stays the same however large the tree is: a chunk of leaves, and the peaks of the tree so far.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from govhall.infra import crypto
from govhall.infra.crypto import chains, x509
from govhall.support.evidence import rules
from govhall.support.evidence.choices import Finding
from govhall.support.evidence.engine import canonical, hashing, records, statements, tree
from govhall.support.evidence.engine.tree import Place
from govhall.support.evidence.models import CoSignature, EvidenceEntry, KeyStatement, LogKey, TreeHead
from govhall.support.evidence.selectors import keyring, nodes, proving
from govhall.support.evidence.selectors.keyring import Statement

CHUNK = 4_000
MOST_FAULTS = 100


@dataclass(slots=True)
class Walk:
    """A walk and what it has found so far. ``faults`` holds the first hundred, ``number`` counts all."""

    faults: list[tuple[Finding, str]] = field(default_factory=list)
    number: int = 0
    size: int = 0
    heads: int = 0
    statement: Statement | None = field(default_factory=lambda: _believed())
    _peaks: dict[Place, bytes] = field(default_factory=dict)
    _last: TreeHead | None = None
    _trusted: dict[str, bool] = field(default_factory=dict)

    def run(self) -> None:
        """Walk over every leaf and every head."""
        rows = EvidenceEntry.objects.filter(index__isnull=False).order_by("index").iterator(chunk_size=CHUNK)
        heads = TreeHead.objects.select_related("key").order_by("size").iterator(chunk_size=CHUNK)
        ahead = next(heads, None)
        while chunk := list(islice(rows, CHUNK)):
            due: list[TreeHead] = []
            while ahead is not None and ahead.size <= self.size + len(chunk):
                due.append(ahead)
                ahead = next(heads, None)
            if not self._chunk(chunk, due, ahead):
                break
        while ahead is not None:
            self.found(Finding.TRUNCATED, f"树头 {ahead.size}")
            self._head(ahead)
            ahead = next(heads, None)

    def found(self, finding: Finding, place: str) -> None:
        """Note a fault."""
        self.number += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((finding, place))

    def _chunk(self, chunk: Sequence[EvidenceEntry], due: Sequence[TreeHead], ahead: TreeHead | None) -> bool:
        """Check a chunk of leaves and the heads within it; return whether the walk can go on."""
        begin = self.size
        stored = nodes.at(Place(0, begin + offset) for offset in range(len(chunk)))
        hashes = []
        for offset, entry in enumerate(chunk):
            if entry.index != begin + offset:
                self.found(Finding.LEAF_MISSING, f"第 {begin + offset + 1} 条")
                chunk = chunk[:offset]
                break
            computed = self._leaf(entry)
            # The tree goes on with what it holds, so that one changed leaf is one finding and not a thousand.
            hashes.append(stored.get(Place(0, begin + offset), computed))
            if hashes[-1] != computed:
                self.found(Finding.LEAF_CHANGED, f"第 {begin + offset + 1} 条")
        known = self._nodes(hashes, stored)
        self._times(chunk, [*due, *([ahead] if ahead else [])])
        whole = len(hashes) == len(chunk) and all(head.size <= begin + len(hashes) for head in due)
        for head in due:
            if head.size > begin + len(hashes):
                self.found(Finding.TRUNCATED, f"树头 {head.size}")
            elif tree.root(head.size, known) != bytes(head.root):
                self.found(Finding.HEAD_FORKED, f"树头 {head.size}")
            self._head(head)
        return whole

    def _leaf(self, entry: EvidenceEntry) -> bytes:
        """Return the hash of an entry's content, after comparing the content with the columns beside it."""
        computed = hashing.SM3.leaf(entry.leaf.encode())
        try:
            content = canonical.decode(entry.leaf)
        except canonical.NotCanonical:
            content = {}
        beside = {"kind": entry.kind, "subject": entry.subject, "at": records.moment(entry.at)}
        if computed != bytes(entry.leaf_hash) or any(content.get(name) != value for name, value in beside.items()):
            self.found(Finding.LEAF_CHANGED, f"第 {(entry.index or 0) + 1} 条")
        return computed

    def _nodes(self, hashes: Sequence[bytes], stored: dict[Place, bytes]) -> dict[Place, bytes]:
        """Compute the nodes over the leaves, compare them with the stored ones; return all that are known now."""
        fresh = dict(tree.grow(self.size, self._peaks, hashes))
        stored = stored | nodes.at(place for place in fresh if place.level)
        for place, value in fresh.items():
            if stored.get(place) != value:
                self.found(Finding.NODE_CHANGED, f"节点 {place.level}/{place.number}")
        known = self._peaks | fresh
        self.size += len(hashes)
        self._peaks = {place: known[place] for place in tree.peaks(self.size)}
        return known

    def _times(self, chunk: Sequence[EvidenceEntry], heads: Sequence[TreeHead]) -> None:
        """Compare each leaf's time with the first head that covers it and with the head before that."""
        before: datetime | None = self._last.at if self._last else None
        following = iter(heads)
        covering = next(following, None)
        for entry in chunk:
            index = entry.index or 0
            while covering is not None and covering.size <= index:
                before, covering = covering.at, next(following, None)
            if covering is None:
                return
            if rules.is_back_dated(entry.at, head_at=covering.at, previous_head_at=before):
                self.found(Finding.BACKDATED, f"第 {index + 1} 条")

    def _head(self, head: TreeHead) -> None:
        """Check a head's place among the others, its signature, and those of its witnesses."""
        last, self._last = self._last, head
        self.heads += 1
        if head.previous_id != (last.size if last else None) or (last and head.at < last.at):
            self.found(Finding.HEAD_ORDER, f"树头 {head.size}")
        try:
            own = proving.certificate(head.key.certificate)
            authority = proving.certificate(head.key.authority)
            record = canonical.encode(proving.head_text(head, authority.fingerprint))
            signed = crypto.provider().verify(own.public_key, record, bytes(head.signature))
        except crypto.CryptoError:
            signed = False
        if not signed or not self._is_trusted(own, authority, head):
            self.found(Finding.HEAD_SIGNATURE, f"树头 {head.size}")
        if self.statement and statements.fault(
            self.statement.record, fingerprint=head.key_id, size=head.size, at=head.at
        ):
            self.found(Finding.HEAD_KEY, f"树头 {head.size}")

    def _is_trusted(self, own: x509.KeyCertificate, authority: x509.KeyCertificate, head: TreeHead) -> bool:
        if own.fingerprint != head.key_id:
            return False
        if not own.validity.not_before <= head.at <= own.validity.not_after:
            return False
        if head.key_id not in self._trusted:
            try:
                chains.verify_chain(own, roots=[authority], at=head.at, usage=x509.Usage.SIGNING)
                self._trusted[head.key_id] = True
            except crypto.CryptoError:
                self._trusted[head.key_id] = False
        return self._trusted[head.key_id]


def wrong_cosignatures() -> Iterator[int]:
    """Yield the sizes of heads with a co-signature that doesn't fit."""
    rows = CoSignature.objects.select_related("head__key", "witness").order_by("head_id")
    for row in rows.iterator(chunk_size=CHUNK):
        authority = proving.certificate(row.head.key.authority)
        record = records.cosignature(
            signed=proving.head_text(row.head, authority.fingerprint), witness=row.witness_id, at=row.at
        )
        key = proving.certificate(row.witness.certificate).public_key
        if not crypto.provider().verify(key, canonical.encode(record), bytes(row.signature)):
            yield row.head_id


def wrong_statements() -> Iterator[str]:
    """Yield the numbers of statements on keys that were changed, or that the tree knows and the table doesn't."""
    rows = {row.number: row for row in KeyStatement.objects.order_by("number")}
    entered = EvidenceEntry.objects.filter(kind="evidence.key").values_list("subject", "leaf")
    leaves = dict(entered)
    for number, row in rows.items():
        if crypto.sm3_hex(row.record.encode()) not in leaves.get(str(number), "") or not _is_stated(row):
            yield str(number)
    yield from sorted(set(leaves) - {str(number) for number in rows})


def _believed() -> Statement | None:
    """Return the newest statement, if the authority signed it as it stands."""
    row = KeyStatement.objects.order_by("-number").first()
    return keyring.newest() if row is not None and _is_stated(row) else None


def _is_stated(row: KeyStatement) -> bool:
    authority = LogKey.objects.order_by("-since").values_list("authority", flat=True).first()
    if authority is None:
        return False
    key = proving.certificate(authority).public_key
    return crypto.provider().verify(key, row.record.encode(), bytes(row.signature))
