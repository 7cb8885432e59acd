"""Reading types of certificates."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from govhall.kernel.errors import NotFound
from govhall.support.certificates.models import CertificateType
from govhall.support.certificates.rules import competence
from govhall.support.certificates.values import AnnualCheck, CertificateTypeValue, FaceField


class UnknownCertificateType(NotFound):
    """No type of certificate has this key."""

    code = "unknown-certificate-type"


def certificate_type(key: str) -> CertificateTypeValue:
    """Return the type with this key. :raises UnknownCertificateType: if there is none"""
    return type_value(type_row(key))


def certificate_types() -> Sequence[CertificateTypeValue]:
    """Return all types, by name."""
    return [type_value(row) for row in CertificateType.objects.order_by("name")]


def issued_by(agency_id: int) -> Sequence[CertificateTypeValue]:
    """Return the types that an agency issues and that a table can hold, by name."""
    return [kind for kind in competence.issued_by(agency_id, certificate_types()) if not kind.table]


def usual_end(key: str, *, valid_from: date) -> date | None:
    """
    Return the last day of the type's usual validity, the day before its anniversary; None for 长期.

    :raises UnknownCertificateType: if there is no such type
    """
    years = type_row(key).years
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
    """Return the value of a row."""
    definition: Mapping[str, Any] = row.definition
    return CertificateTypeValue(
        key=row.key,
        code=row.code,
        name=row.name,
        holder_kinds=tuple(row.holder_kinds),
        definer=row.definer,
        shape=row.shape,
        number_label=definition["number_label"],
        number_pattern=definition["number"],
        number_words=definition.get("number_words", {}),
        statement=definition.get("statement", ""),
        face=tuple(FaceField(**field) for field in definition["face"]),
        table=definition.get("table", {}),
        single_instance=row.single_instance,
        years=row.years,
        annual_check=AnnualCheck(**definition["annual_check"]) if "annual_check" in definition else None,
        issued_with=definition.get("issued_with", ""),
    )
