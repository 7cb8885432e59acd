"""Sealing documents. Every use is logged in the transaction of the act that sealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.infra.crypto import sm3_hex
from govhall.infra.crypto.keypairs import KeyPairMissing
from govhall.kernel.actor import SYSTEM, Actor, ActorKind
from govhall.kernel.identifiers import new_id
from govhall.security.audit import public as audit
from govhall.support.documents.public import ofd
from govhall.support.documents.public import pdf as own_pdf
from govhall.support.evidence import public as evidence
from govhall.support.seals import rules
from govhall.support.seals.choices import USE, Form
from govhall.support.seals.engine import drawing, ofd_signing, sheets, signing
from govhall.support.seals.models import Seal, SealUse
from govhall.support.seals.selectors import checking
from govhall.support.seals.selectors.register import SealNotFound
from govhall.support.seals.services import act as acts
from govhall.support.seals.services import classical, ensuring, keys, stamping
from govhall.support.seals.values import AtPoint, AtWords

_ACTIVE_ONLY = "only_active_seals_are_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """What the log says of one use."""

    purpose: str
    case_number: str
    by: Actor
    at: datetime


def seal_pdf(
    *, content: bytes, agency_id: int, purpose: str, at: datetime, case_number: str = "", by: Actor = SYSTEM
) -> bytes:
    """
    Return the PDF under the agency's official seal (SM2 with SM3), and log the use.

    ``purpose`` says in words what is sealed (补正材料通知书 520115…); it stands in the signature and in the log. ``by``
    is on whose behalf: whether they may do the act that leads here was decided there.

    :raises SealNotUsable: if the seal is frozen, has ended, or the agency has none in force
    """
    row = ensuring.ensured(agency_id, at)
    return _seal_pdf(row, content, _Use(purpose=purpose, case_number=case_number, by=by, at=at))


def seal_file(
    *,
    seal_id: UUID,
    content: bytes,
    purpose: str,
    case_number: str,
    by: Actor,
    at: datetime,
    place: AtPoint | AtWords | None = None,
) -> bytes:
    """
    Return a PDF that an officer wants under this seal (手工用印), and log the use.

    The seal shows at ``place``, else where the PDF keeps a place for one, else nowhere.

    :raises NotPermitted: without the permission to use seals of this agency
    :raises PlaceRefused: if the seal can't go there
    :raises SealNotUsable: if the seal may not be used now
    :raises SealingRefused: if the PDF can't take a signature
    """
    with transaction.atomic():
        row = Seal.objects.filter(pk=seal_id).first()
        if row is None:
            raise SealNotFound("没有找到这枚印章。")
        acts.permit(by, USE, row.agency_id)
        use = _Use(purpose=purpose, case_number=case_number, by=by, at=at)
        mark = sheets.mark(content, place, size=drawing.size(row.kind)) if place else None
        sealed = _seal_pdf(row, content, use, mark)
        audit.record(
            by=by, action="seals.seal.used", target_kind="seal", target_id=str(row.id), at=at,
            detail={"seal_name": row.name, "purpose": purpose[:200]},
        )  # fmt: skip
    return sealed


def seal_ofd(
    *,
    package: ofd.Package,
    agency_id: int,
    purpose: str,
    at: datetime,
    case_number: str = "",
    by: Actor = SYSTEM,
) -> bytes:
    """
    Return the OFD under the agency's seal (GB/T 38540), and log the use. ``purpose`` is the same as for ``seal_pdf``.

    :raises AlreadySealed: if it is signed
    :raises SealNotUsable: as ``seal_pdf``
    """
    row = ensuring.ensured(agency_id, at)
    _check_usable(row, at)
    pair = keys.pair(row.key_name)
    if not row.structure:  # seals made before there were structures get theirs at the first need
        row.structure = keys.structure(row, pair, at)
        row.save(update_fields=["structure"])
    stamps = stamping.Stamps(at)
    sealed = ofd_signing.sign(
        package, pair=pair, seal=bytes(row.structure), reason=purpose, at=at, stamper=stamps.stamper
    )
    digest = sm3_hex(b"".join(part.data for part in package.parts.values()))
    use = _Use(purpose=purpose, case_number=case_number, by=by, at=at)
    _log(row, use, form=Form.OFD, place=_ofd_place(package.seal), digest=digest, stamps=stamps)
    return sealed


def _seal_pdf(row: Seal, content: bytes, use: _Use, mark: sheets.Mark | None = None) -> bytes:
    _check_usable(row, use.at)
    try:
        pair = keys.pair(row.key_name)
    except KeyPairMissing as fault:  # replaced or destroyed a moment ago
        raise rules.SealNotUsable(f"印章“{row.name}”的密钥已不在，不能用印。") from fault
    stamps = stamping.Stamps(use.at)
    sealed = signing.sign(
        content,
        pair=pair,
        authorities=checking.roots(),
        name=row.name,
        reason=use.purpose,
        at=use.at,
        picture=drawing.form(row.kind, row.name),
        mark=mark,
        stamper=stamps.stamper,
        below=classical.hand(at=use.at),
    )
    _log(
        row,
        use,
        form=Form.PDF,
        place=mark.words if mark else _pdf_place(content),
        digest=sm3_hex(content),
        stamps=stamps,
    )
    return sealed


def _check_usable(row: Seal, at: datetime) -> None:
    rules.check_usable(name=row.name, status=row.status, valid_until=row.valid_until, at=at)


def _log(row: Seal, use: _Use, *, form: Form, place: str, digest: str, stamps: stamping.Stamps) -> None:
    """Log the use, and a stamp that is still to come; enter it as evidence without saying what was sealed."""
    by = use.by
    try:
        logged = SealUse.objects.create(
            id=new_id(),
            seal_id=row.id,
            purpose=use.purpose[:200],
            case_number=use.case_number[:40],
            form=form,
            place=place,
            actor_id=by.id,
            actor_kind=by.kind,
            # An applicant's name is no business of the log's readers.
            actor_name=by.name[:100] if by.kind is ActorKind.OFFICER else "",
            document_sm3=digest,
            at=use.at,
        )
    except IntegrityError as fault:
        if _ACTIVE_ONLY not in str(fault):
            raise
        # Somebody froze, replaced or destroyed it while we were signing: what was signed never leaves.
        raise rules.SealNotUsable(f"印章“{row.name}”刚刚停用，不能用印。") from fault
    stamps.note_missing(logged)
    facts = {"seal": row.certificate_fingerprint, "document_sm3": evidence.salted(digest)}
    evidence.enter(kind="seal.use", subject=str(logged.id), facts=facts, at=use.at)


def _pdf_place(content: bytes) -> str:
    try:
        own = own_pdf.read(content)
    except own_pdf.NotOurPdf:
        return ""
    place = own_pdf.seal_place(own)
    if place is None:
        return ""
    left, low, right, high = (round(number * sheets.POINT) for number in place.rectangle)
    return f"第 {own.pages.index(place.page) + 1} 页，左 {left} mm、下 {low} mm，{right - left} × {high - low} mm"


def _ofd_place(place: ofd.StampPlace | None) -> str:
    if place is None:
        return ""
    box = place.box
    return f"左 {box.x:.0f} mm、上 {box.y:.0f} mm，{box.width:.0f} × {box.height:.0f} mm"
