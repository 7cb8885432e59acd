"""个人中心: who one is, how well that is proved, for whom one may act, who acts for oneself."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from govhall.channels.look import public as look
from govhall.channels.portal.views import agents
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.security.access import public as access
from govhall.support.forms import public as forms
from govhall.support.identity import public as identity

_YEAR: Final = 365 * 24 * 3600


@access.permission(access.SIGNED_IN)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show the account. Officers have no parties and are led to their own page."""
    actor, at = actor_of(request), clock.now()
    person = identity.person_of(actor.id) if actor.id else None
    if person is None or actor.id is None:
        return redirect("identity_security")
    parties = identity.parties_of(actor.id, at=at)
    size, contrast = identity.preferences_of(actor.id)
    page = {
        "person": person, "level_name": identity.level_name(person.level),
        "may_rise": person.level < max(identity.LEVEL_NAMES),
        "history": [
            {
                "name": identity.level_name(each.level_after), "at": each.at, "note": each.note,
                "evidence": identity.Evidence(each.evidence).label,
            }
            for each in identity.level_history(person.id)
        ],
        "parties": [{"party": party, "current": party.id == actor.party_id} for party in parties],
        "powers": agents.summary(actor.id, at=at),
        "drafts": len(forms.drafts(by=actor)), "size": size, "contrast": contrast,
    }  # fmt: skip
    return render(request, "portal/account.html", page)


@access.permission(access.SIGNED_IN)
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep size and contrast with the account, and in this browser."""
    actor = actor_of(request)
    size = "large" if request.POST.get("size") == "large" else ""
    contrast = "high" if request.POST.get("contrast") == "high" else ""
    if actor.id is not None:
        identity.save_preferences(user_id=actor.id, size=size, contrast=contrast)
    response = redirect("portal:account")
    for cookie, value in ((look.SIZE_COOKIE, size), (look.CONTRAST_COOKIE, contrast)):
        if value:
            response.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
        else:
            response.delete_cookie(cookie, samesite="Lax")
    messages.success(request, _("阅读设置已保存，换设备登录也一样。"))
    return response
