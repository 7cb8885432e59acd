"""
The pages of a PDF among a case's materials, drawn as pictures.

Every device shows them, phones too; nothing of what a stranger uploaded is opened by the officer's browser.
"""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from govhall.business.cases import public as cases
from govhall.channels.workspace.selectors import casepage
from govhall.channels.workspace.views.requests import actor_of
from govhall.infra import clock
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.documents import public as documents

_MOST: Final = 60  # pages shown; who needs more opens the file
_WIDTH: Final = 1240  # pixels: A4 at 150 dots an inch
_UNREADABLE: Final = 422


@access.permission("cases.case.view")
@never_cache
@require_safe
def pages(request: HttpRequest, number: str, material_id: UUID) -> HttpResponse:
    """Show all pages, each with a picture that is drawn when it comes into view."""
    found, content = _pdf(request, number, material_id)
    shown = {"number": number, "material_id": material_id, "name": found.name, "most": _MOST}
    try:
        sheets, _places = documents.reading.read(content)
    except documents.reading.PdfUnreadable as fault:
        return render(request, "workspace/parts/pages.html", {**shown, "fault": str(fault)})
    sizes = [(round(wide), round(high)) for wide, high in (sheet.size for sheet in sheets[:_MOST])]
    return render(request, "workspace/parts/pages.html", {**shown, "sizes": sizes, "count": len(sheets)})


@access.permission("cases.case.view")
@never_cache
@require_safe
def page(request: HttpRequest, number: str, material_id: UUID, page: int) -> HttpResponse:
    """Give one page, counted from 1, as a picture; who looked at it is recorded."""
    found, content = _pdf(request, number, material_id)
    try:
        drawn = documents.reading.picture(content, page, width=_WIDTH, form="JPEG")
    except documents.reading.PdfUnreadable as fault:
        return HttpResponse(str(fault), status=_UNREADABLE, content_type="text/plain; charset=utf-8")
    audit.record(
        by=actor_of(request), action="workspace.file.opened", target_kind="case", target_id=number.replace("-", ""),
        detail={"document": str(found.document_id), "page": page}, at=clock.now(),
    )  # fmt: skip
    return HttpResponse(drawn, content_type="image/jpeg")


def _pdf(request: HttpRequest, number: str, material_id: UUID) -> tuple[cases.FileRef, bytes]:
    found = casepage.material_of(number=number, material_id=material_id, by=actor_of(request))
    if found.content_type != "application/pdf":
        raise NotFound(_("这份材料不是 PDF。"))
    with documents.content(found.document_id) as file:
        return found, file.read()
