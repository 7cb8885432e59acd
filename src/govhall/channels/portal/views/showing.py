"""
亮证 on both sides: the holder's code of the minute and the questions that come in; the page of whoever scans.

All of it works without scripts: a new code and a new answer are one press away.
"""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from govhall.channels.look import public as look
from govhall.channels.portal.views import verify
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access
from govhall.support.certificates import public as business

_WORDS: Final = 60
_GONE: Final = 410


class AskForm(look.PlainForm):
    """Who wants to see more, and what for."""

    asker = forms.CharField(
        label=gettext_lazy("您是谁"),
        max_length=_WORDS,
        help_text=gettext_lazy("单位或者姓名，对方会看到，例如：某某酒店前台。"),
    )
    purpose = forms.CharField(
        label=gettext_lazy("用来做什么"), max_length=_WORDS, help_text=gettext_lazy("对方会看到，例如：办理入住登记。")
    )


def code_of(request: HttpRequest, found: business.CertificateValue, actor: Actor) -> dict[str, Any] | None:
    """Return a fresh code as ``certificates/code.html`` draws it, or None if the certificate can't be shown."""
    if not found.is_valid:
        return None
    code = business.show_code(certificate_id=found.id, by=actor, at=clock.now())
    return {
        "address": request.build_absolute_uri(code.path),
        "seconds": code.seconds, "percent": round(100 * code.seconds / 60), "certificate_id": found.id,
        "until": code.expires_at.astimezone(clock.OFFICIAL_ZONE).strftime("%H:%M:%S"), "path": code.path,
    }  # fmt: skip


@access.permission(access.SIGNED_IN)
@never_cache
@require_safe
def code(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The next code, for the page that shows one."""
    actor = actor_of(request)
    found = _own(certificate_id, actor)
    return render(request, "portal/certificates/code.html", {"code": code_of(request, found, actor)})


@access.permission(access.SIGNED_IN)
@never_cache
@require_safe
def asked(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Who has scanned the code and asks for more, for the page that shows it."""
    _own(certificate_id, actor_of(request))
    return render(request, "portal/certificates/asked.html", asked_of(certificate_id))


def asked_of(certificate_id: UUID) -> dict[str, Any]:
    """Return what ``certificates/asked.html`` needs."""
    waiting = business.asked(certificate_id, at=clock.now())
    return {"waiting": waiting, "asked_id": certificate_id}


@access.permission(access.SIGNED_IN)
@require_POST
def answer(request: HttpRequest, certificate_id: UUID, showing_id: UUID) -> HttpResponse:
    """Agree or refuse."""
    actor = actor_of(request)
    _own(certificate_id, actor)
    agree = request.POST.get("answer") == "agree"
    try:
        done = business.answer(
            showing_id=showing_id, agree=agree, labels=request.POST.getlist("labels"), by=actor, at=clock.now()
        )
    except (business.NothingAsked, InvalidInput) as refusal:
        messages.error(request, refusal.message)
    else:
        words = _("已同意，%(asker)s可以看 3 分钟。") if agree else _("已拒绝，%(asker)s看不到完整信息。")
        messages.success(request, words % {"asker": done.asker})
    return redirect("portal:certificate_show", certificate_id=certificate_id)


@access.permission(access.PUBLIC)
@never_cache
@require_GET
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """Take a scanned code in and lead to the page of this showing; what is no good is refused by name."""
    try:
        viewer = business.scan(code=code, by=actor_of(request), at=clock.now())
    except (business.CodeExpired, business.CodeUsed) as refusal:
        return _refused(request, refusal.message, status=_GONE)
    except business.CodeInvalid as refusal:
        return _refused(request, refusal.message, status=404)
    return redirect("portal:shown", viewer=viewer)


@access.permission(access.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shown(request: HttpRequest, viewer: str) -> HttpResponse:
    """The page of whoever scanned: the verdict, masked data, and a way to ask for more; POST asks."""
    at, form = clock.now(), AskForm(request.POST if request.method == "POST" else None)
    try:
        if request.method == "POST" and form.is_valid():
            business.ask(viewer_token=viewer, at=at, **form.cleaned_data)
            return redirect("portal:shown", viewer=viewer)
        found = business.look(viewer_token=viewer, by=actor_of(request), at=at)
    except business.CodeInvalid as refusal:
        return _refused(request, refusal.message, status=404)
    except business.NothingAsked as refusal:
        return _refused(request, refusal.message, status=_GONE)
    page = verify.details(business.shown(viewer, at=at)) | {"showing": found, "form": form, "viewer": viewer}
    if found.open_until:
        page["open_until"] = found.open_until.astimezone(clock.OFFICIAL_ZONE).strftime("%H:%M:%S")
    return render(request, "portal/shown.html", page, status=422 if form.errors else 200)


def _refused(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    return render(request, "portal/shown_refused.html", {"words": words}, status=status)


def _own(certificate_id: UUID, actor: Actor) -> business.CertificateValue:
    found = business.certificate(certificate_id, at=clock.now(), by=actor)
    if found.holder_party_id not in actor.whole_parties:
        raise business.CertificateNotFound(_("没有找到这张证照。"))
    return found
