"""规则: the list of decision models, one model's page, its versions, runs, and the FEEL try-out."""

from typing import Any, Final

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from govhall.channels.workspace import rules
from govhall.channels.workspace.selectors import decision_models as shown_as
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.decisions import public as decisions

VIEW: Final = "decisions.model.view"
EDIT: Final = "decisions.model.edit"
PUBLISH: Final = "decisions.model.publish"
RUNS: Final = "decisions.run.view"
# dmn-js draws with style attributes and its text editor adds a style sheet. This page alone allows that; scripts stay
# as strict as everywhere: no inline script, no eval.
DRAWING: Final = {"style-src": [SELF, NONCE], "style-src-attr": [UNSAFE_INLINE], "font-src": [SELF, "data:"]}
_SAMPLE: Final = 'if area > 150 then "大" else "小"'


@access.permission(VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the decision models."""
    text = request.GET.get("rule", "").strip()[:100]
    shown = {"text": text, "rows": decisions.models(text=text), "may_edit": access.allows(actor_of(request), EDIT)}
    return render(request, "workspace/rules.html", shown)


@access.permission(VIEW)
@never_cache
@require_safe
@csp_update(DRAWING)  # type: ignore[arg-type]  # its type knows only views without parameters
def model(request: HttpRequest, key: str) -> HttpResponse:
    """Show a model: to those who edit rules in the editor, to others as tables."""
    found = decisions.model(key)
    version, xml = decisions.open_text(key)
    actor = actor_of(request)
    outline = decisions.outline(xml)
    shown: dict[str, Any] = {
        "model": found, "version": version, "xml": xml, "outline": outline, "findings": decisions.check(xml),
        "may_edit": access.allows(actor, EDIT), "may_publish": access.allows(actor, PUBLISH),
        "may_see_runs": access.allows(actor, RUNS), "versions": decisions.versions(key),
        "fields": shown_as.fields_of(outline.inputs, {}, {}),
    }  # fmt: skip
    return render(request, "workspace/rule.html", shown)


@access.permission(PUBLISH)
@never_cache
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the checks say of the draft; a POST publishes just that text."""
    found = decisions.model(key)
    if request.method == "POST":
        return _publish(request, found)
    return _confirmation(request, found)


def _confirmation(request: HttpRequest, found: decisions.ModelSummary, *, status: int = 200) -> HttpResponse:
    version, xml = decisions.open_text(found.key)
    findings = decisions.check(xml)
    before = decisions.text_of(found.key, found.number)[1] if found.number else ""
    shown = {
        "model": found, "version": version, "findings": findings,
        "is_faulty": any(each.severity is decisions.Severity.ERROR for each in findings),
        "is_draft": version.state is decisions.VersionState.DRAFT, "lines": shown_as.difference(before, xml),
    }  # fmt: skip
    return render(request, "workspace/rule_publish.html", shown, status=status)


def _publish(request: HttpRequest, found: decisions.ModelSummary) -> HttpResponse:
    sm3 = request.POST.get("sm3", "")
    try:
        ref, _findings = decisions.publish(key=found.key, sm3=sm3, by=actor_of(request), at=clock.now())
    except (decisions.ModelFaulty, Conflict) as refusal:
        messages.error(request, refusal.message)
        return _confirmation(request, found, status=422 if isinstance(refusal, InvalidInput) else 409)
    messages.success(
        request, _("第 %(number)d 版已发布。用到它的事项，由事项审核人员采用后生效。") % {"number": ref.number}
    )
    return redirect("workspace:rule", key=found.key)


@access.permission(VIEW)
@require_safe
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show one version: its tables, its text, and what it changed."""
    found = decisions.model(key)
    value, xml = decisions.text_of(key, number)
    earlier = next((each.number for each in decisions.versions(key) if each.number < number), 0)
    before = decisions.text_of(key, earlier)[1] if earlier else ""
    shown = {
        "model": found, "version": value, "xml": xml, "outline": decisions.outline(xml), "earlier": earlier,
        "lines": shown_as.difference(before, xml) if earlier else [],
        "may_retire": access.allows(actor_of(request), PUBLISH) and value.state is decisions.VersionState.PUBLISHED,
    }  # fmt: skip
    return render(request, "workspace/rule_version.html", shown)


@access.permission(PUBLISH)
@require_POST
def retire(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Withdraw a published version."""
    decisions.retire(key=key, number=number, by=actor_of(request), at=clock.now())
    messages.success(request, _("第 %(number)d 版已停用。") % {"number": number})
    return redirect("workspace:rule-version", key=key, number=number)


@access.permission(RUNS)
@never_cache
@require_safe
def runs(request: HttpRequest, key: str) -> HttpResponse:
    """Show the newest runs. What was put in and came out is not shown: it may be an applicant's."""
    shown = {"model": decisions.model(key), "rows": decisions.runs(key), "purposes": rules.PURPOSES}
    audit.record(
        by=actor_of(request), action="decisions.runs.viewed", at=clock.now(), target_kind="decision_model",
        target_id=key,
    )  # fmt: skip
    return render(request, "workspace/rule_runs.html", shown)


@access.permission(VIEW)
@require_http_methods(["GET", "POST"])
def feel(request: HttpRequest) -> HttpResponse:
    """Try out one FEEL expression with a context."""
    asked = request.POST if request.method == "POST" else {"expression": _SAMPLE, "context": '{"area": 46}'}
    expression, context = asked.get("expression", "")[:20_000], asked.get("context", "")[:20_000]
    shown: dict[str, Any] = {"expression": expression, "context_text": context, "names": decisions.completions()}
    status = 200
    if request.method == "POST":
        try:
            shown["trial"] = decisions.try_expression(expression, context, at=clock.now())
        except decisions.ContextUnreadable as fault:
            shown["context_error"], status = fault.message, 422
    part = "workspace/parts/feel_result.html" if getattr(request, "htmx", False) else "workspace/feel.html"
    return render(request, part, shown, status=200 if getattr(request, "htmx", False) else status)
