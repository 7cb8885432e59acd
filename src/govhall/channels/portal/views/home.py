"""The home page: search, progress by number, what people do most, themes. It shows only what can be done here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from govhall.business.items import public as items
from govhall.channels.portal import context
from govhall.channels.portal.views import lists
from govhall.channels.portal.views.progress import InquiryForm
from govhall.data.organizations import public as organizations
from govhall.security.access import public as access

_FREQUENT = 10
_EXAMPLES = 4
_SHORT = 10


@access.permission(access.PUBLIC)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the home page for persons or for legal entities (``?audience=legal``)."""
    audience = lists.audience_of(request.GET.get("audience", ""))
    place = context.region_path_of(request)
    popular = items.popular(region_path=place, audience=audience, limit=_FREQUENT)
    themes = items.counts_by_theme(region_path=place, audience=audience)
    return render(
        request,
        "portal/home.html",
        {
            "audience": audience,
            "switch": _switch(audience),
            "suggest_url": context.with_query(context.address("portal:suggest"), {"audience": audience}),
            "progress_form": InquiryForm(),
            "quick": _quick(),
            "examples": [lists.row(item) for item in popular if len(item.name) <= _SHORT][:_EXAMPLES],
            "frequent": [lists.row(item) for item in popular],
            "all_url": context.items_address(audience=audience),
            "themes": lists.themes(themes, audience),
            "extent": _extent(),
        },
    )


def _switch(audience: str) -> list[dict[str, Any]]:
    here = context.address("portal:home")
    return [
        {"url": here, "label": _("个人办事"), "short": _("个人"), "icon": "user", "current": audience == items.PERSON},
        {
            "url": f"{here}?audience={items.LEGAL}", "label": _("法人办事"), "short": _("法人"), "icon": "building-2",
            "current": audience == items.LEGAL,
        },
    ]  # fmt: skip


def _quick() -> list[dict[str, str]]:
    entries = (
        {"name": "portal:certificates", "label": _("亮证"), "text": _("证照夹里的电子证照"), "icon": "qr-code"},
        {"name": "portal:verify", "label": _("验证照"), "text": _("扫码或传文件辨真假"), "icon": "shield-check"},
        # On a phone the field for the number stands right below.
        {"name": "portal:progress", "label": _("查进度"), "text": _("凭编号密码"), "icon": "file-search", "wide": "1"},
        {"name": "portal:cases", "label": _("我的办件"), "text": _("办到哪一步"), "icon": "file-text"},
        {"name": "portal:evaluations", "label": _("去评价"), "text": _("好差评"), "icon": "star"},
    )
    return [{**entry, "url": context.address(entry["name"])} for entry in entries if context.address(entry["name"])]


def _extent() -> dict[str, int]:
    """Count the cities and counties that this site knows; no query."""
    cities = [city for province in organizations.region_tree() for city in province.children]
    return {"cities": len(cities), "counties": sum(len(city.children) for city in cities)}
