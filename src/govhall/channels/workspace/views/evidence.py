"""存证监察: does the tree of evidence still say what was signed? For the audit administrator; read-only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.security.access import public as access
from govhall.support.evidence import public as evidence


@access.permission("evidence.tree.watch")
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show size, what waits, the newest inspections with their findings, heads and witnesses."""
    state = evidence.tree_state()
    last = state.inspections[0] if state.inspections else None
    shown = {"state": state, "last": last, "head": state.heads[0] if state.heads else None}
    return render(request, "workspace/evidence.html", shown)
