"""
存量制证 for the certificate officer: take a template, upload a table, read what is wrong with it, confirm, watch.

Nothing is decided here: the page shows what the batch says of itself and sends the acts that are lawful now.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.look import public as look
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock, storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, NotPermitted
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import StockAct, StockBatchValue, StockRowState, StockState

ISSUE: Final = "certificates.stock.issue"
_PAGE: Final = 50
_XLSX: Final = storage.XLSX.content_type
# The rows that each view shows.
_VIEWS: Final[Mapping[str, tuple[Any, tuple[StockRowState, ...]]]] = {
    "faulty": (gettext_lazy("有问题"), (StockRowState.FAULTY, StockRowState.FAILED)),
    "ready": (gettext_lazy("可以制证"), (StockRowState.READY,)),
    "issued": (gettext_lazy("已制证"), (StockRowState.ISSUED,)),
    "dropped": (gettext_lazy("没有制证"), (StockRowState.DROPPED,)),
}
_DO: Final[Mapping[StockAct, tuple[Callable[..., None], Any]]] = {
    StockAct.PAUSE: (certificates.pause_stock, gettext_lazy("已暂停，正在制的一张制完就停。")),
    StockAct.RESUME: (certificates.resume_stock, gettext_lazy("已继续。")),
    StockAct.CANCEL: (certificates.cancel_stock, gettext_lazy("已取消，已经制好的证照仍然有效。")),
}


class UploadForm(look.PlainForm):
    """Which kind of certificate, and the table."""

    kind = forms.ChoiceField(label=gettext_lazy("证照类型"))
    file = forms.FileField(
        label=gettext_lazy("填好的表格"),
        help_text=gettext_lazy("XLSX，或者 UTF-8、GB18030 编码的 CSV；20 MB、5 万行以内。"),
        widget=forms.ClearableFileInput(attrs={"accept": f"{_XLSX},.xlsx,text/csv,.csv"}),
    )


class ConfirmForm(look.PlainForm):
    """The one who confirms has read the count."""

    expected = forms.IntegerField(widget=forms.HiddenInput)
    confirmed = forms.BooleanField(label="")

    def __init__(self, ready: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected"].initial = ready
        self.fields["confirmed"].label = _("我已核对，为这 %(number)d 行盖章制证") % {"number": ready}


@access.permission(ISSUE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Offer the templates and the upload, list the newest batches; POST uploads a table."""
    actor, status = actor_of(request), 200
    kinds = _kinds(actor)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    form.fields["kind"].choices = [("", _("请选择")), *((each["value"], each["label"]) for each in kinds)]  # type: ignore[attr-defined]
    if request.method == "POST":
        if form.is_valid() and (batch_id := _upload(form, actor)) is not None:
            return redirect("workspace:stock-batch", batch_id=batch_id)
        status = 422
    shown = {"form": form, "kinds": kinds, "batches": certificates.stock_batches(by=actor)}
    return render(request, "workspace/stock/index.html", shown, status=status)


@access.permission(ISSUE)
@require_safe
def template(request: HttpRequest, agency_id: int, type_key: str) -> HttpResponse:
    """Give the table to fill in."""
    content = certificates.stock_template(type_key, agency_id=agency_id, by=actor_of(request))
    return _table(content, _("存量证照模板-%(name)s") % {"name": certificates.certificate_type(type_key).name})


@access.permission(ISSUE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show a batch with its rows; POST does the act in the address. While it is made, htmx asks for news."""
    actor, status = actor_of(request), 200
    found = certificates.stock_batch(batch_id, by=actor)
    form = ConfirmForm(found.counts["READY"], request.POST if request.GET.get("act") == "confirm" else None)
    if request.method == "POST":
        if _act(request, found, form, actor):
            return redirect("workspace:stock-batch", batch_id=batch_id)
        status = 422
    answer = render(request, "workspace/stock/batch.html", _shown(request, found, form, actor), status=status)
    if getattr(request, "htmx", False) and found.state != StockState.ISSUING:
        answer["HX-Refresh"] = "true"  # it has just ended or paused: the whole page says what came of it
    return answer


@access.permission(ISSUE)
@never_cache
@require_safe
def faults(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Give the faulty rows back as a table to be mended."""
    content = certificates.faulty_stock(batch_id, by=actor_of(request))
    return _table(content, _("存量证照问题行"))


def _kinds(actor: Actor) -> list[dict[str, Any]]:
    agencies = certificates.agencies_for(actor)
    return [
        {
            "value": f"{agency.id}:{kind.key}", "agency_id": agency.id, "key": kind.key,
            "label": kind.name if len(agencies) == 1 else f"{kind.name}（{agency.short_name}）",
        }
        for agency in agencies
        for kind in certificates.issued_by(agency.id)
    ]  # fmt: skip


def _upload(form: UploadForm, actor: Actor) -> UUID | None:
    """Upload the table; what is wrong with it as a whole is said beside the field."""
    agency_id, _colon, key = form.cleaned_data["kind"].partition(":")
    file = form.cleaned_data["file"]
    try:
        return certificates.upload_stock(
            type_key=key, agency_id=int(agency_id), content=file.file, name=file.name, by=actor, at=clock.now()
        )
    except (storage.FileRefused, certificates.TableRefused) as refusal:
        form.add_error("file", refusal.message)
        return None


def _act(request: HttpRequest, found: StockBatchValue, form: ConfirmForm, actor: Actor) -> bool:
    """Do the act in the address; return False if the page must be shown again with what is wrong."""
    act = next((each for each in StockAct if each.lower() == request.GET.get("act", "")), None)
    try:
        if act is StockAct.CONFIRM:
            if not form.is_valid():
                return False
            expected = form.cleaned_data["expected"]
            certificates.confirm_stock(batch_id=found.id, expected=expected, by=actor, at=clock.now())
            messages.success(request, _("已确认，正在制证。可以离开这一页，制证不会中断。"))
        elif act is not None and act in _DO:
            run, done = _DO[act]
            run(batch_id=found.id, by=actor, at=clock.now())
            messages.success(request, str(done))
    except (Conflict, NotPermitted) as refusal:
        messages.error(request, refusal.message)
    return True


def _shown(request: HttpRequest, found: StockBatchValue, form: ConfirmForm, actor: Actor) -> dict[str, Any]:
    counts = {name: sum(found.counts[state] for state in states) for name, (_label, states) in _VIEWS.items()}
    usual = next((name for name, number in counts.items() if number), "faulty")
    if found.state == StockState.DONE and not counts["faulty"]:
        usual = "issued"
    asked = request.GET.get("view", "")
    view = asked if asked in _VIEWS else usual
    after = request.GET.get("after", "")
    after_number = int(after) if after.isascii() and after.isdigit() and len(after) < 8 else 0
    rows = certificates.stock_rows_of(found.id, by=actor, states=_VIEWS[view][1], after=after_number, limit=_PAGE + 1)
    more = len(rows) > _PAGE
    rows = rows[:_PAGE]
    return {
        "batch": found, "form": form, "rows": rows, "view": view, "view_label": _VIEWS[view][0], "counts": counts,
        "tabs": [
            {"url": f"?view={name}", "label": label, "count": counts[name], "is_current": name == view}
            for name, (label, _states) in _VIEWS.items()
            if counts[name] or name == view
        ],
        "next_url": "?" + urlencode({"view": view, "after": rows[-1].number}) if more else "",
        "acts": [
            {"slug": act.lower(), "label": act.label, "stops": act is StockAct.CANCEL}
            for act in map(StockAct, found.acts)
            if act is not StockAct.CONFIRM
        ],
        "may_confirm": StockAct.CONFIRM in found.acts and found.counts["READY"] > 0,
        "keep_days": certificates.KEEP_FAULTY_DAYS,
    }  # fmt: skip


def _table(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=_XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return answer
