"""Time-stamping authorities of every scheme, without a database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count

from govhall.infra.crypto import classical, schemes, signers, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import SHA256, SM3, Scheme
from govhall.infra.crypto.x509 import KeyCertificate, Subject, Usage, Validity
from govhall.support.seals.engine.stamps import Stamper
from govhall.support.timestamps.engine.authority import Authority

AT = datetime(2026, 10, 13, 2, 0, 5, 120_000, tzinfo=UTC)
_NOON = AT.replace(microsecond=0)
VALIDITY = Validity(not_before=_NOON - timedelta(days=365), not_after=_NOON + timedelta(days=3 * 365))
NAME = "试验时间戳机构"


def root(scheme: Scheme = Scheme.SM2, name: str = "试验时间戳根") -> KeyPair:
    """The root of an authority."""
    return _root(scheme, name)


@lru_cache
def _root(scheme: Scheme, name: str) -> KeyPair:
    private = signers.generate(scheme)
    build = x509.build_root if scheme is Scheme.SM2 else classical.build_root
    certificate = build(subject=Subject(common_name=name), private=private, validity=VALIDITY)
    return KeyPair(name="root", certificate=certificate, private=private)


def pair(
    scheme: Scheme = Scheme.SM2,
    *,
    under: str = "试验时间戳根",
    usage: Usage = Usage.TIME_STAMPING,
    validity: Validity = VALIDITY,
) -> KeyPair:
    """A key for stamps under that root."""
    return _pair(scheme, under, usage, validity)


@lru_cache
def _pair(scheme: Scheme, under: str, usage: Usage, validity: Validity) -> KeyPair:
    private = signers.generate(scheme)
    info = signers.of(scheme, private=private, token_key="").public_info()
    certificate = certified(info, root(scheme, under), usage=usage, validity=validity)
    return KeyPair(name="stamper", certificate=certificate, private=private)


def certified(
    public_info: bytes, by: KeyPair, *, usage: Usage = Usage.TIME_STAMPING, validity: Validity = VALIDITY
) -> KeyCertificate:
    """A certificate for this key."""
    subject = Subject(common_name=NAME)
    if by.certificate.scheme is Scheme.SM2:
        return x509.issue(
            issuer=by.certificate, issuer_private=by.private, subject=subject, public=public_info[-65:],
            validity=validity, usage=usage,
        )  # fmt: skip
    return classical.issue(
        issuer=by.certificate, issuer_private=by.private, subject=subject, public_info=public_info, validity=validity,
        usage=usage,
    )  # fmt: skip


def authority(by: KeyPair | None = None) -> Authority:
    """An authority that counts from 1."""
    numbers = count(1)
    return Authority(pair=by or pair(), number=lambda *_: next(numbers))


def digest_for(scheme: Scheme) -> str:
    """The digest that goes with a scheme."""
    return SM3 if scheme is Scheme.SM2 else SHA256


def stamper(by: KeyPair | None = None, *, at: datetime = AT, change: Callable[[bytes], bytes] = bytes) -> Stamper:
    """Stamps signature values at that moment; ``change`` spoils the token."""
    made = authority(by)
    algorithm = digest_for(made.pair.certificate.scheme)

    def stamp(value: bytes) -> bytes:
        return change(made.stamp(algorithm, schemes.digest(algorithm, value) or b"", at=at))

    return Stamper(stamp, made.room(algorithm) + 64)
