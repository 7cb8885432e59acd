"""Reading drafts. A draft is known to its owner only."""

import json
from collections.abc import Sequence
from uuid import UUID

from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound
from govhall.support.forms.models import Draft
from govhall.support.forms.values import DraftFile, DraftValue


def draft(draft_id: UUID, *, by: Actor) -> DraftValue:
    """Return an unsent draft. :raises NotFound: if it is another person's, sent, or deleted"""
    return value_of(own_row(draft_id, by=by))


def drafts(*, by: Actor, limit: int = 20) -> Sequence[DraftValue]:
    """Return the unsent drafts of this person, newest first."""
    rows = Draft.objects.filter(owner_id=by.account, sent_at=None, party_id__in=by.parties).order_by("-updated_at")
    return [value_of(row) for row in rows[:limit]]


def hold_file(file_id: UUID) -> bool:
    """Say whether an unsent draft holds this file."""
    return Draft.objects.filter(sent_at=None, files__contains=[{"file_id": str(file_id)}]).exists()


def own_row(draft_id: UUID, *, by: Actor, lock: bool = False) -> Draft:
    """Return the row of an own unsent draft, locked on request."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    row = rows.filter(pk=draft_id, owner_id=by.account, sent_at=None, party_id__in=by.parties).first()
    if row is None:
        raise NotFound("这份草稿不存在，或已经提交。请到“我的办件”查看。")
    return row


def value_of(row: Draft) -> DraftValue:
    """Return the value of a row."""
    return DraftValue(
        id=row.id,
        owner_id=row.owner_id,
        party_id=row.party_id,
        subject=row.subject,
        data=json.loads(row.data),
        answers=row.answers,
        files=[DraftFile(**{**file, "file_id": UUID(file["file_id"])}) for file in row.files],
        revision=row.revision,
        updated_at=row.updated_at,
    )
