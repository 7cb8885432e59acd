"""How a witness speaks with another installation's log: JSON over HTTP, with time and size limits."""

import json
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.error import URLError
from urllib.request import Request, urlopen

from govhall.kernel.errors import DomainError

TIMEOUT = 15.0
LARGEST = 1_048_576


class LogUnreachable(DomainError):
    """The other log doesn't answer, or not with what was asked for."""

    code = "log-unreachable"


class Transport(Protocol):
    """What a witness needs of the connection to a log."""

    def get(self, path: str) -> Mapping[str, Any]:
        """Return the JSON object at ``path``. :raises LogUnreachable:"""

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a JSON object. :raises LogUnreachable: if it isn't taken"""


class HttpTransport:
    """The connection to a log's evidence interface at ``address``."""

    def __init__(self, address: str) -> None:
        if not address.startswith(("https://", "http://")):
            raise LogUnreachable("对方存证接口的地址应以 https:// 开头。")
        self._address = address.rstrip("/") + "/"

    def get(self, path: str) -> Mapping[str, Any]:
        """Return the JSON object at ``path``."""
        return self._ask(Request(self._address + path, headers={"Accept": "application/json"}))  # noqa: S310  # checked above

    def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send a JSON object."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask(Request(self._address + path, json.dumps(body).encode(), headers))  # noqa: S310  # checked above

    @staticmethod
    def _ask(request: Request) -> Mapping[str, Any]:
        try:
            with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # the operator registered the address
                found = json.loads(answer.read(LARGEST))
        except (URLError, OSError, ValueError) as fault:
            raise LogUnreachable(f"对方存证接口没有正常答复：{type(fault).__name__}。") from None
        if not isinstance(found, dict):
            raise LogUnreachable("对方存证接口的答复无法识别。")
        return found
