"""Entries, the tree's stored nodes, signed heads, witnesses, anchors, and what inspections found."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from govhall.support.evidence.choices import AnchorStatus

_APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


class EvidenceEntry(models.Model):
    """
    A fact: pending while ``index`` is empty, then a leaf for good.

    Personal data: none in clear. ``salts`` are the keys to hashes of values that may identify somebody; emptying it
    makes the leaf anonymous, and is the only change that a leaf allows. Retired with the object that it tells of.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=100)
    leaf = models.TextField(help_text="canonical JSON, the bytes that are hashed")
    leaf_hash = models.BinaryField()
    salts = models.JSONField(null=True, help_text="name of the fact → hexadecimal salt")
    index = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="evidence_of_a_subject_once"),
            # Only what has a place: pending rows cost their writers no entry of this index.
            models.UniqueConstraint(fields=["index"], condition=Q(index__isnull=False), name="evidence_index_once"),
            models.CheckConstraint(condition=Q(index__isnull=True) | Q(index__gte=0), name="evidence_index_counts_up"),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(index__isnull=True), name="evidence_pending"),
            models.Index(fields=["leaf_hash"], name="evidence_by_hash"),
        ]
        triggers = [
            pgtrigger.Protect(name="evidence_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="evidence_never_changed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # Two changes only: the tree gives a place, once; salts go, for good.
                func="""
                IF (NEW.id, NEW.kind, NEW.subject, NEW.leaf, NEW.leaf_hash, NEW.at)
                   IS DISTINCT FROM (OLD.id, OLD.kind, OLD.subject, OLD.leaf, OLD.leaf_hash, OLD.at)
                   OR (OLD.index IS NOT NULL AND NEW.index IS DISTINCT FROM OLD.index)
                   OR (NEW.salts IS NOT NULL AND NEW.salts IS DISTINCT FROM OLD.salts)
                THEN RAISE EXCEPTION 'evidence is append-only';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class TreeNode(models.Model):
    """The root of a perfect subtree: 2^level leaves from leaf index·2^level on. Never changes. Personal data: none."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        triggers = [pgtrigger.Protect(name="tree_node_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogKey(models.Model):
    """A key that signs, or signed, heads of this log. Personal data: none."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=80, default="evidence-log", help_text="of the key pair in the key store")
    certificate = models.TextField(help_text="PEM")
    authority = models.TextField(help_text="PEM; its fingerprint is the log's name")
    since = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="log_key_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return self.fingerprint


class KeyStatement(models.Model):
    """
    What the log's authority signed about the keys that sign heads; the newest holds. Never changes.

    Personal data: none.
    """

    number = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    record = models.TextField(help_text="canonical JSON")
    signature = models.BinaryField(help_text="DER, SM2 with SM3 by the authority over the record")

    class Meta:
        triggers = [pgtrigger.Protect(name="key_statement_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%F %T}"


class TreeHead(models.Model):
    """A signed head: the tree of ``size`` leaves had this root then. Never changes. Personal data: none."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    # Unique and without gaps: each head follows exactly one other, so the table can't hold two branches.
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="next")
    key = models.ForeignKey(LogKey, on_delete=models.PROTECT, related_name="heads")
    signature = models.BinaryField(help_text="DER, SM2 with SM3 over the canonical record")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="tree_head_has_leaves"),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | Q(previous__lt=F("size")), name="tree_head_follows_smaller"
            ),
            # Only the first head follows none.
            models.UniqueConstraint(
                models.expressions.Value(1), condition=Q(previous__isnull=True), name="tree_head_first_once"
            ),
        ]
        triggers = [pgtrigger.Protect(name="tree_head_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.size} {bytes(self.root).hex()[:12]}"


class Witness(models.Model):
    """An outsider whose co-signatures we take. Personal data: none."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=100)
    certificate = models.TextField(help_text="PEM")
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.fingerprint[:8]}"


class CoSignature(models.Model):
    """That a witness saw a head and found it to continue the ones before. Never changes. Personal data: none."""

    head = models.ForeignKey(TreeHead, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT, related_name="cosignatures")
    at = models.DateTimeField()
    signature = models.BinaryField(help_text="DER, SM2 with SM3 over the canonical co-signature")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["head", "witness"], name="cosignature_once")]
        triggers = [pgtrigger.Protect(name="cosignature_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.head_id} {self.witness_id[:8]}"


class WatchedLog(models.Model):
    """
    Another installation's log that we witness: its root certificate, and the last head that we found to be right.

    Personal data: none.
    """

    name = models.CharField(primary_key=True, max_length=64, help_text="fingerprint of its root certificate")
    title = models.CharField(max_length=100)
    address = models.URLField(max_length=300, help_text="of its evidence interface")
    authority = models.TextField(help_text="PEM")
    size = models.BigIntegerField(default=0)
    root = models.BinaryField(default=bytes)
    head_at = models.DateTimeField(null=True)
    keys = models.TextField(blank=True, help_text="JSON of its newest statement on keys that we have seen")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=60, blank=True, help_text="why we stopped signing; a person has to look")

    def __str__(self) -> str:
        return f"{self.title} {self.name[:8]}"


class AnchorContract(models.Model):
    """
    A contract that keeps our heads on a chain, and what hinders anchoring in it.

    Personal data: none.
    """

    chain_id = models.BigIntegerField()
    address = models.CharField(max_length=42)
    since = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0, help_text="in a row")
    failure = models.CharField(max_length=60, blank=True, help_text="the last one's code; empty once it goes again")
    next_at = models.DateTimeField(null=True, help_text="not tried before")
    refused_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=60, blank=True, help_text="how it contradicts our tree; a person has to look")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain_id", "address"], name="anchor_contract_once"),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refusal="") | (Q(refused_at__isnull=False) & ~Q(refusal="")),
                name="anchor_contract_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chain_id} {self.address}"


_IN_A_BLOCK = [AnchorStatus.INCLUDED, AnchorStatus.CONFIRMED]


class Anchor(models.Model):
    """
    A signed transaction that anchors a head, written down before it is sent: sent twice, it is still one.

    What is signed never changes; how far it has come does. Personal data: none.
    """

    contract = models.ForeignKey(AnchorContract, on_delete=models.PROTECT, related_name="anchors")
    head = models.ForeignKey(TreeHead, on_delete=models.PROTECT, related_name="anchors")
    transaction = models.CharField(max_length=66, help_text="its hash")
    nonce = models.BigIntegerField(help_text="its number among the account's transactions")
    raw = models.BinaryField(help_text="the signed transaction")
    at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=AnchorStatus, default=AnchorStatus.SENT)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    block = models.BigIntegerField(null=True)
    block_hash = models.CharField(max_length=66, blank=True)
    block_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transaction"], name="anchor_transaction_once"),
            # One under way at a time: whoever dies or comes twice finds it and sends no other.
            models.UniqueConstraint(
                fields=["contract"], condition=Q(status__in=[AnchorStatus.SENT, AnchorStatus.INCLUDED]),
                name="anchor_under_way_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(status__in=_IN_A_BLOCK, block__isnull=False, block_at__isnull=False) & ~Q(block_hash="")
                )
                | (~Q(status__in=_IN_A_BLOCK) & Q(block__isnull=True, block_at__isnull=True, block_hash="")),
                name="anchor_in_a_block_or_not",
            ),
            models.CheckConstraint(condition=Q(status__in=AnchorStatus.values), name="anchor_status_known"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["head", "status"], name="anchor_by_head")]
        triggers = [
            pgtrigger.Protect(name="anchor_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="anchor_never_rewritten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF (NEW.id, NEW.contract_id, NEW.head_id, NEW.transaction, NEW.nonce, NEW.raw, NEW.at)
                   IS DISTINCT FROM (OLD.id, OLD.contract_id, OLD.head_id, OLD.transaction, OLD.nonce, OLD.raw, OLD.at)
                THEN RAISE EXCEPTION 'what is signed of an anchor never changes';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head_id} {self.transaction[:12]}"


class Inspection(models.Model):
    """What a recomputation of the whole tree found. Never changes. Personal data: none."""

    at = models.DateTimeField()
    size = models.BigIntegerField()
    heads = models.BigIntegerField()
    seconds = models.FloatField()
    faults = models.JSONField(default=list, help_text="code and place of each, at most a hundred")
    fault_count = models.IntegerField(default=0)
    anchors = models.IntegerField(null=True, help_text="compared with the chain; empty if it couldn't be asked")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="inspection_newest")]
        triggers = [pgtrigger.Protect(name="inspection_append_only", operation=_APPEND_ONLY)]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.fault_count}"
