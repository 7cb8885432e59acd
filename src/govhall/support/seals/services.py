"""Making seals and sealing documents. Every use is logged in the transaction of the act that sealed."""

from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.data.organizations import public as organizations
from govhall.infra.crypto import keypairs, provider, sm3_hex, x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.errors import NotFound
from govhall.kernel.identifiers import new_id
from govhall.support.documents.public import ofd, png
from govhall.support.evidence import public as evidence
from govhall.support.seals import selectors
from govhall.support.seals.choices import SealKind, SealStatus
from govhall.support.seals.engine import appearance, ofd_signing, pictures, signing
from govhall.support.seals.engine.ses import making
from govhall.support.seals.models import RevokedKey, Seal, SealUse
from govhall.support.seals.values import SealValue

AUTHORITY_YEARS, SEAL_YEARS = 20, 5
PICTURE_PPI = 200  # of the picture inside a seal: sharp on paper, and small in every document


class SealNotFound(NotFound):
    """There is no such seal."""

    code = "seal-not-found"


def ensure_seal(*, agency_id: int, at: datetime) -> SealValue:
    """Return the official seal of an agency; the first call makes it with a key of its own."""
    return selectors.value_of(_seal_row(agency_id, at))


def _seal_row(agency_id: int, at: datetime) -> Seal:
    if known := selectors.active_row(agency_id):
        return known
    agency = organizations.agency(agency_id)
    pair = _new_pair(name=f"seal-{agency_id}-{new_id().hex[:12]}", holder=agency.name, at=at)
    try:
        with transaction.atomic():
            return Seal.objects.create(
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
        return Seal.objects.get(agency_id=agency_id, kind=SealKind.OFFICIAL, status=SealStatus.ACTIVE)


def seal_pdf(*, content: bytes, agency_id: int, purpose: str, at: datetime) -> bytes:
    """
    Return the PDF under the agency's seal (SM2 with SM3), and log the use.

    ``purpose`` says in words what is sealed (补正材料通知书 520115…); it stands in the signature and in the log.
    """
    seal = _seal_row(agency_id, at)
    pair = _pair(seal.key_name)
    sealed = signing.sign(
        content,
        pair=pair,
        authorities=selectors.roots(),
        name=seal.name,
        reason=purpose,
        at=at,
        picture=appearance.round_seal(seal.name),
    )
    _log_use(seal, content, purpose=purpose, at=at)
    return sealed


def seal_ofd(*, package: ofd.Package, agency_id: int, purpose: str, at: datetime) -> bytes:
    """
    Return the OFD under the agency's seal (GB/T 38540), and log the use. ``purpose`` is the same as for ``seal_pdf``.

    :raises AlreadySealed: if it is signed
    """
    row = _seal_row(agency_id, at)
    pair = _pair(row.key_name)
    if not row.structure:  # made at the first need: drawing its picture takes time
        row.structure = _structure(row, pair, at)
        row.save(update_fields=["structure"])
    sealed = ofd_signing.sign(package, pair=pair, seal=bytes(row.structure), reason=purpose, at=at)
    content = b"".join(part.data for part in package.parts.values())
    _log_use(row, content, purpose=purpose, at=at)
    return sealed


def _log_use(seal: Seal, content: bytes, *, purpose: str, at: datetime) -> None:
    """Log what was sealed, and enter it as evidence without saying what it was."""
    use = SealUse.objects.create(
        id=new_id(), seal_id=seal.id, purpose=purpose[:200], document_sm3=sm3_hex(content), at=at
    )
    facts = {"seal": seal.certificate_fingerprint, "document_sm3": evidence.salted(use.document_sm3)}
    evidence.enter(kind="seal.use", subject=str(use.id), facts=facts, at=at)


def revoke_key(*, seal_id: UUID, reason: str, at: datetime) -> None:
    """
    Put the key certificate of a seal on the authority's list: what it signs from then on is invalid.

    A second call changes nothing: the first moment counts.

    :raises SealNotFound: if there is no such seal
    """
    row = Seal.objects.filter(pk=seal_id).first()
    if row is None:
        raise SealNotFound("没有找到这枚印章。")
    serial = f"{x509.read(row.certificate.encode()).serial:x}"
    RevokedKey.objects.get_or_create(
        serial=serial, defaults={"fingerprint": row.certificate_fingerprint, "reason": reason[:200], "at": at}
    )


@lru_cache(maxsize=256)
def _pair(key_name: str) -> KeyPair:
    return keypairs.load(key_name)


def _structure(row: Seal, pair: KeyPair, at: datetime) -> bytes:
    """Return the seal as GB/T 38540 has it: picture, name and signer, signed by the maker (制章)."""
    picture = making.SealPicture(
        kind="PNG",
        data=png(pictures.round_seal(row.name), pictures.SIZE, pictures.SIZE, per_inch=PICTURE_PPI),
        width=round(pictures.SIZE),
        height=round(pictures.SIZE),
    )
    return making.make_seal(
        maker=_maker(at),
        seal_id=row.id.hex,
        name=row.name,
        signers=[pair.certificate],
        picture=picture,
        validity=pair.certificate.validity,
        at=max(at, row.made_at),
    )


def _new_pair(*, name: str, holder: str, at: datetime) -> KeyPair:
    subject = x509.Subject(common_name=holder, organization=holder, unit="电子印章")
    # A seal made in the authority's last years lives as long as the authority.
    end = min(at + timedelta(days=365 * SEAL_YEARS), _authority(at).certificate.validity.not_after)
    return _issued(name, subject, x509.Validity(not_before=at - timedelta(days=1), not_after=end), at)


def _maker(at: datetime) -> KeyPair:
    """Return the key pair of the built-in maker of seals (制章人), as long-lived as the authority."""
    if not keypairs.exists(selectors.MAKER):
        subject = x509.Subject(common_name="政务大厅示范制章中心", organization="政务大厅示范", unit="电子印章制作")
        with suppress(keypairs.KeyPairExists):  # another worker made it a moment ago
            _issued(selectors.MAKER, subject, _authority(at).certificate.validity, at)
    return keypairs.load(selectors.MAKER)


def _issued(name: str, subject: x509.Subject, validity: x509.Validity, at: datetime) -> KeyPair:
    """Make a key, have it certified by the built-in authority for signing, and keep both."""
    authority = _authority(at)
    private = provider().generate_key()
    certificate = x509.issue(
        issuer=authority.certificate,
        issuer_private=authority.private,
        subject=subject,
        public=provider().public_from_private(private),
        validity=validity,
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
