"""Putting the anchor's contract on a chain: once, by a person, who then writes its address into the settings."""

import time
from collections.abc import Callable
from datetime import datetime

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.audit import public as audit
from govhall.support.evidence.adapters import chain
from govhall.support.evidence.selectors import anchors
from govhall.support.evidence.services import account, anchoring

_TRIES, _PAUSE = 60, 2.0


class NoAnchorSettings(InvalidInput):
    """The settings name no chain."""

    code = "no-anchor-settings"


def deploy_anchor(*, by: Actor, at: datetime, say: Callable[[str], None]) -> str:
    """
    Put a contract on the chain of the settings, owned by this installation's account; return its address.

    ``say`` hears the account's address (it has to hold something for the fee) and the transaction.

    :raises NoAnchorSettings: without a node's address
    :raises ChainFailure: if the chain can't be used, or doesn't take it within two minutes
    """
    plan = anchors.plan()
    if plan is None:
        raise NoAnchorSettings("没有设置区块链节点，请先设置 GOVHALL_ANCHOR_RPC 和 GOVHALL_ANCHOR_CHAIN_ID。")
    line = chain.connect(plan)
    with anchoring.alone() as is_alone:
        if not is_alone:
            raise Conflict("正在锚定或者部署，请稍后再试。")
        key = account.make()
        owner = line.address_of(key)
        say(owner)
        signed = line.sign_deployment(key)
        say(signed.transaction)
        line.send(signed.raw, signed.transaction)
        address = _wait(line, signed.transaction)
    audit.record(
        by=by, action="evidence.anchor.deployed", at=at, target_kind="evidence_anchor", target_id=address,
        detail={"anchor_chain": plan.chain_id, "anchor_account": owner, "anchor_transaction": signed.transaction},
    )  # fmt: skip
    return address


def _wait(line: chain.Chain, transaction: str) -> str:
    for _ in range(_TRIES):
        if address := line.deployed(transaction):
            return address
        time.sleep(_PAUSE)
    raise chain.ChainFailure("not-included", "两分钟内没有入块，请用上面的交易编号在区块浏览器查看合约地址。")
