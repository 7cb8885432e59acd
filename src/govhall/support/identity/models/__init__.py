"""Tables of identity: accounts, natural persons, legal entities, who acts for whom, posts of officers."""

from govhall.support.identity.models.accounts import User
from govhall.support.identity.models.agents import AgentGrant
from govhall.support.identity.models.officers import OfficerDetails
from govhall.support.identity.models.parties import LegalEntity, LevelEvent, Person
from govhall.support.identity.models.posts import Post
from govhall.support.identity.models.recovery import PasswordTicket

__all__ = ["AgentGrant", "LegalEntity", "LevelEvent", "OfficerDetails", "PasswordTicket", "Person", "Post", "User"]
