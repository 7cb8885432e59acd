"""Reading showings: what stands in a code's page, and what waits for the holder's answer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from govhall.infra import crypto
from govhall.support.certificates.choices import ShowingState
from govhall.support.certificates.models import Certificate, Showing
from govhall.support.certificates.rules import codes, numbers
from govhall.support.certificates.selectors import register, types, verifying
from govhall.support.certificates.values import FaceLine, ShowingValue, Verification


def showing(viewer_token: str, *, at: datetime) -> ShowingValue:
    """
    Return where a showing stands, for the one who scanned it.

    :raises CodeInvalid: if nobody scanned a code to get there
    """
    return value_of(showing_row(viewer_token), at=at)


def shown(viewer_token: str, *, at: datetime) -> Verification:
    """Return the verdict on the certificate shown, masked. :raises CodeInvalid: as ``showing``"""
    return verifying.verify_token(showing_row(viewer_token).certificate.verify_token, at=at)


def asked(certificate_id: UUID, *, at: datetime) -> Sequence[ShowingValue]:
    """Return who waits for the holder's answer, the oldest first. The caller shows it to the holder only."""
    rows = Showing.objects.select_related("certificate__type").filter(
        certificate_id=certificate_id, asked_at__isnull=False, answered_at=None, scanned_at__gt=at - codes.TALK
    )
    return [value_of(row, at=at) for row in rows.order_by("asked_at", "id")]


def disclosable(row: Certificate) -> tuple[FaceLine, ...]:
    """Return all that a holder can disclose: the number and the face."""
    number = FaceLine(label=types.as_issued(row).number_label, value=row.number, public=True, mask="number")
    return (number, *(line for line in register.lines_of(row) if line.label != number.label))


def showing_row(viewer_token: str) -> Showing:
    """Return the row with its certificate. :raises CodeInvalid: if there is none"""
    token = numbers.token_or_nothing(viewer_token)
    rows = Showing.objects.select_related("certificate__type")
    row = rows.filter(viewer_sm3=viewer_sm3(token)).first() if token else None
    if row is None:
        raise codes.CodeInvalid("没有找到这次亮证，请重新扫对方的码。")
    return row


def viewer_sm3(token: str) -> str:
    """Return the digest under which a viewer's token is known; the token itself is not kept."""
    return crypto.sm3_hex(token.encode())


def value_of(row: Showing, *, at: datetime) -> ShowingValue:
    """Return the value of a row at a moment; the disclosed lines only while they may be seen."""
    state = codes.state(
        scanned_at=row.scanned_at, asked_at=row.asked_at, answered_at=row.answered_at, is_agreed=row.is_agreed, at=at
    )
    lines = disclosable(row.certificate)
    is_open = state is ShowingState.DISCLOSED
    return ShowingValue(
        id=row.id,
        certificate_id=row.certificate_id,
        state=state,
        asker=row.asker,
        purpose=row.purpose,
        asked_at=row.asked_at,
        hidden=codes.hidden_labels(lines),
        lines=codes.chosen(lines, row.labels) if is_open else (),
        open_until=row.answered_at + codes.DISCLOSED if is_open and row.answered_at else None,
    )
