"""
Checks the signatures in a PDF with our own SM2 and our own chain rules; pyHanko only reads the structure.

Every doubt is a named finding; nothing that can't be read is ever called valid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import SEEK_END, BytesIO

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
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError):
        raise NotAPdf("文件已损坏，无法读取其中的签章。") from None


def _check_one(signature: EmbeddedPdfSignature, trust: Trust) -> Checked:
    try:
        signed: cms.SignedData = signature.signed_data
        info: cms.SignerInfo = signature.signer_info
        certificate = x509.read(signature.signer_cert.dump())
        attributes = {item["type"].native: item["values"] for item in info["signed_attrs"]}
        digest = bytes(attributes["message_digest"][0].native)
    except (ValueError, KeyError, TypeError, AttributeError, CryptoError):
        return Checked(Finding.STRUCTURE)
    if info["digest_algorithm"]["algorithm"].dotted != oids.SM3 or signed["signer_infos"].__len__() != 1:
        return Checked(Finding.STRUCTURE)
    return Checked(
        _verdict(signature, info, digest, certificate, trust),
        signer=certificate.common_name,
        signed_at=signature.self_reported_timestamp,
        reason=str(signature.sig_object.get("/Reason", "")),
        certificate=certificate,
    )


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
    """Return the bytes that the signature covers; ranges that are not exactly two around the CMS are refused."""
    start_1, length_1, start_2, length_2 = (int(number) for number in signature.byte_range)
    stream = signature.reader.stream
    if start_1 != 0 or start_2 <= length_1 or min(length_1, length_2) < 0:
        raise ValueError("byte range")
    stream.seek(0)
    first: bytes = stream.read(length_1)
    stream.seek(start_2)
    second: bytes = stream.read(length_2)
    return first + second
