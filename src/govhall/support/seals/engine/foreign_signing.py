"""Signs PDFs that others made, or that were signed before: pyHanko writes the update, our provider signs."""

from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from govhall.infra.crypto import x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.errors import DomainError
from govhall.support.seals.engine import oids
from govhall.support.seals.engine.stamps import Stamper

oids.register()
_DER_ROOM = 16_384  # bytes reserved for the CMS: two certificates and attributes fit four times


class SealingRefused(DomainError):
    """A PDF can't be sealed: encrypted, damaged, or sealed with the same seal before."""

    code = "pdf-sealing-refused"


class _Sm2Signer(Signer):
    """Signs with our provider instead of a key that pyHanko understands."""

    def __init__(self, pair: KeyPair, authorities: list[x509.KeyCertificate], stamper: Stamper | None) -> None:
        self._pair, self._stamper = pair, stamper
        known = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it untyped
        known.register_multiple(asn1_x509.Certificate.load(authority.encoded) for authority in authorities)
        super().__init__(
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sm2_sm3"}),
            signing_cert=asn1_x509.Certificate.load(pair.certificate.encoded),
            cert_registry=known,
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature over the signed attributes; a dry run only needs its length."""
        return bytes(72) if dry_run else self._pair.sign(data)

    async def unsigned_attrs(
        self, digest_algorithm: str, signature: bytes, signed_attrs: cms.CMSAttributes, timestamper: Any = None,
        dry_run: bool = False,
    ) -> cms.CMSAttributes | None:  # fmt: skip
        """Return the time stamp of the signature value, if there is one to be had; a dry run needs none."""
        token = self._stamper.stamp(signature) if self._stamper and not dry_run else b""
        if not token:
            return None
        stamp = {"type": "signature_time_stamp_token", "values": [cms.ContentInfo.load(token)]}
        return cms.CMSAttributes([cms.CMSAttribute(stamp)])


def sign(
    pdf: bytes,
    *,
    pair: KeyPair,
    authorities: list[x509.KeyCertificate],
    name: str,
    reason: str,
    stamper: Stamper | None = None,
) -> bytes:
    """
    Return the PDF with one more signature that covers all of it.

    :raises SealingRefused: for an encrypted PDF, one that can't be read, or one that carries this seal already
    """
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if writer.prev.encrypted:
            raise SealingRefused("这份 PDF 设有密码，请先去掉密码再用印。")
        signer = _signer(
            _Sm2Signer(pair, authorities, stamper), f"Seal{pair.certificate.fingerprint[:8]}", name, reason
        )
        room = _DER_ROOM + (stamper.room * 2 if stamper else 0)  # counted in hexadecimal digits
        signed: BytesIO = signer.sign_pdf(writer, bytes_reserved=room)
    except SigningError:
        raise SealingRefused("这份 PDF 不能再用这枚印章，它可能已经盖过。") from None
    except (*x509.UNREADABLE, PdfError):
        raise SealingRefused("这份 PDF 已损坏，读不出来，不能用印。") from None
    return signed.getvalue()


def _signer(signer: Signer, field: str, name: str, reason: str) -> signers.PdfSigner:
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sm3",
        name=name,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    return signers.PdfSigner(metadata, signer=signer, new_field_spec=fields.SigFieldSpec(sig_field_name=field))
