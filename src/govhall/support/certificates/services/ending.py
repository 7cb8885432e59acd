"""Ending certificates: 注销, 撤销, 吊销 by an officer, expiry by itself; and the log of use."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import CertificateStatus, Ending, UseKind
from govhall.support.certificates.events import CertificateCancelled
from govhall.support.certificates.models import Certificate, CertificateUse
from govhall.support.certificates.rules import standing
from govhall.support.certificates.selectors import register
from govhall.support.certificates.values import CertificateValue

log = structlog.get_logger()
CANCEL = "certificates.certificate.cancel"


class CertificateEnded(Conflict):
    """The certificate is no longer in a state that this act can end."""

    code = "certificate-ended"


def cancel(*, certificate_id: UUID, kind: Ending, reason: str, by: Actor, at: datetime) -> CertificateValue:
    """
    End a certificate (行政许可法 第六十九条、第七十条): 注销, 撤销 or 吊销, at once and for good.

    :raises NotPermitted: without ``certificates.certificate.cancel`` in the issuing agency
    :raises InvalidInput: without a reason
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it was ended before, or has expired and ``kind`` isn't 注销
    """
    kind = Ending(kind)
    with transaction.atomic():
        row = (
            Certificate.objects.select_for_update(of=("self",)).select_related("type").filter(pk=certificate_id).first()
        )
        if row is None:
            raise register.CertificateNotFound("没有找到这张证照。")
        agency = organizations.agency(row.agency_id)
        access.require(by, CANCEL, agency_id=agency.id, region_path=agency.region_path)
        if not reason.strip():
            raise InvalidInput("请写明原因和依据。", fields={"reason": ["请写明原因和依据。"]})
        status = standing.status_on(clock.official_date(at), status=row.status, valid_until=row.valid_until)
        if not standing.may_end(status, kind):
            raise CertificateEnded(f"这张证照{status.label}，不能再办理{kind.label}。")
        row.status, row.ended_at, row.ended_reason = CertificateStatus(kind.value), at, reason.strip()[:500]
        row.save(update_fields=["status", "ended_at", "ended_reason"])
        audit.record(
            by=by, action=CertificateCancelled.name, at=at, target_kind="certificate", target_id=str(row.id),
            detail={"status": row.status, "identifier": row.identifier},
        )  # fmt: skip
        bus.publish(
            CertificateCancelled(
                aggregate_id=row.id, at=at, status=row.status, holder_party_id=row.holder_party_id,
                source_case=row.source_case,
            )
        )  # fmt: skip
    return register.value_of(row, agency, at=at, clear=True)


def expire_certificates(*, at: datetime) -> int:
    """Write down which certificates have run out by the official day of ``at``; return how many. Reads can wait."""
    number = Certificate.objects.filter(status=CertificateStatus.VALID, valid_until__lt=clock.official_date(at)).update(
        status=CertificateStatus.EXPIRED
    )
    log.info("certificates_expired", number=number)
    return number


def record_use(
    *, certificate_id: UUID, kind: UseKind, by: Actor, at: datetime, purpose: str = "", agency_id: int | None = None
) -> None:
    """
    Note that somebody viewed, downloaded, verified or cited a certificate, where its holder can read it.

    ``purpose`` names the business in words (办理食品经营许可), without personal data; ``agency_id`` is for whom an
    officer or a system acted.

    :raises CertificateNotFound: if there is none
    """
    row = register.certificate_row(certificate_id)
    CertificateUse.objects.create(
        id=new_id(),
        certificate_id=row.id,
        kind=UseKind(kind),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name[:100],
        agency_id=agency_id if agency_id is not None else next((grant.agency_id for grant in by.grants), None),
        is_holder=register.is_holder(row, by),
        purpose=purpose[:200],
        at=at,
    )
