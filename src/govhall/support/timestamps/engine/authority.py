"""A time-stamping authority: reads a TimeStampReq, and answers with a token or with the reason why not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from asn1crypto import tsp

from govhall.infra.crypto import cms, schemes
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.x509 import UNREADABLE
from govhall.support.timestamps.choices import Failure
from govhall.support.timestamps.engine import structures

ACCURACY: Final = 1  # seconds; the clock of the machine is kept by its operator
POLICY: Final = "2.25.53443373858205947034559233535842832880"  # an identifier made from a UUID (ITU-T X.667)
LONGEST_NONCE: Final = 160  # bits
_SERIAL_ROOM: Final = 1 << 62
_SPARE: Final = 8

Number = Callable[[str, bytes], int]  # the digest's algorithm and the digest: the serial number of their stamp


@dataclass(frozen=True, slots=True)
class _Refusal(Exception):
    failure: Failure
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The key of an authority and the policy that it follows; ``number`` gives each stamp its serial number."""

    pair: KeyPair
    number: Number
    policy: str = POLICY

    def answer(self, encoded: bytes, *, at: datetime) -> bytes:
        """Return the TimeStampResp for a request; a bad one gets a refusal, never an error."""
        try:
            asked = _read(encoded)
            self._check(asked)
        except _Refusal as refusal:
            return structures.refused(refusal.failure, refusal.words)
        stated = asked["message_imprint"]
        return structures.granted(
            self.stamp(
                stated["hash_algorithm"]["algorithm"].dotted,
                bytes(stated["hashed_message"].native),
                at=at,
                nonce=asked["nonce"].native,
                enclose=bool(asked["cert_req"].native),
            )
        )

    def stamp(
        self, algorithm: str, digest: bytes, *, at: datetime, nonce: int | None = None, enclose: bool = True
    ) -> bytes:
        """Return the token for a digest; with ``enclose`` our certificate is inside."""
        return self._token(algorithm, digest, self.number(algorithm, digest), at=at, nonce=nonce, enclose=enclose)

    def room(self, algorithm: str) -> int:
        """Return the most bytes that a token of ours takes for digests of this algorithm, without a nonce."""
        digest, latest = bytes(schemes.DIGEST_SIZES[algorithm]), datetime.max.replace(tzinfo=UTC)
        container = self._container(enclose=True)
        longest = container.build(
            bytes(schemes.DIGEST_SIZES[container.digest]),
            lambda _: bytes(container.longest_signature),
            content=self._info(algorithm, digest, _SERIAL_ROOM, latest, None),
        )
        return len(longest) + _SPARE

    def _token(
        self, algorithm: str, digest: bytes, serial: int, *, at: datetime, nonce: int | None, enclose: bool
    ) -> bytes:
        content = self._info(algorithm, digest, serial, at, nonce)
        container = self._container(enclose=enclose)
        own = schemes.digest(container.digest, content) or b""
        return container.build(own, self.pair.sign, content=content)

    def _info(self, algorithm: str, digest: bytes, serial: int, at: datetime, nonce: int | None) -> bytes:
        return structures.info(
            policy=self.policy, stated=structures.imprint(algorithm, digest), serial=serial, at=at, accuracy=ACCURACY,
            nonce=nonce, authority=self.pair.certificate.subject,
        )  # fmt: skip

    def _container(self, *, enclose: bool) -> cms.Container:
        return cms.container(self.pair.certificate, kind=cms.TST_INFO, bare=not enclose)

    def _check(self, asked: tsp.TimeStampReq) -> None:
        stated = asked["message_imprint"]
        algorithm = stated["hash_algorithm"]["algorithm"].dotted
        if asked["version"].native != "v1":
            raise _Refusal(Failure.BAD_REQUEST, "只支持版本 1 的时间戳请求。")
        if algorithm not in structures.DIGESTS:
            raise _Refusal(Failure.BAD_ALG, "不支持请求中的摘要算法，请用 SM3 或 SHA-2。")
        if len(stated["hashed_message"].native) != schemes.DIGEST_SIZES[algorithm]:
            raise _Refusal(Failure.BAD_DATA_FORMAT, "摘要的长度与算法不符。")
        nonce = asked["nonce"].native
        if nonce is not None and (nonce < 0 or nonce.bit_length() > LONGEST_NONCE):
            raise _Refusal(Failure.BAD_REQUEST, "随机数应为不超过 160 位的非负整数。")
        if asked["req_policy"].native is not None and asked["req_policy"].dotted != self.policy:
            raise _Refusal(Failure.UNACCEPTED_POLICY, "不支持请求中的时间戳策略。")
        if asked["extensions"].native:
            raise _Refusal(Failure.UNACCEPTED_EXTENSION, "不支持请求中的扩展项。")


def _read(encoded: bytes) -> tsp.TimeStampReq:
    try:
        if len(encoded) > structures.LARGEST_REQUEST:
            raise ValueError("too large")
        asked = tsp.TimeStampReq.load(encoded, strict=True)
        asked.native  # noqa: B018  # reads every part once, so that damage shows here
    except UNREADABLE:
        raise _Refusal(Failure.BAD_DATA_FORMAT, "时间戳请求无法识别。") from None
    return asked
