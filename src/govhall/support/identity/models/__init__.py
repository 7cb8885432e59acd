"""Tables of identity: accounts, natural persons, legal entities, who acts for whom, posts of officers."""

from govhall.support.identity.models.accounts import User

__all__ = ["User"]
