"""Signs PDFs that others made, or that were signed before: pyHanko writes the update, our provider signs."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from asn1crypto import algos, cms
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko.stamp import BaseStamp, BaseStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from govhall.infra.crypto import x509
from govhall.infra.crypto.keypairs import KeyPair
from govhall.kernel.errors import DomainError
from govhall.support.seals.engine import oids, strangers
from govhall.support.seals.engine.sheets import Mark
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


# What a page turned clockwise needs so that the seal on it stands upright: cosine and sine, as a form's matrix.
_UPRIGHT = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


@dataclass(frozen=True)
class _Seal(BaseStampStyle):
    """Shows a form of ours as the signature's appearance, upright on a turned page."""

    form: bytes = b""
    turned: int = 0

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> BaseStamp:
        """Return the form, as pyHanko wants it."""
        return _Form(writer, self, box)


class _Form(BaseStamp):
    def as_form_xobject(self) -> generic.StreamObject:
        """Return our form with the turn that its page needs."""
        nowhere = generic.Reference(0, 0, self.writer)
        form = generic.DictionaryObject.read_from_stream(BytesIO(self.style.form), nowhere)
        if not isinstance(form, generic.StreamObject):
            raise TypeError("a form of ours is a stream")
        matrix = map(generic.FloatObject, (*_UPRIGHT[self.style.turned], 0, 0))
        form["/Matrix"] = generic.ArrayObject(list(matrix))
        return form


def sign(
    pdf: bytes,
    *,
    pair: KeyPair,
    authorities: list[x509.KeyCertificate],
    name: str,
    reason: str,
    picture: bytes = b"",
    mark: Mark | None = None,
    stamper: Stamper | None = None,
) -> bytes:
    """
    Return the PDF with one more signature that covers all of it: visible at ``mark`` as ``picture``, else invisible.

    :raises SealingRefused: for an encrypted PDF, one that can't be read, one that carries this seal already, or one
        whose first signer allowed no further signatures
    """
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        if writer.prev.encrypted:
            raise SealingRefused("这份 PDF 设有密码，请先去掉密码再用印。")
        if _is_closed(writer.prev):
            raise SealingRefused("这份 PDF 的签名人不允许再加签名，请向出具方要一份可以盖章的。")
        signer = _signer(
            _Sm2Signer(pair, authorities, stamper), f"Seal{pair.certificate.fingerprint[:8]}", name, reason,
            picture, mark,
        )  # fmt: skip
        room = _DER_ROOM + (stamper.room * 2 if stamper else 0)  # counted in hexadecimal digits
        signed: BytesIO = signer.sign_pdf(writer, bytes_reserved=room)
    except SigningError:
        raise SealingRefused("这份 PDF 不能再用这枚印章，它可能已经盖过。") from None
    except strangers.UNREADABLE:
        raise SealingRefused("这份 PDF 已损坏，读不出来，不能用印。") from None
    return signed.getvalue()


def _is_closed(pdf: PdfFileReader) -> bool:
    """Say whether a signature forbids every change that comes after it (ISO 32000-1, 12.8.2.2: P is 1)."""
    return any(
        getattr(signature.docmdp_level, "value", None) == fields.MDPPerm.NO_CHANGES.value
        for signature in pdf.embedded_signatures
    )


def _signer(signer: Signer, field: str, name: str, reason: str, picture: bytes, mark: Mark | None) -> signers.PdfSigner:
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sm3",
        name=name,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    if mark is None:
        return signers.PdfSigner(metadata, signer=signer, new_field_spec=fields.SigFieldSpec(sig_field_name=field))
    place = fields.SigFieldSpec(
        sig_field_name=field, on_page=mark.page, readable_field_name=name,
        box=mark.box,  # type: ignore[arg-type]  # pyHanko says whole points, and takes parts of them
    )  # fmt: skip
    style = _Seal(form=picture, turned=mark.turned)
    return signers.PdfSigner(metadata, signer=signer, new_field_spec=place, stamp_style=style)
