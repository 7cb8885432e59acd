"""Lifting a refusal, of a log that we witness or of our anchor: a person has looked, says why, and it goes on."""

from datetime import datetime

from django.db import transaction

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotFound
from govhall.security.audit import public as audit
from govhall.support.evidence.models import AnchorContract, WatchedLog
from govhall.support.evidence.selectors import anchors

REASON_LONGEST = 500


class NoSuchLog(NotFound):
    """We don't witness a log of this name."""

    code = "no-such-log"


class NotRefused(Conflict):
    """Nothing is refused here, so there is nothing to lift."""

    code = "log-not-refused"


def lift_refusal(*, name: str, reason: str, start_anew: bool, by: Actor, at: datetime) -> None:
    """
    Witness a refused log again.

    Its next head must still continue the last one that we found right. With ``start_anew`` what we saw is given up, and
    its history begins for us with the next head: that is for a log that was set up again, and says so in the trail.
    What we know of its keys stays: a key that ended stays ended.

    :raises NoSuchLog: if we don't witness it
    :raises NotRefused: if it isn't refused
    :raises InvalidInput: without a reason
    """
    words = _checked(reason)
    with transaction.atomic():
        row = WatchedLog.objects.select_for_update().filter(pk=name).first()
        if row is None:
            raise NoSuchLog("没有见证这个存证系统，请核对根证书指纹。")
        if row.refused_at is None:
            raise NotRefused("这个存证系统没有被拒绝，不用恢复。")
        audit.record(
            by=by, action="evidence.refusal.lifted", at=at, target_kind="evidence_log", target_id=name,
            detail={
                "refusal": row.refusal, "lift_reason": words, "starts_anew": start_anew, "tree_size": row.size,
                "given_up_root": bytes(row.root).hex() if start_anew else "",
            },
        )  # fmt: skip
        row.refused_at, row.refusal = None, ""
        if start_anew:
            row.size, row.root, row.head_at = 0, b"", None
        row.save(update_fields=["refused_at", "refusal", "size", "root", "head_at"])


def resume_anchoring(*, reason: str, by: Actor, at: datetime) -> None:
    """
    Anchor again in a contract that contradicted our tree. If it still does, the next step stops again.

    :raises NotRefused: if anchoring wasn't stopped, or nothing is set
    :raises InvalidInput: without a reason
    """
    words, plan = _checked(reason), anchors.plan()
    with transaction.atomic():
        rows = AnchorContract.objects.select_for_update().filter(refused_at__isnull=False)
        row = rows.filter(chain_id=plan.chain_id, address=plan.contract).first() if plan else None
        if row is None:
            raise NotRefused("锚定没有停止，不用恢复。")
        audit.record(
            by=by, action="evidence.anchor.resumed", at=at, target_kind="evidence_anchor", target_id=row.address,
            detail={"refusal": row.refusal, "lift_reason": words, "anchor_chain": row.chain_id},
        )  # fmt: skip
        row.refused_at, row.refusal, row.next_at, row.failures = None, "", None, 0
        row.save(update_fields=["refused_at", "refusal", "next_at", "failures"])


def _checked(reason: str) -> str:
    words = reason.strip()
    if not 0 < len(words) <= REASON_LONGEST:
        raise InvalidInput(f"请写明核查的情况和恢复的原因，最多 {REASON_LONGEST} 个字。")
    return words
