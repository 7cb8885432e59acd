"""Reading shares: the holder's list, and what stands behind a link."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from govhall.kernel.errors import NotFound
from govhall.support.certificates.choices import ShareState
from govhall.support.certificates.models import Share
from govhall.support.certificates.rules import numbers, shares
from govhall.support.certificates.selectors import register, showing, verifying
from govhall.support.certificates.values import ShareValue, Verification


class ShareNotFound(NotFound):
    """No share has this link."""

    code = "share-not-found"


def shares_of(certificate_id: UUID, *, at: datetime) -> Sequence[ShareValue]:
    """Return all shares of any version of a certificate, the newest first. For its holder's eyes only."""
    series = register.certificate_row(certificate_id).series_id
    rows = Share.objects.select_related("certificate__type").filter(certificate__series_id=series)
    return [value_of(row, at=at) for row in rows.order_by("-created_at", "-id")]


def shared(token: str, *, at: datetime) -> tuple[ShareValue, Verification]:
    """
    Return a share, its lines only while it is open, and the verdict on the certificate at this moment.

    :raises ShareNotFound: if no share has this link
    """
    row = share_row(token)
    return value_of(row, at=at), verifying.verify_token(row.certificate.verify_token, at=at)


def share_row(token: str) -> Share:
    """Return the row behind a link. :raises ShareNotFound: if there is none"""
    known = numbers.token_or_nothing(token)
    row = Share.objects.select_related("certificate__type").filter(token_index=known).first() if known else None
    if row is None:
        raise ShareNotFound("没有找到这份授权，请核对链接是否完整。")
    return row


def value_of(row: Share, *, at: datetime) -> ShareValue:
    """Return the value of a row at a moment."""
    state = shares.state(until=row.until, ended_at=row.ended_at, at=at)
    lines = shares.covered(showing.disclosable(row.certificate), row.labels) if state is ShareState.OPEN else ()
    return ShareValue(
        id=row.id,
        certificate_id=row.certificate_id,
        state=state,
        state_label=str(state.label),
        path=f"/shared/{row.token}/",
        purpose=row.purpose,
        recipient=row.recipient,
        labels=tuple(row.labels),
        lines=lines,
        until=row.until,
        created_at=row.created_at,
        ended_at=row.ended_at,
        type_name=row.certificate.type.name,
    )
