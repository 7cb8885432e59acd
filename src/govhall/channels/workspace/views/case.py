"""A case: its page, its action panel, and the files that belong to it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.business.cases import public as cases
from govhall.channels.workspace import rules
from govhall.channels.workspace.forms import RevealForm
from govhall.channels.workspace.selectors import casepage, panel
from govhall.channels.workspace.selectors.casepage import CasePage
from govhall.channels.workspace.values import FormRow
from govhall.channels.workspace.views.act_table import ACTS
from govhall.channels.workspace.views.requests import actor_of, by_htmx
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.security.privacy import public as privacy
from govhall.support.documents import public as documents

# What browsers show; anything else is handed out as a download.
INLINE = frozenset({"application/pdf", "image/jpeg", "image/png"})
# The browser's PDF viewer brings its own styles. Nothing else runs beside a file.
_ALONE = {"default-src": [NONE], "object-src": [SELF], "frame-ancestors": [NONE], "style-src": ["'unsafe-inline'"]}
_KEYS = (("Ctrl ↵", "提交"), ("N", "办下一件"), ("/", "搜索"), ("?", "全部快捷键"))


@access.permission("cases.case.view")
@never_cache
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case with the panel of what this officer may do now."""
    page = casepage.read(number=number, by=actor_of(request), at=clock.now())
    return show(request, page)


@access.permission("cases.case.view")
@never_cache
@require_safe
def act_panel(request: HttpRequest, number: str) -> HttpResponse:
    """Show the panel alone, with another act opened."""
    page = casepage.read(number=number, by=actor_of(request), at=clock.now())
    if not by_htmx(request):
        return show(request, page)
    return render(request, "workspace/parts/panel.html", panel_context(request, page, is_part=True))


def show(request: HttpRequest, page: CasePage, *, status: int = 200, **changes: Any) -> HttpResponse:
    """Return the whole page of a case; ``changes`` replace parts of the panel (a form with faults, a conflict)."""
    shown = {
        "page": page,
        "viewed": casepage.material(page, request.GET.get("material", "")),
        "inline": INLINE,
        "key_hints": [{"key": key, "label": _(words)} for key, words in _KEYS],
        "trust_tones": {m.id: rules.trust_tone(m.trust) for m in page.file.materials},
        **panel_context(request, page, **changes),
    }
    return render(request, "workspace/case.html", shown, status=status)


def panel_context(request: HttpRequest, page: CasePage, **changes: Any) -> dict[str, Any]:
    """Return what the panel's template needs."""
    today, form = clock.today(), changes.get("form")
    wanted = changes.get("act") or request.GET.get("act", "").upper()
    built = panel.build(page, by=actor_of(request), wanted=wanted, today=today)
    found = ACTS.get(built.act)
    if form is None or (found and not isinstance(form, found.form)):
        form = found.form(page, today, initial=_initial(request.GET)) if found else None
    return {"page": page, "panel": built, "desk_act": found, **changes, "form": form}


def _initial(query: Mapping[str, str]) -> dict[str, str]:
    return {"target": query["target"]} if "target" in query else {}


@access.permission("cases.case.view")
@never_cache
@csp_replace(_ALONE)  # type: ignore[arg-type]  # its type knows no views with arguments
@require_safe
def material(request: HttpRequest, number: str, material_id: UUID) -> HttpResponseBase:
    """Give a material's bytes to an officer within reach; who opened it is recorded."""
    actor = actor_of(request)
    found = casepage.material_of(number=number, material_id=material_id, by=actor)
    return _give(found, number, actor)


@access.permission("cases.case.view")
@never_cache
@csp_replace(_ALONE)  # type: ignore[arg-type]  # its type knows no views with arguments
@require_safe
def paper(request: HttpRequest, number: str, paper_id: UUID) -> HttpResponseBase:
    """Give a paper of the case; who opened it is recorded."""
    actor = actor_of(request)
    file = cases.officer_file(number=number, by=actor)
    return _give(cases.paper_file(paper_id=paper_id, by=actor), file.number, actor)


def _give(found: cases.FileRef, number: str, actor: Actor) -> FileResponse:
    audit.record(
        by=actor, action="workspace.file.opened", target_kind="case", target_id=number.replace("-", ""),
        detail={"document": str(found.document_id)}, at=clock.now(),
    )  # fmt: skip
    return FileResponse(
        documents.content(found.document_id),
        content_type=found.content_type if found.content_type in INLINE else "application/octet-stream",
        as_attachment=found.content_type not in INLINE,
        filename=found.name,
    )


@access.permission("cases.personal_data.reveal")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, number: str, place: str) -> HttpResponse:
    """Ask why, then show one masked value in clear; both the asking officer and the reason are recorded."""
    actor = actor_of(request)
    file, row = casepage.masked_field(number=number, place=place, by=actor)
    form = RevealForm(request.POST if request.method == "POST" else None, auto_id=f"reveal-{place}-%s")
    clear, status = "", 200
    if request.method == "POST":
        clear = _reveal(form, file, row, actor) if form.is_valid() else ""
        status = 200 if clear else 422
    template = "workspace/parts/reveal.html" if by_htmx(request) else "workspace/reveal.html"
    shown = {"file": file, "row": row, "form": form, "clear": clear}
    return render(request, template, shown, status=status)


def _reveal(form: RevealForm, file: cases.CaseFile, row: FormRow, actor: Actor) -> str:
    try:
        return privacy.reveal(
            by=actor, target_kind="case", target_id=file.number, field=row.place, value=row.clear,
            reason=form.cleaned_data["reason"], at=clock.now(),
        )  # fmt: skip
    except InvalidInput as fault:
        form.add_error("reason", fault.message)
        return ""
