"""The wallet: certificates of oneself and of those one acts for, showing them to others, and who has used them."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.portal.views import showing
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates import public as business
from govhall.support.identity import public as identity

SOON: Final = 60  # days before the end from which a certificate is marked
_LAST_YEAR: Final = 2099  # written for 长期
_USES: Final = 10


@access.permission(access.SIGNED_IN)
@never_cache
@require_safe
def certificates(request: HttpRequest) -> HttpResponse:
    """Show the wallet of one holder, with the code of the chosen certificate beside it."""
    actor, at = actor_of(request), clock.now()
    known = identity.parties_of(actor.id, at=at) if actor.id else ()
    # Whose power is for some items only, doesn't see what else the principal holds.
    parties = [party for party in known if party.id in actor.whole_parties]
    holder = _holder(request, [party.id for party in parties], actor)
    wallet = business.wallet([holder], at=at) if holder else ()
    today = clock.official_date(at)
    cards = [card(each, today) for each in wallet]
    soon = [each for each in cards if each["days_left"] is not None and each["days_left"] <= SOON]
    current = next((each for each in wallet if each.is_valid), None)
    page = {
        "cards": cards, "holder": holder, "soon": soon, "current": card(current, today) if current else None,
        "code": showing.code_of(request, current, actor) if current else None,
        "parties": [{"party": party, "current": party.id == holder} for party in parties],
        "uses": business.uses_of([holder], limit=_USES) if holder else (),
    }  # fmt: skip
    return render(request, "portal/certificates/list.html", page)


@access.permission(access.SIGNED_IN)
@require_safe
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Show the face of an own certificate and who has used it."""
    found = own(certificate_id, actor_of(request))
    page = {
        "card": card(found, clock.today()), "certificate": found,
        "uses": business.uses(certificate_id, limit=_USES * 2),
        "versions": business.versions(certificate_id, at=clock.now(), by=actor_of(request)),
        "history": business.history(certificate_id, by=actor_of(request)),
        "plan": business.check_plan(certificate_id, at=clock.now(), by=actor_of(request)),
    }  # fmt: skip
    return render(request, "portal/certificates/certificate.html", page)


@access.permission(access.SIGNED_IN)
@never_cache
@require_safe
def show(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """亮证: the code for the other side's phone, and what it will see there."""
    actor, at = actor_of(request), clock.now()
    found = own(certificate_id, actor)
    if request.method == "GET":
        business.record_use(certificate_id=certificate_id, kind=business.UseKind.SHOWN, by=actor, at=at)
    page = {
        "card": card(found, clock.official_date(at)), "certificate": found, "public": _public(found),
        "code": showing.code_of(request, found, actor), **showing.asked_of(certificate_id),
    }  # fmt: skip
    return render(request, "portal/certificates/show.html", page)


def own(certificate_id: UUID, actor: Actor) -> business.CertificateValue:
    """Return a certificate of a party one acts for. :raises NotFound: for anybody else's"""
    found = business.certificate(certificate_id, at=clock.now(), by=actor)
    if found.holder_party_id not in actor.whole_parties:
        raise NotFound(_("没有找到这张证照。"))
    return found


def card(found: business.CertificateValue, today: date) -> dict[str, Any]:
    """Return a certificate as ``look/components/certificate.html`` draws it."""
    is_long = found.valid_until is None or found.valid_until.year >= _LAST_YEAR
    left = None if is_long or not found.is_valid or found.valid_until is None else (found.valid_until - today).days
    tone, state = ("ok", _("有效")) if found.is_valid else ("mute", found.status_label)
    if left is not None and left <= SOON:
        tone, state = "warn", _("%(days)d 天后到期") % {"days": left}
    return {
        "id": found.id, "url": reverse("portal:certificate", args=[found.id]), "name": found.type_name,
        "number": found.number_masked, "issuer": found.agency_name, "tone": tone, "state": state,
        "until": _("长期") if is_long else _("至 %(day)s") % {"day": found.valid_until},
        "is_valid": found.is_valid, "days_left": left, "holder": found.holder_name,
        "hidden": [line.label for line in found.face if not line.public],
        "seen": [line.label for line in found.face if line.public],
    }  # fmt: skip


def _public(found: business.CertificateValue) -> list[dict[str, Any]]:
    """Return the lines of the face that strangers see; those that are masked for them show the masked value."""
    masked = business.certificate(found.id, at=clock.now())
    rows = [{"label": found.number_label, "value": masked.number_masked, "num": True}]
    rows += [{"label": line.label, "value": line.value, "num": False} for line in masked.face]
    rows.append({"label": _("有效期"), "value": found.validity, "num": False})
    rows.append({"label": _("发证机关"), "value": found.agency_name, "num": False})
    return rows


def _holder(request: HttpRequest, parties: list[UUID], actor: Actor) -> UUID | None:
    """Return whose wallet is shown: the one in the address, else the first party that holds anything."""
    wanted = request.GET.get("holder", "")
    if chosen := next((each for each in parties if str(each) == wanted), None):
        return chosen
    own = [each for each in (actor.party_id, *parties) if each in actor.whole_parties]
    holding = {found.holder_party_id for found in business.wallet(own, at=clock.now())}
    return next((each for each in own if each in holding), next(iter(own), None))
