"""The working calendar: a year by months, its editions, and loading another one after a look at the differences."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from govhall.channels.workspace.forms import CalendarForm
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar

LOAD = "calendar.edition.load"
_FIRST, _LAST = 2004, 2100


@access.permission("workspace.desk.view")
@require_safe
def year(request: HttpRequest) -> HttpResponse:
    """Show a year; without one, the present."""
    return _page(request, _year(request.GET.get("year", "")))


def _year(text: str) -> int:
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else clock.today().year
    return min(max(wanted, _FIRST), _LAST)


def _page(request: HttpRequest, wanted: int, *, status: int = 200, **more: Any) -> HttpResponse:
    view = calendar.year_view(wanted)
    shown = {
        "view": view, "today": clock.today(), "editions": calendar.editions(year=wanted),
        "earlier": wanted - 1 if wanted > _FIRST else None, "later": wanted + 1 if wanted < _LAST else None,
        "may_load": access.allows(actor_of(request), LOAD),
        "form": CalendarForm(initial={"year": wanted if not view.is_known else wanted + 1}), **more,
    }  # fmt: skip
    return render(request, "workspace/calendar.html", shown, status=status)


@access.permission(LOAD)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Show what loading these lines would change; nothing is written."""
    form = CalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, _year(request.POST.get("year", "")), status=422, form=form)
    data = form.cleaned_data
    try:
        found = calendar.preview_edition(year=data["year"], text=data["text"])
    except InvalidInput as fault:
        return _refused(request, form, fault)
    shown = {"preview": found, "data": data}
    return render(request, "workspace/calendar_preview.html", shown)


@access.permission(LOAD)
@require_POST
def load(request: HttpRequest) -> HttpResponse:
    """Load the year that was looked at. A year that somebody else loaded meanwhile must be looked at again."""
    form = CalendarForm(request.POST)
    base = request.POST.get("base", "")
    if not form.is_valid() or not base.isdigit():
        return _page(request, _year(request.POST.get("year", "")), status=422, form=form)
    data = form.cleaned_data
    try:
        loaded = calendar.load_year(
            year=data["year"], text=data["text"], source=data["source"], by=actor_of(request), at=clock.now(),
            base_edition_id=int(base), is_provisional=data["is_provisional"],
        )  # fmt: skip
    except (InvalidInput, Conflict) as fault:
        return _refused(request, form, fault)
    messages.success(
        request,
        _("%(year)d 年工作日历已更新，%(days)d 天有变化。") % {"year": loaded.year, "days": loaded.changed_days},
    )
    return redirect(f"{reverse('workspace:calendar')}?year={loaded.year}")


def _refused(request: HttpRequest, form: CalendarForm, fault: InvalidInput | Conflict) -> HttpResponse:
    faults = fault.fields if isinstance(fault, InvalidInput) else {}
    known = {name: words for name, words in faults.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, list(words))
    if not known:
        form.add_error(None, fault.message)
    status = 422 if isinstance(fault, InvalidInput) else 409
    return _page(request, form.cleaned_data["year"], status=status, form=form)
