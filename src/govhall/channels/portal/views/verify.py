"""
验证照: anybody may ask whether a certificate is genuine, without a login, by its QR code or its file.

The answer is masked and never cached: a certificate may be revoked the next minute. An uploaded file is read in memory
and forgotten.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.look import public as look
from govhall.channels.portal.views import addresses, evidence
from govhall.infra import clock, rates
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates

LARGEST: Final = 20 * 1024 * 1024
_LONGEST_CODE: Final = 300
# Reading a stranger's file takes a tenth of a second and more. Officers at the desk, who are known, aren't counted.
_FILES_A_MINUTE, _FILES_A_MINUTE_IN_ALL = 30, 600

# What the coloured head looks like; anything that isn't a plain yes is no reason to trust the paper.
_ICONS: Final = {"ok": "check", "warn": "triangle-alert", "bad": "x", "mute": "circle-slash"}


class FileForm(look.PlainForm):
    """The file of a certificate."""

    file = forms.FileField(
        label=gettext_lazy("证照文件"),
        help_text=gettext_lazy("PDF 或 OFD 原件，不超过 20 MB。拍照、截图和打印件请扫二维码。"),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf,application/ofd,.ofd"}),
        error_messages={
            "required": gettext_lazy("请选择证照的 PDF 或 OFD 文件。"),
            "empty": gettext_lazy("这个文件是空的，请重新选。")
        },
    )  # fmt: skip

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large or neither PDF nor OFD; the rest is judged by the seals."""
        file: UploadedFile = self.cleaned_data["file"]
        size = file.size or 0
        if size > LARGEST:
            raise forms.ValidationError(_("文件不能超过 20 MB，您选的有 %(size)d MB。") % {"size": -(-size // 1048576)})
        head = file.read(1024)
        file.seek(0)
        if b"%PDF-" not in head and not head.startswith(b"PK\x03\x04"):
            raise forms.ValidationError(_("这不是 PDF 或 OFD 文件。请选从证照夹下载的原件。"))
        return file


@access.permission(access.PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Explain and ask for a code or files; POST answers for one file, as a page or as a card of this page."""
    if request.method != "POST":
        code = request.GET.get("code", "").strip()[:_LONGEST_CODE]
        return _follow(request, code) if code else _page(request, FileForm())
    as_card = request.headers.get("X-Part") == "card"
    if _comes_too_often(request):
        words = _("一分钟里验得太多了，请过一分钟再试。扫二维码不受限制。")
        if as_card:
            later = {"Retry-After": "60"}
            return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8", headers=later)
        return _page(request, FileForm(), status=429, slow=words)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        if as_card:
            words = "".join(str(fault) for faults in form.errors.values() for fault in faults)
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        return _page(request, form, status=400)
    with form.cleaned_data["file"].open("rb") as file:
        found = certificates.verify_file(file.read(), at=clock.now())
    if as_card:
        card = details(found) | {"card_id": f"verdict-{new_id().hex[-12:]}"}
        return render(request, "portal/verified/card.html", card)
    return _answer(request, found)


def _comes_too_often(request: HttpRequest) -> bool:
    actor: Actor = getattr(request, "actor", VISITOR)
    if actor.is_officer:
        return False
    at, address = clock.now(), actor.address or "unknown"
    return rates.is_exceeded("verified-files", address, per_minute=_FILES_A_MINUTE, at=at) or rates.is_exceeded(
        "verified-files", "all", per_minute=_FILES_A_MINUTE_IN_ALL, at=at
    )


def _follow(request: HttpRequest, code: str) -> HttpResponse:
    """Go where a typed code leads; never to another site."""
    hosts = {request.get_host(), urlsplit(settings.GOVHALL_URL).netloc} - {""}
    try:
        page, token = addresses.place_of(code, hosts=hosts)
    except addresses.ForeignCode as refusal:
        return _page(request, FileForm(), status=400, refusal=refusal.message, host=refusal.host)
    return redirect(f"portal:{page}", token) if token else _page(request, FileForm())


def _page(request: HttpRequest, form: FileForm, status: int = 200, **more: str) -> HttpResponse:
    """Return the page that asks; the only one that may use the camera."""
    shown = {"form": form, "origins": settings.GOVHALL_URL, "largest": LARGEST // 1048576, **more}
    answer = render(request, "portal/verify.html", shown, status=status)
    answer.headers["Permissions-Policy"] = look.CAMERA_ONLY
    return answer


@access.permission(access.PUBLIC)
@never_cache
@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """Answer for the certificate whose QR code leads here; an unknown code is answered, too, with status 404."""
    found = certificates.verify_token(token, at=clock.now())
    return _answer(request, found, status=200 if found.certificate_id else 404, token=token)


def _answer(request: HttpRequest, found: certificates.Verification, status: int = 200, token: str = "") -> HttpResponse:
    return render(request, "portal/verified.html", details(found, token), status=status)


def details(found: certificates.Verification, token: str = "") -> dict[str, Any]:
    """Return what the page of a verdict needs; ``token`` leads to the proofs."""
    tone, seen_at = _tone(found), found.at.astimezone(clock.OFFICIAL_ZONE)
    return {
        "found": found, "tone": tone, "icon": _ICONS[tone],
        "beside": [_("查验时间"), f"{look.chinese_datetime(seen_at, year=True)}{seen_at::%S}"],
        "answers": [_line(line) for line in found.answers],
        "checks": [_line(line) for line in found.checks],
        "rows": [{"label": line.label, "value": line.value, "num": True} for line in found.rows],
        "evidence": evidence.lines(found.certificate_id, token) if found.certificate_id else [],
    }  # fmt: skip


def _line(line: certificates.CheckLine) -> dict[str, str]:
    tone = "warn" if line.warns else {True: "ok", False: "bad", None: "mute"}[line.ok]
    return {"title": line.title, "text": line.detail, "tone": tone}


def _tone(found: certificates.Verification) -> str:
    """Green for valid alone, grey for out of time, amber for unreadable and for true seals of others, else red."""
    if found.is_valid:
        return "ok"
    verdict = certificates.Verdict(found.verdict)
    if verdict is certificates.Verdict.NOT_OURS and found.is_truly_sealed:
        return "warn"
    if verdict in (certificates.Verdict.EXPIRED, certificates.Verdict.NOT_YET):
        return "mute"
    return "warn" if verdict is certificates.Verdict.UNREADABLE else "bad"
