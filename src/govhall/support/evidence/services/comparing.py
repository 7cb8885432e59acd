"""The part of an inspection that asks others: do anchors fit our heads, and does the chain still say so?"""

from collections.abc import Callable

import structlog

from govhall.support.evidence.adapters import chain
from govhall.support.evidence.choices import AnchorStatus, Finding
from govhall.support.evidence.engine import anchors as calls
from govhall.support.evidence.models import Anchor
from govhall.support.evidence.selectors import anchors, state
from govhall.support.evidence.services import anchoring

log = structlog.get_logger()
Found = Callable[[Finding, str], None]
_MOST = 200  # our choice: two hundred questions to the node, some ten seconds


def compare_with_heads(found: Found) -> None:
    """Compare what every stored transaction anchors with the head that it is said to anchor. Asks nobody."""
    name = state.log_name()
    for row in Anchor.objects.select_related("head").order_by("id").iterator(chunk_size=1_000):
        if calls.call_data(log=name, size=row.head_id, root=bytes(row.head.root)) not in bytes(row.raw):
            found(Finding.ANCHOR, f"树头 {row.head_id}")


def compare_with_chain(found: Found) -> int | None:
    """
    Compare our tree and the newest confirmed anchors with what the contract holds; return how many were compared.

    None if nothing is set, or if the chain doesn't answer: that is no fault of the tree.
    """
    plan = anchors.plan()
    contract = anchors.contract_of(plan) if plan else None
    if plan is None or contract is None:
        return None
    rows = contract.anchors.filter(status=AnchorStatus.CONFIRMED).select_related("head").order_by("-head_id")[:_MOST]
    try:
        line = chain.connect(plan)
        line.check()
        try:
            anchoring.compare_newest(line)
        except anchoring.AnchorContradicted as refusal:
            found(Finding.ANCHOR, f"合约 {contract.address}（{refusal.code}）")
        for row in rows:
            receipt = line.receipt(row.transaction)
            # One that fell out of the chain is the next step's to send again; another root is a fault.
            if receipt is not None and line.kept(state.log_name(), row.head_id) != bytes(row.head.root):
                found(Finding.ANCHOR, f"树头 {row.head_id}")
    except chain.ChainFailure as failure:
        log.warning("evidence_anchors_not_compared", code=failure.code)
        return None
    return len(rows)
