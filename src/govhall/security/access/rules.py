"""
Who may do what: the registry of permissions and the decision. The default is no.

Apps declare their permissions while they start (``declare``); nothing changes them afterwards.
"""

from collections.abc import Mapping

from govhall.kernel.actor import Actor
from govhall.security.access.values import PUBLIC, SIGNED_IN, Reach, Role, Scope

ROLES: Mapping[str, Role] = {
    role.code: role
    for role in (
        Role(code="window-clerk", label="综合窗口人员"),
        Role(code="examiner", label="承办人"),
        Role(code="reviewer", label="审核人"),
        Role(code="approver", label="批准人"),
        Role(code="item-editor", label="事项编辑"),
        Role(code="item-reviewer", label="事项审核"),
        Role(code="rule-editor", label="规则编辑员"),
        Role(code="certificate-officer", label="证照管理员"),
        Role(code="seal-keeper", label="印章保管员"),
        Role(code="seal-approver", label="印章审批员"),
        Role(code="seal-maker", label="制章员"),
        Role(code="seal-auditor", label="印章审计员"),
        Role(code="supervisor", label="监察员"),
        Role(code="hall-manager", label="大厅管理员"),
        Role(code="data-manager", label="数据共享管理员"),
        Role(code="account-administrator", label="账号管理员"),
        Role(code="system-administrator", label="系统管理员"),
        Role(code="security-administrator", label="安全管理员"),
        Role(code="audit-administrator", label="审计管理员"),
    )
}

_labels: dict[str, str] = {PUBLIC: "公开", SIGNED_IN: "登录用户"}
_grants: dict[str, dict[str, Scope]] = {PUBLIC: {}, SIGNED_IN: {}}


def declare(permission: str, *, label: str, roles: Mapping[str, Scope]) -> None:
    """
    Make a permission known and give it to roles.

    :raises ValueError: if the permission is declared twice with other roles, or a role is unknown
    """
    if unknown := set(roles) - set(ROLES):
        raise ValueError(f"unknown roles {sorted(unknown)} for {permission!r}")
    if permission in _grants and _grants[permission] != dict(roles):
        raise ValueError(f"permission {permission!r} is declared twice")
    _labels[permission] = label
    _grants[permission] = dict(roles)


def declared() -> Mapping[str, str]:
    """Return all permissions with their labels."""
    return dict(_labels)


def roles_of(permission: str) -> Mapping[str, Scope]:
    """Return the roles that carry this permission. :raises KeyError: if nobody declared it"""
    return dict(_grants[permission])


def reaches_beyond_agency(role: str) -> bool:
    """Say whether some permission of this role reaches objects outside of the agency of its post."""
    return any(roles.get(role, Scope.AGENCY) is not Scope.AGENCY for roles in _grants.values())


def allows(actor: Actor, permission: str) -> bool:
    """Say whether the actor holds the permission anywhere. Unknown permissions are refused."""
    if permission == PUBLIC:
        return True
    if permission == SIGNED_IN:
        return actor.id is not None
    roles = _grants.get(permission, {})
    return any(grant.role in roles for grant in actor.grants)


def reach(actor: Actor, permission: str) -> Reach:
    """Return the data that the actor may touch with this permission."""
    roles = _grants.get(permission, {})
    scopes = [(roles[grant.role], grant) for grant in actor.grants if grant.role in roles]
    return Reach(
        everything=any(scope is Scope.ALL for scope, _ in scopes),
        agency_ids=frozenset(grant.agency_id for scope, grant in scopes if scope is Scope.AGENCY),
        region_paths=frozenset(grant.region_path for scope, grant in scopes if scope is Scope.REGION),
    )
