"""A chain in this process (eth-tester over py-evm), and a node that can be made to lie about it."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_limit = sys.getrecursionlimit()
from eth_tester import EthereumTester, PyEVMBackend  # noqa: E402
from hexbytes import HexBytes  # noqa: E402
from web3 import EthereumTesterProvider, Web3  # noqa: E402

# They let Python recurse so deep that it may crash; other tests of this process count on its own limit.
sys.setrecursionlimit(_limit)

Lie = Callable[[Any], Any]


class Node(EthereumTesterProvider):
    """The node; ``lies`` maps a method to what becomes of its answers, ``asked`` lists the methods asked."""

    def __init__(self) -> None:
        self.chain = EthereumTester(PyEVMBackend())
        super().__init__(self.chain)
        self.lies: dict[str, Lie] = {}
        self.asked: list[str] = []
        self.pool: dict[str, str] | None = None

    def make_request(self, method: Any, params: Any) -> Any:
        """Answer, truly or not."""
        self.asked.append(str(method))
        answer = self._pooled(str(method), params) or super().make_request(method, params)
        lie = self.lies.get(str(method))
        return answer if lie is None else {**answer, "result": lie(answer.get("result"))}

    @property
    def chain_id(self) -> int:
        """The number of the chain."""
        return Web3(self).eth.chain_id

    def give(self, address: str) -> None:
        """Let an account hold what it needs for fees."""
        web3 = Web3(self)
        sender = web3.eth.accounts[0]
        web3.eth.send_transaction({"from": sender, "to": Web3.to_checksum_address(address), "value": 10**19})

    def turn_clock(self, at: datetime) -> None:
        """Let the next block be of this moment, if that lies ahead."""
        if self.chain.get_block_by_number("pending")["timestamp"] < int(at.timestamp()):
            self.chain.time_travel(int(at.timestamp()))

    def mine(self, blocks: int = 1) -> None:
        """Add blocks, with whatever waits."""
        pool, self.pool = self.pool or {}, None
        for raw in pool.values():
            Web3(self).eth.send_raw_transaction(HexBytes(raw))
        self.chain.mine_blocks(blocks)

    def wait(self) -> None:
        """Let transactions wait from now on, until a block is mined."""
        self.pool = {}

    def _pooled(self, method: str, params: Any) -> Any:
        """Answer for what waits, as nodes do."""
        if self.pool is None or method not in ("eth_sendRawTransaction", "eth_getTransactionByHash"):
            return None
        if method == "eth_getTransactionByHash":
            known = HexBytes(params[0]).to_0x_hex()
            return {"jsonrpc": "2.0", "id": 1, "result": {"hash": HexBytes(known)} if known in self.pool else None}
        name = Web3.keccak(HexBytes(params[0])).to_0x_hex()
        if name in self.pool:
            return {"jsonrpc": "2.0", "id": 1, "error": {"code": -32000, "message": "already known"}}
        self.pool[name] = params[0]
        return {"jsonrpc": "2.0", "id": 1, "result": HexBytes(name)}

    def sent(self) -> int:
        """How many transactions were handed to the node."""
        return self.asked.count("eth_sendRawTransaction")


class OverHttp:
    """A node behind a real address on this machine; ``answer`` may be exchanged for one of a worse kind."""

    def __init__(self, node: Node) -> None:
        web3 = Web3(node)
        ask = node.request_func(web3, web3.middleware_onion)

        def answer(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
            given = ask(asked["method"], asked["params"])
            body = {"jsonrpc": "2.0", "id": asked["id"], "result": _as_nodes_write(given.get("result"))}
            handler.wfile.write(json.dumps(body).encode())

        self.answer: Callable[[BaseHTTPRequestHandler, dict[str, Any]], None] = answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()
                with suppress(OSError):  # the other side may have had enough
                    outer.answer(self, asked)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self) -> "OverHttp":
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _as_nodes_write(value: Any) -> Any:
    """Return an answer as it goes over the wire: numbers and bytes in hexadecimal."""
    if isinstance(value, Mapping):
        return {key: _as_nodes_write(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_as_nodes_write(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return hex(value)
    return f"0x{value.hex()}" if isinstance(value, bytes) else value
