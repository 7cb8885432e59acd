"""The audit trail, for the audit administrator alone: filters, newest first, keyset pages. Read-only."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.workspace.selectors import lists
from govhall.security.access import public as access
from govhall.security.audit import public as audit

_PAGE = 50


@access.permission("audit.trail.view")
@never_cache
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """Show entries by beginning of the action, acting account and number of the target."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("action", "actor", "target")}
    actor_id, unknown = _account(asked["actor"])
    key = lists.read_key(request.GET.get("after", ""))
    found: Sequence[audit.AuditRecord] = ()
    if not unknown:
        found = audit.entries(
            before=key, actor_id=actor_id, action=asked["action"], target_id=_target(asked["target"]), limit=_PAGE + 1
        )
    rows = found[:_PAGE]
    after = lists.write_key((rows[-1].at, rows[-1].id)) if len(found) > _PAGE else ""
    shown: dict[str, Any] = {"rows": rows, "asked": asked, "unknown_actor": unknown, "is_filtered": any(asked.values())}
    if after:
        shown["next_url"] = "?" + urlencode({**{k: v for k, v in asked.items() if v}, "after": after})
    return render(request, "workspace/audit.html", shown)


def _account(text: str) -> tuple[UUID | None, bool]:
    """Return the account's id; the flag says that something was typed which can't be one."""
    if not text:
        return None, False
    try:
        return UUID(text), False
    except ValueError:
        return None, True


def _target(text: str) -> str:
    """A case number may be typed in groups, as it stands on papers."""
    digits = text.replace("-", "")
    return digits if digits.isdigit() else text
