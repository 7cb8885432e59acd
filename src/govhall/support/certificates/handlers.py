"""What follows from certificates by itself: evidence that they were issued and that they ended. Each comes once."""

from govhall.infra import bus, clock
from govhall.support.certificates import events
from govhall.support.certificates.services import proving


def register() -> None:
    """Listen to our own facts. Called once, when apps start."""
    bus.handles(events.CertificateIssued)(enter_issued)
    bus.handles(events.CertificateCancelled)(enter_ended)


def enter_issued(event: events.CertificateIssued) -> None:
    """Make the issue provable."""
    proving.enter_issued(certificate_id=event.aggregate_id, at=clock.now())


def enter_ended(event: events.CertificateCancelled) -> None:
    """Make the end provable."""
    proving.enter_ended(certificate_id=event.aggregate_id, at=clock.now())
