"""The task list, its preview, and taking the next task."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from govhall.business.cases import public as cases
from govhall.channels.workspace import context
from govhall.channels.workspace.selectors import casepage, lists
from govhall.channels.workspace.values import Tab
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, NotPermitted
from govhall.security.access import public as access
from govhall.support.workflow import public as workflow

_KEYS = (("J", "下一件"), ("K", "上一件"), ("↵", "打开"), ("N", "办下一件"), ("/", "搜索"), ("?", "全部快捷键"))


@access.permission("workspace.desk.view")
@never_cache
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what waits for this officer; who handles no cases is led to the first page that is theirs."""
    actor = actor_of(request)
    if not access.allows(actor, context.CASES):
        return redirect(f"workspace:{context.first_page(actor)}")
    text = request.GET.get("q", "").strip()[:100]
    view = _view(request, actor, text)
    page = lists.page(actor, view=view, text=text, after=request.GET.get("after", ""), today=clock.today())
    if text and len(page.rows) == 1 and page.rows[0].number == text.replace("-", ""):
        return redirect("workspace:case", number=page.rows[0].number)
    shown = {
        "view": view,
        "view_label": lists.LABELS[view],
        "text": text,
        "page": page,
        "is_steps": lists.works_on_steps(actor),
        "tabs": _tabs(context.counts_of(request), view, text),
        "next_url": _next_url(view, text, page.after),
        "may_take": access.allows(actor, "cases.case.examine") or access.allows(actor, "cases.case.receive"),
        "key_hints": [{"key": key, "label": _(words)} for key, words in _KEYS],
    }
    return render(request, "workspace/tasks.html", shown)


def _view(request: HttpRequest, actor: Actor, text: str) -> str:
    wanted = request.GET.get("view", "")
    if wanted in cases.VIEWS:
        return wanted
    if text:
        return lists.ALL
    has_own = lists.works_on_steps(actor) or access.allows(actor, "cases.case.receive")
    return lists.MINE if has_own else "open"


def _tabs(known: Mapping[str, int], view: str, text: str) -> list[Tab]:
    codes = [code for code in lists.LABELS if code != lists.ALL and (code != lists.MINE or lists.MINE in known)]
    tabs = []
    for code in codes:
        query = {name: value for name, value in (("view", code if code != lists.MINE else ""), ("q", text)) if value}
        query = {} if code == lists.MINE else query
        url = reverse("workspace:tasks") + (f"?{urlencode(query)}" if query else "")
        tabs.append(Tab(code=code, label=lists.LABELS[code], count=known.get(code), url=url, is_current=code == view))
    return tabs


def _next_url(view: str, text: str, after: str) -> str:
    if not after:
        return ""
    query = {"view": "" if view in (lists.MINE, lists.ALL) else view, "q": text, "after": after}
    return "?" + urlencode({name: value for name, value in query.items() if value})


@access.permission("cases.case.view")
@never_cache
@require_safe
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case beside the list."""
    page = casepage.read(number=number, by=actor_of(request), at=clock.now())
    last = next((line for line in page.log if line.text), None)
    mine = bool(page.task and page.task.claimed_by == actor_of(request).id)
    shown: dict[str, Any] = {"page": page, "last": last, "is_mine": mine, "full": not getattr(request, "htmx", False)}
    return render(request, "workspace/parts/preview.html", shown)


@access.permission("cases.case.view")
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Open what comes next; an unclaimed step is claimed on the way, one that may not be is passed over."""
    actor, at = actor_of(request), clock.now()
    for row in lists.next_for(actor, besides=request.POST.get("besides", "").replace("-", "")):
        if row.task_id and not row.is_mine and not _claimed(row.task_id, actor, at):
            continue
        return redirect("workspace:case", number=row.number)
    messages.info(request, _("没有等您办理的办件了。"))
    return redirect("workspace:tasks")


def _claimed(task_id: UUID, actor: Actor, at: Any) -> bool:
    try:
        workflow.claim(task_id=task_id, by=actor, at=at)
    except (Conflict, NotPermitted):
        return False
    return True


@access.permission("cases.case.examine")
@require_POST
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take the open step of a case."""
    return _hold(request, number, give_back=False)


@access.permission("cases.case.examine")
@require_POST
def release(request: HttpRequest, number: str) -> HttpResponse:
    """Give the open step back to its post."""
    return _hold(request, number, give_back=True)


def _hold(request: HttpRequest, number: str, *, give_back: bool) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    file = cases.officer_file(number=number, by=actor)
    task = next(iter(workflow.open_tasks(subject_ids=[file.id]).get(file.id, ())), None)
    if task is None:
        raise Conflict(_("这个办件现在没有可以领取的环节，请刷新页面。"))
    if give_back:
        workflow.release(task_id=task.id, by=actor, at=at)
    else:
        workflow.claim(task_id=task.id, by=actor, at=at)
    return HttpResponseRedirect(reverse("workspace:case", kwargs={"number": file.number}))
