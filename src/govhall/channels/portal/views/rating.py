"""好差评 by the applicant: a level, tags that fit it, some words. Free, once a case, never in the way."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from govhall.business.cases import public as cases
from govhall.business.evaluations import public as business
from govhall.channels.portal.views import submission
from govhall.channels.portal.views.drafting import actor_of
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access

_ICONS: Final = {"1": "laugh", "2": "smile", "3": "meh", "4": "frown", "5": "angry"}
# Named as data too, so that the build finds these icons.
FACES: Final = [{"icon": "laugh"}, {"icon": "smile"}, {"icon": "meh"}, {"icon": "frown"}, {"icon": "angry"}]


@access.permission(access.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, number: str) -> HttpResponse:
    """Ask how it went; a POST records it."""
    actor, number = actor_of(request), number.replace("-", "")
    invitation = business.invitation(case_number=number, by=actor)
    if invitation.evaluated:
        messages.info(request, _("这个办件已经评价过了，感谢您的评价。"))
        return redirect("portal:case", number=number)
    if request.method == "GET":
        return _page(request, invitation, {})
    level = request.POST.get("satisfaction", "")
    try:
        done = business.evaluate(
            case_number=number,
            satisfaction=level,
            tags=_fitting(request, level),
            text=request.POST.get("text", ""),
            channel=_channel(request),
            by=actor,
            at=clock.now(),
        )
    except InvalidInput as refusal:
        return _page(request, invitation, refusal.fields or {"": [refusal.message]}, status=422)
    if done.verify_due_date:
        messages.success(request, _("评价已提交。我们 1 个工作日内核实，5 个工作日内整改并答复您。"))
    else:
        messages.success(request, _("评价已提交，谢谢您。"))
    return redirect("portal:case", number=number)


@access.permission(access.SIGNED_IN)
@require_safe
def evaluations(request: HttpRequest) -> HttpResponse:
    """List the cases that wait for an evaluation."""
    return render(request, "portal/case/evaluations.html", {"invitations": business.invitations(by=actor_of(request))})


def _fitting(request: HttpRequest, level: str) -> list[str]:
    """Return the chosen tags of the chosen level: the page holds the tags of all levels and shows those of one."""
    if level not in business.Satisfaction.values:
        return []
    known = {code for code, _label in business.tags_for(business.Satisfaction(level))}
    return [code for code in request.POST.getlist("tags") if code in known]


def _channel(request: HttpRequest) -> business.EvaluationChannel:
    is_phone = submission.channel_of(request) == cases.Channel.PHONE
    return business.EvaluationChannel.PHONE if is_phone else business.EvaluationChannel.COMPUTER


def _page(
    request: HttpRequest, invitation: business.InvitationValue, errors: dict[str, list[str]], *, status: int = 200
) -> HttpResponse:
    given = request.POST
    page: dict[str, Any] = {
        "invitation": invitation, "agency": organizations.agency(invitation.agency_id), "errors": errors,
        "levels": [
            {"value": one.value, "label": one.label, "icon": _ICONS[one.value]} for one in business.Satisfaction
        ],
        "chosen": given.get("satisfaction", ""), "text": given.get("text", ""), "most": business.TEXT_LONGEST,
        "verify_days": business.VERIFY_DAYS, "rectify_days": business.RECTIFY_DAYS,
        "groups": [
            {
                "level": one.value, "is_bad": one in business.BAD,
                "title": _title(one),
                "tags": [
                    {"code": code, "label": label, "checked": code in given.getlist("tags")}
                    for code, label in business.tags_for(one)
                ],
            }
            for one in business.Satisfaction
        ],
    }  # fmt: skip
    return render(request, "portal/case/rate.html", page, status=status)


def _title(level: business.Satisfaction) -> str:
    if level in business.BAD:
        return _("哪里不满意？")
    return _("哪里还可以更好？") if level == business.Satisfaction.FAIR else _("好在哪里？")
