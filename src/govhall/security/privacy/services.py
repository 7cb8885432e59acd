"""The one door to personal data in clear: every reveal leaves an audit entry."""

from datetime import datetime

from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.security.audit import public as audit


def reveal(*, by: Actor, target_kind: str, target_id: str, field: str, value: str, reason: str, at: datetime) -> str:
    """
    Return ``value`` in clear after writing who saw which field of whom, and why.

    :raises InvalidInput: without a reason
    """
    if not reason.strip():
        raise InvalidInput("请写明查看原因。", fields={"reason": ["请写明查看原因。"]})
    audit.record(
        by=by,
        action="privacy.field.revealed",
        target_kind=target_kind,
        target_id=target_id,
        detail={"field": field, "reason": reason.strip()},
        at=at,
    )
    return value
