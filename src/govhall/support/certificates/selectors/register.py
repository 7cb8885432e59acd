"""Reading issued certificates. Every read asks who asks: in clear for the holder and the issuing agency only."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import Q

from govhall.data.organizations import public as organizations
from govhall.data.organizations.public import AgencyValue
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.errors import NotFound
from govhall.security.access import public as access
from govhall.support.certificates.choices import Act, CertificateStatus, HolderKind, RegisterView, UseKind
from govhall.support.certificates.models import Certificate, CertificateAct, CertificateUse
from govhall.support.certificates.rules import faces, masking, numbers, standing
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values import CertificateActValue, CertificateUseValue, CertificateValue, FaceLine
from govhall.support.documents import public as documents

VIEW = "certificates.certificate.view"
CANCEL = "certificates.certificate.cancel"
CHANGE = "certificates.certificate.change"
_ENDS = frozenset({Act.CANCEL, Act.ANNUL, Act.REVOKE})


class CertificateNotFound(NotFound):
    """No certificate has this id, or the asker may not know that it exists."""

    code = "certificate-not-found"


def certificate(certificate_id: UUID, *, at: datetime, by: Actor | None = None) -> CertificateValue:
    """
    Return a certificate as ``by`` may see it: masked, unless ``by`` acts for the holder, is an officer of the issuing
    agency's reach with ``certificates.certificate.view``, or is the system itself.

    :raises CertificateNotFound: if there is none
    """
    row = certificate_row(certificate_id)
    agency = organizations.agency(row.agency_id)
    return value_of(row, agency, at=at, clear=by is not None and may_see_clear(row, agency, by))


def certificate_of_case(source_case: UUID, *, at: datetime, by: Actor | None = None) -> Sequence[CertificateValue]:
    """Return the certificates that a case led to, as ``certificate`` shows them."""
    rows = Certificate.objects.select_related("type").filter(source_case=source_case).order_by("issued_at", "id")
    agencies = organizations.agencies_by_ids(row.agency_id for row in rows)
    return [
        value_of(
            row, agencies[row.agency_id], at=at,
            clear=by is not None and may_see_clear(row, agencies[row.agency_id], by),
        )
        for row in rows
    ]  # fmt: skip


def wallet(party_ids: Collection[UUID], *, at: datetime) -> Sequence[CertificateValue]:
    """
    Return the certificates of these holders in clear, those in force first, the newest first; of each certificate only
    its newest version.

    The caller vouches that the reader is or acts for every one of ``party_ids``.
    """
    found = Certificate.objects.select_related("type").filter(holder_party_id__in=set(party_ids), replaced_by=None)
    rows = list(found.order_by("-issued_at", "-id"))
    agencies = organizations.agencies_by_ids({row.agency_id for row in rows})
    values = [value_of(row, agencies[row.agency_id], at=at, clear=True) for row in rows]
    return sorted(values, key=lambda value: not value.is_valid)


def held_by(party_id: UUID, *, at: datetime) -> Mapping[str, UUID]:
    """
    Return the types of certificates that a holder has in force, each with the newest certificate's id.

    One query that opens no personal data: for rules that only ask whether something is there.
    """
    day = clock.official_date(at)
    rows = Certificate.objects.filter(holder_party_id=party_id, valid_from__lte=day).order_by("issued_at", "id")
    columns = rows.values_list("type__key", "id", "status", "valid_until")
    return {
        key: certificate_id
        for key, certificate_id, status, until in columns
        if standing.status_on(day, status=status, valid_until=until) is CertificateStatus.VALID
    }


def valid_for_holder(party_id: UUID, type_key: str, *, at: datetime) -> CertificateValue | None:
    """Return the newest certificate of this type that the holder has in force (免证办), or None."""
    day = clock.official_date(at)
    held = (value for value in wallet([party_id], at=at) if value.type_key == type_key)
    return next((value for value in held if value.is_valid and value.valid_from <= day), None)


def content(certificate_id: UUID, *, by: Actor) -> BinaryIO:
    """
    Return the sealed PDF, opened, to those who may see the certificate in clear.

    :raises CertificateNotFound: to everybody else, whether or not it exists
    """
    row = certificate_row(certificate_id)
    if not may_see_clear(row, organizations.agency(row.agency_id), by) or row.document_id is None:
        raise CertificateNotFound("没有找到这张证照。")
    return documents.content(row.document_id)


def uses(certificate_id: UUID, *, limit: int = 100) -> Sequence[CertificateUseValue]:
    """Return who used any version of a certificate for what, the newest first: for its holder's eyes only."""
    rows = (
        CertificateUse.objects.select_related("certificate__type", "agency")
        .filter(certificate__series_id__in=Certificate.objects.filter(pk=certificate_id).values("series_id"))
        .order_by("-at", "-id")[:limit]
    )
    return [_use_value(row) for row in rows]


def uses_of(party_ids: Collection[UUID], *, limit: int = 100) -> Sequence[CertificateUseValue]:
    """Return the uses of all certificates of these holders, the newest first."""
    rows = (
        CertificateUse.objects.select_related("certificate__type", "agency")
        .filter(certificate__holder_party_id__in=set(party_ids))
        .order_by("-at", "-id")[:limit]
    )
    return [_use_value(row) for row in rows]


def versions(certificate_id: UUID, *, at: datetime, by: Actor) -> Sequence[CertificateValue]:
    """
    Return all versions of a certificate, the newest first, as ``certificate`` shows each.

    :raises CertificateNotFound: if there is none
    """
    series = certificate_row(certificate_id).series_id
    rows = list(Certificate.objects.select_related("type").filter(series_id=series).order_by("-version"))
    agency = organizations.agency(rows[0].agency_id)
    return [value_of(row, agency, at=at, clear=may_see_clear(row, agency, by)) for row in rows]


def history(certificate_id: UUID, *, by: Actor) -> Sequence[CertificateActValue]:
    """
    Return what was done to any version of a certificate, the newest first.

    :raises CertificateNotFound: if there is none, or to those who may not see it in clear
    """
    row = certificate_row(certificate_id)
    if not may_see_clear(row, organizations.agency(row.agency_id), by):
        raise CertificateNotFound("没有找到这张证照。")
    found = CertificateAct.objects.filter(certificate__series_id=row.series_id).select_related("certificate")
    return [
        CertificateActValue(
            act=done.act, act_label=str(Act(done.act).label), version=done.certificate.version, reason=done.reason,
            who=done.actor_name, at=done.at,
        )
        for done in found.order_by("-at", "-id")
    ]  # fmt: skip


def lawful_acts(certificate_id: UUID, *, at: datetime, by: Actor) -> Sequence[Act]:
    """Return what ``by`` may do to a certificate now. :raises CertificateNotFound: if there is none"""
    row = certificate_row(certificate_id)
    agency = organizations.agency(row.agency_id)
    status = standing.status_on(clock.official_date(at), status=row.status, valid_until=row.valid_until)
    return [
        act
        for act in standing.acts_of(status)
        if access.allows(by, permission_for(act))
        and access.reach(by, permission_for(act)).covers(agency_id=agency.id, region_path=agency.region_path)
    ]


def permission_for(act: Act) -> str:
    """Return the permission that an act needs."""
    return CANCEL if act in _ENDS else CHANGE


def search(
    *,
    text: str,
    by: Actor,
    at: datetime,
    view: RegisterView = RegisterView.ALL,
    after: UUID | None = None,
    limit: int = 50,
) -> Sequence[CertificateValue]:
    """
    Return the newest versions within the officer's reach whose number, identifier or holder's code is ``text`` or
    whose holder's name begins with it; all of them for an empty text. Newest first.

    ``after`` is the last certificate of the page before.
    """
    reach = access.reach(by, VIEW)
    rows = Certificate.objects.select_related("type").filter(agency_id__in=reach.agency_ids, replaced_by=None)
    rows = rows.filter(_matching(text.strip()), _in_view(view, clock.official_date(at)))
    if after is not None and (last := Certificate.objects.filter(pk=after).only("issued_at").first()):
        rows = rows.filter(Q(issued_at__lt=last.issued_at) | Q(issued_at=last.issued_at, pk__lt=last.pk))
    found = list(rows.order_by("-issued_at", "-id")[:limit])
    agencies = organizations.agencies_by_ids({row.agency_id for row in found})
    return [value_of(row, agencies[row.agency_id], at=at, clear=False) for row in found]


def _matching(wanted: str) -> Q:
    if not wanted:
        return Q()
    return Q(number=wanted) | Q(identifier=wanted) | Q(holder_code_index=wanted) | Q(holder_name__startswith=wanted)


def _in_view(view: RegisterView, day: date) -> Q:
    """Return what a view holds, whether or not the daily job has marked what ran out."""
    runs = Q(valid_until=None) | Q(valid_until__gte=day)
    match view:
        case RegisterView.VALID:
            return Q(status=CertificateStatus.VALID) & runs
        case RegisterView.SUSPENDED:
            return Q(status=CertificateStatus.SUSPENDED) & runs
        case RegisterView.ENDED:
            return ~(Q(status__in=standing.LIVING) & runs)
        case _:
            return Q()


def holder_labels(row: Certificate) -> frozenset[str]:
    """Return the labels under which the holder's name stands on the face."""
    return _labels_from(row, "@holder")


def fixed_labels(row: Certificate) -> frozenset[str]:
    """Return the labels that no alteration may touch: the holder's code and the issuing agency."""
    return _labels_from(row, "@code") | _labels_from(row, "@agency")


def fixed_labels_of(certificate_id: UUID) -> frozenset[str]:
    """Return the labels that no alteration may touch. :raises CertificateNotFound: if there is no certificate"""
    return fixed_labels(certificate_row(certificate_id))


def _labels_from(row: Certificate, source: str) -> frozenset[str]:
    return frozenset(field.label for field in types.as_issued(row).face if field.source == source)


def certificate_row(certificate_id: UUID) -> Certificate:
    """Return the row with its type. :raises CertificateNotFound: if there is none"""
    row = Certificate.objects.select_related("type").filter(pk=certificate_id).first()
    if row is None:
        raise CertificateNotFound("没有找到这张证照。")
    return row


def may_see_clear(row: Certificate, agency: AgencyValue, by: Actor) -> bool:
    """Say whether ``by`` is the holder, acts for the holder, issues for this agency or is the system."""
    if by.kind is ActorKind.SYSTEM or is_holder(row, by):
        return True
    return access.allows(by, VIEW) and access.reach(by, VIEW).covers(
        agency_id=agency.id, region_path=agency.region_path
    )


def is_holder(row: Certificate, by: Actor) -> bool:
    """Say whether ``by`` is the holder or acts for the holder."""
    return row.holder_party_id is not None and row.holder_party_id in {by.party_id, *by.parties} - by.limited


def value_of(row: Certificate, agency: AgencyValue, *, at: datetime, clear: bool) -> CertificateValue:
    """Return the value of a row with its type, on the official day of ``at``."""
    day = clock.official_date(at)
    status = standing.status_on(day, status=row.status, valid_until=row.valid_until)
    is_person = row.holder_kind == HolderKind.PERSON
    name_masked = masking.mask_holder(row.holder_name, is_person=is_person)
    code_masked = masking.mask_code(row.holder_code, is_person=is_person)
    number_masked = masking.mask_number(row.number)
    lines, kind = lines_of(row), types.as_issued(row)
    if row.document_id is None:
        raise CertificateNotFound("没有找到这张证照。")
    return CertificateValue(
        id=row.id,
        type_key=row.type.key,
        type_name=kind.name,
        type_code=row.type.code,
        number=row.number if clear else number_masked,
        number_label=kind.number_label,
        number_masked=number_masked,
        identifier=row.identifier,
        version=row.version,
        holder_kind=row.holder_kind,
        holder_party_id=row.holder_party_id,
        holder_name=row.holder_name if clear else name_masked,
        holder_code=row.holder_code if clear else code_masked,
        holder_name_masked=name_masked,
        holder_code_masked=code_masked,
        is_clear=clear,
        face=lines if clear else faces.public_lines(lines),
        status=status,
        status_label=str(status.label),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        agency_id=agency.id,
        agency_name=agency.name,
        issued_at=row.issued_at,
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
        document_id=row.document_id,
        pdf_sm3=row.pdf_sm3,
        source_case=row.source_case,
        verify_path=numbers.verify_path(row.verify_token),
        issued_on=issued_on(row),
        is_stock=row.stock_row_id is not None,
        replaced_by=row.replaced_by_id,
    )


def issued_on(row: Certificate) -> date:
    """Return the day of issue as the face says it: of stock, the day of the paper that it continues."""
    return row.paper_issued_on or clock.official_date(row.issued_at)


def lines_of(row: Certificate) -> tuple[FaceLine, ...]:
    """Return the face as it was issued."""
    return tuple(FaceLine(**line) for line in _face(row)["lines"])


def table_of(row: Certificate) -> list[list[str]]:
    """Return the rows of a record's table as it was issued; certificates of before OFD kept none."""
    return [[str(cell) for cell in cells] for cells in _face(row)["table"]]


def face_text(lines: Sequence[FaceLine], table: Sequence[Sequence[str]]) -> str:
    """Return the face as it is stored."""
    return json.dumps({"lines": [asdict(line) for line in lines], "table": table}, ensure_ascii=False)


def _face(row: Certificate) -> dict[str, list[Any]]:
    found = json.loads(row.face)
    return {"lines": found, "table": []} if isinstance(found, list) else found


def _use_value(row: CertificateUse) -> CertificateUseValue:
    if row.is_holder:
        who = "您本人"
    elif row.agency is not None:
        who = row.agency.name
    else:
        who = {ActorKind.SYSTEM.value: "系统", ActorKind.VISITOR.value: "查验人（未登录）"}.get(
            row.actor_kind, "其他登录用户"
        )
    return CertificateUseValue(
        id=row.id,
        certificate_id=row.certificate_id,
        type_name=row.certificate.type.name,
        kind=row.kind,
        kind_label=str(UseKind(row.kind).label),
        who=who,
        purpose=row.purpose,
        at=row.at,
    )
