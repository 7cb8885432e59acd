"""Items as they are published, to read: officers look up what the guide tells the public."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from govhall.business.items import public as items
from govhall.channels.workspace.views.requests import actor_of
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.decisions import public as decisions

PUBLISH = "items.item.publish"
_PAGE = 30


@access.permission("workspace.desk.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the items of the officer's place, by name or found by words."""
    actor, text = actor_of(request), request.GET.get("item", "").strip()[:100]
    audience = request.GET.get("audience", items.LEGAL)
    audience = audience if audience in (items.PERSON, items.LEGAL) else items.LEGAL
    place = _place(actor)
    shown: dict[str, Any] = {"text": text, "audience": audience}
    if text:
        shown["rows"] = [hit.item for hit in items.search(text, region_path=place, page_size=_PAGE).hits]
    else:
        page = items.browse(region_path=place, audience=audience, cursor=request.GET.get("cursor", ""), size=_PAGE)
        shown |= {"rows": page.items, "cursor": page.cursor}
    return render(request, "workspace/items.html", shown)


def _place(actor: Actor) -> str:
    """The deepest place of the officer's posts; a provincial officer sees what holds in the whole province."""
    return max((grant.region_path for grant in actor.grants), key=len, default="/")


@access.permission("workspace.desk.view")
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """Show the published version of an item."""
    guide = items.guide(code)
    agency = organizations.agency(guide.agency_id)
    uses = guide.rule_uses
    latest = {model.key: model for model in decisions.models()} if uses else {}
    shown = {
        "guide": guide, "agency": agency,
        "rules": [{"use": use, "latest": latest.get(use.model)} for use in uses],
        "may_adopt": any(use.model in latest and latest[use.model].number > use.version for use in uses)
        and access.reach(actor_of(request), PUBLISH).covers(agency_id=guide.agency_id, region_path=guide.region_path),
    }  # fmt: skip
    return render(request, "workspace/item.html", shown)


@access.permission(PUBLISH)
@require_POST
def adopt_rules(request: HttpRequest, code: str) -> HttpResponse:
    """Put the latest rules in force for an item, as a version of the item with nothing else changed."""
    guide = items.guide(code)
    try:
        items.adopt_rules(implementation_id=guide.implementation_id, by=actor_of(request), at=clock.now())
    except items.SameContent as same:
        messages.info(request, same.message)
    else:
        messages.success(request, _("已采用规则的新版本，从现在起的申请按新规则预检。"))
    return redirect("workspace:item", code=code)
