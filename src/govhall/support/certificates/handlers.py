"""What follows by itself: evidence of issue and end, holders found, checks that are due. Each comes once."""

from govhall.infra import bus, clock
from govhall.support.certificates import events
from govhall.support.certificates.services import checking, claiming, proving
from govhall.support.identity import public as identity


def register() -> None:
    """Listen to our own facts. Called once, when apps start."""
    bus.handles(events.CertificateIssued)(enter_issued)
    bus.handles(events.CertificateCancelled)(enter_ended)
    bus.handles(events.CertificateReplaced)(enter_replaced)
    bus.handles(events.CertificateSuspended)(enter_suspended)
    bus.handles(events.CertificateReinstated)(enter_reinstated)
    bus.handles(events.CertificateIssued)(find_holder)
    bus.handles(events.CertificateIssued)(plan_check)
    bus.handles(identity.PersonConfirmed)(claim)
    bus.handles(identity.EntityRegistered)(claim)


def enter_issued(event: events.CertificateIssued) -> None:
    """Make the issue provable."""
    proving.enter_issued(certificate_id=event.aggregate_id, at=clock.now())


def enter_ended(event: events.CertificateCancelled) -> None:
    """Make the end provable."""
    proving.enter_ended(certificate_id=event.aggregate_id, at=clock.now())


def enter_replaced(event: events.CertificateReplaced) -> None:
    """Make it provable that a version was replaced."""
    proving.enter_ended(certificate_id=event.aggregate_id, at=clock.now())


def enter_suspended(event: events.CertificateSuspended) -> None:
    """Make the suspension provable."""
    proving.enter_turned(kind=proving.SUSPENDED, certificate_id=event.aggregate_id, act_id=event.act_id, at=clock.now())


def enter_reinstated(event: events.CertificateReinstated) -> None:
    """Make the reinstatement provable."""
    proving.enter_turned(
        kind=proving.REINSTATED, certificate_id=event.aggregate_id, act_id=event.act_id, at=clock.now()
    )


def find_holder(event: events.CertificateIssued) -> None:
    """Give a certificate of stock to a holder whom the platform knows by now."""
    claiming.find_holder(certificate_id=event.aggregate_id)


def claim(event: identity.PersonConfirmed | identity.EntityRegistered) -> None:
    """Put the certificates that waited for this holder into the wallet."""
    claiming.claim(party_id=event.aggregate_id)


def plan_check(event: events.CertificateIssued) -> None:
    """Write down when the new certificate must be checked for the first time."""
    checking.plan_check_of(certificate_id=event.aggregate_id, at=clock.now())
