"""The built-in authority's root and its key for stamps, made at first use; the key may live in a PKCS#11 token."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings

from govhall.infra.crypto import classical, keypairs, signers, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.sm2 import PUBLIC_SIZE
from govhall.infra.crypto.x509 import KeyCertificate, Subject, Usage, Validity
from govhall.support.timestamps.selectors.authorities import root_name, stamper_name

YEARS = 20
_ROOT = Subject(common_name="政务大厅示范时间戳根证书", organization="政务大厅示范")
_STAMPER = Subject(common_name="政务大厅示范时间戳机构", organization="政务大厅示范", unit="可信时间")


def scheme() -> Scheme:
    """Return how the built-in authority signs."""
    return Scheme(settings.GOVHALL_TSA_SCHEME)


def pair(at: datetime) -> KeyPair:
    """Return the key pair for stamps; the first call makes root and pair."""
    name = stamper_name(scheme())
    if not keypairs.exists(name):
        _make(name, at)
    return _loaded(name, keypairs.certificate(name).fingerprint)


@lru_cache(maxsize=4)
def _loaded(name: str, _fingerprint: str) -> KeyPair:
    return keypairs.load(name)


def _make(name: str, at: datetime) -> None:
    above, kind = root(at), scheme()
    label = signers.label_in_token(name)
    private = signers.generate(kind, token_key=label)
    public_info = signers.of(kind, private=private, token_key=label).public_info()
    certificate = _issue(above, public_info)
    with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
        keypairs.save(KeyPair(name=name, certificate=certificate, private=private, token_key=label))


def root(at: datetime) -> KeyPair:
    """Return the key pair of the built-in authority's root; the first call makes it."""
    kind = scheme()
    name = root_name(kind)
    if not keypairs.exists(name):
        private = signers.generate(kind)
        validity = Validity(not_before=at - timedelta(days=365), not_after=at + timedelta(days=365 * YEARS))
        build = x509.build_root if kind is Scheme.SM2 else classical.build_root
        made = build(subject=_ROOT, private=private, validity=validity)
        with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
            keypairs.save(KeyPair(name=name, certificate=made, private=private))
    return keypairs.load(name)


def _issue(root: KeyPair, public_info: bytes) -> KeyCertificate:
    validity = root.certificate.validity
    if root.certificate.scheme is Scheme.SM2:
        return x509.issue(
            issuer=root.certificate, issuer_private=root.private, subject=_STAMPER,
            public=public_info[-PUBLIC_SIZE:], validity=validity, usage=Usage.TIME_STAMPING,
        )  # fmt: skip
    return classical.issue(
        issuer=root.certificate, issuer_private=root.private, subject=_STAMPER, public_info=public_info,
        validity=validity, usage=Usage.TIME_STAMPING,
    )  # fmt: skip
