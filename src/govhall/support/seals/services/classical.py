"""
The signature for foreign readers (GOVHALL_CLASSICAL): one key of the platform, below each seal on PDFs that we make.

The built-in root is for demonstration; whoever wants foreign readers to trust it imports a pair that a public authority
certified (`govhall keys import`). The key may live in a PKCS#11 token.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings

from govhall.infra.crypto import classical, keypairs, signers
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.x509 import KeyCertificate, Subject, Usage, Validity
from govhall.support.seals.engine.signing import Hand
from govhall.support.seals.selectors import checking
from govhall.support.seals.selectors.checking import classical_name, classical_root_name

ROOT_YEARS, YEARS = 20, 5
_ROOT = Subject(common_name="政务大厅示范通用签名根证书", organization="政务大厅示范")
_SIGNER = Subject(common_name="政务大厅示范平台", organization="政务大厅示范", unit="国际通用签名")


def hand(*, at: datetime) -> Hand | None:
    """Return who signs below the seal, None unless it is configured; the first call makes the pair."""
    if not settings.GOVHALL_CLASSICAL:
        return None
    scheme = Scheme(settings.GOVHALL_CLASSICAL)
    name = classical_name(scheme)
    if not keypairs.exists(name):
        _make(name, scheme, at)
    return _hand(name, keypairs.certificate(name).fingerprint, tuple(checking.classical_chain()))


@lru_cache(maxsize=4)
def _hand(name: str, _fingerprint: str, known: tuple[KeyCertificate, ...]) -> Hand:
    pair = keypairs.load(name)
    above: list[KeyCertificate] = []
    current = pair.certificate
    while found := next((one for one in known if one not in above and _is_above(one, current)), None):
        above.append(found)
        current = found
    return Hand(pair, tuple(above))


def _is_above(one: KeyCertificate, below: KeyCertificate) -> bool:
    return one.subject == below.issuer and below.issued_by(one)


def _make(name: str, scheme: Scheme, at: datetime) -> None:
    root = _root(scheme, at)
    label = signers.label_in_token(name)
    private = signers.generate(scheme, token_key=label)
    certificate = classical.issue(
        issuer=root.certificate,
        issuer_private=root.private,
        subject=_SIGNER,
        public_info=signers.of(scheme, private=private, token_key=label).public_info(),
        validity=Validity(not_before=at - timedelta(days=1), not_after=at + timedelta(days=365 * YEARS)),
        usage=Usage.SIGNING,
    )
    with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
        keypairs.save(KeyPair(name=name, certificate=certificate, private=private, token_key=label))


def _root(scheme: Scheme, at: datetime) -> KeyPair:
    name = classical_root_name(scheme)
    if not keypairs.exists(name):
        private = signers.generate(scheme)
        validity = Validity(not_before=at - timedelta(days=365), not_after=at + timedelta(days=365 * ROOT_YEARS))
        certificate = classical.build_root(subject=_ROOT, private=private, validity=validity)
        with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
            keypairs.save(KeyPair(name=name, certificate=certificate, private=private))
    return keypairs.load(name)
