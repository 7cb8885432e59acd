"""Reading the audit trail: newest first, by keyset."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from govhall.security.audit import rules
from govhall.security.audit.models import AuditEntry
from govhall.security.audit.values import AuditRecord

PAGE = 50


def entries(
    *,
    before: tuple[datetime, UUID] | None = None,
    actor_id: UUID | None = None,
    action: str = "",
    target_id: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = PAGE,
) -> Sequence[AuditRecord]:
    """
    Return entries newest first; ``before`` is the (at, id) of the last one already seen, ``action`` a code or the
    beginning of several, ``until`` the first moment that no longer counts.
    """
    rows = AuditEntry.objects.order_by("-at", "-id")
    if before:
        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], id__lt=before[1]))
    if actor_id:
        rows = rows.filter(actor_id=actor_id)
    if action:
        rows = rows.filter(action__startswith=action)
    if since:
        rows = rows.filter(at__gte=since)
    if until:
        rows = rows.filter(at__lt=until)
    if target_id:
        rows = rows.filter(target_id=target_id)
    return [_record(row) for row in rows[:limit]]


def _record(row: AuditEntry) -> AuditRecord:
    return AuditRecord(
        id=row.id, at=row.at, actor_id=row.actor_id, actor_kind=row.actor_kind, actor_name=row.actor_name,
        address=row.address, action=row.action, target_kind=row.target_kind, target_id=row.target_id,
        succeeded=row.succeeded, detail=row.detail, digest=row.digest,
        action_label=rules.action_label(row.action), target_label=rules.target_label(row.target_kind),
        facts=tuple(rules.detail_line(key, value) for key, value in row.detail.items()),
    )  # fmt: skip
