"""Making seals and sealing documents. Every use is logged in the transaction of the act that sealed."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from django.db import IntegrityError, transaction

from govhall.data.organizations import public as organizations
from govhall.infra.crypto import keypairs, provider, sm3_hex, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.identifiers import new_id
from govhall.support.seals import selectors
from govhall.support.seals.choices import SealKind, SealStatus
from govhall.support.seals.engine import appearance, signing
from govhall.support.seals.models import Seal, SealUse
from govhall.support.seals.values import SealValue

AUTHORITY_YEARS, SEAL_YEARS = 20, 5


def ensure_seal(*, agency_id: int, at: datetime) -> SealValue:
    """Return the official seal of an agency; the first call makes it with a key of its own."""
    if known := selectors.active_seal(agency_id):
        return known
    agency = organizations.agency(agency_id)
    pair = _new_pair(name=f"seal-{agency_id}-{new_id().hex[:12]}", holder=agency.name, at=at)
    try:
        with transaction.atomic():
            row = Seal.objects.create(
                id=new_id(),
                agency_id=agency_id,
                name=agency.name,
                kind=SealKind.OFFICIAL,
                key_name=pair.name,
                certificate=pair.certificate.pem(),
                certificate_fingerprint=pair.certificate.fingerprint,
                valid_until=pair.certificate.validity.not_after,
                made_at=at,
            )
    except IntegrityError:  # another worker made it a moment ago
        row = Seal.objects.get(agency_id=agency_id, kind=SealKind.OFFICIAL, status=SealStatus.ACTIVE)
    return selectors.value_of(row)


def seal_pdf(*, content: bytes, agency_id: int, purpose: str, at: datetime) -> bytes:
    """
    Return the PDF under the agency's seal (SM2 with SM3), and log the use.

    ``purpose`` says in words what is sealed (补正材料通知书 520115…); it stands in the signature and in the log.
    """
    seal = ensure_seal(agency_id=agency_id, at=at)
    pair = _pair(Seal.objects.values_list("key_name", flat=True).get(pk=seal.id))
    sealed = signing.sign(
        content,
        pair=pair,
        authorities=selectors.roots(),
        name=seal.name,
        reason=purpose,
        at=at,
        picture=appearance.round_seal(seal.name),
    )
    SealUse.objects.create(id=new_id(), seal_id=seal.id, purpose=purpose[:200], document_sm3=sm3_hex(content), at=at)
    return sealed


@lru_cache(maxsize=256)
def _pair(key_name: str) -> KeyPair:
    return keypairs.load(key_name)


def _new_pair(*, name: str, holder: str, at: datetime) -> KeyPair:
    authority = _authority(at)
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=authority.certificate,
        issuer_private=authority.private,
        subject=x509.Subject(common_name=holder, organization=holder, unit="电子印章"),
        public=provider().public_from_private(private),
        validity=x509.Validity(not_before=at - timedelta(days=1), not_after=at + timedelta(days=365 * SEAL_YEARS)),
        usage=x509.Usage.SIGNING,
    )
    pair = KeyPair(name=name, certificate=certificate, private=private)
    keypairs.save(pair)
    return pair


def _authority(at: datetime) -> KeyPair:
    """Return the built-in test authority. A real province installs the certificate of its licensed one instead."""
    if keypairs.exists(selectors.AUTHORITY):
        return keypairs.load(selectors.AUTHORITY)
    private = provider().generate_key()
    root = x509.build_root(
        subject=x509.Subject(common_name="政务大厅示范签章根证书", organization="政务大厅示范"),
        private=private,
        validity=x509.Validity(
            not_before=at - timedelta(days=365), not_after=at + timedelta(days=365 * AUTHORITY_YEARS)
        ),
    )
    with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
        keypairs.save(KeyPair(name=selectors.AUTHORITY, certificate=root, private=private))
    return keypairs.load(selectors.AUTHORITY)
