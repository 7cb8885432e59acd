"""
The interface for departments (after GB/T 36906): what a call is signed over, and whether a client may make it.

The signature is HMAC-SM3 under the client's secret over method, path, moment, nonce and the digest of the body.
"""

import hmac
import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from govhall.kernel.errors import DomainError

SKEW = timedelta(minutes=5)  # our choice: how far a caller's clock may be off
NONCE_LENGTHS = range(16, 65)
CAUSE_LONGEST = 200


class CallRefused(DomainError):
    """The call isn't let in; ``code`` says why, ``status`` is the HTTP status."""

    code = "call-refused"

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(message)
        self.reason, self.status = code, status


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a caller sends along with a call."""

    app_id: str
    timestamp: str
    nonce: str
    signature: str
    method: str
    path: str
    body_sm3: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a client was granted. No ``addresses`` means any."""

    interfaces: Sequence[str]
    addresses: Sequence[str]
    valid_from: date
    valid_until: date
    is_ended: bool


def text_to_sign(call: Signed) -> str:
    """Return what the signature is over."""
    return "\n".join((call.method.upper(), call.path, call.timestamp, call.nonce, call.body_sm3))


def check(
    call: Signed,
    *,
    secret: bytes,
    terms: Terms,
    interface: str,
    at: datetime,
    day: date,
    mac: Callable[[bytes, bytes], bytes],
) -> None:
    """Let a call in or not. :raises CallRefused: with the first reason"""
    wanted = mac(secret, text_to_sign(call).encode()).hex()
    if not hmac.compare_digest(wanted.encode(), call.signature.lower().encode()):
        raise CallRefused("signature-wrong", "签名不对，请核对密钥和签名的内容。", 401)
    if not call.timestamp.isascii() or not call.timestamp.isdigit() or len(call.timestamp) > 12:
        raise CallRefused("request-stale", "时间戳应为秒数。", 401)
    if abs(at.timestamp() - int(call.timestamp)) > SKEW.total_seconds():
        raise CallRefused("request-stale", "时间戳与本站相差超过 5 分钟，请校准时钟。", 401)
    if len(call.nonce) not in NONCE_LENGTHS or not call.nonce.isascii():
        raise CallRefused("nonce-wrong", "随机数应为 16 至 64 个字符，每次不同。", 401)
    if terms.is_ended or not terms.valid_from <= day <= terms.valid_until:
        raise CallRefused("client-expired", "这个应用的授权不在有效期内。", 403)
    if terms.addresses and not _is_within(call.address, terms.addresses):
        raise CallRefused("address-not-allowed", "不允许从这个网络地址调用。", 403)
    if interface not in terms.interfaces:
        raise CallRefused("interface-not-allowed", "没有授权使用这个接口。", 403)


def is_network(text: str) -> bool:
    """Say whether ``text`` is an address or a network (10.1.0.0/16)."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _is_within(address: str, networks: Sequence[str]) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network, strict=False) for network in networks)
