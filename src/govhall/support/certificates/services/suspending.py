"""暂扣 and 恢复: a certificate is out of force for a while, and in force again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.support.certificates.choices import Act
from govhall.support.certificates.events import CertificateReinstated, CertificateSuspended
from govhall.support.certificates.selectors import register
from govhall.support.certificates.services import acting
from govhall.support.certificates.values import CertificateValue


def suspend(*, certificate_id: UUID, reason: str, by: Actor, at: datetime) -> CertificateValue:
    """
    Put a certificate out of force until it is reinstated (行政处罚法 第九条: 暂扣许可证件).

    :raises NotPermitted: without ``certificates.certificate.change`` in the issuing agency
    :raises InvalidInput: without a reason
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it isn't in force
    """
    return _turn(CertificateSuspended, Act.SUSPEND, certificate_id=certificate_id, reason=reason, by=by, at=at)


def reinstate(*, certificate_id: UUID, reason: str, by: Actor, at: datetime) -> CertificateValue:
    """
    Put a suspended certificate in force again.

    :raises NotPermitted: without ``certificates.certificate.change`` in the issuing agency
    :raises InvalidInput: without a reason
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it isn't suspended, or ran out meanwhile
    """
    return _turn(CertificateReinstated, Act.REINSTATE, certificate_id=certificate_id, reason=reason, by=by, at=at)


def _turn(
    fact: type[CertificateSuspended] | type[CertificateReinstated],
    act: Act,
    *,
    certificate_id: UUID,
    reason: str,
    by: Actor,
    at: datetime,
) -> CertificateValue:
    with transaction.atomic():
        row, agency, following = acting.begin(certificate_id=certificate_id, act=act, reason=reason, by=by, at=at)
        row.status = following
        row.save(update_fields=["status"])
        act_id = acting.record(row, act=act, action=fact.name, reason=reason, by=by, at=at)
        bus.publish(fact(aggregate_id=row.id, at=at, act_id=act_id))
    return register.value_of(row, agency, at=at, clear=True)
