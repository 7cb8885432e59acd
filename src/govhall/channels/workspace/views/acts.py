"""
Sending an act: check the page is fresh, check the form, ask once more where it can't be undone, act, answer.

A refused act comes back into the panel with what was typed. One view an act, made from the table of acts.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from govhall.channels.workspace.forms import ActForm, CorrectionForm
from govhall.channels.workspace.selectors import casepage, panel
from govhall.channels.workspace.selectors.casepage import CasePage
from govhall.channels.workspace.views import case as case_views
from govhall.channels.workspace.views.act_table import ACTS, DeskAct
from govhall.channels.workspace.views.requests import actor_of, by_htmx
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput, NotPermitted
from govhall.security.access import public as access


def view_of(act: DeskAct) -> Callable[..., HttpResponse]:
    """Return the view that does this act, marked with its permission."""

    @access.permission(act.permission)
    @never_cache
    @require_POST
    def send(request: HttpRequest, number: str) -> HttpResponse:
        return _send(request, number, act)

    return send


def _send(request: HttpRequest, number: str, act: DeskAct) -> HttpResponse:
    actor, at, today = actor_of(request), clock.now(), clock.today()
    page = casepage.read(number=number, by=actor, at=at)
    form = act.form(page, today, request.POST)
    if "more" in request.POST and isinstance(form, CorrectionForm):
        form.with_one_more()
        return _answer(request, page, act, form, status=200)
    if request.POST.get("seen") != str(page.seen):
        return _refused(request, page, _("您打开页面以后，这个办件又有了新的办理记录。"), status=409)
    if not form.is_valid():
        return _answer(request, page, act, form, status=422)
    if "edit" in request.POST:
        return _answer(request, page, act, form, status=200)
    if act.final and "confirmed" not in request.POST:
        return _answer(request, page, act, form, status=200, asks=True)
    try:
        act.run(form, form.cleaned_data, actor, at)
    except InvalidInput as fault:
        form.take(fault.fields, fault.message)
        return _answer(request, page, act, form, status=422)
    except Conflict as conflict:
        return _refused(request, page, conflict.message, status=409)
    except NotPermitted as refusal:
        return _refused(request, page, refusal.message, status=403)
    return _done(request, page, act)


def _answer(
    request: HttpRequest, page: CasePage, act: DeskAct, form: ActForm, *, status: int, asks: bool = False
) -> HttpResponse:
    asked = _asked(form) if asks else []
    if not by_htmx(request):
        return case_views.show(request, page, status=status, act=act.code, form=form, asks=asks, asked=asked)
    shown = case_views.panel_context(request, page, act=act.code, form=form, asks=asks, asked=asked, is_part=True)
    return render(request, "workspace/parts/panel.html", shown, status=status)


def _asked(form: ActForm) -> list[dict[str, str]]:
    """What was typed, to be read once more and sent again unchanged."""
    return [
        {
            "name": name,
            "label": "" if field.widget.is_hidden else str(field.label),
            "value": str(form.data.get(name, "")),
        }
        for name, field in form.fields.items()
    ]


def _refused(request: HttpRequest, page: CasePage, words: str, *, status: int) -> HttpResponse:
    if not by_htmx(request):
        return case_views.show(request, page, status=status, conflict=words)
    # htmx shows 422 in place; another status would leave the officer with the stale panel.
    shown = case_views.panel_context(request, page, conflict=words, is_part=True)
    return render(request, "workspace/parts/panel.html", shown, status=422)


def _done(request: HttpRequest, page: CasePage, act: DeskAct) -> HttpResponse:
    number = page.file.number
    if not by_htmx(request):
        messages.success(request, str(act.done))
        return redirect("workspace:case", number=number)
    fresh = casepage.read(number=number, by=actor_of(request), at=clock.now())
    shown = case_views.panel_context(request, fresh, done=act.done, is_part=True)
    shown["panel"] = panel.build(fresh, by=actor_of(request), wanted="", today=clock.today())
    answer = render(request, "workspace/parts/after_act.html", shown)
    answer["HX-Replace-Url"] = reverse("workspace:case", kwargs={"number": number})
    return answer


VIEWS = {act.slug: view_of(act) for act in ACTS.values()}
