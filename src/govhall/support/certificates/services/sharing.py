"""
授权: a holder lets somebody see a certificate, or some of it, for a purpose and a while, and may end that at any time.

Whoever has the link gets an annotated copy (加注件). Each look and each download goes into the holder's log.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

from django.db import transaction

from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.certificates.choices import ShareState, UseKind
from govhall.support.certificates.engine import copies
from govhall.support.certificates.models import Share
from govhall.support.certificates.rules import masking, numbers, shares
from govhall.support.certificates.selectors import register, sharing, showing, types
from govhall.support.certificates.services import ending, printing
from govhall.support.certificates.values import ShareValue, Verification
from govhall.support.documents.public import fonts


class ShareClosed(Conflict):
    """The share has run out or was ended."""

    code = "share-closed"


def share(
    *,
    certificate_id: UUID,
    purpose: str,
    recipient: str,
    until: datetime,
    labels: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> ShareValue:
    """
    Share a certificate of one's own (个人信息保护法 第二十三条); no ``labels`` means the whole certificate.

    :raises CertificateNotFound: if there is none, or it is somebody else's
    :raises InvalidInput: without purpose or recipient, for too long a time, or for a line that isn't on it
    """
    row = register.certificate_row(certificate_id)
    if not register.is_holder(row, by):
        raise register.CertificateNotFound("没有找到这张证照。")
    known = [line.label for line in showing.disclosable(row)]
    faults = shares.faults(purpose=purpose, recipient=recipient, until=until, labels=labels, known=known, at=at)
    faults |= {
        name: ["有打印不出来的字符，例如表情符号，请改用文字。"]
        for name, words in (("purpose", purpose), ("recipient", recipient))
        if not _prints(words)
    }
    if faults:
        raise InvalidInput("授权的内容有问题，请核对。", fields=faults)
    with transaction.atomic():
        made = Share.objects.create(
            id=new_id(), certificate=row, token=numbers.token_text(secrets.token_bytes(numbers.TOKEN_BYTES)),
            purpose=purpose.strip(), recipient=recipient.strip(), labels=[label for label in known if label in labels],
            until=until, created_by_id=by.account, created_at=at,
        )  # fmt: skip
        what = "、".join(made.labels) or "整张证照"
        ending.record_use(
            certificate_id=row.id, kind=UseKind.SHARED, by=by, at=at,
            purpose=f"授权{made.recipient}查看{what}，用途：{made.purpose}",
        )  # fmt: skip
    return sharing.value_of(made, at=at)


def end_share(*, share_id: UUID, by: Actor, at: datetime) -> ShareValue:
    """
    End a share at once, as the holder (个人信息保护法 第十五条: 撤回同意).

    :raises ShareNotFound: if there is none, or it is of somebody else's certificate
    :raises ShareClosed: if it has run out or was ended before
    """
    with transaction.atomic():
        rows = Share.objects.select_for_update(of=("self",)).select_related("certificate__type")
        row = rows.filter(pk=share_id).first()
        if row is None or not register.is_holder(row.certificate, by):
            raise sharing.ShareNotFound("没有找到这份授权。")
        _require_open(row, at)
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        ending.record_use(
            certificate_id=row.certificate_id, kind=UseKind.SHARED, by=by, at=at,
            purpose=f"停止授权{row.recipient}，用途：{row.purpose}",
        )  # fmt: skip
    return sharing.value_of(row, at=at)


def open_share(*, token: str, by: Actor = VISITOR, at: datetime) -> tuple[ShareValue, Verification]:
    """
    Return what stands behind a link, and log the look while it is open.

    :raises ShareNotFound: if no share has this link
    """
    found, verdict = sharing.shared(token, at=at)
    if found.state == ShareState.OPEN:
        _log(found, UseKind.VIEWED, by, at)
    return found, verdict


def annotated_copy(*, token: str, by: Actor = VISITOR, at: datetime) -> bytes:
    """
    Return the annotated copy behind a link as PDF, and log the download.

    :raises ShareNotFound: if no share has this link
    :raises ShareClosed: if it has run out or was ended, or the certificate isn't in force
    """
    row = sharing.share_row(token)
    _require_open(row, at)
    certificate = row.certificate
    agency = organizations.agency(certificate.agency_id)
    if not register.value_of(certificate, agency, at=at, clear=False).is_valid:
        raise ShareClosed("这张证照现在不能使用，没有加注件。")
    kind = types.as_issued(certificate)
    sheet = printing.sheet_of(certificate, kind, agency)
    found = sharing.value_of(row, at=at)
    if row.labels:
        is_person = certificate.holder_kind == "1"
        has_number = kind.number_label in row.labels
        sheet = replace(
            sheet,
            holder_name=masking.mask_holder(sheet.holder_name, is_person=is_person),
            number=sheet.number if has_number else masking.mask_number(sheet.number),
            identifier="未授权",
            lines=[line for line in sheet.lines if line.label in row.labels],
            table=[],
            photograph=None,
        )
    note = copies.Note(
        made_at=_moment(at), made_by="持证人", reason=f"{row.recipient}{row.purpose}", valid_until=_moment(row.until)
    )
    content = copies.draw(
        kind, replace(sheet, verify_url=urljoin(printing.site(), found.path.rstrip("/"))), note, at=at
    )
    _log(found, UseKind.DOWNLOADED, by, at)
    return content


def _require_open(row: Share, at: datetime) -> None:
    state = shares.state(until=row.until, ended_at=row.ended_at, at=at)
    if state is not ShareState.OPEN:
        raise ShareClosed("这份授权已经停止。" if state is ShareState.ENDED else "这份授权已经到期。")


def _log(found: ShareValue, kind: UseKind, by: Actor, at: datetime) -> None:
    ending.record_use(
        certificate_id=found.certificate_id, kind=kind, by=by, at=at,
        purpose=f"凭您给{found.recipient}的授权，用途：{found.purpose}",
    )  # fmt: skip


def _prints(words: str) -> bool:
    try:
        fonts.advance(fonts.Face.SANS, words.strip())
    except fonts.CharacterMissing:
        return False
    return True


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.OFFICIAL_ZONE):%Y-%m-%d %H:%M}"
