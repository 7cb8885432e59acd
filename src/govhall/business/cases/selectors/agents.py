"""What agents have done in the name of others, for the principals to see."""

from collections.abc import Sequence
from uuid import UUID

from govhall.business.cases.choices import Act
from govhall.business.cases.models import CaseEvent
from govhall.business.cases.values import ActByAgent
from govhall.kernel.actor import Actor, ActorKind

_MOST = 50


def acts_by_agents(by: Actor, *, party_ids: Sequence[UUID]) -> Sequence[ActByAgent]:
    """
    Return the acts of others in the cases of these parties, newest first, the last fifty. The caller makes sure that
    they are ``by``'s own parties.
    """
    rows = CaseEvent.objects.select_related("case").filter(
        case__applicant_id__in=party_ids, actor_kind=ActorKind.APPLICANT
    )
    return [
        ActByAgent(
            at=row.at, act_label=str(Act(row.act).label), agent_name=row.actor_name, number=row.case.number,
            item_name=row.case.item_name, applicant_name=row.case.applicant_name,
        )
        for row in rows.exclude(actor_id=by.id).order_by("-at", "-id")[:_MOST]
    ]  # fmt: skip
