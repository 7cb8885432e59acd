"""Letting calls of the interface in, counting them and writing them down; counting those that were refused."""

from datetime import date, datetime

from django.db import IntegrityError, connection, transaction

from govhall.infra import clock, crypto, rates
from govhall.kernel.actor import Actor
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiCall, ApiClient, ApiRefusal
from govhall.support.certificates.rules import interface as rules
from govhall.support.certificates.services import proving

PER_MINUTE = 600
_APP_ID_LONGEST = 32


def admit(call: rules.Signed, *, interface: Interface, by: Actor, at: datetime) -> ApiClient:
    """
    Let a call in, count it and write it down; or refuse it by name.

    :raises CallRefused: with the reason
    """
    row = _client(call.app_id)
    if row is None:
        raise rules.CallRefused("client-unknown", "没有登记这个应用。", 401)
    day = clock.official_date(at)
    terms = rules.Terms(
        interfaces=row.interfaces, addresses=row.addresses, valid_from=row.valid_from, valid_until=row.valid_until,
        is_ended=row.ended_at is not None,
    )  # fmt: skip
    good = [row.secret.encode()]
    if row.former_until is not None and at < row.former_until:
        good.append(row.former_secret.encode())
    rules.check(call, secrets=good, terms=terms, interface=interface, at=at, day=day, mac=crypto.hmac_sm3)
    _slow_down(row, at)
    try:
        with transaction.atomic():
            called = ApiCall.objects.create(id=new_id(), client=row, nonce=call.nonce, interface=interface, at=at)
            proving.enter_call(call_id=called.id, agency_id=row.agency_id, interface=interface, by=call, at=at)
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


def count_refusal(*, app_id: str, interface: Interface, reason: str, at: datetime) -> None:
    """Count a refused call under its hour, the registered application that it claims to be of, and the reason."""
    known = app_id if _client(app_id) is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certificates_apirefusal (app_id, interface, reason, hour, last_at, calls)"
            " VALUES (%s, %s, %s, %s, %s, 1) ON CONFLICT (app_id, hour, interface, reason)"
            " DO UPDATE SET calls = certificates_apirefusal.calls + 1,"
            " last_at = greatest(certificates_apirefusal.last_at, excluded.last_at)",
            [known, str(interface), reason, rules.refusal_hour(at), at],
        )


def forget_refusals(*, at: datetime) -> int:
    """Delete the counts that need not be kept any more; return how many."""
    deleted, _ = ApiRefusal.objects.filter(hour__lt=at - rules.REFUSALS_KEPT).delete()
    return deleted


def _client(app_id: str) -> ApiClient | None:
    if not 0 < len(app_id) <= _APP_ID_LONGEST or "\0" in app_id:
        return None
    return ApiClient.objects.filter(app_id=app_id).first()


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
    if rates.is_exceeded("certificate-calls", row.id, per_minute=PER_MINUTE, at=at):
        raise rules.CallRefused("too-many-requests", "调用过于频繁，请一分钟后再试。", 429)
