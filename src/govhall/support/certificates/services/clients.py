"""Clients of the interface for departments: made by a command, their secret shown once; and letting calls in."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.core.cache import cache
from django.db import IntegrityError, connection, transaction

from govhall.infra import clock, crypto
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiCall, ApiClient
from govhall.support.certificates.rules import interface as rules
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values import NewClient

PER_MINUTE = 600


def make_client(
    *,
    name: str,
    agency_id: int,
    type_keys: Sequence[str],
    interfaces: Sequence[str],
    fields: Sequence[str],
    addresses: Sequence[str],
    daily_cap: int,
    valid_from: date,
    valid_until: date,
    by: Actor,
    at: datetime,
) -> NewClient:
    """
    Register an application of a department and return its secret, which is never shown again.

    ``fields`` are labels of faces that it may read; ``addresses`` are networks it may call from, none for any.

    :raises InvalidInput: for an unknown interface, a wrong network, dates the wrong way round or a cap below 1
    :raises UnknownCertificateType: for an unknown key
    """
    for key in type_keys:
        types.type_row(key)
    faults = {
        "interfaces": not interfaces or not set(interfaces) <= set(Interface.values),
        "addresses": not all(rules.is_network(each) for each in addresses),
        "valid_until": valid_until < valid_from,
        "daily_cap": daily_cap < 1,
        "name": not name.strip(),
    }
    if wrong := [field for field, is_wrong in faults.items() if is_wrong]:
        raise InvalidInput("应用的登记内容有误，请核对。", fields={field: ["请核对。"] for field in wrong})
    secret = secrets.token_hex(32)
    with transaction.atomic():
        row = ApiClient.objects.create(
            id=new_id(), app_id=secrets.token_hex(8), name=name.strip(), agency_id=agency_id, secret=secret,
            type_keys=list(type_keys), interfaces=list(interfaces), fields=list(fields), addresses=list(addresses),
            daily_cap=daily_cap, valid_from=valid_from, valid_until=valid_until, made_at=at,
        )  # fmt: skip
        audit.record(
            by=by, action="certificates.client.made", at=at, target_kind="api-client", target_id=str(row.id),
            detail={"app_id": row.app_id},
        )  # fmt: skip
    return NewClient(id=row.id, app_id=row.app_id, secret=secret)


def admit(call: rules.Signed, *, interface: Interface, by: Actor, at: datetime) -> ApiClient:
    """
    Let a call in, count it and write it down; or refuse it by name.

    :raises CallRefused: with the reason
    """
    row = ApiClient.objects.filter(app_id=call.app_id).first() if len(call.app_id) <= 32 else None
    if row is None:
        raise rules.CallRefused("client-unknown", "没有登记这个应用。", 401)
    day = clock.official_date(at)
    terms = rules.Terms(
        interfaces=row.interfaces, addresses=row.addresses, valid_from=row.valid_from, valid_until=row.valid_until,
        is_ended=row.ended_at is not None,
    )  # fmt: skip
    rules.check(call, secret=row.secret.encode(), terms=terms, interface=interface, at=at, day=day, mac=crypto.hmac_sm3)
    _slow_down(row, at)
    try:
        with transaction.atomic():
            ApiCall.objects.create(id=new_id(), client=row, nonce=call.nonce, interface=interface, at=at)
            _count(row, day)
            audit.record(
                by=by, action="certificates.client.called", at=at, target_kind="api-client", target_id=str(row.id),
                detail={"app_id": row.app_id, "interface": str(interface)},
            )  # fmt: skip
    except IntegrityError as fault:
        if "api_nonce_once" not in str(fault):
            raise
        raise rules.CallRefused("request-repeated", "这个请求已经处理过，请换新的随机数。", 409) from fault
    return row


def _count(row: ApiClient, day: date) -> None:
    """Count a call of this day; the row is held until the transaction ends, so the cap holds exactly."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certificates_apiday (client_id, day, calls) VALUES (%s, %s, 1)"
            " ON CONFLICT (client_id, day) DO UPDATE SET calls = certificates_apiday.calls + 1 RETURNING calls",
            [row.id, day],
        )
        (calls,) = cursor.fetchone()
    if calls > row.daily_cap:
        raise rules.CallRefused("daily-cap-reached", "今天的调用次数已经用完。", 429)


def _slow_down(row: ApiClient, at: datetime) -> None:
    key = f"certificate-calls:{row.id}:{int(at.timestamp()) // 60}"
    if not cache.add(key, 1, timeout=120) and cache.incr(key) > PER_MINUTE:
        raise rules.CallRefused("too-many-requests", "调用过于频繁，请一分钟后再试。", 429)
