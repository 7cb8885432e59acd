"""What follows from certificates by itself: evidence that they were issued and that they ended. Each comes once."""

from govhall.infra import bus, clock
from govhall.support.certificates import events
from govhall.support.certificates.services import proving


def register() -> None:
    """Listen to our own facts. Called once, when apps start."""
    bus.handles(events.CertificateIssued)(enter_issued)
    bus.handles(events.CertificateCancelled)(enter_ended)
    bus.handles(events.CertificateReplaced)(enter_replaced)
    bus.handles(events.CertificateSuspended)(enter_suspended)
    bus.handles(events.CertificateReinstated)(enter_reinstated)


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
