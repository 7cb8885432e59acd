"""Puts an SM2 signature (CMS in a PAdES container) over a whole PDF."""

from datetime import datetime
from io import BytesIO

from asn1crypto import algos
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from govhall.infra.crypto import x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.support.seals.engine import oids

oids.register()
_DER_ROOM = 16_384  # bytes reserved for the CMS: two certificates and attributes fit four times


class _Sm2Signer(Signer):
    """Signs with our provider instead of a key that pyHanko understands."""

    def __init__(self, pair: KeyPair, authorities: list[x509.KeyCertificate]) -> None:
        self._pair = pair
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


def sign(
    pdf: bytes, *, pair: KeyPair, authorities: list[x509.KeyCertificate], name: str, reason: str, at: datetime
) -> bytes:
    """Return the PDF with one more signature that covers all of it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    field = f"Seal{pair.certificate.fingerprint[:8]}"
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sm3",
        name=name,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    signer = signers.PdfSigner(
        metadata, signer=_Sm2Signer(pair, authorities), new_field_spec=fields.SigFieldSpec(sig_field_name=field)
    )
    signed: BytesIO = signer.sign_pdf(writer, bytes_reserved=_DER_ROOM)
    return signed.getvalue()
