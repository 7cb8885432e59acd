"""证照样式: the list of types, one type with its versions and its editor, one version."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from govhall.channels.workspace.selectors import certificate_types as forms
from govhall.channels.workspace.views.requests import actor_of
from govhall.security.access import public as access
from govhall.support.certificates import public as certificates
from govhall.support.certificates.public import CertificateTypeValue, TypeVersionState, TypeVersionValue

VIEW: Final = "certificates.type.view"
EDIT: Final = "certificates.type.edit"
PUBLISH: Final = "certificates.type.publish"
_SEARCH: Final = 100


@access.permission(VIEW)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the types of certificates."""
    text = request.GET.get("type", "").strip()[:_SEARCH]
    rows = certificates.type_list(text=text, by=actor_of(request))
    return render(request, "workspace/types/index.html", {"rows": rows, "text": text})


@access.permission(VIEW)
@never_cache
@require_safe
def kind(request: HttpRequest, key: str) -> HttpResponse:
    """Show a type with its versions: to its keepers in the editor, to others as a sample."""
    versions = certificates.type_versions(key)
    open_kind = versions[0].kind
    shown: dict[str, Any] = page_of(request, key, versions)
    shown |= preview_of(open_kind, long="long" in request.GET)
    if shown["may_edit"]:
        shown |= forms.editor_of(open_kind, certificates.source_fields(key)) | {"base": versions[0].sm3}
    return render(request, "workspace/types/type.html", shown)


@access.permission(VIEW)
@require_safe
def version(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Show one version: a sample, and what it changed."""
    versions = certificates.type_versions(key)
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise Http404
    earlier = next((each for each in versions if each.number < number), None)
    shown = {
        "key": key, "version": found, "earlier": earlier, **preview_of(found.kind, long="long" in request.GET),
        "differences": certificates.type_differences(earlier.kind, found.kind) if earlier else (),
    }  # fmt: skip
    return render(request, "workspace/types/version.html", shown)


@access.permission(VIEW)
@cache_control(private=True, max_age=3600)
@require_safe
def background(request: HttpRequest, shape: str, colour: str) -> HttpResponse:
    """Send the background of a shape, which every preview lies on."""
    return HttpResponse(certificates.background(shape, colour), content_type="image/svg+xml")


def page_of(request: HttpRequest, key: str, versions: "list[TypeVersionValue] | Any") -> dict[str, Any]:
    """Return what stands around the editor: the open version, the one in force, all versions, what may be done."""
    actor = actor_of(request)
    return {
        "key": key, "versions": versions, "version": versions[0],
        "current": next((each for each in versions if each.is_current), None),
        "is_draft": versions[0].state == TypeVersionState.DRAFT,
        "may_edit": access.allows(actor, EDIT) and certificates.may(actor, EDIT, key),
        "may_publish": access.allows(actor, PUBLISH) and certificates.may(actor, PUBLISH, key),
    }  # fmt: skip


def preview_of(kind: CertificateTypeValue, *, long: bool) -> Mapping[str, Any]:
    """Return the preview of a type's content; its drawing is our own SVG with every text escaped."""
    below = reverse("workspace:type-background", args=[kind.shape, kind.colour])
    found = certificates.preview(kind, long=long, below=below)
    return {
        "preview": found, "drawn": [mark_safe(page) for page in found.pages], "kind": kind, "long": long,  # noqa: S308
        "errors": [fault for fault in found.faults if not fault.warns],
        "warnings": [fault for fault in found.faults if fault.warns],
    }  # fmt: skip
