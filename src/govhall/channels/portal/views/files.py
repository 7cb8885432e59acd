"""
Gives files to those who may see them: papers and materials of a case, certificates, uploads of a draft.

Always as a download in a sandbox, never as a page of this site: a file may hold anything.
"""

from typing import BinaryIO
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from govhall.business.cases import public as cases
from govhall.channels.portal.views.drafting import actor_of
from govhall.infra import clock
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.documents import public as documents
from govhall.support.forms import public as forms

_SANDBOX = "default-src 'none'; sandbox"


@access.permission(access.SIGNED_IN)
@require_safe
def paper(request: HttpRequest, number: str, paper_id: UUID) -> FileResponse:
    """Give a paper of an own case."""
    file = cases.applicant_file(number=number, by=actor_of(request))
    if all(each.id != paper_id for each in file.papers):
        raise NotFound(_("没有找到这份文书。"))
    return _ref(cases.paper_file(paper_id=paper_id, by=actor_of(request)))


@access.permission(access.SIGNED_IN)
@require_safe
def material(request: HttpRequest, number: str, material_id: UUID) -> FileResponse:
    """Give a material of an own case."""
    cases.applicant_file(number=number, by=actor_of(request))
    return _ref(cases.material_file(material_id=material_id, by=actor_of(request)))


@access.permission(access.SIGNED_IN)
@require_safe
def draft_file(request: HttpRequest, draft_id: UUID, file_id: UUID) -> FileResponse:
    """Give a file of an own draft."""
    draft = forms.draft(draft_id, by=actor_of(request))
    file = next((each for each in draft.files if each.file_id == file_id), None)
    if file is None:
        raise NotFound(_("没有找到这个文件。"))
    return _stream(documents.content(file_id), name=file.name, content_type=file.content_type)


@access.permission(access.SIGNED_IN)
@require_safe
def result(request: HttpRequest, number: str) -> FileResponse:
    """Give the certificate of an own case; the first download counts as service (送达)."""
    actor, at = actor_of(request), clock.now()
    file = cases.applicant_file(number=number, by=actor)
    if file.certificate_id is None:
        raise NotFound(_("这个办件没有可以下载的证照。"))
    response = _certificate(request, file.certificate_id)
    if request.method == "GET":
        cases.serve_by_download(case_id=file.id, by=actor, at=at)
    return response


@access.permission(access.SIGNED_IN)
@require_safe
def certificate(request: HttpRequest, certificate_id: UUID) -> FileResponse:
    """Give the sealed PDF of an own certificate."""
    return _certificate(request, certificate_id)


def _certificate(request: HttpRequest, certificate_id: UUID) -> FileResponse:
    actor, at = actor_of(request), clock.now()
    found = certificates.certificate(certificate_id, at=at, by=actor)
    if found.holder_party_id not in actor.whole_parties:
        raise NotFound(_("没有找到这张证照。"))
    content = certificates.content(certificate_id, by=actor)
    if request.method == "GET":
        certificates.record_use(certificate_id=certificate_id, kind=certificates.UseKind.DOWNLOADED, by=actor, at=at)
    return _stream(content, name=f"{found.type_name}.pdf", content_type="application/pdf")


def _ref(ref: cases.FileRef) -> FileResponse:
    return _stream(documents.content(ref.document_id), name=ref.name, content_type=ref.content_type)


def _stream(content: BinaryIO, *, name: str, content_type: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response
