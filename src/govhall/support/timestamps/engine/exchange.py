"""The client's side of RFC 3161: what to ask, and whether an answer is the one that was asked for."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from govhall.infra.crypto import schemes
from govhall.infra.crypto.x509 import UNREADABLE, KeyCertificate
from govhall.support.timestamps.engine import structures, tokens
from govhall.support.timestamps.engine.faults import StampRefused

_NONCE_BITS = 64
# What asn1crypto calls the bits of PKIFailureInfo.
_WORDS = {
    "bad_alg": "不支持所用的摘要算法",
    "bad_request": "不接受这样的请求",
    "bad_data_format": "请求的格式不正确",
    "time_not_available": "时间源暂不可用",
    "unaccepted_policy": "不支持所要的策略",
    "unaccepted_extensions": "不支持所要的扩展",
    "add_info_not_available": "不能提供所要的附加信息",
    "system_failure": "系统故障",
}


@dataclass(frozen=True, slots=True)
class Question:
    """A request for a stamp of ``digest``, with a nonce that nobody can guess."""

    algorithm: str
    digest: bytes
    nonce: int = field(default_factory=lambda: secrets.randbits(_NONCE_BITS) | 1 << (_NONCE_BITS - 1))

    @classmethod
    def about(cls, value: bytes, *, algorithm: str) -> "Question":
        """Return the question for a value. :raises ValueError: for an unknown algorithm"""
        digest = schemes.digest(algorithm, value)
        if digest is None:
            raise ValueError("unknown digest algorithm")
        return cls(algorithm, digest)

    def encoded(self) -> bytes:
        """Return the TimeStampReq."""
        return structures.request(self.algorithm, self.digest, nonce=self.nonce)

    def token_of(self, answer: bytes, *, roots: Sequence[KeyCertificate]) -> bytes:
        """
        Return the token of a TimeStampResp, if it is granted, answers this very question and is to be believed.

        :raises StampRefused: if it is none, or another one
        :raises StampFault: if the token is broken or comes from somebody who isn't trusted
        """
        encoded = _token_in(answer)
        token = tokens.read(encoded)
        stated = token.info["message_imprint"]
        asked = (self.algorithm, self.digest)
        if (stated["hash_algorithm"]["algorithm"].dotted, bytes(stated["hashed_message"].native)) != asked:
            raise StampRefused("时间戳机构给出的时间戳不是为这份签章制作的。")
        if token.info["nonce"].native != self.nonce:
            raise StampRefused("时间戳机构的答复与请求不对应（随机数不同）。")
        tokens.judge(token, roots=roots)
        return encoded


def _token_in(answer: bytes) -> bytes:
    try:
        if len(answer) > structures.LARGEST_ANSWER:
            raise ValueError("too large")
        found = structures.Response.load(answer, strict=True)
        found.native  # noqa: B018  # reads every part once, so that damage shows here
        status = int(found["status"]["status"])
        token = bytes(found["time_stamp_token"].dump()) if found["time_stamp_token"].native is not None else b""
        failures = found["status"]["fail_info"].native or set()
    except UNREADABLE:
        raise StampRefused("时间戳机构的答复无法识别。") from None
    if status not in (structures.GRANTED, structures.GRANTED_WITH_MODS) or not token:
        reasons = "、".join(words for name, words in _WORDS.items() if name in failures)
        raise StampRefused(f"时间戳机构没有给出时间戳：{reasons or '没有说明原因'}。")
    return token
