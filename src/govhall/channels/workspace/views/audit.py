"""The audit trail, for the audit administrator alone: filters, newest first, keyset pages. Read-only."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.workspace.selectors import lists
from govhall.infra import clock
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.identity import public as identity

_PAGE: Final = 50
_FILTERS: Final = ("action", "actor", "target", "since", "until")


@access.permission("audit.trail.view")
@never_cache
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show entries by action, acting account, number of the target and days."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in _FILTERS}
    criteria, faults = _criteria(asked)
    found: Sequence[audit.AuditRecord] = ()
    if not faults:
        found = audit.entries(before=lists.read_key(request.GET.get("after", "")), limit=_PAGE + 1, **criteria)
    rows = found[:_PAGE]
    shown: dict[str, Any] = {
        "rows": rows, "asked": asked, "faults": faults, "is_filtered": any(asked.values()), "groups": audit.groups(),
        "lines": _lines(rows),
    }  # fmt: skip
    if len(found) > _PAGE:
        after = lists.write_key((rows[-1].at, rows[-1].id))
        shown["next_url"] = "?" + urlencode({**{k: v for k, v in asked.items() if v}, "after": after})
    return render(request, "workspace/audit.html", shown)


def _criteria(asked: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what to ask for, and by filter what is wrong with it."""
    faults: dict[str, str] = {}
    actor_id = _account(asked["actor"])
    if asked["actor"] and actor_id is None:
        faults["actor"] = _("没有这个账号，请填用户名，或者从记录中点取")
    days = {name: _day(asked[name]) for name in ("since", "until")}
    for name, day in days.items():
        if asked[name] and day is None:
            faults[name] = _("日期要写成 2026-11-26 这样")
    since, until = days["since"], days["until"]
    if since and until and since > until:
        faults["until"] = _("截止日期早于起始日期")
    criteria = {
        "action": asked["action"], "actor_id": actor_id, "target_id": _target(asked["target"]),
        "since": _midnight(since) if since else None, "until": _midnight(until + timedelta(days=1)) if until else None,
    }  # fmt: skip
    return criteria, faults


def _account(text: str) -> UUID | None:
    """Return the account with this id or name, or None."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return identity.account_id(text)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.OFFICIAL_ZONE)


def _target(text: str) -> str:
    """A case number may be typed in groups, as it stands on papers; an account by its name."""
    digits = text.replace("-", "")
    if digits.isdigit():
        return digits
    account = identity.account_id(text) if text else None
    return str(account) if account else text


def _lines(rows: Sequence[audit.AuditRecord]) -> list[dict[str, Any]]:
    """Return each entry with the name of its target: people know accounts by their names."""
    ids = [UUID(row.target_id) for row in rows if row.target_kind == "account" and len(row.target_id) == 36]
    names = {str(key): name for key, name in identity.usernames(ids).items()}
    return [{"entry": row, "target": names.get(row.target_id, row.target_id)} for row in rows]
