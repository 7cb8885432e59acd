"""Items as they are published, to read: officers look up what the guide tells the public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from govhall.business.items import public as items
from govhall.channels.workspace.views.requests import actor_of
from govhall.data.organizations import public as organizations
from govhall.kernel.actor import Actor
from govhall.security.access import public as access

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
    return render(request, "workspace/item.html", {"guide": guide, "agency": agency})
