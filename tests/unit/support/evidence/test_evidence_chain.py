"""The contract by itself, and a chain's node as it may be: silent, slow, endless, another one, a liar."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from vyper import compile_code

from factories.anchor_bench import Bench, prepared
from factories.evm import Node, OverHttp, Web3
from govhall.config.settings import environment
from govhall.kernel.actor import SYSTEM
from govhall.security.audit import public as audit
from govhall.support.evidence import public as evidence
from govhall.support.evidence.adapters import chain as chains
from govhall.support.evidence.adapters import library, nodes
from govhall.support.evidence.adapters.chain import Chain
from govhall.support.evidence.engine import anchors as calls
from govhall.support.evidence.models import Anchor, AnchorContract
from govhall.support.evidence.services import account

pytestmark = pytest.mark.clause("box:区块链")
LOG = "ab" * 32


@pytest.fixture(autouse=True)
def _own_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GOVHALL_HOME", str(tmp_path))


@pytest.fixture
def node() -> Node:
    return Node()


@pytest.fixture
def bench(node: Node, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(chains, "provider", lambda address: node)
    return prepared(node, settings)


class TestContract:
    def anchor(self, bench: Bench, key: str, size: int, root: bytes, log: str = LOG) -> bool:
        """Send a transaction and return whether the contract took it."""
        line = bench.chain()
        signed = line.sign_anchor(key, log=log, size=size, root=root)
        line.send(signed.raw, signed.transaction)
        found = line.receipt(signed.transaction)
        assert found is not None
        return found.succeeded

    def test_what_is_shipped_is_what_the_compiler_makes_of_the_source(self) -> None:
        source = chains.CONTRACT.with_name("anchor.vy").read_text(encoding="utf-8")
        made = compile_code(source, output_formats=["abi", "bytecode", "bytecode_runtime"])
        shipped = chains.compiled()
        assert (shipped["abi"], shipped["bytecode"]) == (made["abi"], made["bytecode"])
        assert shipped["runtime"] == made["bytecode_runtime"]

    def test_our_own_bytes_of_the_call_are_those_of_the_library(self) -> None:
        contract = Web3().eth.contract(abi=chains.compiled()["abi"])
        expected = contract.encode_abi("anchor", [bytes.fromhex(LOG), 7, b"\2" * 32])
        assert f"0x{calls.call_data(log=LOG, size=7, root=bytes([2]) * 32).hex()}" == expected

    def test_keeps_a_root_for_a_size_and_says_so(self, bench: Bench) -> None:
        assert self.anchor(bench, account.load(), 7, b"\2" * 32)
        web3 = Web3(bench.node)
        contract = web3.eth.contract(
            Web3.to_checksum_address(bench.settings.GOVHALL_ANCHOR["contract"]), abi=chains.compiled()["abi"]
        )
        root, at = contract.functions.kept(bytes.fromhex(LOG), 7).call()
        assert (root, at) == (b"\2" * 32, web3.eth.get_block("latest")["timestamp"])
        (event,) = contract.events.Anchored.get_logs(from_block=0)
        assert (event["args"]["tree"].hex(), event["args"]["size"], event["args"]["root"]) == (LOG, 7, b"\2" * 32)

    def test_is_append_only(self, bench: Bench) -> None:
        key = account.load()
        assert self.anchor(bench, key, 7, b"\2" * 32)
        assert self.anchor(bench, key, 7, b"\2" * 32), "the same again changes nothing"
        assert not self.anchor(bench, key, 7, b"\3" * 32)
        assert not self.anchor(bench, key, 6, b"\3" * 32)
        assert not self.anchor(bench, key, 8, bytes(32))
        assert not self.anchor(bench, key, 0, b"\3" * 32)
        assert self.anchor(bench, key, 8, b"\4" * 32)
        assert self.anchor(bench, key, 7, b"\2" * 32)
        assert (bench.chain().newest(LOG), bench.chain().kept(LOG, 7)) == (8, b"\2" * 32)

    def test_keeps_logs_apart(self, bench: Bench) -> None:
        assert self.anchor(bench, account.load(), 7, b"\2" * 32)
        assert self.anchor(bench, account.load(), 3, b"\5" * 32, log="cd" * 32)
        assert (bench.chain().newest(LOG), bench.chain().newest("cd" * 32)) == (7, 3)

    def test_nobody_but_its_owner_writes(self, bench: Bench) -> None:
        stranger = "11" * 32
        bench.node.give(Chain.address_of(stranger))
        assert not self.anchor(bench, stranger, 7, b"\2" * 32)
        assert bench.chain().newest(LOG) == 0


def test_deploying_stands_in_the_trail(bench: Bench) -> None:
    (entry,) = audit.entries(action="evidence.anchor.deployed")
    assert entry.detail["anchor_account"] == Chain.address_of(account.load())


def test_the_accounts_key_is_never_in_clear_on_disk(tmp_path: Path) -> None:
    key = account.make()
    assert account.make() == key
    (file,) = (tmp_path / "keys" / "accounts").iterdir()
    assert key not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def lies() -> dict[str, tuple[str, Callable[[Any], Any], str]]:
    """Method, what becomes of its answer, and how the failure is named."""
    zeros = "0x" + "00" * 32
    return {
        "another chain": ("eth_chainId", lambda _: 1, "chain-wrong-chain"),
        "no chain": ("eth_chainId", lambda _: {"x": []}, "chain-wrong-chain"),
        "no contract": ("eth_getCode", lambda _: "0x", "chain-no-contract"),
        "another contract": ("eth_getCode", lambda _: "0x6001", "chain-no-contract"),
        "no code at all": ("eth_getCode", lambda _: 7, "chain-no-contract"),
        "nonsense": ("eth_call", lambda _: "0x01", "chain-unreachable"),
        "not even hex": ("eth_call", lambda _: "zz", "chain-unreachable"),
        "a negative nonce": ("eth_getTransactionCount", lambda _: -1, "chain-unreachable"),
        "an enormous nonce": ("eth_getTransactionCount", lambda _: 1 << 70, "chain-unreachable"),
        "a ruinous price": ("eth_gasPrice", lambda _: 10**15, "chain-gas-too-dear"),
        "a ruinous fee": (
            "eth_getBlockByNumber",
            lambda block: {**block, "baseFeePerGas": 10**15},
            "chain-gas-too-dear",
        ),
        "no block": ("eth_getBlockByNumber", lambda _: None, "chain-unreachable"),
        "zeros": ("eth_call", lambda _: zeros, "chain-wrong-owner"),
    }


@pytest.mark.parametrize("name", lies())
def test_a_lie_before_anything_is_signed_sends_nothing(bench: Bench, name: str) -> None:
    method, lie, code = lies()[name]
    bench.grow()
    bench.node.lies[method] = lie
    bench.step()
    assert (bench.contract.failure, bench.node.sent(), Anchor.objects.count()) == (code, 0, 0)
    bench.node.lies.clear()
    assert bench.anchored().status == "CONFIRMED"
    assert bench.contract.failure == ""


def receipts() -> dict[str, tuple[str, Callable[[Any], Any]]]:
    """Ways to lie about a block: method, and what becomes of its answer."""

    def put(**fields: Any) -> Callable[[Any], Any]:
        return lambda answer: {**answer, **fields} if answer else answer

    return {
        "of another transaction": ("eth_getTransactionReceipt", put(transaction_hash="0x" + "01" * 32)),
        "of another block": ("eth_getTransactionReceipt", put(block_hash="0x" + "01" * 32)),
        "of a block that holds it not": ("eth_getBlockByNumber", put(transactions=())),
        "of a block before the head": ("eth_getBlockByNumber", put(timestamp=1_000_000_000)),
        "of a time that is none": ("eth_getBlockByNumber", put(timestamp=1 << 62)),
        "without a block": ("eth_getTransactionReceipt", put(block_number="x")),
        "of a list": ("eth_getTransactionReceipt", lambda answer: []),
    }


@pytest.mark.parametrize("name", receipts())
def test_a_lying_receipt_confirms_nothing(bench: Bench, name: str) -> None:
    method, lie = receipts()[name]
    bench.grow()
    bench.step()
    bench.node.mine(3)
    bench.node.lies[method] = lie
    bench.step()
    assert (Anchor.objects.get().status, bench.contract.failures) == ("SENT", 1)
    assert bench.contract.failure in {"chain-answer-wrong", "chain-unreachable"}
    bench.node.lies.clear()
    bench.step()
    assert Anchor.objects.get().status == "SENT", "asked again too early"
    bench.step()
    bench.step()
    assert Anchor.objects.get().status == "CONFIRMED"


def test_a_transaction_that_the_contract_refused_stops_anchoring(bench: Bench) -> None:
    bench.grow()
    bench.step()
    bench.node.lies["eth_getTransactionReceipt"] = lambda answer: {**answer, "status": 0}
    bench.step()
    assert (Anchor.objects.get().status, bench.contract.refusal) == ("REVERTED", "anchor-reverted")


def test_an_account_that_does_not_own_the_contract_sends_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.grow()
    (tmp_path / "keys" / "accounts" / "evidence-anchor.json").unlink()
    bench.step()
    assert bench.contract.failure == "no-anchor-account"
    account.make()
    bench.step()
    bench.step()
    assert (bench.contract.failure, bench.node.sent()) == ("chain-wrong-owner", 0)


def test_loading_the_library_leaves_pythons_limit_of_recursion_as_it_was() -> None:
    """Else whoever sends deeply nested JSON, to whatever page, crashes the process."""
    program = (
        "import sys; from govhall.support.evidence.adapters import library; library.load();"
        "import web3.providers.base; import eth_account; print(sys.getrecursionlimit())"
    )
    paths = os.pathsep.join(sys.path)
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip
    assert answer.stdout.strip() == "1000"


class TestOverTheWire:
    @pytest.fixture
    def wire(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[OverHttp]:
        """The same chain behind a real address."""
        with OverHttp(bench.node) as found:
            monkeypatch.setattr(chains, "provider", nodes.BoundedProvider)
            bench.set(rpc=found.address)
            yield found

    def test_a_head_is_anchored_and_inspected(self, bench: Bench, wire: OverHttp) -> None:
        assert bench.anchored().status == "CONFIRMED"
        assert evidence.inspect(at=bench.at).anchors == 1

    @pytest.mark.parametrize("content", [b"", b"[]", b"null", b"<html>", b'{"jsonrpc":"2.0","id":0}', b"[" * 100_000])
    def test_a_node_that_talks_nonsense_is_named(self, bench: Bench, wire: OverHttp, content: bytes) -> None:
        wire.answer = lambda handler, _: handler.wfile.write(content) and None
        bench.grow()
        bench.step()
        assert bench.contract.failure == "chain-unreachable"

    def test_an_answer_without_end_is_cut(self, bench: Bench, wire: OverHttp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(nodes, "LARGEST", 100_000)
        written = []

        def endless(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
            while True:
                written.append(handler.wfile.write(b" " * 65_536))

        wire.answer = endless
        bench.grow()
        bench.step()
        assert bench.contract.failure == "chain-unreachable"
        assert sum(written) < 50_000_000

    def test_an_answer_in_drops_is_cut(self, bench: Bench, wire: OverHttp, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(nodes, "LONGEST", 0.5)

        def dripping(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
            for _drop in range(100):
                handler.wfile.write(b" ")
                time.sleep(0.1)

        wire.answer = dripping
        bench.grow()
        begun = time.monotonic()
        bench.step()
        assert (bench.contract.failure, time.monotonic() - begun < 5) == ("chain-unreachable", True)

    def test_a_node_that_is_down_is_asked_less_and_less(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(chains, "provider", nodes.BoundedProvider)
        bench.set(rpc="http://127.0.0.1:9/")
        bench.grow()
        for _ in range(61):
            bench.step()
        assert (bench.contract.failures, bench.contract.failure) == (5, "chain-unreachable")
        assert AnchorContract.objects.filter(refused_at__isnull=False).count() == 0


class TestWithoutTheExtra:
    @pytest.fixture(autouse=True)
    def _missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(library, "EXTRA", "no_such_module_of_web3")

    def test_anchoring_says_so_and_nothing_breaks(self, db: None, settings: Any) -> None:
        settings.GOVHALL_ANCHOR = {
            "rpc": "https://secret@node.example/", "contract": "0x" + "1" * 40, "chain_id": 1, "interval": 60,
            "confirmations": 1, "highest_gas_price": 1,
        }  # fmt: skip
        bench = Bench(Node(), settings)
        bench.grow()
        bench.step()
        assert bench.contract.failure == "chain-extra-missing"
        found = evidence.inspect(at=bench.at)
        assert (found.is_whole, found.anchors) == (True, None)
        with pytest.raises(evidence.ChainFailure, match="requirements-anchor.lock"):
            evidence.deploy_anchor(by=SYSTEM, at=bench.at, say=lambda words: None)

    def test_the_check_at_start_warns_only_if_anchoring_is_set(self, settings: Any) -> None:
        assert [one.id for one in checks.run_checks() if one.id == "evidence.W001"] == []
        settings.GOVHALL_ANCHOR = {"rpc": "https://node.example/"}
        assert [one.id for one in checks.run_checks() if one.id == "evidence.W001"] == ["evidence.W001"]


def test_settings_that_make_no_sense_are_refused_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.anchor() is None
    monkeypatch.setenv("GOVHALL_ANCHOR_RPC", "file:///etc/hostname")
    with pytest.raises(ImproperlyConfigured, match="https"):
        environment.anchor()
    monkeypatch.setenv("GOVHALL_ANCHOR_RPC", "https://node.example/")
    with pytest.raises(ImproperlyConfigured, match="CHAIN_ID"):
        environment.anchor()
    monkeypatch.setenv("GOVHALL_ANCHOR_CHAIN_ID", "20200")
    monkeypatch.setenv("GOVHALL_ANCHOR_CONTRACT", "0x12")
    with pytest.raises(ImproperlyConfigured, match="CONTRACT"):
        environment.anchor()
    monkeypatch.setenv("GOVHALL_ANCHOR_CONTRACT", "0x" + "ab" * 20)
    found = environment.anchor()
    assert found is not None
    assert (found["chain_id"], found["confirmations"], found["interval"]) == (20200, 12, 3600)
