"""
The papers of a certificate: the sealed PDF, made with its issue, and the sealed OFD, made when somebody first wants it.

Both print the same sheet, which the register keeps.
"""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock, crypto
from govhall.support.certificates.choices import HolderCodeType
from govhall.support.certificates.engine import drawing
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.rules import numbers
from govhall.support.certificates.selectors import register, types
from govhall.support.certificates.values import CertificateTypeValue
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals


def make_pdf(row: Certificate, kind: CertificateTypeValue, agency: AgencyValue, *, at: datetime) -> None:
    """Draw, seal and keep the PDF, and note it in the row; inside the transaction of issue."""
    sealed = seals.seal_pdf(
        content=drawing.draw(kind, sheet_of(row, kind, agency), at=at),
        agency_id=agency.id,
        purpose=_purpose(row, kind),
        at=at,
    )
    row.pdf_sm3 = crypto.sm3_hex(sealed)
    row.document_id = documents.store(content=sealed, name=f"{kind.name}-{row.id.hex[-8:]}.pdf", at=at).id
    row.save(update_fields=["pdf_sm3", "document_id"])


def make_ofd(*, certificate_id: UUID, at: datetime) -> UUID:
    """
    Return the document with the sealed OFD of a certificate; the first call makes it.

    :raises CertificateNotFound: if there is no such certificate
    """
    with transaction.atomic():
        row = (
            Certificate.objects.select_for_update(of=("self",)).select_related("type").filter(pk=certificate_id).first()
        )
        if row is None:
            raise register.CertificateNotFound("没有找到这张证照。")
        if row.ofd_document_id is None:
            kind = types.as_issued(row)
            agency = organizations.agency(row.agency_id)
            package = drawing.draw_ofd(
                kind, sheet_of(row, kind, agency, _metadata(row, kind, agency, at)), at=row.issued_at
            )
            sealed = seals.seal_ofd(package=package, agency_id=agency.id, purpose=_purpose(row, kind), at=at)
            row.ofd_sm3 = crypto.sm3_hex(sealed)
            row.ofd_document_id = documents.store(content=sealed, name=f"{kind.name}-{row.id.hex[-8:]}.ofd", at=at).id
            row.save(update_fields=["ofd_sm3", "ofd_document_id"])
        return row.ofd_document_id


def _purpose(row: Certificate, kind: CertificateTypeValue) -> str:
    # The purpose ends with the identifier: a changed copy can be told from a stranger's file by it.
    return f"{kind.name} {row.identifier}"


def sheet_of(
    row: Certificate, kind: CertificateTypeValue, agency: AgencyValue, metadata: Mapping[str, str] | None = None
) -> drawing.Sheet:
    return drawing.Sheet(
        holder_name=row.holder_name,
        number=row.number,
        identifier=row.identifier,
        agency_name=agency.name,
        lines=register.lines_of(row),
        table=register.table_of(row),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        issued_on=register.issued_on(row),
        verify_url=urljoin(site(), numbers.verify_path(row.verify_token)),
        metadata=metadata or {},
        photograph=_photograph(row),
    )


def _photograph(row: Certificate) -> documents.photographs.Photograph | None:
    if row.photograph_id is None:
        return None
    with documents.content(row.photograph_id) as kept:
        return documents.photographs.kept(kept.read())


def _metadata(row: Certificate, kind: CertificateTypeValue, agency: AgencyValue, at: datetime) -> dict[str, str]:
    """Return the data that travel with an OFD: keys of GB/T 36903, the face's own with the prefix KZ_."""
    moment = at.astimezone(clock.OFFICIAL_ZONE).replace(microsecond=0, tzinfo=None).isoformat()
    common = {
        "ZZMC": kind.name,
        "ZZLXDM": kind.code,
        "ZZBH": row.number,
        "ZZBS": row.identifier,
        "ZZBFJG": agency.name,
        "ZZBFJGDM": agency.uscc,
        "ZZBFRQ": register.issued_on(row).isoformat(),
        "CZZT": row.holder_name,
        "CZZTDM": row.holder_code,
        "CZZTDMLX": str(HolderCodeType(row.holder_code_type).label),
        "CZZTDMLXDM": row.holder_code_type,
        "ZZYXQQSRQ": row.valid_from.isoformat(),
        "ZZYXQJZRQ": row.valid_until.isoformat() if row.valid_until else "长期",
        "ZZQZR": agency.name,
        "ZZQZSJ": moment,
        "ZZQZMC": agency.name,
        "CJSJ": moment,
    }
    return common | {f"KZ_{line.label}": line.value for line in register.lines_of(row)}


def site() -> str:
    """Return the address that phones can open; without one, the QR code holds the path alone."""
    return str(getattr(settings, "GOVHALL_URL", ""))
