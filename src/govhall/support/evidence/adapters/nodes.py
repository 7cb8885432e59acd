"""A line to the node of a chain that trusts its answers with nothing: neither their length nor their time."""

import json
import time
from typing import Any
from urllib.request import Request, urlopen

from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

TIMEOUT = 10.0
LONGEST = 20.0
LARGEST = 1_048_576
_PIECE = 65_536


class BoundedProvider(JSONBaseProvider):
    """JSON-RPC over HTTP with a limit of bytes, and one of seconds for the whole answer."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """Ask the node. :raises OSError: if it doesn't answer in time"""
        body = self.encode_rpc_request(method, params)
        request = Request(self._address, body, {"Content-Type": "application/json"})  # noqa: S310  # settings check it
        deadline, content = time.monotonic() + LONGEST, b""
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # the operator named the node
            while piece := answer.read1(_PIECE):
                content += piece
                if len(content) > LARGEST:
                    raise ValueError("the answer is too long")
                if time.monotonic() > deadline:
                    raise TimeoutError("the answer takes too long")
        found: RPCResponse = json.loads(content)
        return found
