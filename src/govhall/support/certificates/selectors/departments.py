"""What departments may read of certificates: the columns of standards.md 8.3, and granted fields of the face."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.support.certificates.models import ApiClient, Certificate, CertificateType
from govhall.support.certificates.rules import interface, standing
from govhall.support.certificates.selectors import register, types, verifying
from govhall.support.certificates.values import Verification


def of_holder(*, client: ApiClient, holder_code: str, holder_type_code: str, type_code: str) -> Sequence[Certificate]:
    """
    Return the newest versions that a holder has of a type.

    :raises CallRefused: for a type that the client wasn't granted
    """
    _require_type(client, type_code)
    rows = Certificate.objects.select_related("type").filter(
        holder_code_index=holder_code, holder_code_type=holder_type_code, type__code=type_code, replaced_by=None
    )
    return list(rows.order_by("-issued_at", "-id")[:50])


def by_identifier(identifier: str, *, client: ApiClient) -> Certificate:
    """
    Return the certificate with this identifier.

    :raises CertificateNotFound: if there is none
    :raises CallRefused: for a type that the client wasn't granted
    """
    row = Certificate.objects.select_related("type").filter(identifier=identifier.strip()).first()
    if row is None:
        raise register.CertificateNotFound("没有找到这张证照，请核对标识。")
    _require_type(client, row.type.code)
    return row


def verification_of(row: Certificate, *, at: datetime) -> Verification:
    """Return the verdict on a certificate, as anybody gets it."""
    return verifying.verify_token(row.verify_token, at=at)


def record(row: Certificate, *, client: ApiClient, at: datetime) -> dict[str, Any]:
    """Return a certificate as a department reads it."""
    day = clock.official_date(at)
    status = standing.outward_status(standing.status_on(day, status=row.status, valid_until=row.valid_until))
    agency = organizations.agency(row.agency_id)
    return {
        "certIdentifier": row.identifier,
        "certTypeCode": row.type.code,
        "certName": types.as_issued(row).name,
        "certNo": row.number,
        "version": row.version,
        "statusCode": str(status),
        "statusName": str(status.label),
        "issueOrgName": agency.name,
        "issueOrgCode": agency.uscc,
        "issueDate": register.issued_on(row).isoformat(),
        "validFrom": row.valid_from.isoformat(),
        "validTo": row.valid_until.isoformat() if row.valid_until else None,
        "holderTypeCode": row.holder_code_type,
        "data": {line.label: line.value for line in register.lines_of(row) if line.label in client.fields},
    }


def _require_type(client: ApiClient, type_code: str) -> None:
    if not CertificateType.objects.filter(key__in=client.type_keys, code=type_code).exists():
        raise interface.CallRefused("type-not-allowed", "没有授权读取这种证照。", 403)
