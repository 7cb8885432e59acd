"""
Checks the signatures in a PDF with our own SM2 and our own chain rules; pyHanko only reads the structure.

After a signature nothing may have come but seals that are good themselves: one over a classical signature (ECDSA, RSA),
or those of other agencies that sign the same paper (会签). Anything else is a document that was added to.
Every doubt is a named finding; nothing that can't be read is ever called valid.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import SEEK_END, BytesIO
from typing import Any

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature
from pyhanko.sign.validation.errors import SignatureValidationError

from govhall.infra.crypto import CryptoError, schemes, x509
from govhall.infra.crypto.cms import TIME_STAMP_TOKEN
from govhall.infra.crypto.schemes import Scheme
from govhall.kernel.errors import DomainError
from govhall.support.seals.choices import Finding, SignatureKind
from govhall.support.seals.engine import oids, stamps, strangers
from govhall.support.seals.engine.trust import Trust
from govhall.support.timestamps.public import Stamp

oids.register()
LARGEST = 30 * 1024 * 1024
_GOOD = (Finding.VALID, Finding.REVOKED_LATER)
_MOST_TOGETHER = 12  # signatures of one file whose additions are compared: comparing takes time


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What one signature says, and the verdict on it; ``stamp`` is a time stamp that was believed.

    ``alone`` is the verdict without regard to what came after the signature.
    """

    finding: Finding
    signer: str = ""
    signed_at: datetime | None = None
    reason: str = ""
    certificate: x509.KeyCertificate | None = None
    stamp: Stamp | None = None
    alone: Finding = Finding.VALID

    @property
    def kind(self) -> SignatureKind:
        """A seal, or a classical signature: the key tells. What can't be read counts as a seal that fails."""
        classical = self.certificate is not None and self.certificate.scheme is not Scheme.SM2
        return SignatureKind.CLASSICAL if classical else SignatureKind.SEAL


class NotAPdf(DomainError):
    """The file is no PDF, or is damaged beyond reading."""

    code = "not-a-pdf"


def check(pdf: bytes, *, trust: Trust) -> list[Checked]:
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
        signatures = reader.embedded_signatures
        checked = [_check_one(signature, trust) for signature in signatures]
        return _with_later_seals(signatures, checked)
    except (*strangers.UNREADABLE, CryptoError):
        raise NotAPdf("文件已损坏，无法读取其中的签章。") from None


def _with_later_seals(signatures: Sequence[EmbeddedPdfSignature], checked: Sequence[Checked]) -> list[Checked]:
    """Return the verdicts, where good seals over the whole file may have come after a signature, and nothing else."""
    found = list(checked)
    if len(found) > _MOST_TOGETHER:
        return found
    for number in reversed(range(len(found) - 1)):
        one, later = found[number], found[number + 1 :]
        good = all(each.kind is SignatureKind.SEAL and each.finding in _GOOD for each in later)
        if one.finding is Finding.APPENDED and good and _only_signed_since(signatures[number]):
            found[number] = replace(one, finding=one.alone)
    return found


def _only_signed_since(signature: EmbeddedPdfSignature) -> bool:
    """Say whether what came after the signature is no more than another signature in a field of the form."""
    try:
        signature.compute_integrity_info()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
    except (SignatureValidationError, *strangers.UNREADABLE):
        return False
    found = signature.diff_result
    return isinstance(found, DiffResult) and bool(found.modification_level <= ModificationLevel.FORM_FILLING)


def _check_one(signature: EmbeddedPdfSignature, trust: Trust) -> Checked:
    try:
        signed: cms.SignedData = signature.signed_data
        info: cms.SignerInfo = signature.signer_info
        certificate = x509.read_any(signature.signer_cert.dump())
        attributes = {item["type"].native: item["values"] for item in info["signed_attrs"]}
        digest = bytes(attributes["message_digest"][0].native)
        sound = _names(attributes, certificate) and len(signed["signer_infos"]) == 1
        token, claimed = _token(info), signature.self_reported_timestamp
    except (*strangers.UNREADABLE, CryptoError):
        return Checked(Finding.STRUCTURE)
    if not sound or info["digest_algorithm"]["algorithm"].dotted not in schemes.DIGEST_SIZES or claimed is None:
        return Checked(Finding.STRUCTURE)
    stamped = stamps.judge(token, value=bytes(info["signature"].native), trust=trust, claimed=claimed)
    alone = _verdict(signature, info, digest, certificate, trust, claimed, stamped.stamp)
    alone = stamped.fault if stamped.fault and alone in _GOOD else alone
    return Checked(
        Finding.APPENDED if alone in _GOOD and not _covers_all(signature) else alone,
        signer=certificate.common_name,
        signed_at=claimed,
        reason=str(signature.sig_object.get("/Reason", "")),
        certificate=certificate,
        stamp=stamped.stamp,
        alone=alone,
    )


def _token(info: cms.SignerInfo) -> bytes:
    """Return the time stamp beside the signature, nothing without one. :raises ValueError: if there is anything else"""
    # asn1crypto passes over elements at the end that it doesn't know.
    if sum(len(info[name].dump()) for name, *_ in cms.SignerInfo._fields) != len(info.contents):
        raise ValueError("unknown elements")
    beside = info["unsigned_attrs"]
    if not isinstance(beside, cms.CMSAttributes):
        return b""
    if len(beside) != 1 or beside[0]["type"].dotted != TIME_STAMP_TOKEN or len(beside[0]["values"]) != 1:
        raise ValueError("unsigned attributes")
    return bytes(beside[0]["values"][0].dump())


def _names(attributes: Mapping[str, Any], certificate: x509.KeyCertificate) -> bool:
    """Say whether the signature names this certificate as its own, or names none (it need not, outside of PAdES)."""
    stated = attributes.get("signing_certificate_v2")
    if stated is None:
        return True
    first = stated[0]["certs"][0]
    digest = schemes.digest(first["hash_algorithm"]["algorithm"].dotted, certificate.encoded)
    return digest is not None and digest == bytes(first["cert_hash"].native)


def _verdict(
    signature: EmbeddedPdfSignature,
    info: cms.SignerInfo,
    digest: bytes,
    certificate: x509.KeyCertificate,
    trust: Trust,
    claimed: datetime,
    stamp: Stamp | None,
) -> Finding:
    hashed = info["digest_algorithm"]["algorithm"].dotted
    if schemes.digest(hashed, _covered(signature)) != digest:
        return Finding.CHANGED
    right = certificate.verifies(
        info["signed_attrs"].untag().dump(),
        bytes(info["signature"].native),
        algorithm=info["signature_algorithm"]["algorithm"].dotted,
        digest_algorithm=hashed,
    )
    if not right:
        return Finding.SIGNATURE
    relied = trust.judge(certificate, at=claimed, trusted_at=stamp.at if stamp else None)
    if relied in (Finding.USAGE, Finding.OUTSIDE, Finding.UNTRUSTED):
        return Finding.UNTRUSTED
    return relied


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
