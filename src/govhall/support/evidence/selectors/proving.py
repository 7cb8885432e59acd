"""Proofs: that a fact stands in the tree of a signed head, and that one head continues another."""

import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from govhall.infra.crypto import x509
from govhall.kernel.errors import NotFound
from govhall.support.evidence.engine import canonical, records, tree
from govhall.support.evidence.models import CoSignature, EvidenceEntry, TreeHead
from govhall.support.evidence.selectors import anchors, keyring, nodes
from govhall.support.evidence.values import Head, Inclusion, Standing


class NoSuchEvidence(NotFound):
    """There is no such entry, or no signed head covers it yet."""

    code = "no-such-evidence"


class NoSuchHead(NotFound):
    """No head of this size was signed."""

    code = "no-such-head"


def standing(*, kind: str, subject: str) -> Standing | None:
    """Return where a fact stands, or None if it was never entered."""
    row = EvidenceEntry.objects.filter(kind=kind, subject=subject).values_list("at", "index").first()
    if row is None:
        return None
    at, index = row
    proven_at = None
    if index is not None:
        covering = TreeHead.objects.filter(size__gt=index).order_by("size")
        proven_at = covering.values_list("at", flat=True).first()
    return Standing(kind=kind, subject=subject, at=at, index=index, proven_at=proven_at)


def latest_head() -> Head:
    """Return the newest head. :raises NoSuchHead: while none was signed"""
    return _signed(_stored(TreeHead.objects.order_by("-size")))


def head(size: int) -> Head:
    """Return the head of exactly this size. :raises NoSuchHead:"""
    return _signed(_stored(TreeHead.objects.filter(pk=size)))


def inclusion(leaf_hash: bytes) -> Inclusion:
    """
    Return the proof, in the newest head, of the leaf with this hash.

    One has to know a leaf to ask for it: the interface can't be used to list what is in the tree.

    :raises NoSuchEvidence: if no signed head holds it
    """
    index = EvidenceEntry.objects.filter(leaf_hash=leaf_hash).values_list("index", flat=True).first()
    return _inclusion(index, leaf_hash)


def consistency(first: int, second: int) -> tuple[bytes, ...]:
    """
    Return the proof that the tree of ``second`` leaves begins with that of ``first``.

    :raises NoSuchHead: unless 0 < first <= second <= the size of the tree
    """
    if not 0 < first <= second <= nodes.size():
        raise NoSuchHead("树头大小不正确：应为 0 < first ≤ second ≤ 当前大小。")
    plan = tree.plan_consistency(first, second)
    return tree.fill(plan, nodes.at(tree.places(plan)))


def evidence_file(*, kind: str, subject: str) -> bytes:
    """
    Return the proof of a fact as a small file that anybody can check without us (``.evidence.json``).

    :raises NoSuchEvidence: if no signed head covers it yet
    """
    row = EvidenceEntry.objects.filter(kind=kind, subject=subject).values_list("index", "leaf_hash", "leaf").first()
    if row is None:
        raise NoSuchEvidence("没有这条存证。")
    index, leaf_hash, leaf = row
    found = _inclusion(index, bytes(leaf_hash))
    content = {
        "format": records.FORMAT,
        "leaf": json.loads(leaf),
        **proof_record(found),
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def proof_record(found: Inclusion) -> dict[str, Any]:
    """Return an inclusion as plain JSON values, as the interface and files hold it."""
    anchored = anchors.anchor_of_leaf(found.index)
    return {
        "index": found.index,
        "proof": [step.hex() for step in found.proof],
        **head_record(found.head),
        **({"anchor": anchored} if anchored else {}),
    }


def head_record(found: Head) -> dict[str, Any]:
    """Return a signed head as plain JSON values, with the newest statement on keys if there is one."""
    stated = keyring.newest()
    return {
        **({"keys": stated.plain()} if stated else {}),
        "head": dict(found.record),
        "signature": _text(found.signature),
        "certificates": [_text(certificate) for certificate in found.certificates],
        "cosignatures": [dict(one) for one in found.cosignatures],
    }


def head_value(row: TreeHead) -> Head:
    """Return a head without its co-signatures."""
    authority = certificate(row.key.authority)
    return Head(
        size=row.size,
        root=bytes(row.root),
        at=row.at,
        previous=row.previous_id or 0,
        record=head_text(row, authority.fingerprint),
        signature=bytes(row.signature),
        fingerprint=row.key_id,
        certificates=(certificate(row.key.certificate).encoded, authority.encoded),
    )


@lru_cache(maxsize=64)
def certificate(pem: str) -> x509.KeyCertificate:
    """Return a stored certificate. :raises MalformedCertificate: if it isn't one any more"""
    return x509.read(pem.encode())


def head_text(row: TreeHead, log: str) -> Mapping[str, Any]:
    """Return what the signature of a stored head is over."""
    return records.head(log=log, size=row.size, root=bytes(row.root), at=row.at, previous=row.previous_id or 0)


def signed_bytes(record: Mapping[str, Any]) -> bytes:
    """Return the bytes of a record that is signed."""
    return canonical.encode(record)


def _inclusion(index: int | None, leaf_hash: bytes) -> Inclusion:
    newest = _stored(TreeHead.objects.order_by("-size"))
    if index is None or newest is None or newest.size <= index:
        raise NoSuchEvidence("没有这条存证，或者它还在等待下一次树头签名，请稍后再试。")
    plan = tree.plan_inclusion(index, newest.size)
    steps = tree.fill(plan, nodes.at(tree.places(plan)))
    return Inclusion(index=index, leaf_hash=leaf_hash, proof=steps, head=_signed(newest))


def _stored(rows: QuerySet[TreeHead]) -> Head | None:
    found = rows.values_list("size", "signature").first()
    return _remembered(found[0], bytes(found[1])) if found else None


@lru_cache(maxsize=64)
def _remembered(size: int, signature: bytes) -> Head:
    """Return a head. Heads never change, and the newest one is asked for again and again; its signature names it."""
    return head_value(TreeHead.objects.select_related("key").get(pk=size, signature=signature))


def _signed(value: Head | None) -> Head:
    """Return a head with the co-signatures that it has by now. :raises NoSuchHead: for none"""
    if value is None:
        raise NoSuchHead("还没有这样的树头。")
    signed = CoSignature.objects.filter(head_id=value.size).order_by("witness_id")
    found = signed.values_list("at", "signature", "witness__certificate")
    return replace(
        value,
        cosignatures=tuple(
            {
                "at": records.moment(at),
                "signature": _text(bytes(signature)),
                "certificate": _text(certificate(pem).encoded),
            }
            for at, signature, pem in found
        ),
    )


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
