"""
Witnessing: two installations that watch each other can't rewrite history unnoticed, not even with their own keys.

As a log we take co-signatures of registered witnesses. As a witness we follow another log: each head must continue the
last one that we found right; then we sign it. A head that doesn't is refused, and so is everything after it.
"""

import base64
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from govhall.infra import crypto
from govhall.infra.crypto import chains, x509
from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.audit import public as audit
from govhall.support.evidence import rules
from govhall.support.evidence.adapters.logs import HttpTransport, LogUnreachable, Transport
from govhall.support.evidence.engine import canonical, hashing, proofs, records, statements
from govhall.support.evidence.models import CoSignature, WatchedLog, Witness
from govhall.support.evidence.selectors import proving
from govhall.support.evidence.services import keys

log = structlog.get_logger()


KEY_FAULTS: Mapping[str, str] = {
    statements.UNKNOWN: "树头的签名密钥没有公布过。",
    statements.EARLY: "树头的签名密钥当时还没有启用。",
    statements.ENDED: "树头由已停用的密钥签名。",
}


class UnknownWitness(NotPermitted):
    """Nobody registered this witness, or it is registered no more."""

    code = "unknown-witness"


class WrongCosignature(InvalidInput):
    """The co-signature isn't one of this witness over this head."""

    code = "wrong-cosignature"


class HeadRefused(Conflict):
    """Another log's head isn't the continuation of what we have seen; ``code`` says how."""

    code = "head-refused"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        vars(self)["code"] = f"head-{reason}"


# --- As a log --------------------------------------------------------------------------------------------------------


def register_witness(*, name: str, certificate: bytes, at: datetime) -> str:
    """Take a witness by its certificate (PEM or DER) and return its fingerprint. :raises MalformedCertificate:"""
    found = x509.read(certificate)
    Witness.objects.update_or_create(
        fingerprint=found.fingerprint,
        defaults={"name": name[:100], "certificate": found.pem(), "is_active": True},
        create_defaults={
            "name": name[:100], "certificate": found.pem(), "is_active": True, "registered_at": at,
        },
    )  # fmt: skip
    audit.record(
        by=SYSTEM, action="evidence.witness.registered", at=at, target_kind="witness", target_id=found.fingerprint
    )
    return found.fingerprint


def take_cosignature(*, size: int, witness: str, seen_at: str, signature: str) -> None:
    """
    Keep a witness's signature over the head of this size. Taking it twice changes nothing.

    :raises NoSuchHead: if there is no such head
    :raises UnknownWitness: if it isn't registered
    :raises WrongCosignature: if it doesn't verify
    """
    is_fingerprint = re.fullmatch(r"[0-9a-f]{64}", witness)
    known = Witness.objects.filter(pk=witness, is_active=True).first() if is_fingerprint else None
    if known is None:
        raise UnknownWitness("该见证方没有登记。")
    record, at, encoded = proving.head(size).record, _moment(seen_at), _base64(signature)
    signed = canonical.encode(records.cosignature(signed=record, witness=witness, at=at))
    if not crypto.provider().verify(proving.certificate(known.certificate).public_key, signed, encoded):
        raise WrongCosignature("见证签名不正确。")
    CoSignature.objects.bulk_create(
        [CoSignature(head_id=size, witness=known, at=at, signature=encoded)], ignore_conflicts=True
    )


def _moment(text: str) -> datetime:
    try:
        return records.read_moment(text)
    except ValueError:
        raise WrongCosignature("见证时间的写法不正确。") from None


def _base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise WrongCosignature("见证签名的编码不正确。") from None


# --- As a witness ----------------------------------------------------------------------------------------------------


def watch(*, title: str, address: str, authority: bytes, at: datetime) -> str:
    """Begin to witness another log, known by its root certificate; return its name. :raises MalformedCertificate:"""
    root = x509.read(authority)
    WatchedLog.objects.get_or_create(
        name=root.fingerprint, defaults={"title": title[:100], "address": address, "authority": root.pem()}
    )
    audit.record(
        by=SYSTEM, action="evidence.log.watched", at=at, target_kind="evidence_log", target_id=root.fingerprint
    )
    return root.fingerprint


def witness_certificate(*, at: datetime) -> str:
    """Return the certificate (PEM) of the key with which we co-sign."""
    return keys.witness(at).certificate.pem()


def visit_all(*, at: datetime) -> None:
    """Visit every log that we witness and haven't refused; one that doesn't answer keeps none from being visited."""
    for name, address in WatchedLog.objects.filter(refused_at__isnull=True).values_list("name", "address"):
        try:
            visit(name=name, transport=HttpTransport(address), at=at)
        except (LogUnreachable, HeadRefused) as failure:
            log.warning("evidence_visit_failed", log=name, code=failure.code)


def visit(*, name: str, transport: Transport, at: datetime) -> int:
    """
    Fetch the log's newest head, check that it continues the last one seen, remember it, sign it; return its size.

    :raises HeadRefused: if it doesn't; the refusal is kept, and nothing of this log is signed until a person decides
    :raises LogUnreachable: if the log doesn't answer
    """
    seen = WatchedLog.objects.get(pk=name)
    answer = transport.get(f"heads/latest/?since={seen.size}")
    try:
        with transaction.atomic():
            seen = WatchedLog.objects.select_for_update().get(pk=name)
            record = _continues(seen, answer, at)
            seen.size, seen.root = record["size"], bytes.fromhex(record["root"])
            seen.head_at = records.read_moment(record["at"])
            seen.save(update_fields=["size", "root", "head_at", "keys"])
    except HeadRefused as refusal:
        _refuse(name, refusal, at)
        raise
    pair = keys.witness(at)
    own = pair.certificate.fingerprint
    signature = pair.sign(canonical.encode(records.cosignature(signed=record, witness=own, at=at)))
    transport.post(
        f"heads/{record['size']}/cosignatures/",
        {"witness": own, "at": records.moment(at), "signature": base64.b64encode(signature).decode()},
    )
    return int(record["size"])


def _continues(seen: WatchedLog, answer: Mapping[str, Any], at: datetime) -> Mapping[str, Any]:
    """Return the head's record if it is signed by the log and continues what we have seen. :raises HeadRefused:"""
    if seen.refused_at is not None:
        raise HeadRefused("refused-before", "该存证系统的树头此前已被拒绝，需人工核查后恢复。")
    try:
        record = _signed_record(seen, answer)
        _check_keys(seen, answer, record)
        size, root = int(record["size"]), bytes.fromhex(record["root"])
        head_at = records.read_moment(record["at"])
        proof = [bytes.fromhex(step) for step in answer.get("consistency", [])]
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, crypto.CryptoError):
        raise HeadRefused("malformed", "树头无法识别，或者签名不正确。") from None
    if size < seen.size:
        raise HeadRefused("truncated", "存证记录比上次见证时少，存证被截短。")
    if head_at > at + rules.AHEAD or (seen.head_at is not None and head_at < seen.head_at):
        raise HeadRefused("back-dated", "树头的时间倒退，或者在将来。")
    old = bytes(seen.root)
    if seen.size and not proofs.extends(
        first=seen.size, second=size, first_root=old, second_root=root, proof=proof if size > seen.size else ()
    ):
        raise HeadRefused("forked", "树头与上次见证的不连续，存证被改写（分叉）。")
    return record


def _check_keys(seen: WatchedLog, answer: Mapping[str, Any], record: Mapping[str, Any]) -> None:
    """Take the log's newest statement on its keys, and ask it for the head's key. :raises HeadRefused:"""
    known = json.loads(seen.keys) if seen.keys else None
    stated = known
    if (given := answer.get("keys")) is not None:
        stated, signature = given["record"], base64.b64decode(given["signature"], validate=True)
        root = proving.certificate(seen.authority)
        right = stated["log"] == seen.name and stated["format"] == records.KEYS
        if not right or not crypto.provider().verify(root.public_key, canonical.encode(stated), signature):
            raise HeadRefused("keys", "密钥声明不是该存证系统签的。")
        if known is not None and not statements.follows(known, stated):
            raise HeadRefused("keys", "密钥声明被收回或改写。")
        seen.keys = canonical.encode(stated).decode()
    if stated is None:
        return
    own = x509.read(base64.b64decode(answer["certificates"][0], validate=True)).fingerprint
    fault = statements.fault(stated, fingerprint=own, size=record["size"], at=records.read_moment(record["at"]))
    if fault:
        raise HeadRefused(fault, KEY_FAULTS[fault])


def _signed_record(seen: WatchedLog, answer: Mapping[str, Any]) -> Mapping[str, Any]:
    record = answer["head"]
    own = x509.read(base64.b64decode(answer["certificates"][0], validate=True))
    root = proving.certificate(seen.authority)
    chains.verify_chain(own, roots=[root], at=records.read_moment(record["at"]), usage=x509.Usage.SIGNING)
    expected = records.head(
        log=seen.name, size=record["size"], root=bytes.fromhex(record["root"]),
        at=records.read_moment(record["at"]), previous=record["previous"],
    )  # fmt: skip
    signature = base64.b64decode(answer["signature"], validate=True)
    if dict(record) != expected or record["tree"] != hashing.SM3.name:
        raise ValueError("another log or another format")
    if not crypto.provider().verify(own.public_key, canonical.encode(record), signature):
        raise ValueError("wrong signature")
    return expected


def _refuse(name: str, refusal: HeadRefused, at: datetime) -> None:
    log.error("evidence_head_refused", log=name, code=refusal.code)
    with transaction.atomic():
        WatchedLog.objects.filter(pk=name, refused_at__isnull=True).update(refused_at=at, refusal=refusal.code)
        audit.record(
            by=SYSTEM, action="evidence.head.refused", at=at, target_kind="evidence_log", target_id=name,
            succeeded=False, detail={"refusal": refusal.code},
        )  # fmt: skip
