"""
HTTP clients that cost as little as they can: plain sockets, one thread a connection, in a process of their own.

`python -m bench.clients` reads a job as JSON from standard input and writes what happened to standard output.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

TOKEN = "b" * 32  # the same cookie and form value: what the check against forged requests compares


@dataclass(frozen=True)
class Outcome:
    """Answered requests: when each began (seconds), how long it took (seconds), its status and where it led."""

    answers: Sequence[tuple[float, float, int, str]]
    seconds: float

    def latencies(self) -> list[float]:
        """Return the times of all answers in milliseconds."""
        return [took * 1000 for _, took, _, _ in self.answers]

    @property
    def rate(self) -> float:
        """Return answers a second."""
        return len(self.answers) / self.seconds if self.seconds else 0.0


def request_bytes(method: str, path: str, *, session: str = "", form: str = "") -> str:
    """Return a request as it goes over the wire."""
    cookies = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: {cookies}", "Accept: text/html"]
    if method == "POST":
        form = f"csrfmiddlewaretoken={TOKEN}&{form}"
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return "\r\n".join([*lines, "", form])


def run(port: int, scripts: Sequence[Sequence[str]], *, seconds: float | None = None, processes: int = 1) -> Outcome:
    """
    Send each script over a connection of its own and return all answers.

    With `seconds`, scripts are repeated until the time is up; without, each is sent once.
    """
    children = []
    for share in range(processes):
        job = {"port": port, "scripts": list(scripts[share::processes]), "seconds": seconds}
        child = subprocess.Popen(
            [sys.executable, "-m", "bench.clients"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert child.stdin is not None
        child.stdin.write(json.dumps(job))
        child.stdin.close()
        children.append(child)
    answers: list[tuple[float, float, int, str]] = []
    for child in children:
        assert child.stdout is not None
        answers += [tuple(answer) for answer in json.load(child.stdout)]
        child.wait()
    begun = min((start for start, *_ in answers), default=0.0)
    ended = max((start + took for start, took, *_ in answers), default=0.0)
    return Outcome(answers=answers, seconds=ended - begun)


class Connection:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        """Connect lazily, at the first request."""
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes) -> tuple[int, str]:
        """Send a request, read the whole answer; return its status and Location."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self._read()
        head = data[:end].decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        missing = int(fields.get("content-length", "0")) - (len(data) - end - 4)
        while missing > 0:
            missing -= len(self._read())
        return int(head.split(" ", 2)[1]), fields.get("location", "")

    def close(self) -> None:
        """Close; the next request connects anew."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _read(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(262_144)
        if not data:
            raise ConnectionError("closed by the server")
        return data


def _serve(port: int, script: Sequence[bytes], until: float | None, answers: list[Any]) -> None:
    connection = Connection(port)
    while True:
        for request in script:
            begun = time.time()
            status, location = connection.send(request)
            answers.append((begun, time.time() - begun, status, location))
            if until is not None and time.time() > until:
                return
        if until is None:
            return


def _main() -> None:
    job = json.load(sys.stdin)
    until = time.time() + job["seconds"] if job["seconds"] else None
    answers: list[Any] = []
    threads = [
        threading.Thread(target=_serve, args=(job["port"], [each.encode() for each in script], until, answers))
        for script in job["scripts"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    _main()
