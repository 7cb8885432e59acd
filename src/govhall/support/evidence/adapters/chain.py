"""
How heads reach a chain: JSON-RPC of Ethereum through web3, which is an extra of the package (``anchor``).

A node is nobody whom we trust: what it says is checked against our own values where it can be, and whatever else it
makes the library stumble over is one named failure.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govhall.kernel.errors import DomainError
from govhall.support.evidence.adapters import library
from govhall.support.evidence.engine import anchors
from govhall.support.evidence.values import AnchorPlan

if TYPE_CHECKING:
    from web3.providers.base import BaseProvider

CONTRACT = Path(__file__).parents[1] / "content" / "anchor" / "anchor.json"
# Measured on the compiled contract: 91,000 and 240,000. A node's own estimate could burn what the account holds.
ANCHOR_GAS, DEPLOY_GAS = 150_000, 400_000
_ADDRESS_ZEROS = "0x" + "0" * 40


class ChainFailure(DomainError):
    """The chain can't be used now; ``code`` says why. It is tried again, later and later."""

    code = "chain-failure"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        vars(self)["code"] = f"chain-{reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a transaction stands in the chain, and whether the contract did what it says."""

    block: int
    block_hash: str
    block_at: datetime
    succeeded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signed transaction: ``transaction`` is its hash. Sending it twice is sending it once."""

    transaction: str
    nonce: int
    raw: bytes


def connect(plan: AnchorPlan) -> "Chain":
    """Return the line to the node of the settings. :raises ChainFailure: without the extra"""
    if not library.is_installed():
        raise ChainFailure("extra-missing", "没有安装锚定组件，请按运行手册安装 requirements-anchor.lock。")
    library.load()
    return Chain(plan, provider(plan.rpc))


def provider(address: str) -> "BaseProvider":
    """Return web3's provider for a node."""
    from govhall.support.evidence.adapters.nodes import BoundedProvider  # it needs the extra

    return BoundedProvider(address)


@cache
def compiled() -> dict[str, Any]:
    """Return the contract: ``abi``, ``bytecode`` that makes it, ``runtime`` as it stands on the chain."""
    found: dict[str, Any] = json.loads(CONTRACT.read_text(encoding="ascii"))
    return found


@contextmanager
def _named() -> Iterator[None]:
    """Turn whatever an answer provokes in the library into one failure; the node's words may hold its address."""
    try:
        yield
    except ChainFailure:
        raise
    except Exception as fault:  # a hostile answer can provoke anything, and must stop nothing but this visit
        raise ChainFailure("unreachable", f"区块链节点没有正常答复：{type(fault).__name__}。") from None


class Chain:
    """A chain as the contract's owner, or anybody who reads, sees it."""

    def __init__(self, plan: AnchorPlan, line: "BaseProvider") -> None:
        from web3 import Web3

        self._plan, self._web3 = plan, Web3(line)
        self._contract: Any = self._web3.eth.contract(
            address=Web3.to_checksum_address(plan.contract or _ADDRESS_ZEROS), abi=compiled()["abi"]
        )

    @staticmethod
    def address_of(key: str) -> str:
        """Return the address of an account (its private key in hexadecimal)."""
        library.load()
        from eth_account import Account

        return str(Account.from_key(key).address)

    def check(self) -> None:
        """Make sure that this is the chain of the settings, and our contract. :raises ChainFailure:"""
        with _named():
            self._check_chain()
            code = self._web3.eth.get_code(self._contract.address)
        # The owner stands behind the program, as the compiler keeps what never changes.
        if not code.startswith(bytes.fromhex(compiled()["runtime"][2:])):
            raise ChainFailure("no-contract", "这个地址上没有存证锚定合约，请核对合约地址，或者重新部署。")

    def check_owner(self, account: str) -> None:
        """Make sure that this account may write. :raises ChainFailure:"""
        with _named():
            owner = self._contract.functions.owner().call()
        if owner != account:
            raise ChainFailure("wrong-owner", "本机的账户不是合约的所有者，无权锚定。")

    def newest(self, log: str) -> int:
        """Return the largest size that the contract holds for this log, 0 for none."""
        with _named():
            return _number(self._contract.functions.newest(bytes.fromhex(log)).call())

    def kept(self, log: str, size: int) -> bytes:
        """Return the root that the contract holds for this size, zeros for none."""
        with _named():
            root, _ = self._contract.functions.kept(bytes.fromhex(log), size).call()
            return bytes(root)

    def height(self) -> int:
        """Return the number of the newest block."""
        with _named():
            return _number(self._web3.eth.block_number)

    def used(self, account: str) -> int:
        """Return how many transactions of the account stand in the chain."""
        with _named():
            return _number(self._web3.eth.get_transaction_count(self._web3.to_checksum_address(account)))

    def sign_anchor(self, key: str, *, log: str, size: int, root: bytes) -> Signed:
        """Return the signed transaction that anchors a head; nothing is sent."""
        data = anchors.call_data(log=log, size=size, root=root)
        return self._sign(key, {"to": self._contract.address, "data": data, "gas": ANCHOR_GAS})

    def sign_deployment(self, key: str) -> Signed:
        """Return the signed transaction that puts a contract of ours on the chain."""
        with _named():
            self._check_chain()
        return self._sign(key, {"data": compiled()["bytecode"], "gas": DEPLOY_GAS})

    def send(self, signed: bytes, transaction: str) -> None:
        """Hand a signed transaction to the node. :raises ChainFailure: unless it has it now"""
        try:
            with _named():
                self._web3.eth.send_raw_transaction(signed)
        except ChainFailure:
            if not self._knows(transaction):
                raise

    def receipt(self, transaction: str) -> Receipt | None:
        """Return where the transaction stands, None while it is in no block. :raises ChainFailure: if that can't be"""
        found = self._receipt(transaction)
        if found is None:
            return None
        with _named():
            block = self._web3.eth.get_block(found["blockNumber"])
            number, digest = _number(found["blockNumber"]), bytes(found["blockHash"])
            fits = (
                bytes(found["transactionHash"]) == bytes.fromhex(transaction[2:])
                and (bytes(block["hash"]), _number(block["number"])) == (digest, number)
                and bytes.fromhex(transaction[2:]) in {bytes(one) for one in block["transactions"]}  # type: ignore[arg-type]  # hashes were asked for
                and len(digest) == 32
            )
            moment = datetime.fromtimestamp(_number(block["timestamp"]), UTC)
        if not fits:
            raise ChainFailure("answer-wrong", "区块链节点的回执与区块不符。")
        succeeded = found["status"] == 1
        return Receipt(block=number, block_hash=f"0x{digest.hex()}", block_at=moment, succeeded=succeeded)

    def deployed(self, transaction: str) -> str | None:
        """Return the address of the contract that this transaction made, None while it stands in no block."""
        found = self._receipt(transaction)
        if found is None:
            return None
        if found["status"] != 1 or not found["contractAddress"]:
            raise ChainFailure("deployment-failed", "合约部署失败，请检查账户余额和链的设置。")
        return str(found["contractAddress"])

    def _receipt(self, transaction: str) -> Any:
        from web3.exceptions import TransactionNotFound

        with _named():
            try:
                return self._web3.eth.get_transaction_receipt(_hash(transaction))
            except TransactionNotFound:
                return None

    def _knows(self, transaction: str) -> bool:
        try:
            with _named():
                return bytes(self._web3.eth.get_transaction(_hash(transaction))["hash"]) == bytes(_hash(transaction))
        except ChainFailure:
            return False

    def _check_chain(self) -> None:
        if self._web3.eth.chain_id != self._plan.chain_id:
            raise ChainFailure("wrong-chain", "区块链节点属于另一条链，请核对链编号和节点地址。")

    def _sign(self, key: str, fields: dict[str, Any]) -> Signed:
        account = self._web3.eth.account.from_key(key)
        with _named():
            nonce = _number(self._web3.eth.get_transaction_count(account.address, "pending"))
            signed = account.sign_transaction(
                {**fields, "value": 0, "nonce": nonce, "gasPrice": self._price(), "chainId": self._plan.chain_id}
            )
            return Signed(transaction=f"0x{bytes(signed.hash).hex()}", nonce=nonce, raw=bytes(signed.raw_transaction))

    def _price(self) -> int:
        """Return the price of gas: what the node asks, enough for a base fee that doubles, never above our limit."""
        base = self._web3.eth.get_block("latest").get("baseFeePerGas", 0)
        price = max(_number(self._web3.eth.gas_price), 2 * _number(base))
        if price > self._plan.highest_gas_price:
            raise ChainFailure("gas-too-dear", "区块链手续费高于设置的上限，暂不锚定。")
        return price


def _hash(transaction: str) -> Any:
    from hexbytes import HexBytes

    return HexBytes(transaction)


def _number(value: object) -> int:
    """Return a whole number that a database can hold. :raises ValueError: for anything else"""
    if type(value) is not int or not 0 <= value < 1 << 63:
        raise ValueError("not a number of a chain")
    return value
