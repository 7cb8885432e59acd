"""
The built-in authority, the maker of seals, and the keys that they certify.

A real province installs the certificate of its licensed authority instead. Must not decide who may have a seal.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from govhall.infra.crypto import keypairs, provider, signers, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.infra.crypto.schemes import Scheme
from govhall.infra.crypto.sm2 import PUBLIC_SIZE
from govhall.support.documents.public import png
from govhall.support.seals.choices import SealKind
from govhall.support.seals.engine import drawing
from govhall.support.seals.engine.ses import making
from govhall.support.seals.models import Seal
from govhall.support.seals.selectors.checking import AUTHORITY, MAKER

AUTHORITY_YEARS, SEAL_YEARS = 20, 5
PICTURE_PPI = 200  # of the picture inside a seal: sharp on paper, and small in every document


@lru_cache(maxsize=256)
def pair(key_name: str) -> KeyPair:
    """Return a seal's key pair. :raises KeyPairMissing: if its key was destroyed"""
    return keypairs.load(key_name)


def destroy(key_name: str) -> None:
    """Destroy the private key of a seal; its certificate stays in the register."""
    keypairs.destroy(key_name)
    pair.cache_clear()


def structure(row: Seal, key: KeyPair, at: datetime) -> bytes:
    """Return the seal as GB/T 38540 has it: picture, name and signer, signed by the maker (制章)."""
    size = drawing.size(row.kind)
    return making.make_seal(
        maker=_maker(at),
        seal_id=row.id.hex,
        name=row.name,
        signers=[key.certificate],
        picture=making.SealPicture(
            kind="PNG",
            data=png(drawing.shapes(row.kind, row.name), size, size, per_inch=PICTURE_PPI),
            width=round(size),
            height=round(size),
        ),
        validity=key.certificate.validity,
        at=at,
        kind=making.PERSONAL_SEAL if row.kind == SealKind.PERSONAL else making.UNIT_SEAL,
    )


def new_pair(*, name: str, holder: str, at: datetime) -> KeyPair:
    """Make the key of a seal and have it certified by the built-in authority."""
    subject = x509.Subject(common_name=holder, organization=holder, unit="电子印章")
    # A seal made in the authority's last years lives as long as the authority.
    end = min(at + timedelta(days=365 * SEAL_YEARS), _authority(at).certificate.validity.not_after)
    return _issued(name, subject, x509.Validity(not_before=at - timedelta(days=1), not_after=end), at)


def _maker(at: datetime) -> KeyPair:
    """Return the key pair of the built-in maker of seals (制章人), as long-lived as the authority."""
    if not keypairs.exists(MAKER):
        subject = x509.Subject(common_name="政务大厅示范制章中心", organization="政务大厅示范", unit="电子印章制作")
        with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
            _issued(MAKER, subject, _authority(at).certificate.validity, at)
    return keypairs.load(MAKER)


def _issued(name: str, subject: x509.Subject, validity: x509.Validity, at: datetime) -> KeyPair:
    """Make a key, have it certified by the built-in authority for signing, and keep both."""
    authority, label = _authority(at), signers.label_in_token(name)
    private = signers.generate(Scheme.SM2, token_key=label)
    certificate = x509.issue(
        issuer=authority.certificate,
        issuer_private=authority.private,
        subject=subject,
        public=signers.of(Scheme.SM2, private=private, token_key=label).public_info()[-PUBLIC_SIZE:],
        validity=validity,
        usage=x509.Usage.SIGNING,
    )
    pair = KeyPair(name=name, certificate=certificate, private=private, token_key=label)
    keypairs.save(pair)
    return pair


def _authority(at: datetime) -> KeyPair:
    """Return the built-in test authority. A real province installs the certificate of its licensed one instead."""
    if keypairs.exists(AUTHORITY):
        return keypairs.load(AUTHORITY)
    private = provider().generate_key()
    root = x509.build_root(
        subject=x509.Subject(common_name="政务大厅示范签章根证书", organization="政务大厅示范"),
        private=private,
        validity=x509.Validity(
            not_before=at - timedelta(days=365), not_after=at + timedelta(days=365 * AUTHORITY_YEARS)
        ),
    )
    with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
        keypairs.save(KeyPair(name=AUTHORITY, certificate=root, private=private))
    return keypairs.load(AUTHORITY)
