"""On whose behalf an account acts now. The choice lives in the session; each request checks that it still holds."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from govhall.kernel.actor import Actor
from govhall.security.audit import public as audit
from govhall.support.identity.services.entities import NotAnAgent

SESSION_KEY: Final = "act_for"


def switch_party(*, session: MutableMapping[str, Any], actor: Actor, party_id: UUID, at: datetime) -> None:
    """
    Act for this party from the next request on. :raises NotAnAgent: if the actor may not

    Both identities stand in every record from then on: the account as actor, the party as principal.
    """
    if party_id not in actor.parties:
        raise NotAnAgent(_("您不能代表这个申请人办理业务。请先取得委托。"))
    session[SESSION_KEY] = str(party_id)
    audit.record(by=actor, action="identity.party.switched", target_kind="party", target_id=str(party_id), at=at)


def chosen_party(session: MutableMapping[str, Any]) -> UUID | None:
    """Return the party chosen in this session; a damaged value counts as none."""
    try:
        return UUID(session[SESSION_KEY])
    except (KeyError, TypeError, ValueError):
        return None
