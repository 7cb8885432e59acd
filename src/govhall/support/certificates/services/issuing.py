"""
Issuing: from the facts of a decision to a sealed certificate in the register, in one transaction.

The row is written before the paper is drawn: a second issue of the same case waits for the first at the constraint
and then finds its certificate, so no case ever gets two numbers or two seals.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, transaction

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import bus, clock
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.standards.identifiers import certificate_identifier
from govhall.support.certificates.choices import CertificateStatus
from govhall.support.certificates.events import CertificateIssued
from govhall.support.certificates.models import Certificate, CertificateCounter, CertificateType
from govhall.support.certificates.rules import faces, numbers, standing
from govhall.support.certificates.selectors import register, types
from govhall.support.certificates.services import printing
from govhall.support.certificates.values import CertificateTypeValue, CertificateValue, Holder, Paper
from govhall.support.documents import public as documents

log = structlog.get_logger()
_STOCK_YEAR = 0  # papers bring their own numbers and use up none of a year's; their identifiers count apart
_AT_ONCE = 500  # numbers that are asked about with one query, once the next one was taken


class AlreadyHeld(Conflict):
    """The holder has a valid certificate of a type of which one may have only one (单一实例)."""

    code = "certificate-already-held"


def issue(
    *,
    type_key: str,
    holder: Holder,
    agency_id: int,
    values: Mapping[str, object],
    valid_from: date,
    valid_until: date | None,
    source_case: UUID | None,
    at: datetime,
    paper: Paper | None = None,
    photograph: bytes | None = None,
) -> CertificateValue:
    """
    Issue a certificate: number, identifier, face, sealed PDF, register, event. In clear for the caller.

    ``values`` are the application's fields; ``valid_until`` is the last valid day, None for 长期. ``paper`` is what an
    existing certificate (存量) says, whose number and day of issue stay. ``photograph`` is the holder's picture as it
    was handed in, for types that show one. A second call for the same case and type returns the certificate of the
    first.

    :raises UnknownCertificateType: for an unknown key
    :raises InvalidInput: if the type isn't for such a holder, or the dates are the wrong way round
    :raises AlreadyHeld: if the holder has a valid one of a single-instance type from another case
    :raises NumberTaken: if the number of the paper stands in the register already
    :raises PhotographRefused: if the picture can't go on a paper
    """
    row_type = types.type_row(type_key)
    kind = types.type_value(row_type)
    agency = organizations.agency(agency_id)
    _check(kind, holder, valid_from, valid_until)
    picture = documents.photographs.read(photograph) if photograph and kind.photograph else None
    if known := _issued(row_type, source_case):
        return register.value_of(known, agency, at=at, clear=True)
    try:
        with transaction.atomic():
            row = _enter(row_type, kind, holder, agency, values, (valid_from, valid_until), source_case, at, paper)
            if picture:
                row.photograph_id = documents.store_photograph(picture, at=at).id
                row.save(update_fields=["photograph_id"])
            printing.make_pdf(row, kind, agency, at=at)
            bus.publish(
                CertificateIssued(
                    aggregate_id=row.id, at=at, type_key=type_key, holder_party_id=holder.party_id,
                    source_case=source_case,
                )
            )  # fmt: skip
    except IntegrityError as fault:
        known = _issued(row_type, source_case)
        if known is None:
            if "one_valid_certificate_of_single_type" in str(fault):
                raise AlreadyHeld("持证人已有一张有效的同类证照，不能再发一张。", type_key=type_key) from fault
            if "certificate_number_once" in str(fault) and paper is not None:
                raise NumberTaken("证照库里已有同一编号的同类证照。", type_key=type_key) from fault
            raise
        row = known
    else:
        log.info("certificate_issued", certificate_id=str(row.id), type_key=type_key, agency_id=agency_id)
    return register.value_of(row, agency, at=at, clear=True)


class NumberTaken(Conflict):
    """A certificate of this type and agency has the number already."""

    code = "certificate-number-taken"


def _check(kind: CertificateTypeValue, holder: Holder, valid_from: date, valid_until: date | None) -> None:
    if holder.kind not in kind.holder_kinds:
        raise InvalidInput("这种证照不能发给这类持证主体。", type_key=kind.key)
    if valid_until is not None and valid_until < valid_from:
        raise InvalidInput("证照有效期的截止日期早于起始日期。", type_key=kind.key)


def _issued(row_type: CertificateType, source_case: UUID | None) -> Certificate | None:
    if source_case is None:
        return None
    return Certificate.objects.select_related("type").filter(type=row_type, source_case=source_case).first()


def _enter(
    row_type: CertificateType,
    kind: CertificateTypeValue,
    holder: Holder,
    agency: AgencyValue,
    values: Mapping[str, object],
    validity: tuple[date, date | None],
    source_case: UUID | None,
    at: datetime,
    paper: Paper | None,
) -> Certificate:
    day, certificate_id = clock.official_date(at), new_id()
    _expire_earlier(row_type, holder, day)
    year = day.year if paper is None else _STOCK_YEAR
    serial = _next_serial(type_id=row_type.pk, agency_id=agency.id, year=year)
    if paper is not None:
        number = paper.number
    else:
        serial, number = _free_number(row_type, kind, agency, values, day, serial)
    return Certificate.objects.create(
        id=certificate_id,
        series_id=certificate_id,
        type=row_type,
        template_id=types.template_id(row_type),
        single_instance=row_type.single_instance,
        identifier=certificate_identifier.compose(
            type_code=kind.code,
            organ=agency.uscc,
            serial=numbers.identifier_serial(region=agency.region_code, year=year, serial=serial),
        ),
        number=number,
        holder_party_id=holder.party_id,
        holder_kind=holder.kind,
        holder_name=holder.name,
        holder_code=holder.code,
        holder_code_type=holder.code_type,
        agency_id=agency.id,
        valid_from=validity[0],
        valid_until=validity[1],
        face=register.face_text(
            faces.face_lines(kind.face, values=values, holder=holder, agency_name=agency.name),
            faces.table_rows(kind.table, values),
        ),
        source_case=source_case,
        stock_row_id=paper.stock_row_id if paper else None,
        paper_issued_on=paper.issued_on if paper else None,
        verify_token=numbers.token_text(secrets.token_bytes(numbers.TOKEN_BYTES)),
        issued_at=at,
    )  # fmt: skip


def _expire_earlier(row_type: CertificateType, holder: Holder, day: date) -> None:
    """Give the place of a single-instance certificate that ran out before the daily job came by."""
    Certificate.objects.filter(
        type=row_type, holder_code_index=holder.code, status__in=standing.LIVING, valid_until__lt=day
    ).update(status=CertificateStatus.EXPIRED)


def _free_number(
    row_type: CertificateType,
    kind: CertificateTypeValue,
    agency: AgencyValue,
    values: Mapping[str, object],
    day: date,
    serial: int,
) -> tuple[int, str]:
    """
    Return the first serial from ``serial`` on whose number is free: existing papers (存量) may have taken some.

    The counter goes along, so the next certificate doesn't try the taken ones again.
    """
    taken, first = Certificate.objects.filter(type=row_type, agency_id=agency.id), serial
    while True:
        wanted = {
            numbers.certificate_number(
                kind.number_pattern, region=agency.region_code, day=day, serial=each, words=kind.number_words,
                values=values,
            ): each
            for each in range(serial, serial + (1 if serial == first else _AT_ONCE))
        }  # fmt: skip
        known = set(taken.filter(number__in=wanted).values_list("number", flat=True))
        if free := next((number for number in wanted if number not in known), None):
            break
        serial = max(wanted.values()) + 1
    if wanted[free] != first:
        CertificateCounter.objects.filter(type=row_type, agency_id=agency.id, year=day.year).update(last=wanted[free])
    return wanted[free], free


def _next_serial(*, type_id: int, agency_id: int, year: int) -> int:
    """Return the next running number; the counter's row is held until the transaction ends, so none is lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO certificates_certificatecounter (type_id, agency_id, year, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (type_id, agency_id, year) DO UPDATE SET last = certificates_certificatecounter.last + 1"
            " RETURNING last",
            [type_id, agency_id, year],
        )
        (serial,) = cursor.fetchone()
    return int(serial)
