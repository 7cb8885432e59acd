"""Finished cases are invited to evaluate."""

from govhall.business.cases import public as cases
from govhall.business.evaluations import services
from govhall.infra import bus, clock


def register() -> None:
    """Listen to closed cases. Called once, when apps start."""
    bus.handles(cases.CaseClosed)(invite)


def invite(event: cases.CaseClosed) -> None:
    """Ask the applicant."""
    services.invite(case_id=event.aggregate_id, at=clock.now())
