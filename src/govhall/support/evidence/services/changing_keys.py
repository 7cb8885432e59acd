"""
Changing the key that signs heads: in an orderly way, or because somebody else may have it.

The authority signs a statement that ends the old key and starts the new one; it travels with every proof and head, and
its digest becomes a leaf. Proofs of before still hold; a head under the old key after its end holds no more.
"""

from datetime import datetime

from django.db import transaction

from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.evidence.engine import canonical, records
from govhall.support.evidence.models import KeyStatement, LogKey, TreeHead
from govhall.support.evidence.selectors import keyring
from govhall.support.evidence.services import entering, keys

KIND = "evidence.key"
REASON_LONGEST = 500


def rotate_key(*, reason: str, is_stolen: bool, by: Actor, at: datetime) -> str:
    """
    End the key that signs heads and start another; return the fingerprint of the new one's certificate.

    ``is_stolen``: somebody else may have the old key; whoever checks a proof under it is told to get a new one.

    :raises InvalidInput: without a reason
    """
    words = reason.strip()
    if not 0 < len(words) <= REASON_LONGEST:
        raise InvalidInput(f"请写明更换密钥的原因，最多 {REASON_LONGEST} 个字。")
    with transaction.atomic():
        keys.hold()
        old, last = keys.signer(at), TreeHead.objects.order_by("-size").values_list("size", "at").first()
        size, moment = (last[0], max(at, last[1])) if last else (0, at)
        # A name that was never used: a database put back to an earlier state mustn't bring an ended key back.
        fresh = keys.known(f"{keys.SIGNER}-{new_id().hex[-12:]}", at)
        number = _state(old.certificate.fingerprint, fresh.certificate.fingerprint, size, moment, is_stolen)
        audit.record(
            by=by, action="evidence.key.changed", at=at, target_kind="evidence_key",
            target_id=fresh.certificate.fingerprint,
            detail={"key_statement": number, "key_reason": words, "key_stolen": is_stolen, "tree_size": size},
        )  # fmt: skip
    return fresh.certificate.fingerprint


def _state(old: str, fresh: str, size: int, at: datetime, is_stolen: bool) -> int:
    """Write, sign and enter the next statement; return its number."""
    before, authority = keyring.newest(), keys.authority(at)
    number = before.number + 1 if before else 1
    since = LogKey.objects.values_list("since", flat=True).get(pk=old)
    first = [records.key(fingerprint=old, since=since)]
    lines = [dict(line) for line in before.record["keys"]] if before else first
    ended = next(line for line in lines if line["fingerprint"] == old)
    ended |= {"until": records.moment(at), "last": size, "stolen": is_stolen}
    record = records.keys(
        log=authority.certificate.fingerprint, number=number, at=at,
        known=[*lines, records.key(fingerprint=fresh, since=at)],
    )  # fmt: skip
    encoded = canonical.encode(record)
    KeyStatement.objects.create(number=number, at=at, record=encoded.decode(), signature=authority.sign(encoded))
    facts = {"number": number, "ended": old, "started": fresh, "statement_sm3": crypto.sm3_hex(encoded)}
    entering.enter(kind=KIND, subject=str(number), facts=facts, at=at)
    return number
