"""Reading types of certificates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from govhall.infra.process_cache import LastingCache
from govhall.kernel.errors import NotFound
from govhall.support.certificates.models import Certificate, CertificateType, CertificateTypeVersion
from govhall.support.certificates.rules import competence
from govhall.support.certificates.values import AnnualCheck, CertificateTypeValue, FaceField, TemplateContent


class UnknownCertificateType(NotFound):
    """No type of certificate has this key."""

    code = "unknown-certificate-type"


def certificate_type(key: str) -> CertificateTypeValue:
    """Return the type with this key. :raises UnknownCertificateType: if there is none"""
    return type_value(type_row(key))


def certificate_types() -> Sequence[CertificateTypeValue]:
    """Return all types as they are in force, by name."""
    rows = CertificateType.objects.select_related("current").filter(current__isnull=False)
    return [type_in_force(row) for row in rows.order_by("name", "key")]


def issued_by(agency_id: int) -> Sequence[CertificateTypeValue]:
    """Return the types that an agency issues and that a table can hold, by name."""
    return [kind for kind in competence.issued_by(agency_id, certificate_types()) if not kind.table]


def usual_end(key: str, *, valid_from: date) -> date | None:
    """
    Return the last day of the type's usual validity, the day before its anniversary; None for 长期.

    :raises UnknownCertificateType: if there is no such type
    """
    years = certificate_type(key).years
    if years is None:
        return None
    try:
        return date.fromordinal(valid_from.replace(year=valid_from.year + years).toordinal() - 1)
    except ValueError:  # 29 February: the last day of February is the day before
        return date(valid_from.year + years, 2, 28)


def type_row(key: str) -> CertificateType:
    """Return the row. :raises UnknownCertificateType: if there is none"""
    row = CertificateType.objects.filter(key=key).first()
    if row is None:
        raise UnknownCertificateType("没有这种证照。", type_key=key)
    return row


def type_value(row: CertificateType) -> CertificateTypeValue:
    """Return a type as it is in force."""
    return compose(row, *_published.get(template_id(row)))


def type_in_force(row: CertificateType) -> CertificateTypeValue:
    """Return a type as it is in force, of a row that was read together with its current version."""
    if row.current is None:
        raise UnknownCertificateType("这种证照还没有在用的版本。", type_key=row.key)
    return compose(row, content_of(row.current), row.current.number)


def template_id(row: CertificateType) -> UUID:
    """Return the version in force. :raises UnknownCertificateType: if the type has none"""
    if row.current_id is None:
        raise UnknownCertificateType("这种证照还没有在用的版本。", type_key=row.key)
    return row.current_id


def as_issued(row: Certificate) -> CertificateTypeValue:
    """Return the type of a certificate in the version that the certificate was issued under."""
    return compose(row.type, *_published.get(row.template_id))


def compose(row: CertificateType, content: TemplateContent, number: int) -> CertificateTypeValue:
    """Return a type with this content."""
    definition: Mapping[str, Any] = content.definition
    return CertificateTypeValue(
        key=row.key,
        code=row.code,
        name=content.name,
        holder_kinds=tuple(row.holder_kinds),
        definer=row.definer,
        shape=content.shape,
        number_label=definition["number_label"],
        number_pattern=definition["number"],
        number_words=definition.get("number_words", {}),
        statement=definition.get("statement", ""),
        face=tuple(FaceField(**field) for field in definition["face"]),
        table=definition.get("table", {}),
        single_instance=row.single_instance,
        years=content.years,
        annual_check=AnnualCheck(**definition["annual_check"]) if "annual_check" in definition else None,
        issued_with=definition.get("issued_with", ""),
        version=number,
        colour=definition.get("colour", "teal"),
        seal=definition.get("seal", "right"),
        photograph=definition.get("photograph", ""),
    )


def content_of(version: CertificateTypeVersion) -> TemplateContent:
    """Return what a version says."""
    return TemplateContent(
        name=version.name, shape=version.shape, years=version.years, definition=version.definition
    )  # fmt: skip


def _read(version_id: UUID) -> tuple[TemplateContent, int]:
    version = CertificateTypeVersion.objects.get(pk=version_id)
    return content_of(version), version.number


# Published versions never change, so issuing, printing and verifying need no query for them.
_published: LastingCache[UUID, tuple[TemplateContent, int]] = LastingCache(_read, most=1000)
