"""What the editor of rules asks the server: keep the draft, look at it, try it out. Answers are parts of the page."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from govhall.channels.workspace.selectors import decision_models as shown_as
from govhall.channels.workspace.views.decision_models import EDIT, VIEW
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import Conflict, InvalidInput, NotFound
from govhall.security.access import public as access
from govhall.support.decisions import public as decisions

_ADDRESSES = ("new", "feel")  # pages beside the models
_EMPTY = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" id="{key}" name="{name}" namespace="https://govhall.example/decisions/{key}">
  <inputData id="input_amount" name="amount">
    <variable id="var_amount" name="amount" typeRef="number" />
  </inputData>
  <decision id="decision" name="结论">
    <variable id="var_decision" name="结论" typeRef="string" />
    <informationRequirement id="needs_amount">
      <requiredInput href="#input_amount" />
    </informationRequirement>
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="column_amount" label="数量">
        <inputExpression id="expression_amount" typeRef="number">
          <text>amount</text>
        </inputExpression>
      </input>
      <output id="column_result" label="结论" name="result" typeRef="string" />
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram id="diagram">
      <dmndi:DMNShape id="shape_decision" dmnElementRef="decision">
        <dc:Bounds height="80" width="180" x="160" y="80" />
      </dmndi:DMNShape>
      <dmndi:DMNShape id="shape_amount" dmnElementRef="input_amount">
        <dc:Bounds height="45" width="140" x="180" y="260" />
      </dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""  # noqa: E501  # namespaces are long


@access.permission(EDIT)
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Begin a model: a name, a key, and a draft with one empty table."""
    key, name = request.POST.get("key", "").strip(), request.POST.get("name", "").strip()
    shown: dict[str, Any] = {"key": key, "name": name}
    if request.method == "GET":
        return render(request, "workspace/rule_new.html", shown)
    try:
        _require_free(key)
        xml = _EMPTY.format(key=_escaped(key), name=_escaped(name))
        decisions.save_draft(key=key, xml=xml, by=actor_of(request), at=clock.now())
    except (InvalidInput, Conflict) as fault:
        return render(request, "workspace/rule_new.html", {**shown, "error": fault.message}, status=422)
    return redirect("workspace:rule", key=key)


def _require_free(key: str) -> None:
    if key in _ADDRESSES:
        raise InvalidInput(_("这个代码是页面的地址，请换一个。"))
    try:
        decisions.model(key)
    except NotFound:
        return
    raise Conflict(_("已经有这个代码的决策模型。"))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@access.permission(EDIT)
@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the draft; answer with its digest, the findings and the fields of the try-out."""
    xml, at = request.POST.get("xml", ""), clock.now()
    decisions.model(key)
    try:
        saved = decisions.save_draft(key=key, xml=xml, by=actor_of(request), at=at, base=request.POST.get("base", ""))
    except (InvalidInput, Conflict) as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return JsonResponse({"message": refusal.message}, status=status)
    outline = decisions.outline(xml)
    given = dict(request.POST.lists())
    parts: dict[str, dict[str, Any]] = {
        "version_state": {"state": saved.state},
        "findings": {"findings": decisions.check(xml), "jumps": True},
        "rule_rows": {"outline": outline},
        "try_fields": {"fields": shown_as.fields_of(outline.inputs, given, {}), "outline": outline,
                       "decision": request.POST.get("decision", "")},
    }  # fmt: skip
    return JsonResponse(
        {
            "sm3": saved.sm3,
            "saved": _("草稿第 %(number)d 版，%(time)s 已保存")
            % {"number": saved.number, "time": f"{timezone.localtime(at):%H:%M:%S}"},
            **{name: render_to_string(f"workspace/parts/{name}.html", shown) for name, shown in parts.items()},
        }
    )


@access.permission(VIEW)
@require_POST
def try_out(request: HttpRequest, key: str) -> HttpResponse:
    """Evaluate a decision of the open text, or of the stored one; nothing is recorded."""
    found = decisions.model(key)
    xml = request.POST.get("xml", "") or decisions.open_text(found.key)[1]
    outline = decisions.outline(xml)
    given = dict(request.POST.lists())
    decision = request.POST.get("decision", "")
    shown: dict[str, Any] = {"decision": decision, "key": key}
    try:
        values = shown_as.values_of(outline.inputs, given)
        result = decisions.try_out(xml, decision, values, at=clock.now())
        shown |= {
            "result": result,
            "tables": shown_as.marked(outline.tables, result.trace),
            "grid": shown_as.grid_of(result.value),
        }
    except (InvalidInput, NotFound) as fault:
        shown["error"] = fault.message
        shown["errors"] = fault.fields if isinstance(fault, InvalidInput) else {}
    if getattr(request, "htmx", False):
        return render(request, "workspace/parts/try_result.html", shown)
    page = {**shown, "model": found, "back": reverse("workspace:rule", args=[key])}
    return render(request, "workspace/rule_try.html", page)
