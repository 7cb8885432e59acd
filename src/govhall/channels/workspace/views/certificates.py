"""
证照管理 for the certificate officer: find a certificate of the own agency, read it, and do what is lawful now.

One table names what each act asks for and calls; the acts themselves decide.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.look import public as look
from govhall.channels.workspace.views.requests import actor_of, as_uuid
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import Act, CertificateValue, Ending, RegisterView

VIEW: Final = "certificates.certificate.view"
_LONGEST: Final = 500
_PAGE: Final = 50
_EFFECTS: Final[Mapping[Act, Any]] = {
    Act.RENEW: gettext_lazy("签发新的一版，编号不变；旧版同时失效，查验时会说明已换发。"),
    Act.ALTER: gettext_lazy("按改动签发新的一版，编号和有效期不变；旧版同时失效。"),
    Act.SUSPEND: gettext_lazy("立即停用，可以恢复；有效期照常计算。"),
    Act.REINSTATE: gettext_lazy("立即恢复使用。"),
    Act.CANCEL: gettext_lazy("立即失效，不能恢复。"),
    Act.ANNUL: gettext_lazy("立即失效，不能恢复。"),
    Act.REVOKE: gettext_lazy("立即失效，不能恢复。"),
}


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ActForm(look.PlainForm):
    """What every act asks for."""

    reason = forms.CharField(
        label=gettext_lazy("原因和依据"), max_length=_LONGEST,
        help_text=gettext_lazy("查验的人会看到停用、失效的原因，请勿写个人信息。"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": _LONGEST}),
    )  # fmt: skip

    def __init__(self, found: CertificateValue, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(found, today)

    def prepare(self, found: CertificateValue, today: date) -> None:
        """Add what depends on the certificate."""

    def given(self) -> dict[str, Any]:
        """Return what the act takes besides the reason."""
        return {}


class RenewForm(ActForm):
    """换发、延续."""

    valid_from = forms.DateField(label=gettext_lazy("起始日期"), widget=_day())
    valid_until = forms.DateField(
        label=gettext_lazy("截止日期"), required=False, help_text=gettext_lazy("不填为长期有效。"),
        widget=_day(),
    )  # fmt: skip
    field_order = ("valid_from", "valid_until", "reason")

    def prepare(self, found: CertificateValue, today: date) -> None:
        """Propose the usual validity from today."""
        self.initial.setdefault("valid_from", today)
        self.initial.setdefault("valid_until", certificates.usual_end(found.type_key, valid_from=today))

    def given(self) -> dict[str, Any]:
        """Return the dates."""
        return {name: self.cleaned_data[name] for name in ("valid_from", "valid_until")}


class AlterForm(ActForm):
    """变更: a field for each line of the face that may be altered."""

    def prepare(self, found: CertificateValue, today: date) -> None:
        """Fill in what the face says now."""
        fixed = certificates.fixed_labels_of(found.id)
        self.labels = {f"line{at}": line.label for at, line in enumerate(found.face) if line.label not in fixed}
        self.before = {line.label: line.value for line in found.face}
        reason = self.fields.pop("reason")
        for name, label in self.labels.items():
            field = forms.CharField(label=label, max_length=300, initial=self.before[label])
            look.speak_plainly(field)
            self.fields[name] = field
        self.fields["reason"] = reason

    def given(self) -> dict[str, Any]:
        """Return what was altered, by label."""
        after = {label: self.cleaned_data[name] for name, label in self.labels.items()}
        return {"changes": {label: value for label, value in after.items() if value != self.before[label]}}


_FORMS: Final[Mapping[Act, type[ActForm]]] = {Act.RENEW: RenewForm, Act.ALTER: AlterForm}


def _ending(kind: Ending) -> Callable[..., CertificateValue]:
    return lambda **given: certificates.cancel(kind=kind, **given)


_DO: Final[Mapping[Act, Callable[..., CertificateValue]]] = {
    Act.RENEW: certificates.renew,
    Act.ALTER: certificates.alter,
    Act.SUSPEND: certificates.suspend,
    Act.REINSTATE: certificates.reinstate,
    Act.CANCEL: _ending(Ending.CANCEL),
    Act.ANNUL: _ending(Ending.ANNUL),
    Act.REVOKE: _ending(Ending.REVOKE),
}


@access.permission("certificates.certificate.change")
@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the agency's certificates, newest first, or those that a number, code or name finds."""
    text, view = request.GET.get("certificate", "").strip()[:140], _view(request)
    found = certificates.search(
        text=text, view=view, by=actor_of(request), at=clock.now(), after=as_uuid(request.GET.get("after", "")),
        limit=_PAGE + 1,
    )  # fmt: skip
    rows = found[:_PAGE]
    shown = {
        "rows": rows, "text": text, "view": view,
        "tabs": [
            {"url": _address(each, text), "label": each.label, "is_current": each is view} for each in RegisterView
        ],
        "next_url": _address(view, text, str(rows[-1].id)) if len(found) > _PAGE else "",
        "is_narrowed": bool(text) or view is not RegisterView.ALL or "after" in request.GET,
    }  # fmt: skip
    return render(request, "workspace/certificates.html", shown)


def _view(request: HttpRequest) -> RegisterView:
    wanted = request.GET.get("view", "").upper()
    return RegisterView(wanted) if wanted in RegisterView else RegisterView.ALL


def _address(view: RegisterView, text: str, after: str = "") -> str:
    asked = {"view": view.lower() if view is not RegisterView.ALL else "", "certificate": text, "after": after}
    return "?" + urlencode({name: value for name, value in asked.items() if value})


@access.permission("certificates.certificate.change")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Show a certificate with its versions, its history and the lawful acts; POST does the act in the address."""
    actor, at = actor_of(request), clock.now()
    found = certificates.certificate(certificate_id, at=at, by=actor)
    lawful = certificates.lawful_acts(certificate_id, at=at, by=actor)
    if not found.is_clear:
        raise certificates.CertificateNotFound(_("没有找到这张证照。"))
    act = next((each for each in Act if each.lower() == request.GET.get("act", "")), None)
    form = None
    if act is not None and act in _DO and (act in lawful or request.method == "POST"):
        form = _FORMS.get(act, ActForm)(
            found, clock.official_date(at), request.POST if request.method == "POST" else None
        )
        if request.method == "POST" and form.is_valid() and (done := _done(form, act, certificate_id, actor, at)):
            messages.success(request, _("已%(act)s。") % {"act": act.label})
            return redirect("workspace:certificate", certificate_id=done.id)
    shown = {
        "found": found, "form": form, "act": act if form else None,
        "effect": _EFFECTS[act] if form and act else "",
        "acts": [{"slug": each.lower(), "label": each.label, "is_current": each is act} for each in lawful],
        "versions": certificates.versions(certificate_id, at=at, by=actor),
        "history": certificates.history(certificate_id, by=actor),
        "plan": certificates.check_plan(certificate_id, at=at, by=actor),
    }  # fmt: skip
    status = 422 if form and form.errors else 200
    return render(request, "workspace/certificate.html", shown, status=status)


def _done(form: ActForm, act: Act, certificate_id: UUID, by: Actor, at: datetime) -> CertificateValue | None:
    """Do the act; what it finds wrong is shown beside the fields."""
    try:
        return _DO[act](certificate_id=certificate_id, reason=form.cleaned_data["reason"], by=by, at=at, **form.given())
    except InvalidInput as fault:
        known = {name: words for name, words in fault.fields.items() if name in form.fields}
        for name, words in known.items():
            form.add_error(name, words)
        if not known:
            form.add_error(None, fault.message)
        return None
