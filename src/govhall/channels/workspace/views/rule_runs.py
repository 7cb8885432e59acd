"""
One recorded run of a rule: what it got, what it gave, which rows matched; masked, and in clear for a reason.

It is reached from its case and from its model. ``?again=1`` computes it once more with the same version; nothing is
written but who looked.
"""

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from govhall.channels.workspace.forms import RevealForm
from govhall.channels.workspace.selectors import runpage
from govhall.channels.workspace.selectors.runpage import RunDoor
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.security.privacy import public as privacy
from govhall.support.decisions import public as decisions

RUNS: Final = "decisions.run.view"


@access.permission("cases.case.view")
@never_cache
@require_safe
def of_case(request: HttpRequest, number: str, run_id: UUID) -> HttpResponse:
    """Show a run of a case to an officer within reach."""
    return _show(request, runpage.of_case(number=number, run_id=run_id, by=actor_of(request)))


@access.permission(RUNS)
@never_cache
@require_safe
def of_model(request: HttpRequest, key: str, run_id: UUID) -> HttpResponse:
    """Show a run of a model."""
    return _show(request, runpage.of_model(key=key, run_id=run_id, by=actor_of(request)))


@access.permission(runpage.CASE_REVEAL)
@never_cache
@require_POST
def reveal_of_case(request: HttpRequest, number: str, run_id: UUID) -> HttpResponse:
    """Show a run of a case in clear; who saw it and why is recorded."""
    return _reveal(request, runpage.of_case(number=number, run_id=run_id, by=actor_of(request)))


@access.permission(runpage.REVEAL)
@never_cache
@require_POST
def reveal_of_model(request: HttpRequest, key: str, run_id: UUID) -> HttpResponse:
    """Show a run of a model in clear; who saw it and why is recorded."""
    return _reveal(request, runpage.of_model(key=key, run_id=run_id, by=actor_of(request)))


def _show(request: HttpRequest, door: RunDoor) -> HttpResponse:
    run, again = door.record.run, "again" in request.GET
    audit.record(
        by=actor_of(request), action="decisions.run.replayed" if again else "decisions.run.opened", at=clock.now(),
        target_kind=door.target_kind, target_id=door.target_id, detail={"run": str(run.id)},
    )  # fmt: skip
    shown: dict[str, Any] = {**runpage.context(door, door.record), "form": RevealForm()}
    if again:
        shown |= _replayed(run.id)
    return render(request, "workspace/rule_run.html", shown)


def _replayed(run_id: UUID) -> dict[str, Any]:
    try:
        return {"replay": decisions.replay(run_id)}
    except decisions.NotRestorable as fault:
        return {"replay_error": fault.message}


def _reveal(request: HttpRequest, door: RunDoor) -> HttpResponse:
    if not door.may_reveal:
        raise NotPermitted("您的岗位不能查看这次运行的明文。")
    form = RevealForm(request.POST)
    record, status = door.record, 422
    if form.is_valid():
        try:
            privacy.reveal(
                by=actor_of(request), target_kind=door.target_kind, target_id=door.target_id, field=door.field,
                value=record.text, reason=form.cleaned_data["reason"], at=clock.now(),
            )  # fmt: skip
            record, status = decisions.run_in_clear(record.run.id), 200
        except InvalidInput as fault:
            form.add_error("reason", fault.message)
    return render(request, "workspace/rule_run.html", {**runpage.context(door, record), "form": form}, status=status)
