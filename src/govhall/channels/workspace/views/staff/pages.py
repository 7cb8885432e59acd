"""Reading: the list of officers with its filters, and one officer with posts and the acts that may be done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.forms import Field
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.look import public as look
from govhall.channels.workspace.views.requests import actor_of
from govhall.channels.workspace.views.staff import forms
from govhall.channels.workspace.views.staff.table import ACTS, StaffAct
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.identity import public as identity

MANAGE: Final = "identity.staff.manage"
_PAGE: Final = 20
_FILTERS: Final = ("text", "agency", "role", "state")
_TONES: Final = {"open": "ok", "new": "warn", "disabled": "mute"}


@access.permission(MANAGE)
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the officers of the own agency and those below, by username."""
    actor, at = actor_of(request), clock.now()
    asked = {name: request.GET.get(name, "").strip()[:100] for name in _FILTERS}
    found = identity.find_officers(
        actor, at=at, text=asked["text"], agency_id=int(asked["agency"]) if asked["agency"].isdecimal() else None,
        role=asked["role"], state=asked["state"], after=request.GET.get("after", "")[:40], limit=_PAGE + 1,
    )  # fmt: skip
    rows = found[:_PAGE]
    given = {name: value for name, value in asked.items() if value}
    page: dict[str, Any] = {
        "rows": _lines(rows), "asked": asked, "is_filtered": bool(given), "agencies": agencies(actor),
        "roles": [(role.code, role.label) for role in access.ROLES.values()],
        "states": identity.StaffState.choices, "first_url": "?" + urlencode(given) if "after" in request.GET else "",
    }  # fmt: skip
    if len(found) > _PAGE:
        page["next_url"] = "?" + urlencode({**given, "after": rows[-1].username})
    return render(request, "workspace/staff/index.html", page)


@access.permission(MANAGE)
@never_cache
@require_safe
def officer(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show one officer; ``act`` in the address opens the form of an act."""
    act = ACTS.get(request.GET.get("act", ""))
    return show(request, user_id, act=act)


def show(
    request: HttpRequest,
    user_id: UUID,
    *,
    act: StaffAct | None = None,
    form: forms.StaffForm | None = None,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Return the page of an officer, with the form of an act if one is open."""
    actor, at = actor_of(request), clock.now()
    file = identity.staff_file(user_id, by=actor, at=at)
    offered = lawful(file)
    if act is not None and act not in offered:
        act, form = None, None
    if act is not None and form is None:
        form = act.form(initial={"agency": file.row.agency_id, "post": request.GET.get("post", "")})
        form.offer(choices(file, actor))
    names = _agency_names([*[post.agency_id for post in file.posts], file.row.agency_id or 0])
    page = {
        "file": file, "row": file.row, "state_label": identity.StaffState(file.row.state).label,
        "tone": _TONES[file.row.state], "agency_name": names.get(file.row.agency_id or 0, ""),
        "posts": [_post(post, names, at) for post in file.posts], "acts": offered, "act": act, "form": form,
        "asks": asks, "asked": _asked(form) if asks and form else [],
    }  # fmt: skip
    return render(request, "workspace/staff/officer.html", page, status=status)


def lawful(file: identity.StaffFile) -> list[StaffAct]:
    """Return the acts that make sense now; the acts themselves decide again."""
    is_open = file.row.state != identity.StaffState.DISABLED
    wanted = ["appoint", "edit", "reset", "disable"] if is_open else ["edit", "enable"]
    acts = [ACTS[slug] for slug in wanted if file.may_change]
    return [*acts, ACTS["end"]] if any(post.may_end for post in file.posts) else acts


def choices(file: identity.StaffFile, by: Actor) -> forms.Choices:
    """Return what the forms offer: agencies and roles within reach, and posts that may be ended."""
    names = _agency_names(post.agency_id for post in file.posts)
    return {
        "agency": agencies(by),
        "role": [(role.code, role.label) for role in identity.grantable_roles(by)],
        "post": [
            (str(post.id), f"{_role(post.role)}，{names.get(post.agency_id, '')}")
            for post in file.posts
            if post.may_end
        ],
    }


def agencies(by: Actor) -> list[tuple[str, str]]:
    """Return the agencies within reach, upper ones first."""
    found = organizations.agencies_by_ids(identity.managed_agencies(by)).values()
    return [(str(each.id), each.name) for each in sorted(found, key=lambda each: (each.region_path, each.id))]


def _lines(rows: Sequence[identity.StaffRow]) -> list[dict[str, Any]]:
    names = _agency_names(
        agency_id for row in rows for agency_id in [row.agency_id or 0, *(agency for _code, agency in row.posts)]
    )
    return [
        {
            "row": row, "agency": names.get(row.agency_id or 0, ""), "tone": _TONES[row.state],
            "state_label": identity.StaffState(row.state).label,
            "posts": [
                _role(role) if agency == row.agency_id else f"{_role(role)}（{names.get(agency, '')}）"
                for role, agency in row.posts
            ],
        }
        for row in rows
    ]  # fmt: skip


def _post(post: identity.PostRecord, names: Mapping[int, str], at: datetime) -> dict[str, Any]:
    state = "now" if post.is_in_force else "later" if post.valid_from > at else "over"
    return {"post": post, "role": _role(post.role), "agency": names.get(post.agency_id, ""), "state": state}


def _agency_names(ids: Any) -> dict[int, str]:
    return {key: value.name for key, value in organizations.agencies_by_ids(ids).items()}


def _role(code: str) -> str:
    return access.ROLES[code].label if code in access.ROLES else code


def _asked(form: forms.StaffForm) -> list[dict[str, str]]:
    """Return what was filled in, in words, to be read again before it is done."""
    return [
        {"name": field.html_name, "label": str(field.label), "value": str(field.value() or ""),
         "words": _words(field.field, form.cleaned_data.get(field.name))}
        for field in form
    ]  # fmt: skip


def _words(field: Field, given: Any) -> str:
    if isinstance(given, bool):
        return _("是") if given else ""
    if isinstance(given, date):
        return look.chinese_date(given, year=True)
    return str(dict(getattr(field, "choices", ())).get(given, given or ""))
