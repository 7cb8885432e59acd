"""The door: raise when an actor may not do something, and say so on views."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Q

from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotPermitted
from govhall.security.access import rules
from govhall.security.access.values import Reach

V = TypeVar("V", bound=Callable[..., Any])


def require(actor: Actor, permission: str, *, agency_id: int | None = None, region_path: str = "") -> None:
    """
    Pass silently when the actor may do this, to an object of this agency and region where one is given.

    :raises NotPermitted: otherwise
    """
    if not rules.allows(actor, permission):
        raise NotPermitted("您没有办理这项业务的权限。", permission=permission)
    if agency_id is None:
        return
    if not rules.reach(actor, permission).covers(agency_id=agency_id, region_path=region_path):
        raise NotPermitted("这件业务不在您的管辖范围内。", permission=permission)


def within(reach: Reach, *, agency: str, region_path: str) -> Q:
    """Return the filter for objects within reach; ``agency`` and ``region_path`` name the fields to compare."""
    if reach.everything:
        return Q()
    q = Q(pk__in=[])
    if reach.agency_ids:
        q |= Q(**{f"{agency}__in": reach.agency_ids})
    for path in reach.region_paths:
        q |= Q(**{f"{region_path}__startswith": path})
    return q


def permission(code: str) -> Callable[[V], V]:
    """Name the permission of a view. A view that names none is refused by the middleware."""

    def mark(view: V) -> V:
        view.permission = code  # type: ignore[attr-defined]  # functions carry attributes; mypy has no type for it
        return view

    return mark
