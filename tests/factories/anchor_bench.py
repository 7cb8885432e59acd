"""A log with a contract on a chain in this process, for the tests of anchors."""

from datetime import timedelta
from typing import Any

from factories.evm import Node
from govhall.infra import clock
from govhall.kernel.actor import SYSTEM
from govhall.kernel.identifiers import new_id
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters import chain as chains
from govhall.support.evidence.adapters.chain import Chain
from govhall.support.evidence.models import Anchor, AnchorContract
from govhall.support.evidence.selectors import anchors
from govhall.support.evidence.services import account


class Bench:
    """A log with a contract on a chain of its own, and a clock that the test turns."""

    def __init__(self, node: Node, settings: Any) -> None:
        self.node, self.settings = node, settings
        self.at = clock.now()

    def set(self, **values: Any) -> None:
        """Change the settings."""
        self.settings.GOVHALL_ANCHOR = {**self.settings.GOVHALL_ANCHOR, **values}

    def grow(self, number: int = 3) -> str:
        """Enter facts and sign a head over them; return the last one's subject."""
        for _ in range(number):
            subject = str(new_id())
            evidence.enter(kind="case.act", subject=subject, facts={"act": "ACCEPT"}, at=self.at)
        evidence.sequence(at=self.at)
        return subject

    def step(self, after: timedelta = timedelta(minutes=1)) -> None:
        """Go one step, so much later."""
        self.at += after
        self.node.turn_clock(self.at)
        evidence.anchor(at=self.at)

    def anchored(self, number: int = 3) -> Anchor:
        """Anchor a new head and return it, confirmed."""
        self.grow(number)
        self.step(timedelta(hours=1))
        self.node.mine(2)
        self.step()
        row = Anchor.objects.order_by("-id")[0]
        assert row.status == "CONFIRMED", (row.status, AnchorContract.objects.get().failure)
        return row

    def chain(self) -> Chain:
        """A reader's line to the chain."""
        plan = anchors.plan()
        assert plan is not None
        return chains.connect(plan)

    @property
    def contract(self) -> AnchorContract:
        """The contract, as it is known to the log."""
        return AnchorContract.objects.get()


def prepared(node: Node, settings: Any) -> Bench:
    """Return a bench whose contract is deployed, with three confirmations and one anchor an hour."""
    settings.GOVHALL_ANCHOR = {
        "rpc": "http://node.example/", "contract": "", "chain_id": node.chain_id, "interval": 3600,
        "confirmations": 3, "highest_gas_price": 10**11,
    }  # fmt: skip
    node.give(Chain.address_of(account.make()))
    found = Bench(node, settings)
    found.set(contract=evidence.deploy_anchor(by=SYSTEM, at=found.at, say=lambda words: None))
    node.asked.clear()
    return found
