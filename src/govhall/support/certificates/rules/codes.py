"""
The code that a holder shows (亮证): good for one certificate, one minute and one scan; what may follow a scan.

It says nothing about anybody: certificate's id, end and a random number, under an HMAC. The times are our choice.
"""

import base64
import binascii
import hmac
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from govhall.kernel.errors import Conflict, InvalidInput, NotFound
from govhall.support.certificates.choices import ShowingState
from govhall.support.certificates.values import FaceLine

LIFETIME = timedelta(seconds=60)
TALK = timedelta(minutes=10)  # from the scan: to ask, and to answer
DISCLOSED = timedelta(minutes=3)  # from the holder's yes
_ID, _END, _NONCE, _MAC = 16, 4, 8, 10
_BODY = _ID + _END + _NONCE
Mac = Callable[[str], str]


class CodeInvalid(NotFound):
    """Not one of our codes, or changed on the way."""

    code = "show-code-invalid"


class CodeExpired(Conflict):
    """The code's minute is over."""

    code = "show-code-expired"


class CodeUsed(Conflict):
    """Somebody has scanned this code before."""

    code = "show-code-used"


class NothingAsked(Conflict):
    """The other side didn't ask, was answered before, or the time is over."""

    code = "show-nothing-asked"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says once its HMAC is right."""

    certificate_id: UUID
    expires_at: datetime
    nonce: str


def write(*, certificate_id: UUID, expires_at: datetime, nonce: bytes, mac: Mac) -> str:
    """Return the code as small letters and digits. ``mac`` returns the keyed digest of a text in hexadecimal."""
    body = certificate_id.bytes + int(expires_at.timestamp()).to_bytes(_END, "big") + nonce
    if len(body) != _BODY:
        raise ValueError("a nonce has 8 bytes")
    return base64.b32encode(body + _digest(body, mac)).decode().rstrip("=").lower()


def read(text: str, *, at: datetime, mac: Mac) -> Code:
    """
    Return what a code says.

    :raises CodeInvalid: if it is none of ours or was changed
    :raises CodeExpired: if its minute is over
    """
    upper = text.strip().upper()
    try:
        raw = base64.b32decode(upper + "=" * (-len(upper) % 8))
    except (binascii.Error, ValueError):
        raw = b""
    body, digest = raw[:_BODY], raw[_BODY:]
    if len(raw) != _BODY + _MAC or not hmac.compare_digest(digest, _digest(body, mac)):
        raise CodeInvalid("这不是本站的亮证码，或者码已被改动，请勿采信。")
    expires_at = datetime.fromtimestamp(int.from_bytes(body[_ID : _ID + _END], "big"), UTC)
    if at >= expires_at:
        raise CodeExpired("这个亮证码已经过期。码每分钟更换，请对方刷新后重新扫。")
    return Code(UUID(bytes=body[:_ID]), expires_at, body[_ID + _END :].hex())


def state(
    *,
    scanned_at: datetime,
    asked_at: datetime | None,
    answered_at: datetime | None,
    is_agreed: bool | None,
    at: datetime,
) -> ShowingState:
    """Return where a showing stands at a moment."""
    if answered_at is not None:
        if not is_agreed:
            return ShowingState.REFUSED
        return ShowingState.DISCLOSED if at < answered_at + DISCLOSED else ShowingState.OVER
    if at >= scanned_at + TALK:
        return ShowingState.OVER
    return ShowingState.SCANNED if asked_at is None else ShowingState.ASKED


def hidden_labels(lines: Sequence[FaceLine]) -> tuple[str, ...]:
    """Return the labels of what strangers see masked or not at all."""
    return tuple(line.label for line in lines if not line.public or line.mask != "none")


def chosen(lines: Sequence[FaceLine], labels: Collection[str]) -> tuple[FaceLine, ...]:
    """
    Return these lines of a face, in clear.

    :raises InvalidInput: for none, or for one that isn't on it
    """
    if not labels or not set(labels) <= {line.label for line in lines}:
        raise InvalidInput("请选择给对方看的内容。", fields={"labels": ["请选择给对方看的内容。"]})
    return tuple(line for line in lines if line.label in labels)


def _digest(body: bytes, mac: Mac) -> bytes:
    return bytes.fromhex(mac(body.hex()))[:_MAC]
