"""
Checks the signatures in a PDF with our own SM2 and our own chain rules; pyHanko only reads the structure.

Every doubt is a named finding; nothing that can't be read is ever called valid.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END, BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature

from govhall.infra.crypto import CryptoError, provider, sm3, x509
from govhall.infra.crypto.crls import RevocationList
from govhall.kernel.errors import DomainError
from govhall.support.seals.choices import Finding
from govhall.support.seals.engine import oids
from govhall.support.seals.engine.trust import Trust

oids.register()
LARGEST = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What one signature says, and the verdict on it."""

    finding: Finding
    signer: str = ""
    signed_at: datetime | None = None
    reason: str = ""
    certificate: x509.KeyCertificate | None = None


class NotAPdf(DomainError):
    """The file is no PDF, or is damaged beyond reading."""

    code = "not-a-pdf"


def check(
    pdf: bytes, *, roots: Sequence[x509.KeyCertificate], revocations: Sequence[RevocationList] = ()
) -> list[Checked]:
    """
    Return a verdict for each signature, oldest first; no signatures give an empty list.

    :raises NotAPdf: if the structure can't be read
    """
    if len(pdf) > LARGEST or not pdf.startswith(b"%PDF-"):
        raise NotAPdf("这不是 PDF 文件，或文件太大（最大 30 MB）。")
    try:
        reader = PdfFileReader(BytesIO(pdf), strict=True)
        if reader.encrypted:
            raise NotAPdf("这份 PDF 设有密码，无法核验。请提供没有密码的原件。")
        trust = Trust(roots, revocations)
        return [_check_one(signature, trust) for signature in reader.embedded_signatures]
    except (*x509.UNREADABLE, PdfError, CryptoError):
        raise NotAPdf("文件已损坏，无法读取其中的签章。") from None


def _check_one(signature: EmbeddedPdfSignature, trust: Trust) -> Checked:
    try:
        signed: cms.SignedData = signature.signed_data
        info: cms.SignerInfo = signature.signer_info
        certificate = x509.read(signature.signer_cert.dump())
        attributes = {item["type"].native: item["values"] for item in info["signed_attrs"]}
        digest = bytes(attributes["message_digest"][0].native)
        named = _names(attributes, certificate)
    except (*x509.UNREADABLE, CryptoError):
        return Checked(Finding.STRUCTURE)
    alone = len(signed["signer_infos"]) == 1
    if info["digest_algorithm"]["algorithm"].dotted != oids.SM3 or not alone or not named:
        return Checked(Finding.STRUCTURE)
    return Checked(
        _verdict(signature, info, digest, certificate, trust),
        signer=certificate.common_name,
        signed_at=signature.self_reported_timestamp,
        reason=str(signature.sig_object.get("/Reason", "")),
        certificate=certificate,
    )


def _names(attributes: Mapping[str, Any], certificate: x509.KeyCertificate) -> bool:
    """Say whether the signature names this certificate as its own, or names none (it need not, outside of PAdES)."""
    stated = attributes.get("signing_certificate_v2")
    if stated is None:
        return True
    first = stated[0]["certs"][0]
    digest = {oids.SM3: sm3, oids.SHA256: _sha256}.get(first["hash_algorithm"]["algorithm"].dotted)
    return digest is not None and digest(certificate.encoded) == bytes(first["cert_hash"].native)


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _verdict(
    signature: EmbeddedPdfSignature,
    info: cms.SignerInfo,
    digest: bytes,
    certificate: x509.KeyCertificate,
    trust: Trust,
) -> Finding:
    if sm3(_covered(signature)) != digest:
        return Finding.CHANGED
    message = info["signed_attrs"].untag().dump()
    if not provider().verify(certificate.public_key, message, bytes(info["signature"].native)):
        return Finding.SIGNATURE
    if signature.self_reported_timestamp is None:
        return Finding.STRUCTURE
    relied = trust.judge(certificate, at=signature.self_reported_timestamp)
    if relied in (Finding.USAGE, Finding.OUTSIDE, Finding.UNTRUSTED):
        return Finding.UNTRUSTED
    if relied is Finding.REVOKED or _covers_all(signature):
        return relied
    return Finding.APPENDED


def _covers_all(signature: EmbeddedPdfSignature) -> bool:
    """Say whether the two ranges and the CMS between them are the whole file, to the last byte."""
    *_, start, length = (int(number) for number in signature.byte_range)
    end: int = signature.reader.stream.seek(0, SEEK_END)
    return start + length == end


def _covered(signature: EmbeddedPdfSignature) -> bytes:
    """
    Return the bytes that the signature covers.

    Ranges that aren't exactly the file around the container are refused: else something could hide beside it.
    """
    start_1, length_1, start_2, length_2 = (int(number) for number in signature.byte_range)
    stream = signature.reader.stream
    if start_1 != 0 or start_2 <= length_1 or min(length_1, length_2) < 0:
        raise ValueError("byte range")
    stream.seek(0)
    first: bytes = stream.read(length_1)
    gap: bytes = stream.read(start_2 - length_1)
    second: bytes = stream.read(length_2)
    if (
        not gap.startswith(b"<")
        or not gap.endswith(b">")
        or bytes.fromhex(gap[1:-1].decode("ascii")) != _raw(signature)
    ):
        raise ValueError("byte range")
    return first + second


def _raw(signature: EmbeddedPdfSignature) -> bytes:
    return bytes(signature.pkcs7_content)
