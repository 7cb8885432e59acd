"""好差评 of the officer's own agencies, counted by level."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from govhall.business.evaluations import public as evaluations
from govhall.channels.workspace.views.requests import actor_of
from govhall.data.organizations import public as organizations
from govhall.kernel.actor import Actor
from govhall.security.access import public as access


@access.permission("cases.case.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Count the evaluations of the agencies within reach, best level first."""
    agencies = _agencies(actor_of(request))
    found = evaluations.counts([agency.id for agency in agencies])
    total = sum(found.values())
    bad = sum(found.get(str(level), 0) for level in evaluations.BAD)
    levels = [
        {
            "label": label,
            "count": found.get(value, 0),
            "percent": round(100 * found.get(value, 0) / total) if total else 0,
            "is_bad": value in {str(level) for level in evaluations.BAD},
        }
        for value, label in evaluations.Satisfaction.choices
    ]
    shown = {
        "agencies": agencies, "levels": levels, "total": total, "bad": bad,
        "good_percent": round(100 * (total - bad) / total) if total else None,
        "verify_days": evaluations.VERIFY_DAYS, "rectify_days": evaluations.RECTIFY_DAYS,
    }  # fmt: skip
    return render(request, "workspace/evaluations.html", shown)


def _agencies(actor: Actor) -> list[organizations.AgencyValue]:
    reach = access.reach(actor, "cases.case.view")
    found = dict(organizations.agencies_by_ids(reach.agency_ids)) if reach.agency_ids else {}
    for path in reach.region_paths:
        found |= {agency.id: agency for agency in organizations.agencies_in(path)}
    return list(found.values())
