"""What happens to tasks when their officer goes: they wait for the post again."""

from govhall.infra import bus
from govhall.support.identity import public as identity
from govhall.support.workflow.services import claiming


def register() -> None:
    """Listen to identity. Called once, when apps start."""
    bus.handles(identity.AccountDisabled)(account_disabled)
    bus.handles(identity.PostEnded)(post_ended)


def account_disabled(event: identity.AccountDisabled) -> None:
    """Give all tasks of the officer back."""
    claiming.give_back(officer=event.aggregate_id)


def post_ended(event: identity.PostEnded) -> None:
    """Give the tasks of this post back, unless the officer has been appointed to it again meanwhile."""
    held = identity.officer(event.aggregate_id, at=event.at).posts
    if any((post.role, post.agency_id) == (event.role, event.agency_id) for post in held):
        return
    claiming.give_back(officer=event.aggregate_id, role=event.role, agency_id=event.agency_id)
