"""
查办件进度 without a login, by number and query password (standards.md: 进度查询).

What is shown holds nothing about a person: item, office, status, dates and acts. Guessing learns nothing: an unknown
number and a wrong password get the same answer, and too many tries a pause. The answer is never kept by anybody.
"""

from typing import Any

import structlog
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from govhall.business.cases import public as cases
from govhall.channels.look import public as look
from govhall.channels.portal.views import standing
from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access

log = structlog.get_logger(__name__)


class InquiryForm(look.PlainForm):
    """Number and query password, as they stand on the receipt."""

    number = forms.CharField(
        label=_("办件编号"), max_length=30,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("21 位数字"), "class": "input num"}
        ),
        error_messages={"required": _("请填写办件编号，在受理回执上。")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("查询密码"), max_length=12,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "placeholder": _("6 位数字"), "class": "input num"}
        ),
        error_messages={"required": _("请填写查询密码，和编号印在一起。")},
    )  # fmt: skip


@access.permission(access.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Show the form, and the case that number and password open. The password never stands in an address."""
    if request.method != "POST":
        number = request.GET.get("number", "").strip()[:30]
        return _ask(request, InquiryForm(initial={"number": number}))
    form = InquiryForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=400)
    actor: Actor = getattr(request, "actor", VISITOR)
    at = clock.now()
    try:
        found = cases.inquire(address=actor.address, at=at, **form.cleaned_data)
    except NotFound as failure:
        form.add_error(None, failure.message)
        return _ask(request, form, status=404)
    except cases.TooManyInquiries as failure:
        log.info("progress_inquiries_slowed")
        return _ask(request, form, status=429, too_many=failure.message)
    reading = cases.clock_of(found.id, today=clock.official_date(at))
    return render(request, "portal/progress_case.html", standing.of_case(found, reading, at))


def _ask(request: HttpRequest, form: InquiryForm, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "portal/progress.html", {"form": form, **context}, status=status)
