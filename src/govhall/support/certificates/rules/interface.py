"""
The interface for departments (after GB/T 36906): what a call is signed over, and whether a client may make it.

The signature is HMAC-SM3 under the client's secret over method, path, moment, nonce and the digest of the body.
"""

import hmac
import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from govhall.kernel.errors import DomainError

SKEW = timedelta(minutes=5)  # our choice: how far a caller's clock may be off
NONCE_LENGTHS = range(16, 65)
CAUSE_LONGEST, NAME_LONGEST, LARGEST_CAP = 200, 100, 10_000_000
# Our choice: how long the key before stays good when a secret is changed in an orderly way.
OVERLAP = timedelta(days=7)
# 网络安全法 第二十一条: logs are kept for six months at least.
REFUSALS_KEPT = timedelta(days=190)
REASONS: Mapping[str, str] = {
    "client-unknown": "没有登记的应用",
    "signature-wrong": "签名不对",
    "request-stale": "时间戳不对",
    "nonce-wrong": "随机数不合要求",
    "client-expired": "不在有效期内或者已停用",
    "address-not-allowed": "网络地址不在授权范围",
    "interface-not-allowed": "没有授权这个接口",
    "type-not-allowed": "没有授权这种证照",
    "request-repeated": "同一请求重复发送",
    "daily-cap-reached": "超过每日次数",
    "too-many-requests": "一分钟内次数过多",
    "invalid-input": "请求内容不对",
    "body-too-large": "请求内容太大",
}


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
    secrets: Sequence[bytes],
    terms: Terms,
    interface: str,
    at: datetime,
    day: date,
    mac: Callable[[bytes, bytes], bytes],
) -> None:
    """
    Let a call in or not; it may be signed with any of ``secrets``.

    :raises CallRefused: with the first reason
    """
    given, text = call.signature.lower().encode(), text_to_sign(call).encode()
    if not any(hmac.compare_digest(mac(secret, text).hex().encode(), given) for secret in secrets):
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


def refusal_hour(at: datetime) -> datetime:
    """Return the hour under which a refused call is counted."""
    return at.replace(minute=0, second=0, microsecond=0)


def faults(
    *,
    name: str,
    interfaces: Sequence[str],
    known_interfaces: Sequence[str],
    fields: Sequence[str],
    known_fields: Sequence[str],
    type_keys: Sequence[str],
    addresses: Sequence[str],
    daily_cap: int,
    valid_from: date,
    valid_until: date,
) -> dict[str, list[str]]:
    """Return what is wrong with a grant, by field."""
    found: dict[str, list[str]] = {}
    if not 0 < len(name.strip()) <= NAME_LONGEST:
        found["name"] = [f"请填应用名称，最多 {NAME_LONGEST} 个字。"]
    if not type_keys:
        found["type_keys"] = ["请至少选一种证照。"]
    if not interfaces or not set(interfaces) <= set(known_interfaces):
        found["interfaces"] = ["请至少选一个接口。"]
    if not set(fields) <= set(known_fields):
        found["fields"] = ["所选的证照上没有这一项，请重新选择。"]
    if not all(is_network(each) for each in addresses):
        found["addresses"] = ["网络地址要写成 10.1.2.3 或者 10.1.0.0/16，一行一个。"]
    if not 1 <= daily_cap <= LARGEST_CAP:
        found["daily_cap"] = [f"每日次数应为 1 至 {LARGEST_CAP}。"]
    if valid_until < valid_from:
        found["valid_until"] = ["截止日期不能早于起始日期。"]
    return found


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
