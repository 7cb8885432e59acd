"""`govhall code USERNAME`: the present one-time code of a demonstration officer, without an authenticator app."""

from __future__ import annotations

import base64
import hmac
import json
import time

from govhall.config.cli import console, environment, prepare

_PERIOD = 30  # seconds; RFC 6238


def command(username: str) -> None:
    """Print the present one-time code of a demonstration account."""
    mark = environment.home() / prepare.DEMO_MARK
    if not mark.exists():
        console.fail("这里没有演示账号。 There are no demonstration accounts here.")
    secrets = {name: secret for _, name, _, secret in json.loads(mark.read_text(encoding="utf-8"))}
    if not secrets.get(username):
        console.fail(f"{username} 没有动态口令。 {username} has no one-time code.")
    console.console.print(one_time_code(secrets[username], at=time.time()), highlight=False)


def one_time_code(secret: str, *, at: float) -> str:
    """Return the six digits of RFC 6238 for a base32 secret at a moment in seconds since 1970."""
    counter = int(at // _PERIOD).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    place = digest[-1] & 0xF
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
