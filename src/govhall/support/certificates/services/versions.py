"""
换发、延续 and 变更: a new version of the same certificate, sealed anew; the old one is replaced and points to it.

Number and serial stay, the version in the identifier rises. The old version is put out of force before the new one is
written, so the database never holds two that are in force.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import transaction

from govhall.data.organizations.public import AgencyValue
from govhall.infra import bus
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates.choices import Act, CertificateStatus
from govhall.support.certificates.events import CertificateIssued, CertificateReplaced
from govhall.support.certificates.models import Certificate
from govhall.support.certificates.rules import faces, numbers
from govhall.support.certificates.selectors import register, types
from govhall.support.certificates.services import acting, printing
from govhall.support.certificates.values import CertificateValue, FaceLine

log = structlog.get_logger()


def renew(
    *, certificate_id: UUID, valid_from: date, valid_until: date | None, reason: str, by: Actor, at: datetime
) -> CertificateValue:
    """
    Issue the next version with another validity (行政许可法 第五十条: 延续); return the new version.

    :raises NotPermitted: without ``certificates.certificate.change`` in the issuing agency
    :raises InvalidInput: without a reason, or if the dates are the wrong way round
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it isn't in force: what ran out is issued anew
    """
    if valid_until is not None and valid_until < valid_from:
        words = "有效期的截止日期早于起始日期。"
        raise InvalidInput(words, fields={"valid_until": [words]})
    with transaction.atomic():
        row, agency, _ = acting.begin(certificate_id=certificate_id, act=Act.RENEW, reason=reason, by=by, at=at)
        fresh = _succeed(
            row, agency, lines=register.lines_of(row), validity=(valid_from, valid_until), act=Act.RENEW,
            reason=reason, by=by, at=at,
        )  # fmt: skip
    return register.value_of(fresh, agency, at=at, clear=True)


def alter(
    *, certificate_id: UUID, changes: Mapping[str, str], reason: str, by: Actor, at: datetime
) -> CertificateValue:
    """
    Issue the next version with other values on its face (行政许可法 第四十九条: 变更); return the new version.

    ``changes`` maps labels of the face to new values. The holder's code can't be altered: who has another one is
    another holder. Altering the holder's name alters it in the register too.

    :raises NotPermitted: without ``certificates.certificate.change`` in the issuing agency
    :raises InvalidInput: without a reason, without any change, for an empty value or a label that may not be altered
    :raises CertificateNotFound: if there is none
    :raises CertificateEnded: if it isn't in force
    """
    with transaction.atomic():
        row, agency, _ = acting.begin(certificate_id=certificate_id, act=Act.ALTER, reason=reason, by=by, at=at)
        old = register.lines_of(row)
        lines = faces.altered(old, changes, fixed=register.fixed_labels(row))
        if named := next((label for label in changes if label in register.holder_labels(row)), None):
            row.holder_name = changes[named].strip()
        fresh = _succeed(
            row, agency, lines=lines, validity=(row.valid_from, row.valid_until), act=Act.ALTER, reason=reason,
            by=by, at=at,
        )  # fmt: skip
    return register.value_of(fresh, agency, at=at, clear=True)


def _succeed(
    row: Certificate,
    agency: AgencyValue,
    *,
    lines: Sequence[FaceLine],
    validity: tuple[date, date | None],
    act: Act,
    reason: str,
    by: Actor,
    at: datetime,
) -> Certificate:
    """Replace ``row`` by its next version. ``row.holder_name`` may hold a name that only the new version gets."""
    known, fresh_id = certificate_identifier.parse(row.identifier), new_id()
    row.status, row.replaced_by_id = CertificateStatus.REPLACED, fresh_id
    row.ended_at, row.ended_reason = at, reason.strip()
    row.save(update_fields=["status", "replaced_by", "ended_at", "ended_reason"])
    fresh = Certificate.objects.create(
        id=fresh_id,
        type=row.type,
        template_id=row.template_id,
        single_instance=row.single_instance,
        identifier=certificate_identifier.compose(
            type_code=known.type_code, organ=known.organ, serial=known.serial, version=row.version + 1
        ),
        number=row.number,
        version=row.version + 1,
        series_id=row.series_id,
        holder_party_id=row.holder_party_id,
        holder_kind=row.holder_kind,
        holder_name=row.holder_name,
        holder_code=row.holder_code,
        holder_code_type=row.holder_code_type,
        agency_id=row.agency_id,
        valid_from=validity[0],
        valid_until=validity[1],
        face=register.face_text(lines, register.table_of(row)),
        photograph_id=row.photograph_id,
        verify_token=numbers.token_text(secrets.token_bytes(numbers.TOKEN_BYTES)),
        issued_at=at,
    )
    printing.make_pdf(fresh, types.as_issued(fresh), agency, at=at)
    acting.record(row, act=act, action=CertificateReplaced.name, reason=reason, by=by, at=at)
    bus.publish(
        CertificateReplaced(aggregate_id=row.id, at=at, replaced_by=fresh.id, holder_party_id=row.holder_party_id)
    )
    bus.publish(
        CertificateIssued(
            aggregate_id=fresh.id, at=at, type_key=row.type.key, holder_party_id=row.holder_party_id, source_case=None
        )
    )
    log.info("certificate_replaced", certificate_id=str(row.id), version=fresh.version, act=act)
    return fresh
