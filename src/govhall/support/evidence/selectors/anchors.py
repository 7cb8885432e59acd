"""Anchors: where heads are anchored, how far they have come, and which of them proves a leaf."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from govhall.support.evidence.adapters import library
from govhall.support.evidence.choices import AnchorStatus
from govhall.support.evidence.engine import records, tree
from govhall.support.evidence.models import Anchor, AnchorContract
from govhall.support.evidence.selectors import nodes
from govhall.support.evidence.values import Anchoring, AnchorPlan, AnchorValue


def plan() -> AnchorPlan | None:
    """Return where heads are anchored; None if nothing is set."""
    return AnchorPlan(**settings.GOVHALL_ANCHOR) if settings.GOVHALL_ANCHOR else None


def contract_of(found: AnchorPlan) -> AnchorContract | None:
    """Return the contract of the settings as it is known here."""
    return AnchorContract.objects.filter(chain_id=found.chain_id, address=found.contract).first()


def anchoring() -> Anchoring | None:
    """Return how anchoring goes; None if nothing is set."""
    found = plan()
    if found is None:
        return None
    row = contract_of(found) or AnchorContract()
    return Anchoring(
        chain_id=found.chain_id,
        contract=found.contract,
        is_installed=library.is_installed(),
        failure=row.failure,
        next_at=row.next_at,
        refused_at=row.refused_at,
        refusal=row.refusal,
    )


def newest_anchors(number: int = 10) -> Sequence[AnchorValue]:
    """Return the newest anchors, whatever became of them."""
    rows = Anchor.objects.select_related("contract", "head").order_by("-at", "-id")[:number]
    return [_value(row) for row in rows]


def confirmed_anchor() -> AnchorValue | None:
    """Return the anchor of the largest head that the chain has confirmed; None before the first."""
    row = _confirmed().order_by("-head_id", "-id").first()
    return _value(row) if row else None


def anchor_of_leaf(index: int) -> dict[str, Any] | None:
    """
    Return the first confirmed anchor over a leaf as plain JSON values, with the leaf's path to the anchored root.

    The first one shows the earliest that the leaf was there, and stays the same for good.
    """
    row = _confirmed().filter(head__gt=index).order_by("head_id", "id").first()
    if row is None or row.block_at is None:
        return None
    steps = tree.plan_inclusion(index, row.head_id)
    return {
        "block": row.block,
        "block_at": records.moment(row.block_at),
        "block_hash": row.block_hash,
        "chain": row.contract.chain_id,
        "contract": row.contract.address,
        "proof": [step.hex() for step in tree.fill(steps, nodes.at(tree.places(steps)))],
        "root": bytes(row.head.root).hex(),
        "size": row.head_id,
        "transaction": row.transaction,
    }


def _confirmed() -> QuerySet[Anchor]:
    # A contract that contradicts us proves nothing until somebody has looked.
    rows = Anchor.objects.select_related("contract", "head")
    return rows.filter(status=AnchorStatus.CONFIRMED, contract__refused_at__isnull=True)


def _value(row: Anchor) -> AnchorValue:
    return AnchorValue(
        size=row.head_id,
        root=bytes(row.head.root),
        chain_id=row.contract.chain_id,
        contract=row.contract.address,
        transaction=row.transaction,
        status=row.status,
        label=str(AnchorStatus(row.status).label),
        at=row.at,
        block=row.block,
        block_hash=row.block_hash,
        block_at=row.block_at,
    )
