"""Reading types for those who look after their layouts: who may, versions, what is wrong, how a sample looks."""

from collections.abc import Sequence
from typing import Final

from govhall.data.organizations import public as organizations
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotPermitted
from govhall.security.access import public as access
from govhall.support.certificates.choices import TypeVersionState
from govhall.support.certificates.engine import previewing
from govhall.support.certificates.models import CertificateType, CertificateTypeVersion
from govhall.support.certificates.rules import competence, samples, templates
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values import CertificateTypeValue, TemplateContent
from govhall.support.certificates.values.templates import (
    Difference,
    Fault,
    Preview,
    SourceField,
    TypeSummary,
    TypeVersionValue,
)

VIEW: Final = "certificates.type.view"
EDIT: Final = "certificates.type.edit"
PUBLISH: Final = "certificates.type.publish"
_AGENCY: Final = "贵州省示范发证机关"


def type_list(*, text: str = "", by: Actor) -> Sequence[TypeSummary]:
    """Return the types whose name, defining body or code holds ``text``, by name."""
    wanted = text.strip().casefold()
    rows = CertificateType.objects.select_related("current").order_by("name", "key")
    drafts = set(CertificateTypeVersion.objects.filter(state=TypeVersionState.DRAFT).values_list("type_id", flat=True))
    found = [row for row in rows if row.current is not None and _holds(row, wanted)]
    mine = _kept(by, EDIT, [row.code for row in found])
    return [
        TypeSummary(
            key=row.key, code=row.code, name=row.name, definer=row.definer, number=row.current.number,
            has_draft=row.pk in drafts, may_edit=row.code in mine,
            published_at=row.current.published_at or row.loaded_at,
        )
        for row in found
        if row.current is not None
    ]  # fmt: skip


def type_versions(key: str) -> Sequence[TypeVersionValue]:
    """Return the versions of a type, the newest first. :raises UnknownCertificateType: if there is none"""
    row = types.type_row(key)
    return [_value(row, version) for version in row.versions.order_by("-number")]


def may(by: Actor, permission: str, key: str) -> bool:
    """Say whether ``by`` may do this to a type. :raises UnknownCertificateType: if there is none"""
    code = types.type_row(key).code
    return code in _kept(by, permission, [code])


def require(by: Actor, permission: str, row: CertificateType) -> None:
    """Pass silently if ``by`` may do this to a type. :raises NotPermitted: otherwise"""
    access.require(by, permission)
    if row.code not in _kept(by, permission, [row.code]):
        raise NotPermitted(
            f"{row.name}由{row.definer}定义，只有定义机构的证照管理员能改；定义机构不在本平台的，由省级数据共享管理员改。",
            permission=permission,
        )


def open_version(key: str) -> CertificateTypeVersion:
    """Return the draft of a type, else the version in force. :raises UnknownCertificateType: if there is no type"""
    row = types.type_row(key)
    version = row.versions.order_by("-number").first()
    if version is None:
        raise types.UnknownCertificateType("没有这种证照。", type_key=key)
    return version


def with_content(key: str, content: TemplateContent) -> CertificateTypeValue:
    """Return a type as it would be with this content. :raises UnknownCertificateType: if there is no such type"""
    return types.compose(types.type_row(key), content, 0)


def source_fields(key: str) -> Sequence[SourceField]:
    """Return the fields of applications that a line of the face may show."""
    return list(competence.sources_of(key).fields.values())


def examine(kind: CertificateTypeValue) -> list[Fault]:
    """Return everything that is to be said about a layout: its content, its characters, its fit on the paper."""
    found = templates.faults(kind, competence.sources_of(kind.key))
    usual, long = samples.of(kind, _AGENCY), samples.of(kind, _AGENCY, long=True)
    return found + previewing.faults(kind, usual, long)


def preview(kind: CertificateTypeValue, *, long: bool = False, below: str = "") -> Preview:
    """
    Draw a sample with the real engine, marked 样本 and without a seal; ``below`` is the address of the background.

    ``long`` takes the longest values that are to be expected. Without pages if the layout can't be drawn at all; then
    the faults say why.
    """
    sample = samples.of(kind, _AGENCY, long=long)
    return Preview(
        pages=previewing.draw(kind, sample, below=below),
        number=sample.number,
        public=samples.public(sample),
        faults=tuple(examine(kind)),
    )


def background(shape: str, colour: str) -> str:
    """Return the background of a shape as SVG. :raises UnknownCertificateType: for a shape or colour we don't have"""
    if shape not in templates.SHAPES or colour not in templates.COLOURS:
        raise types.UnknownCertificateType("没有这种版式。")
    return previewing.background(shape, colour)


def type_differences(before: CertificateTypeValue, after: CertificateTypeValue) -> Sequence[Difference]:
    """Return what changed between two versions, in words."""
    return templates.differences(before, after)


def _holds(row: CertificateType, wanted: str) -> bool:
    return not wanted or any(wanted in said.casefold() for said in (row.name, row.definer, row.code, row.key))


def _kept(by: Actor, permission: str, codes: Sequence[str]) -> frozenset[str]:
    """Return those of these type codes whose layouts ``by`` looks after. One query."""
    reach = access.reach(by, permission)
    bodies = organizations.agencies_by_usccs(map(competence.definer_of, codes))
    # Whoever holds the permission for a whole province keeps the types that no agency of the platform defines.
    keeps_others = reach.everything or any(path.count("/") == 2 for path in reach.region_paths)
    return frozenset(
        code
        for code in codes
        if ((body := bodies.get(competence.definer_of(code))) and body.id in reach.agency_ids)
        or (body is None and keeps_others)
    )


def _value(row: CertificateType, version: CertificateTypeVersion) -> TypeVersionValue:
    return TypeVersionValue(
        id=version.pk, number=version.number, state=TypeVersionState(version.state), sm3=version.sm3,
        kind=types.compose(row, types.content_of(version), version.number), updated_at=version.updated_at,
        published_at=version.published_at, is_current=version.pk == row.current_id,
        is_loaded=version.published_at is not None and version.published_by is None,
    )  # fmt: skip
