"""Makes electronic seals (制章) and signs with them (签章), after GB/T 38540-2020."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import core

from govhall.infra.crypto import x509
from govhall.infra.crypto.der import oid, tlv
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.seals.engine import oids
from govhall.support.seals.engine.ses import structures
from govhall.support.seals.engine.stamps import Stamper

UNIT_SEAL, PERSONAL_SEAL = 1, 2  # 单位印章, 个人印章
MAKER = "GovHall"
_SEQUENCE, _OCTETS, _BITS, _IA5, _CONTEXT_0 = 0x30, 0x04, 0x03, 0x16, 0xA0


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPicture:
    """The picture inside a seal: its kind (PNG, OFD …), its bytes, its size in whole mm."""

    kind: str
    data: bytes
    width: int
    height: int


def make_seal(
    *,
    maker: KeyPair,
    seal_id: str,
    name: str,
    signers: Sequence[x509.KeyCertificate],
    picture: SealPicture,
    validity: x509.Validity,
    at: datetime,
    kind: int = UNIT_SEAL,
) -> bytes:
    """Return the seal (SESeal) that these signers may use, signed by the maker."""
    info = structures.SealInfo(
        {
            "header": {"id": "ES", "version": structures.VERSION, "maker": MAKER},
            "id": seal_id,
            "property": {
                "kind": kind,
                "name": name,
                "signers_kind": structures.CERTIFICATES,
                "signers": structures.Certificates([core.OctetString(signer.encoded) for signer in signers]),
                "created": _moment(at),
                "valid_from": _moment(validity.not_before),
                "valid_until": _moment(validity.not_after),
            },
            "picture": {
                "kind": picture.kind,
                "data": picture.data,
                "width": picture.width,
                "height": picture.height,
            },
        }
    ).dump()
    return _signed(info, maker)


def sign(
    *, seal: bytes, pair: KeyPair, digest: bytes, place: str, at: datetime, stamper: Stamper | None = None
) -> bytes:
    """
    Return the signature (SES_Signature) over a document: ``digest`` of what ``place`` names, for an OFD the path of
    its Signature.xml. A time stamp is one of the signature value, the octets inside the BIT STRING.
    """
    to_be_signed = tlv(
        _SEQUENCE,
        core.Integer(structures.VERSION).dump(),
        seal,
        core.GeneralizedTime(_moment(at)).dump(),
        tlv(_BITS, b"\x00", digest),
        tlv(_IA5, place.encode("ascii")),
    )
    return _signed(to_be_signed, pair, stamper)


def _signed(content: bytes, pair: KeyPair, stamper: Stamper | None = None) -> bytes:
    """Return content, certificate, algorithm and signature as one sequence: both structures end in this way."""
    value = pair.sign(content)
    token = stamper.stamp(value) if stamper else b""
    return tlv(
        _SEQUENCE,
        content,
        tlv(_OCTETS, pair.certificate.encoded),
        oid(oids.SM2_WITH_SM3),
        tlv(_BITS, b"\x00", value),
        tlv(_CONTEXT_0, tlv(_BITS, b"\x00", token)) if token else b"",
    )


def _moment(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
