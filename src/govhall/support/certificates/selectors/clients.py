"""Reading the applications of departments: what they were granted, how they use it, what was refused."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates.choices import ClientState, Interface
from govhall.support.certificates.models import ApiCall, ApiClient, ApiDay, ApiRefusal, CertificateType
from govhall.support.certificates.rules.interface import REASONS
from govhall.support.certificates.values import CallValue, ClientValue, RefusalValue

VIEW: Final = "certificates.client.view"
MANAGE: Final = "certificates.client.manage"
RECENT: Final = timedelta(days=7)


class ApiClientNotFound(NotFound):
    """There is no such application, or not within reach."""

    code = "api-client-not-found"


def require(by: Actor, permission: str, agency: AgencyValue) -> None:
    """Pass for a command of operations and for who looks after this agency. :raises NotPermitted: otherwise"""
    if by.kind is not ActorKind.SYSTEM:
        access.require(by, permission, agency_id=agency.id, region_path=agency.region_path)


def within_reach(rows: QuerySet[ApiClient], client_id: UUID, by: Actor) -> ApiClient:
    """Return the application. :raises ApiClientNotFound: if there is none that this person may see"""
    row = _reached(rows, by).filter(pk=client_id).first()
    if row is None:
        raise ApiClientNotFound("没有找到这个应用。")
    return row


def clients(*, by: Actor, at: datetime) -> Sequence[ClientValue]:
    """Return the applications within reach, those in use first, then the newest first."""
    rows = _reached(ApiClient.objects.all(), by).order_by("-made_at", "-id")
    found = _values(list(rows), at)
    return sorted(found, key=lambda client: client.is_ended)


def client(client_id: UUID, *, by: Actor, at: datetime) -> ClientValue:
    """Return one application. :raises ApiClientNotFound: if there is none within reach"""
    return _values([within_reach(ApiClient.objects.all(), client_id, by)], at)[0]


def calls(
    client_id: UUID, *, by: Actor, before: tuple[datetime, UUID] | None = None, limit: int
) -> Sequence[CallValue]:
    """Return the calls that were let in, newest first, those before a key. :raises ApiClientNotFound: out of reach"""
    rows = ApiCall.objects.filter(client=within_reach(ApiClient.objects.all(), client_id, by))
    if before is not None:
        rows = rows.extra(where=["(at, id) < (%s, %s)"], params=list(before))  # both are parameters
    found = rows.order_by("-at", "-id").values_list("id", "at", "interface")[:limit]
    return [CallValue(id=row, at=at, interface=name, label=str(Interface(name).label)) for row, at, name in found]


def refusals(
    client_id: UUID, *, by: Actor, before: tuple[datetime, int] | None = None, limit: int
) -> Sequence[RefusalValue]:
    """Return what was refused in the application's name, newest hour first. :raises ApiClientNotFound: out of reach"""
    row = within_reach(ApiClient.objects.all(), client_id, by)
    rows = ApiRefusal.objects.filter(app_id=row.app_id)
    if before is not None:
        rows = rows.extra(where=["(hour, id) < (%s, %s)"], params=list(before))  # both are parameters
    return [_refusal(each) for each in rows.order_by("-hour", "-id")[:limit]]


def refused_strangers(*, at: datetime) -> int:
    """Return how many calls of a week came from applications that nobody registered."""
    rows = ApiRefusal.objects.filter(app_id="", hour__gte=at - RECENT)
    return rows.aggregate(total=Sum("calls"))["total"] or 0


def _reached(rows: QuerySet[ApiClient], by: Actor) -> QuerySet[ApiClient]:
    if by.kind is ActorKind.SYSTEM:
        return rows
    reach = access.reach(by, VIEW)
    return rows.filter(access.within(reach, agency="agency_id", region_path="agency__region__path"))


def _values(rows: Sequence[ApiClient], at: datetime) -> list[ClientValue]:
    """Return values with their use, in a fixed number of queries."""
    ids, day = [row.id for row in rows], clock.official_date(at)
    today = dict(ApiDay.objects.filter(client__in=ids, day=day).values_list("client_id", "calls"))
    newest = ApiCall.objects.filter(client=OuterRef("pk")).order_by("-at", "-id").values("at")[:1]
    last = dict(ApiClient.objects.filter(pk__in=ids).values_list("pk", Subquery(newest)))
    refused: Mapping[str, int] = dict(
        ApiRefusal.objects.filter(app_id__in=[row.app_id for row in rows], hour__gte=at - RECENT)
        .values_list("app_id")
        .annotate(total=Sum("calls"))
    )
    names = dict(CertificateType.objects.values_list("key", "name"))
    agencies = organizations.agencies_by_ids({row.agency_id for row in rows})
    return [
        ClientValue(
            id=row.id, app_id=row.app_id, name=row.name, agency_id=row.agency_id,
            agency_name=agencies[row.agency_id].name, state=_state(row, day), type_keys=tuple(row.type_keys),
            type_names=tuple(names.get(key, key) for key in row.type_keys), interfaces=tuple(row.interfaces),
            interface_labels=tuple(str(Interface(each).label) for each in row.interfaces),
            fields=tuple(row.fields), addresses=tuple(row.addresses), daily_cap=row.daily_cap,
            calls_today=today.get(row.id, 0), valid_from=row.valid_from, valid_until=row.valid_until,
            made_at=row.made_at, secret_at=row.secret_at or row.made_at, ended_at=row.ended_at,
            former_until=row.former_until if row.former_until and at < row.former_until else None,
            last_at=last.get(row.id), refused=refused.get(row.app_id, 0),
        )
        for row in rows
    ]  # fmt: skip


def _state(row: ApiClient, day: date) -> ClientState:
    if row.ended_at is not None:
        return ClientState.ENDED
    if day < row.valid_from:
        return ClientState.EARLY
    return ClientState.OPEN if day <= row.valid_until else ClientState.EXPIRED


def _refusal(row: ApiRefusal) -> RefusalValue:
    return RefusalValue(
        id=row.pk, hour=row.hour, last_at=row.last_at, interface=row.interface,
        label=str(Interface(row.interface).label), reason=REASONS.get(row.reason, row.reason), calls=row.calls,
    )  # fmt: skip
