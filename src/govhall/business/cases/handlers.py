"""What happens by itself after an act: papers, messages, the certificate, the evidence. Each effect comes once."""

from govhall.business.cases import events
from govhall.business.cases.models import Case, CaseEvent
from govhall.business.cases.services import cite, immediate, issue, papers, prove, tell
from govhall.infra import bus, clock

_ALL: tuple[type[events.CaseFact], ...] = (
    events.CaseSubmitted,
    events.CaseReceived,
    events.CorrectionRequested,
    events.CaseCorrected,
    events.CaseAccepted,
    events.CaseDeclined,
    events.CaseExamined,
    events.CaseSuspended,
    events.CaseResumed,
    events.TimeLimitExtended,
    events.CaseGranted,
    events.CaseDenied,
    events.CaseClosed,
    events.CaseServed,
    events.CaseWithdrawn,
    events.CaseReturned,
)


def register() -> None:
    """Listen to our own facts and make our message texts known. Called once, when apps start."""
    tell.register()
    bus.handles(events.CaseSubmitted)(handle_immediately)
    bus.handles(events.CaseSubmitted)(note_citations)
    for decided in (events.CaseGranted, events.CaseDenied):
        bus.handles(decided)(conclude)
    for fact in _ALL:
        bus.handles(fact)(tell_applicant)
        bus.handles(fact)(tell_principal)
        bus.handles(fact)(produce_paper)
        bus.handles(fact)(enter_evidence)


def handle_immediately(event: events.CaseSubmitted) -> None:
    """即办件 are decided right away."""
    immediate.handle(case_id=event.aggregate_id, at=clock.now())


def note_citations(event: events.CaseSubmitted) -> None:
    """Tell the holders of cited certificates."""
    cite.note(Case.objects.get(pk=event.aggregate_id), at=event.at)


def conclude(event: events.CaseFact) -> None:
    """Issue the certificate and close the case."""
    issue.conclude(case_id=event.aggregate_id, at=clock.now())


def tell_applicant(event: events.CaseFact) -> None:
    """Send the message of the act."""
    tell.applicant(*_act(event))


def tell_principal(event: events.CaseFact) -> None:
    """Tell whoever gave a power that it was used."""
    tell.principal(*_act(event))


def produce_paper(event: events.CaseFact) -> None:
    """Make the paper of the act."""
    papers.produce(*_act(event))


def enter_evidence(event: events.CaseFact) -> None:
    """Make the act, and a decision, provable."""
    prove.enter(*_act(event), at=clock.now())


def _act(event: events.CaseFact) -> tuple[Case, CaseEvent]:
    row = CaseEvent.objects.select_related("case").get(pk=event.event_id)
    return row.case, row
