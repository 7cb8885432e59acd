"""Clients of the interface for departments: made, granted more or less, given another secret, ended."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import Interface
from govhall.support.certificates.models import ApiClient
from govhall.support.certificates.rules import interface as rules
from govhall.support.certificates.selectors import clients as reading
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values import NewClient

REASON_LONGEST = 200


class ClientEnded(Conflict):
    """The application was ended; nothing can be granted to it any more."""

    code = "api-client-ended"


class SentTwice(Conflict):
    """The same form came again; what it asked for was done the first time."""

    code = "api-client-sent-twice"


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
    client_id: UUID | None = None,
) -> NewClient:
    """
    Register an application of a department and return its secret, which is never shown again.

    ``fields`` are labels of faces that it may read; ``addresses`` are networks it may call from, none for any. With a
    ``client_id`` a form that is sent twice registers one.

    :raises NotPermitted: for somebody who doesn't look after this agency's data sharing
    :raises InvalidInput: by field, for what can't be granted
    :raises UnknownCertificateType: for an unknown key
    :raises SentTwice: if this id was registered before
    """
    agency = organizations.agency(agency_id)
    reading.require(by, reading.MANAGE, agency)
    granted = _checked(
        name=name, type_keys=type_keys, interfaces=interfaces, fields=fields, addresses=addresses,
        daily_cap=daily_cap, valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    secret = _new_secret()
    with transaction.atomic():
        if client_id is not None and ApiClient.objects.filter(pk=client_id).exists():
            raise SentTwice("这个应用已经登记。密钥只显示一次，没有记下的话请更换密钥。")
        row = ApiClient.objects.create(
            id=client_id or new_id(),
            app_id=secrets.token_hex(8),
            agency_id=agency_id,
            secret=secret,
            made_at=at,
            **granted,
        )
        _record(row, "made", by=by, at=at)
    return NewClient(id=row.id, app_id=row.app_id, secret=secret)


def change_client(
    *,
    client_id: UUID,
    name: str,
    type_keys: Sequence[str],
    interfaces: Sequence[str],
    fields: Sequence[str],
    addresses: Sequence[str],
    daily_cap: int,
    valid_from: date,
    valid_until: date,
    by: Actor,
    at: datetime,
) -> None:
    """
    Grant more or less, from the next call on.

    :raises ApiClientNotFound: if there is none within reach
    :raises ClientEnded: if it was ended
    :raises InvalidInput: by field, for what can't be granted, or if nothing would change
    """
    granted = _checked(
        name=name, type_keys=type_keys, interfaces=interfaces, fields=fields, addresses=addresses,
        daily_cap=daily_cap, valid_from=valid_from, valid_until=valid_until,
    )  # fmt: skip
    with transaction.atomic():
        row = _locked(client_id, by)
        changed = [field for field, value in granted.items() if getattr(row, field) != value]
        if not changed:
            raise InvalidInput("没有改动，不用保存。")
        for field in changed:
            setattr(row, field, granted[field])
        row.save(update_fields=changed)
        _record(row, "changed", by=by, at=at, client_changes="、".join(LABELS[field] for field in changed))


def rotate_secret(*, client_id: UUID, at_once: bool, seen_at: datetime, by: Actor, at: datetime) -> NewClient:
    """
    Give an application another secret, which is shown once. The one before stays good for a week, or ends at once.

    A secret that somebody else may know has to end at once. There are never more than two: rotating again within the
    week ends the one before the last. ``seen_at`` is the secret's age as whoever acts saw it.

    :raises ApiClientNotFound: if there is none within reach
    :raises ClientEnded: if it was ended
    :raises SentTwice: if the secret was changed meanwhile
    """
    secret = _new_secret()
    with transaction.atomic():
        row = _locked(client_id, by)
        if seen_at != (row.secret_at or row.made_at):
            raise SentTwice("密钥刚刚换过，这次没有再换。新密钥没有记下的话，请看过现在的情况再更换。")
        row.secret_at = at
        row.former_secret = "" if at_once else row.secret
        row.former_until = None if at_once else at + rules.OVERLAP
        row.secret = secret
        row.save(update_fields=["secret", "secret_at", "former_secret", "former_until"])
        words = "立即停用" if at_once else f"再用 {rules.OVERLAP.days} 天"
        _record(row, "rotated", by=by, at=at, former_secret=words)
    return NewClient(id=row.id, app_id=row.app_id, secret=secret)


def end_client(*, client_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """
    End an application for good; its next call is refused.

    :raises ApiClientNotFound: if there is none within reach
    :raises ClientEnded: if it was ended before
    :raises InvalidInput: without a reason
    """
    words = reason.strip()
    if not 0 < len(words) <= REASON_LONGEST:
        fault = f"请写明停用的原因，最多 {REASON_LONGEST} 个字。"
        raise InvalidInput(fault, fields={"reason": [fault]})
    with transaction.atomic():
        row = _locked(client_id, by)
        row.ended_at, row.former_secret, row.former_until = at, "", None
        row.save(update_fields=["ended_at", "former_secret", "former_until"])
        _record(row, "ended", by=by, at=at, client_reason=words)


LABELS = {
    "name": "名称", "type_keys": "证照类型", "interfaces": "接口", "fields": "可读内容", "addresses": "网络地址",
    "daily_cap": "每日次数", "valid_from": "起始日期", "valid_until": "截止日期",
}  # fmt: skip


def _checked(*, type_keys: Sequence[str], **given: Any) -> dict[str, Any]:
    """Return a grant as it is stored. :raises InvalidInput: by field"""
    known = {line.label for key in type_keys for line in types.certificate_type(key).face}
    faults = rules.faults(type_keys=type_keys, known_interfaces=Interface.values, known_fields=sorted(known), **given)
    if faults:
        raise InvalidInput("应用的登记内容有误，请核对。", fields=faults)
    lists = {name: list(given[name]) for name in ("interfaces", "fields", "addresses")}
    return {**given, **lists, "type_keys": list(type_keys), "name": given["name"].strip()}


def _locked(client_id: UUID, by: Actor) -> ApiClient:
    row = reading.within_reach(ApiClient.objects.select_for_update(of=("self",)), client_id, by)
    reading.require(by, reading.MANAGE, organizations.agency(row.agency_id))
    if row.ended_at is not None:
        raise ClientEnded("这个应用已经停用，不能再办理；需要时请重新登记。")
    return row


def _new_secret() -> str:
    return secrets.token_hex(32)


def _record(row: ApiClient, what: str, *, by: Actor, at: datetime, **detail: str) -> None:
    audit.record(
        by=by, action=f"certificates.client.{what}", at=at, target_kind="api-client", target_id=str(row.id),
        detail={"app_id": row.app_id, **detail},
    )  # fmt: skip
