"""What other apps may use of access control."""

from govhall.security.access.rules import ROLES, allows, declare, declared, reach, reaches_beyond_agency, roles_of
from govhall.security.access.services import permission, require, within
from govhall.security.access.values import PUBLIC, SIGNED_IN, Reach, Role, Scope

__all__ = [
    "PUBLIC", "ROLES", "SIGNED_IN", "Reach", "Role", "Scope",
    "allows", "declare", "declared", "permission", "reach", "reaches_beyond_agency", "require", "roles_of", "within",
]  # fmt: skip
