"""
验存证: what was recorded about a certificate, the proof to take along, and how anybody checks it without us.

Proofs are checked in the visitor's browser or by a program on the visitor's own machine; no file is sent to us.
"""

import json
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.channels.look import public as look
from govhall.infra import clock
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.evidence import public as evidence

# As it stands in addresses and file names.
_KINDS: Final = {"issued": certificates.ISSUED, "ended": certificates.ENDED}


@access.permission(access.PUBLIC)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Explain, and let the browser check the files that a visitor picks."""
    name = evidence.log_name()
    groups = [name[at : at + 8] for at in range(0, len(name), 8)]
    stated = evidence.key_statement()
    shown = {
        "log": name, "fingerprint": " ".join(groups), "keys": json.dumps(stated) if stated else "",
        "anchoring": evidence.anchoring(), "anchor": evidence.confirmed_anchor(),
    }  # fmt: skip
    return render(request, "portal/evidence.html", shown)


@access.permission(access.PUBLIC)
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """Hand out the offline verifier."""
    return _download(evidence.offline_script(), "verify_offline.py", "text/x-python; charset=utf-8")


@access.permission(access.PUBLIC)
@never_cache
@require_safe
def proof(request: HttpRequest, token: str, what: str) -> HttpResponse:
    """Hand out the proof that a certificate was issued or ended, to whoever has its code."""
    certificate_id = certificates.certificate_of_token(token)
    if certificate_id is None or what not in _KINDS:
        raise Http404
    content = evidence.evidence_file(kind=_KINDS[what], subject=str(certificate_id))
    return _download(content, f"{certificate_id.hex[-8:]}-{what}.evidence.json", "application/json")


def lines(certificate_id: UUID, token: str) -> list[dict[str, str]]:
    """Return what is recorded about a certificate, in plain words, each with the address of its proof."""
    words = {
        "issued": (_("签发"), _("下载签发的证明文件")),
        "ended": (_("失效"), _("下载失效的证明文件")),
    }
    found = []
    for what, (act, label) in words.items():
        standing = evidence.standing(kind=_KINDS[what], subject=str(certificate_id))
        if standing is None:
            continue
        if standing.proven_at is None:
            found.append({"text": _("%(act)s正在存证，稍后可以下载证明文件。") % {"act": act}})
            continue
        at = look.chinese_datetime(standing.at.astimezone(clock.OFFICIAL_ZONE), year=True)
        text = _("该证照的%(act)s已于%(at)s存证，第 %(number)d 条。") % {
            "act": act, "at": at, "number": standing.number
        }  # fmt: skip
        url = reverse("portal:evidence_proof", args=[token, what]) if token else ""
        found.append({"text": text, "url": url, "label": label})
    return found


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
