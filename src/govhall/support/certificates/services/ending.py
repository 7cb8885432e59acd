"""Ending certificates: 注销, 撤销, 吊销 by an officer, expiry by itself; and the log of use."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.support.certificates.choices import CertificateStatus, Ending, UseKind
from govhall.support.certificates.events import CertificateCancelled
from govhall.support.certificates.models import Certificate, CertificateUse
from govhall.support.certificates.rules import standing
from govhall.support.certificates.selectors import register
from govhall.support.certificates.services import acting
from govhall.support.certificates.values import CertificateValue

log = structlog.get_logger()


def cancel(*, certificate_id: UUID, kind: Ending, reason: str, by: Actor, at: datetime) -> CertificateValue:
    """
    End a certificate (行政许可法 第六十九条、第七十条): 注销, 撤销 or 吊销, at once and for good.

    :raises NotPermitted: without ``certificates.certificate.cancel`` in the issuing agency
    :raises InvalidInput: without a reason
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it was ended before, or has expired and ``kind`` isn't 注销
    """
    kind = Ending(kind)
    act = standing.act_of(kind)
    with transaction.atomic():
        row, agency, following = acting.begin(certificate_id=certificate_id, act=act, reason=reason, by=by, at=at)
        row.status, row.ended_at, row.ended_reason = following, at, reason.strip()
        row.save(update_fields=["status", "ended_at", "ended_reason"])
        acting.record(row, act=act, action=CertificateCancelled.name, reason=reason, by=by, at=at)
        bus.publish(
            CertificateCancelled(
                aggregate_id=row.id, at=at, status=row.status, holder_party_id=row.holder_party_id,
                source_case=row.source_case,
            )
        )  # fmt: skip
    return register.value_of(row, agency, at=at, clear=True)


def expire_certificates(*, at: datetime) -> int:
    """Write down which certificates have run out by the official day of ``at``; return how many. Reads can wait."""
    number = Certificate.objects.filter(status__in=standing.LIVING, valid_until__lt=clock.official_date(at)).update(
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
