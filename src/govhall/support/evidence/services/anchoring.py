"""
Anchoring: the newest head goes to a contract on a chain, where neither we nor our database can take it back.

One step a minute, each a few questions to the node. A transaction is signed and committed here before it is sent, and
no other is signed while it is under way: whoever is killed in the middle goes on with the same one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from govhall.kernel.actor import SYSTEM
from govhall.kernel.errors import Conflict, DomainError
from govhall.security.audit import public as audit
from govhall.support.evidence import rules
from govhall.support.evidence.adapters import chain
from govhall.support.evidence.adapters.chain import Chain, ChainFailure, Receipt
from govhall.support.evidence.choices import AnchorStatus
from govhall.support.evidence.engine import tree
from govhall.support.evidence.models import Anchor, AnchorContract, TreeHead
from govhall.support.evidence.selectors import anchors, nodes, state
from govhall.support.evidence.services import account
from govhall.support.evidence.values import AnchorPlan

log = structlog.get_logger()
_LOCK = 0x45564943  # "EVIC" in ASCII: nobody else takes it
_UNDER_WAY = [AnchorStatus.SENT, AnchorStatus.INCLUDED]


class AnchorContradicted(Conflict):
    """The contract says something else of our tree than we do; ``code`` says how."""

    code = "anchor-contradicted"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        vars(self)["code"] = f"anchor-{reason}"


def anchor(*, at: datetime) -> None:
    """
    Go one step: follow the anchor under way, or send one for the newest head if it is time.

    Does nothing if nothing is set, while somebody else is at it, before the time to try again, and after a
    contradiction until a person has looked. Failures of the node are kept for the page and tried again.
    """
    plan = anchors.plan()
    if plan is None or not plan.contract or not TreeHead.objects.exists():
        return
    with alone() as is_alone:
        if not is_alone:
            return
        contract, _ = AnchorContract.objects.get_or_create(
            chain_id=plan.chain_id, address=plan.contract, defaults={"since": at}
        )
        if contract.refused_at is not None or (contract.next_at is not None and at < contract.next_at):
            return
        try:
            _step(chain.connect(plan), contract, plan, at)
        except AnchorContradicted as refusal:
            _refuse(contract, refusal, at)
        except (ChainFailure, account.NoAnchorAccount) as failure:
            _failed(contract, failure, at)
        else:
            contract.failures, contract.failure, contract.next_at = 0, "", None
            contract.save(update_fields=["failures", "failure", "next_at"])


@contextmanager
def alone() -> Iterator[bool]:
    """Yield whether nobody else anchors meanwhile. Not bound to a transaction: each step commits by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        (is_alone,) = cursor.fetchone()
    try:
        yield bool(is_alone)
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def compare_newest(line: Chain) -> None:
    """
    Compare the largest tree that the contract holds with ours.

    :raises AnchorContradicted: if ours is smaller, or had another root then
    """
    name = state.log_name()
    size = line.newest(name)
    if size > nodes.size():
        raise AnchorContradicted("truncated", "链上锚定的存证比现有的多，存证被截短。")
    if size and line.kept(name, size) != tree.root(size, nodes.at(tree.peaks(size))):
        raise AnchorContradicted("forked", "链上锚定的根摘要与存证不符，存证被改写（分叉）。")


def _step(line: Chain, contract: AnchorContract, plan: AnchorPlan, at: datetime) -> None:
    key = account.load()
    line.check()
    line.check_owner(line.address_of(key))
    compare_newest(line)
    current = contract.anchors.filter(status__in=_UNDER_WAY).select_related("head").first()
    if current is not None:
        _follow(line, current, line.address_of(key), plan, at)
        return
    last = _last_standing(line, contract, plan)
    newest = TreeHead.objects.order_by("-size")[0]
    if last is not None and (newest.size <= last.head_id or last.status != AnchorStatus.CONFIRMED):
        return
    interval = timedelta(seconds=plan.interval)
    if rules.is_due(at=at, last_at=last.at if last else None, interval=interval) and _may_replace(contract, last, at):
        _sign_and_send(line, contract, newest, key, at)


def _may_replace(contract: AnchorContract, last: Anchor | None, at: datetime) -> bool:
    """Whether those given up since the last that stands leave room: a lying node mustn't make us pay each minute."""
    lost = contract.anchors.filter(status=AnchorStatus.LOST, id__gt=last.pk if last else 0).order_by("-id")
    times = list(lost.values_list("at", flat=True)[:10])
    return not times or at >= times[0] + rules.wait(len(times))


def _sign_and_send(line: Chain, contract: AnchorContract, head: TreeHead, key: str, at: datetime) -> None:
    signed = line.sign_anchor(key, log=state.log_name(), size=head.size, root=bytes(head.root))
    row = contract.anchors.create(head=head, transaction=signed.transaction, nonce=signed.nonce, raw=signed.raw, at=at)
    _send(line, row, at)


def _send(line: Chain, row: Anchor, at: datetime) -> None:
    """Hand the transaction to the node, once more if need be: it stays one."""
    row.attempts, row.sent_at = row.attempts + 1, at
    row.save(update_fields=["attempts", "sent_at"])
    line.send(bytes(row.raw), row.transaction)
    log.info("evidence_anchor_sent", size=row.head_id, transaction=row.transaction, attempts=row.attempts)


def _follow(line: Chain, row: Anchor, owner: str, plan: AnchorPlan, at: datetime) -> None:
    """See how far the transaction has come."""
    used, receipt = line.used(owner), line.receipt(row.transaction)
    if receipt is None:
        if row.status == AnchorStatus.INCLUDED:
            log.warning("evidence_anchor_reorganised", size=row.head_id, block=row.block)
        if used != row.nonce:
            # Another one took its place, or one before it fell out of the chain: it may wait for ever.
            _leave(row, AnchorStatus.LOST)
        elif row.sent_at is None or row.block is not None or at >= row.sent_at + rules.wait(row.attempts):
            _leave(row, AnchorStatus.SENT)
            _send(line, row, at)
        return
    if not receipt.succeeded:
        _leave(row, AnchorStatus.REVERTED)
        raise AnchorContradicted("reverted", "合约没有接受锚定交易。")
    _enter(line, row, receipt, plan)


def _enter(line: Chain, row: Anchor, receipt: Receipt, plan: AnchorPlan) -> None:
    """Note the block of a transaction, and once enough blocks stand on it, that the contract really holds the root."""
    if rules.is_anchored_too_early(receipt.block_at, head_at=row.head.at):
        raise ChainFailure("answer-wrong", "区块的时间早于树头的签名时间。")
    row.status, row.block, row.block_hash, row.block_at = (
        AnchorStatus.INCLUDED, receipt.block, receipt.block_hash, receipt.block_at,
    )  # fmt: skip
    if line.height() - receipt.block + 1 >= plan.confirmations:
        if line.kept(state.log_name(), row.head_id) != bytes(row.head.root):
            raise AnchorContradicted("forked", "合约中的根摘要与存证不符。")
        row.status = AnchorStatus.CONFIRMED
        log.info("evidence_anchor_confirmed", size=row.head_id, transaction=row.transaction, block=row.block)
    row.save(update_fields=["status", "block", "block_hash", "block_at"])


def _leave(row: Anchor, status: AnchorStatus) -> None:
    """Note that a transaction stands in no block any more."""
    row.status, row.block, row.block_hash, row.block_at = status, None, "", None
    row.save(update_fields=["status", "block", "block_hash", "block_at"])


def _last_standing(line: Chain, contract: AnchorContract, plan: AnchorPlan) -> Anchor | None:
    """Return the newest confirmed anchor that still stands; those that fell out of the chain are given up."""
    rows = contract.anchors.filter(status=AnchorStatus.CONFIRMED).select_related("head").order_by("-head_id", "-id")
    for row in rows.iterator(chunk_size=100):
        receipt = line.receipt(row.transaction)
        if receipt is not None and receipt.succeeded:
            if receipt.block_hash != row.block_hash:
                _enter(line, row, receipt, plan)
            return row
        log.warning("evidence_anchor_reorganised", size=row.head_id, block=row.block)
        _leave(row, AnchorStatus.LOST)
    return None


def _failed(contract: AnchorContract, failure: DomainError, at: datetime) -> None:
    log.warning("evidence_anchor_failed", code=failure.code, failures=contract.failures + 1)
    contract.failures += 1
    contract.failure, contract.next_at = failure.code, at + rules.wait(contract.failures)
    contract.save(update_fields=["failures", "failure", "next_at"])


def _refuse(contract: AnchorContract, refusal: AnchorContradicted, at: datetime) -> None:
    log.error("evidence_anchor_contradicted", chain=contract.chain_id, code=refusal.code)
    with transaction.atomic():
        contract.refused_at, contract.refusal = at, refusal.code
        contract.save(update_fields=["refused_at", "refusal"])
        audit.record(
            by=SYSTEM, action="evidence.anchor.contradicted", at=at, target_kind="evidence_anchor",
            target_id=contract.address, succeeded=False,
            detail={"refusal": refusal.code, "anchor_chain": contract.chain_id},
        )  # fmt: skip
