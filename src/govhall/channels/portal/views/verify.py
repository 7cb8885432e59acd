"""
验证照: anybody may ask whether a certificate is genuine, without a login, by its QR code or its file.

The answer is masked and never cached: a certificate may be revoked the next minute. An uploaded file is read in memory
and forgotten.
"""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from govhall.channels.look import public as look
from govhall.channels.portal.views import evidence
from govhall.infra import clock
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates

LARGEST: Final = 20 * 1024 * 1024
_LONGEST_CODE: Final = 300

# What the coloured head looks like; anything that isn't a plain yes is no reason to trust the paper.
_ICONS: Final = {"ok": "check", "warn": "triangle-alert", "bad": "x", "mute": "circle-slash"}


class FileForm(look.PlainForm):
    """The file of a certificate."""

    file = forms.FileField(
        label=gettext_lazy("证照文件"),
        help_text=gettext_lazy("从本站下载的 PDF 或 OFD 原件，不超过 20 MB。拍照、截图和打印件请扫上面的二维码。"),
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
    """Explain and ask for a code or a file; POST answers for the file."""
    if request.method != "POST":
        code = request.GET.get("code", "").strip()[:_LONGEST_CODE]
        token = code.rstrip("/").rpartition("/")[2]
        if "/v/" in code:  # pasted from a shown code
            return redirect("portal:scan", code=token)
        if token:
            return redirect("portal:verify_certificate", token=token)
        return render(request, "portal/verify.html", {"form": FileForm()})
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "portal/verify.html", {"form": form}, status=400)
    with form.cleaned_data["file"].open("rb") as file:
        found = certificates.verify_file(file.read(), at=clock.now())
    return _answer(request, found)


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
        "checks": [
            {"title": line.title, "text": line.detail, "tone": {True: "ok", False: "bad", None: "mute"}[line.ok]}
            for line in found.checks
        ],
        "rows": [{"label": line.label, "value": line.value, "num": True} for line in found.rows],
        "evidence": evidence.lines(found.certificate_id, token) if found.certificate_id else [],
    }  # fmt: skip


def _tone(found: certificates.Verification) -> str:
    """Only a valid certificate is green; one that has run out is grey; what can't be read is amber; the rest red."""
    if found.is_valid:
        return "ok"
    verdict = certificates.Verdict(found.verdict)
    if verdict in (certificates.Verdict.EXPIRED, certificates.Verdict.NOT_YET):
        return "mute"
    return "warn" if verdict is certificates.Verdict.UNREADABLE else "bad"
