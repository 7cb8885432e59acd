"""授权 on both sides: the holder gives and ends leave to see a certificate; whoever has the link sees it."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from govhall.channels.look import public as look
from govhall.channels.portal.views import certificates, verify
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access
from govhall.support.certificates import public as business

_WORDS: Final = 60
_DAYS: Final = (
    ("1", gettext_lazy("1 天")), ("7", gettext_lazy("7 天")), ("30", gettext_lazy("30 天")),
    ("90", gettext_lazy("90 天")),
)  # fmt: skip


class ShareForm(look.PlainForm):
    """For whom, what for, how long, and what."""

    recipient = forms.CharField(
        label=gettext_lazy("给谁"), max_length=_WORDS, help_text=gettext_lazy("单位或者姓名，例如：某某人力资源公司。")
    )
    purpose = forms.CharField(
        label=gettext_lazy("用途"), max_length=_WORDS, help_text=gettext_lazy("印在加注件上，例如：入职资格核验。")
    )
    days = forms.ChoiceField(label=gettext_lazy("多久"), choices=_DAYS, initial="7", widget=forms.RadioSelect)
    labels = forms.MultipleChoiceField(
        label=gettext_lazy("给对方看的内容"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("一项都不选，就是整张证照。"),
    )  # fmt: skip

    def __init__(self, labels: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["labels"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(label, label) for label in labels]


@access.permission(access.SIGNED_IN)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Show the shares of an own certificate and the form for another one; POST makes it."""
    actor, at = actor_of(request), clock.now()
    found = certificates.own(certificate_id, actor)
    form = ShareForm(
        [found.number_label, *(line.label for line in found.face)], request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = business.share(
                certificate_id=certificate_id, purpose=given["purpose"], recipient=given["recipient"],
                until=at + timedelta(days=int(given["days"])), labels=given["labels"], by=actor, at=at,
            )  # fmt: skip
        except InvalidInput as fault:
            for name, words in fault.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            messages.success(request, _("已授权%(who)s，把下面的链接发给对方。") % {"who": made.recipient})
            return redirect("portal:certificate_share", certificate_id=certificate_id)
    page = {
        "certificate": found, "form": form if found.is_valid else None,
        "shares": [
            {"share": each, "url": request.build_absolute_uri(each.path)}
            for each in business.shares_of(certificate_id, at=at)
        ],
    }  # fmt: skip
    return render(request, "portal/certificates/share.html", page, status=422 if form.errors else 200)


@access.permission(access.SIGNED_IN)
@require_POST
def end(request: HttpRequest, certificate_id: UUID, share_id: UUID) -> HttpResponse:
    """End a share at once."""
    try:
        ended = business.end_share(share_id=share_id, by=actor_of(request), at=clock.now())
    except business.ShareClosed as refusal:
        messages.info(request, refusal.message)
    else:
        messages.success(request, _("已停止授权，%(who)s的链接马上失效。") % {"who": ended.recipient})
    return redirect("portal:certificate_share", certificate_id=certificate_id)


@access.permission(access.PUBLIC)
@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What stands behind a link: the verdict now, and while the share is open, what it covers."""
    if request.method == "HEAD":  # a look that shows nothing is none
        return HttpResponse()
    found, verdict = business.open_share(token=token, by=actor_of(request), at=clock.now())
    page = verify.details(verdict) | {"share": found, "is_open": found.state == business.ShareState.OPEN}
    return render(request, "portal/shared.html", page, status=200 if page["is_open"] else 410)


@access.permission(access.PUBLIC)
@never_cache
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """The annotated copy as PDF."""
    if request.method == "HEAD":
        return HttpResponse()
    try:
        content = business.annotated_copy(token=token, by=actor_of(request), at=clock.now())
    except business.ShareClosed:
        return redirect("portal:shared", token=token)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="annotated-copy.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
