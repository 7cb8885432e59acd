"""
Puts a signature of GB/T 38540 over a whole OFD (GB/T 33190, clause 18): every part is named with its SM3.

The list of signatures is among the protected parts, so no second signature can be added: a paper has one seal.
"""

import base64
from datetime import UTC, datetime

from govhall.infra.crypto import sm3
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.errors import DomainError
from govhall.support.documents.public import ofd
from govhall.support.seals.engine import oids
from govhall.support.seals.engine.ses import making
from govhall.support.seals.engine.stamps import Stamper

SIGNATURES = "Doc_0/Signs/Signatures.xml"
SIGNATURE = "Doc_0/Signs/Sign_0/Signature.xml"
SEAL = "Doc_0/Signs/Sign_0/Seal.esl"
VALUE = "Doc_0/Signs/Sign_0/SignedValue.dat"
_PROVIDER = '<ofd:Provider ProviderName="GovHall" Version="1.0" Company="GovHall"/>'
_ROOT_END = b"</ofd:DocRoot>"


class AlreadySealed(DomainError):
    """The OFD carries a signature already."""

    code = "ofd-already-sealed"


def sign(
    package: ofd.Package, *, pair: KeyPair, seal: bytes, reason: str, at: datetime, stamper: Stamper | None = None
) -> bytes:
    """
    Return the OFD under the seal (SESeal), visible where the paper keeps a place for it, with a time stamp if there is
    one to be had.

    :raises AlreadySealed: if it is signed
    """
    parts = dict(package.parts)
    if SIGNATURES in parts:
        raise AlreadySealed("这份 OFD 已经盖章，不能再盖。")
    listed = f"{_ROOT_END.decode()}<ofd:Signatures>/{SIGNATURES}</ofd:Signatures>".encode()
    parts[ofd.ROOT] = ofd.Part(parts[ofd.ROOT].data.replace(_ROOT_END, listed, 1))
    parts[SIGNATURES] = ofd.xml(
        "Signatures",
        f'<ofd:MaxSignId>1</ofd:MaxSignId><ofd:Signature ID="s001" Type="Seal" BaseLoc="/{SIGNATURE}"/>',
    )
    parts[SEAL] = ofd.Part(seal, stored=True)
    parts[SIGNATURE] = ofd.xml("Signature", _signed_info(package.seal, parts, reason, at) + _VALUE_PLACE)
    value = making.sign(
        seal=seal, pair=pair, digest=sm3(parts[SIGNATURE].data), place=f"/{SIGNATURE}", at=at, stamper=stamper
    )
    parts[VALUE] = ofd.Part(value, stored=True)
    return ofd.pack(parts)


_VALUE_PLACE = f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue>"


def _signed_info(place: ofd.StampPlace | None, parts: dict[str, ofd.Part], reason: str, at: datetime) -> str:
    references = "".join(
        f'<ofd:Reference FileRef="/{name}"><ofd:CheckValue>{base64.b64encode(sm3(part.data)).decode()}</ofd:CheckValue>'
        "</ofd:Reference>"
        for name, part in parts.items()
    )
    return "".join(
        (
            "<ofd:SignedInfo>", _PROVIDER,
            ofd.element("SignatureMethod", oids.SM2_WITH_SM3),
            ofd.element("SignatureDateTime", at.astimezone(UTC).strftime("%Y%m%d%H%M%SZ")),
            '<ofd:Parameters><ofd:Parameter Name="reason">', ofd.words(reason), "</ofd:Parameter></ofd:Parameters>",
            f'<ofd:References CheckMethod="{oids.SM3}">{references}</ofd:References>',
            _stamp(place), f"<ofd:Seal><ofd:BaseLoc>/{SEAL}</ofd:BaseLoc></ofd:Seal>",
            "</ofd:SignedInfo>",
        )
    )  # fmt: skip


def _stamp(place: ofd.StampPlace | None) -> str:
    if place is None:
        return ""
    box = place.box
    boundary = f"{box.x:.3f} {box.y:.3f} {box.width:g} {box.height:g}"
    return f'<ofd:StampAnnot ID="t001" PageRef="{place.page}" Boundary="{boundary}"/>'
