"""Where time stamps come from: the built-in authority in this process, or one that is asked over HTTP."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from typing import Protocol
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

import structlog

from govhall.infra.crypto.x509 import KeyCertificate
from govhall.support.timestamps.engine import structures
from govhall.support.timestamps.engine.authority import Authority
from govhall.support.timestamps.engine.exchange import Question
from govhall.support.timestamps.engine.faults import AuthorityUnreachable

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
TIMEOUT = 3.0  # seconds for connecting, and again for each read
DEADLINE = 6.0  # seconds for the whole answer: nobody may keep us by sending a byte now and then
REST = 30.0  # seconds that nobody asks an authority that didn't answer: sealing must not wait for it each time

log = structlog.get_logger(__name__)


class Source(Protocol):
    """Gives time stamps."""

    def stamp(self, value: bytes, *, at: datetime) -> bytes:
        """
        Return a token for ``value``.

        :raises AuthorityUnreachable: if there is no answer
        :raises StampRefused: if the answer isn't a token for this
        :raises StampFault: if the token isn't to be believed
        """

    def room(self) -> int:
        """Return the most bytes that a token takes."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """The authority of this installation, without any line between; ``at`` is its time."""

    authority: Authority
    algorithm: str

    def stamp(self, value: bytes, *, at: datetime) -> bytes:
        """Return a token for ``value``."""
        return self.authority.stamp(self.algorithm, Question.about(value, algorithm=self.algorithm).digest, at=at)

    def room(self) -> int:
        """Return the most bytes that a token takes."""
        return self.authority.room(self.algorithm)


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nobody: the operator named one address."""


@dataclass(slots=True)
class Remote:
    """An authority at an address, its own clock, and the roots that its certificates must lead to."""

    address: str
    algorithm: str
    roots: Callable[[], Sequence[KeyCertificate]]
    largest: int = 8192
    _rests_until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stamp(self, value: bytes, *, at: datetime) -> bytes:
        """Return a token for ``value``, wholly checked."""
        question = Question.about(value, algorithm=self.algorithm)
        return question.token_of(self._asked(question.encoded()), roots=self.roots())

    def room(self) -> int:
        """Return the most bytes that a token takes."""
        return self.largest

    def _asked(self, body: bytes) -> bytes:
        with self._lock:
            if time.monotonic() < self._rests_until:
                raise AuthorityUnreachable("时间戳机构刚才没有应答，稍后再试。")
        try:
            return self._post(body)
        except (URLError, OSError, HTTPException, ValueError) as fault:
            with self._lock:
                self._rests_until = time.monotonic() + REST
            raise AuthorityUnreachable(f"时间戳机构没有正常应答：{type(fault).__name__}。") from None

    def _post(self, body: bytes) -> bytes:
        request = Request(self.address, body, {"Content-Type": QUERY, "Accept": REPLY})  # noqa: S310  # settings check the scheme
        with build_opener(_NoRedirects, ProxyHandler()).open(request, timeout=TIMEOUT) as answer:
            if answer.headers.get_content_type() != REPLY:
                raise ValueError("content type")
            return _body(answer)


def _body(answer: HTTPResponse) -> bytes:
    """Return the body, or as much of it as shows that it is too large. :raises TimeoutError: if it takes too long"""
    ends, parts, size = time.monotonic() + DEADLINE, [], 0
    while size <= structures.LARGEST_ANSWER and (part := answer.read1(structures.LARGEST_ANSWER)):
        if time.monotonic() > ends:
            raise TimeoutError
        parts.append(part)
        size += len(part)
    return b"".join(parts)
