"""Reading: the register of seals, one seal with its history and uses, its picture and its attachment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.workspace.selectors import lists
from govhall.channels.workspace.views.requests import actor_of, as_uuid
from govhall.channels.workspace.views.seals import forms
from govhall.channels.workspace.views.seals.table import ACTS, DeskAct
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.documents import public as documents
from govhall.support.identity import public as identity
from govhall.support.seals import public as seals

VIEW: Final = "seals.seal.view"
APPLY: Final = "seals.seal.apply"
_PAGE: Final = 50
_USES: Final = 30
_LABELS: Final = {"in-use": "在用", "making": "办理中", "ended": "已停用"}


@access.permission(VIEW)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the seals within reach."""
    actor, wanted = actor_of(request), request.GET.get("view", "")
    view = wanted if wanted in _LABELS else "in-use"
    found = seals.seal_list(
        actor, view=view, at=clock.now(), after=as_uuid(request.GET.get("after", "")), limit=_PAGE + 1
    )
    rows, counts = found[:_PAGE], seals.seal_counts(actor)
    more = len(found) > _PAGE
    shown = {
        "rows": rows, "view": view, "view_label": _LABELS[view], "may_apply": access.allows(actor, APPLY),
        "tabs": [
            {"url": f"?view={code}", "label": label, "count": counts[code], "is_current": code == view}
            for code, label in _LABELS.items()
        ],
        "next_url": "?" + urlencode({"view": view, "after": rows[-1].seal.id}) if more else "",
    }  # fmt: skip
    return render(request, "workspace/seals/index.html", shown)


@access.permission(VIEW)
@never_cache
@require_safe
def seal(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """Show one seal; ``act`` names the act whose form stands in the panel."""
    return show(request, seal_id)


def show(
    request: HttpRequest,
    seal_id: UUID,
    *,
    status: int = 200,
    act: DeskAct | None = None,
    form: forms.SealForm | None = None,
    asks: bool = False,
) -> HttpResponse:
    """Draw the page of a seal, with an act's form as it was sent."""
    actor, at = actor_of(request), clock.now()
    file = seals.seal_file(seal_id, by=actor, at=at)
    offered = [ACTS[code] for code in file.acts]
    chosen = act or next((one for one in offered if one.slug == request.GET.get("act", "")), None)
    if chosen is None and file.seal.status in {"APPLIED", "APPROVED", "MADE", "FILED"} and offered:
        chosen = offered[0]
    if chosen is not None and form is None:
        form = chosen.form()
        form.offer(choices(file.seal, at))
    days = (file.seal.valid_until - at).days if file.seal.valid_until else None
    shown: dict[str, Any] = {
        "file": file, "seal": file.seal, "offered": offered, "act": chosen, "form": form, "asks": asks,
        "asked": _asked(form) if asks and form else [], "days_left": days,
        "ends_soon": days is not None and days <= 30 and file.seal.status in {"ACTIVE", "FROZEN"},
        "may_apply": file.seal.status in {"ACTIVE", "FROZEN"} and _may_apply(actor, file.seal.agency_id),
        **_uses(request, seal_id, actor),
    }  # fmt: skip
    return render(request, "workspace/seals/seal.html", shown, status=status)


def choices(seal: seals.SealValue, at: datetime) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return who may keep this seal."""
    keepers = identity.officers_of(seal.agency_id, role="seal-keeper", at=at)
    return {"keeper": [(str(one.user_id), one.name) for one in keepers]}


def _may_apply(actor: Actor, agency_id: int) -> bool:
    return agency_id in access.reach(actor, APPLY).agency_ids


def _asked(form: forms.SealForm) -> list[dict[str, str]]:
    """What was typed, to be read once more and sent again unchanged."""
    lines = []
    for name, field in form.fields.items():
        value = str(form.data.get(name, ""))
        labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
        lines.append({"name": name, "label": str(field.label), "value": value, "words": labels.get(value, value)})
    return lines


def _uses(request: HttpRequest, seal_id: UUID, actor: Actor) -> dict[str, Any]:
    """Return a page of uses, of one day where one is asked for."""
    asked = request.GET.get("day", "").strip()
    day, fault = _day(asked)
    since = datetime(day.year, day.month, day.day, tzinfo=clock.OFFICIAL_ZONE) if day else None
    found: Sequence[seals.SealUseValue] = ()
    if not fault:
        found = seals.uses_of(
            seal_id, by=actor, since=since, until=since + timedelta(days=1) if since else None,
            before=lists.read_key(request.GET.get("after", "")), limit=_USES + 1,
        )  # fmt: skip
    rows = found[:_USES]
    next_url = ""
    if len(found) > _USES:
        key = lists.write_key((rows[-1].at, rows[-1].id))
        next_url = "?" + urlencode({**({"day": asked} if day else {}), "after": key}) + "#uses"
    return {"uses": rows, "uses_next": next_url, "day": asked, "day_fault": fault}


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    return (day, "") if day.year < date.max.year else (None, _("日期要写成 2026-11-26 这样"))


@access.permission(VIEW)
@require_safe
def picture(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """Draw the seal's picture (印模)."""
    drawn = seals.picture(seal_id, by=actor_of(request))
    return HttpResponse(drawn, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})


@access.permission(VIEW)
@never_cache
@require_safe
def attachment(request: HttpRequest, seal_id: UUID) -> HttpResponseBase:
    """Give the file that came with an application; who opened it is recorded."""
    actor, at = actor_of(request), clock.now()
    found = seals.seal_file(seal_id, by=actor, at=at).seal
    if found.attachment is None:
        raise NotFound(_("这份申请没有附件。"))
    document = documents.document(found.attachment)
    audit.record(
        by=actor, action="workspace.file.opened", target_kind="seal", target_id=str(seal_id), at=at,
        detail={"document": str(document.id)},
    )  # fmt: skip
    return FileResponse(
        documents.content(document.id),
        content_type="application/octet-stream",
        as_attachment=True,
        filename=document.name,
    )


def address(seal_id: UUID) -> str:
    """Return the address of a seal's page."""
    return reverse("workspace:seal", kwargs={"seal_id": seal_id})
