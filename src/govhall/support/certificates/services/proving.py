"""
The evidence of certificates: that this file was issued, and that it was ended, each with its moment.

The digest of the sealed file stands there in clear, so that its holder can compare; the holder only under a salt.
"""

from datetime import datetime
from uuid import UUID

from govhall.data.organizations import public as organizations
from govhall.support.certificates.models import Certificate, CertificateAct
from govhall.support.certificates.rules.interface import Signed
from govhall.support.certificates.selectors import register
from govhall.support.evidence import public as evidence

ISSUED, ENDED = "certificate.issued", "certificate.ended"
SUSPENDED, REINSTATED = "certificate.suspended", "certificate.reinstated"
CALLED = "certificate.called"


def enter_issued(*, certificate_id: UUID, at: datetime) -> None:
    """Enter the issue of a certificate."""
    row = register.certificate_row(certificate_id)
    facts = {
        **_common(row),
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else None,
        "issued_at": row.issued_at.isoformat(),
        "holder": evidence.salted(row.holder_code),
    }
    if row.stock_row_id is not None:
        facts["paper_issued_on"] = register.issued_on(row).isoformat()  # 存量: made from an existing paper
    evidence.enter(kind=ISSUED, subject=str(row.id), facts=facts, at=at)


def enter_ended(*, certificate_id: UUID, at: datetime) -> None:
    """Enter the end of a certificate (注销、撤销、吊销), or its replacement by the next version (01)."""
    row = register.certificate_row(certificate_id)
    facts = {
        **_common(row),
        "status": str(row.status),
        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
        "reason": evidence.salted(row.ended_reason),
    }
    evidence.enter(kind=ENDED, subject=str(row.id), facts=facts, at=at)


def enter_turned(*, kind: str, certificate_id: UUID, act_id: UUID, at: datetime) -> None:
    """Enter a suspension or a reinstatement: there may be several, so the act is the subject."""
    done = CertificateAct.objects.get(pk=act_id)
    facts = {
        **_common(register.certificate_row(certificate_id)),
        "turned_at": done.at.isoformat(),
        "reason": evidence.salted(done.reason),
    }
    evidence.enter(kind=kind, subject=str(act_id), facts=facts, at=at)


def enter_call(*, call_id: UUID, agency_id: int, interface: str, by: Signed, at: datetime) -> None:
    """Enter a department's call of the interface: who called what when; the signed request only under a salt."""
    facts = {
        "agency": organizations.agency(agency_id).uscc,
        "application": by.app_id,
        "interface": str(interface),
        "called_at": at.isoformat(),
        "request": evidence.salted(by.signature),
    }
    evidence.enter(kind=CALLED, subject=str(call_id), facts=facts, at=at)


def _common(row: Certificate) -> dict[str, object]:
    return {
        "agency": organizations.agency(row.agency_id).uscc,
        "identifier": evidence.salted(row.identifier),
        "pdf_sm3": row.pdf_sm3,
        "type": row.type.code,
    }
