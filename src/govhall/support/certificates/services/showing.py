"""
亮证: a code for one minute and one scan; the other side sees masked data, and more only if the holder says yes.

Every scan, every question, every answer and every look at clear data goes into the log that the holder reads.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.infra.crypto import keys
from govhall.kernel.actor import VISITOR, Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.support.certificates.choices import ShowingState, UseKind
from govhall.support.certificates.models import Showing
from govhall.support.certificates.rules import codes, numbers
from govhall.support.certificates.selectors import register
from govhall.support.certificates.selectors import showing as reading
from govhall.support.certificates.services import ending
from govhall.support.certificates.values import ShowCode, ShowingValue

WORDS_LONGEST = 60


class NotShowable(Conflict):
    """A certificate that isn't in force can't be shown."""

    code = "certificate-not-showable"


def show_code(*, certificate_id: UUID, by: Actor, at: datetime) -> ShowCode:
    """
    Return a new code for a certificate of one's own; nothing is stored before it is scanned.

    :raises CertificateNotFound: if there is none, or it is somebody else's
    :raises NotShowable: if it isn't in force
    """
    row = register.certificate_row(certificate_id)
    if not register.is_holder(row, by):
        raise register.CertificateNotFound("没有找到这张证照。")
    if not register.certificate(certificate_id, at=at, by=by).is_valid:
        raise NotShowable("这张证照现在不能使用，不能亮证。")
    expires_at = (at + codes.LIFETIME).replace(microsecond=0)
    text = codes.write(certificate_id=row.id, expires_at=expires_at, nonce=secrets.token_bytes(8), mac=_mac)
    return ShowCode(path=f"/v/{text}", expires_at=expires_at, seconds=max(1, int((expires_at - at).total_seconds())))


def scan(*, code: str, by: Actor = VISITOR, at: datetime) -> str:
    """
    Take a code in; return the unguessable token of the page for whoever scanned it.

    :raises CodeInvalid: if it is none of ours or was changed
    :raises CodeExpired: if its minute is over
    :raises CodeUsed: if somebody scanned it before
    """
    said = codes.read(code, at=at, mac=_mac)
    row = register.certificate_row(said.certificate_id)
    viewer = numbers.token_text(secrets.token_bytes(numbers.TOKEN_BYTES))
    try:
        with transaction.atomic():
            Showing.objects.create(
                id=new_id(), certificate_id=row.id, nonce=said.nonce, viewer_sm3=reading.viewer_sm3(viewer),
                scanned_at=at,
            )  # fmt: skip
            ending.record_use(
                certificate_id=row.id,
                kind=UseKind.VERIFIED,
                by=by,
                at=at,
                purpose="扫您出示的亮证码，只看到遮盖后的信息",
            )
    except IntegrityError as fault:
        if "show_code_once" not in str(fault):
            raise
        raise codes.CodeUsed("这个亮证码已经被扫过，一个码只能用一次。请对方换一个新码再扫。") from fault
    return viewer


def ask(*, viewer_token: str, asker: str, purpose: str, at: datetime) -> ShowingValue:
    """
    Ask the holder to disclose what is masked; asking again while nobody has answered changes nothing.

    :raises CodeInvalid: if nobody scanned a code to get there
    :raises InvalidInput: without saying who asks and what for
    :raises NothingAsked: if it was answered, or the time is over
    """
    fields = {
        name: [f"请填写，最多 {WORDS_LONGEST} 个字。"]
        for name, words in (("asker", asker), ("purpose", purpose))
        if not 0 < len(words.strip()) <= WORDS_LONGEST
    }
    if fields:
        raise InvalidInput("请写明您是谁、用来做什么。", fields=fields)
    with transaction.atomic():
        row = _locked(reading.showing_row(viewer_token).id)
        state = reading.value_of(row, at=at).state
        if state is ShowingState.SCANNED:
            row.asker, row.purpose, row.asked_at = asker.strip(), purpose.strip(), at
            row.save(update_fields=["asker", "purpose", "asked_at"])
        elif state is not ShowingState.ASKED:
            raise codes.NothingAsked("这次亮证已经结束，请重新扫对方的码。")
    return reading.value_of(row, at=at)


def answer(*, showing_id: UUID, agree: bool, labels: Collection[str] = (), by: Actor, at: datetime) -> ShowingValue:
    """
    Agree or refuse, as the holder (个人信息保护法 第十四条、第二十三条); ``labels`` may be seen for a few minutes.

    :raises CertificateNotFound: if it isn't one's own certificate that was scanned
    :raises NothingAsked: if nobody waits for an answer any more
    :raises InvalidInput: if one agrees to nothing, or to what isn't on the certificate
    """
    with transaction.atomic():
        row = _locked(showing_id)
        if not register.is_holder(row.certificate, by):
            raise register.CertificateNotFound("没有找到这张证照。")
        if reading.value_of(row, at=at).state is not ShowingState.ASKED:
            raise codes.NothingAsked("对方的请求已经答复过，或者已经过期。")
        if agree:
            row.labels = [line.label for line in codes.chosen(reading.disclosable(row.certificate), labels)]
        row.is_agreed, row.answered_at = agree, at
        row.save(update_fields=["labels", "is_agreed", "answered_at"])
        what = f"同意{row.asker}查看{'、'.join(row.labels)}" if agree else f"拒绝{row.asker}查看完整信息"
        ending.record_use(
            certificate_id=row.certificate_id,
            kind=UseKind.ANSWERED,
            by=by,
            at=at,
            purpose=f"{what}，用途：{row.purpose}",
        )
    return reading.value_of(row, at=at)


def look(*, viewer_token: str, by: Actor = VISITOR, at: datetime) -> ShowingValue:
    """
    Return what the one who scanned may see now; a look at clear data is logged.

    :raises CodeInvalid: if nobody scanned a code to get there
    """
    found = reading.showing(viewer_token, at=at)
    if found.lines:
        seen = "、".join(line.label for line in found.lines)
        ending.record_use(
            certificate_id=found.certificate_id, kind=UseKind.VIEWED, by=by, at=at,
            purpose=f"经您当面同意，{found.asker}查看{seen}，用途：{found.purpose}",
        )  # fmt: skip
    return found


def _locked(showing_id: UUID) -> Showing:
    rows = Showing.objects.select_for_update(of=("self",)).select_related("certificate__type")
    row = rows.filter(pk=showing_id).first()
    if row is None:
        raise register.CertificateNotFound("没有找到这张证照。")
    return row


def _mac(text: str) -> str:
    return keys.blind_index("show-code", text)
