"""Reading drafts. A draft is known to its owner only."""

import json
from collections.abc import Sequence
from uuid import UUID

from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound, NotPermitted
from govhall.support.forms.models import Draft
from govhall.support.forms.values import DraftFile, DraftValue


class AgencyOver(NotPermitted):
    """The power to act for the applicant of a draft has ended; the draft itself stays."""

    code = "agency-over"


def draft(draft_id: UUID, *, by: Actor) -> DraftValue:
    """Return an unsent draft. :raises NotFound: if it is another person's, sent, or deleted"""
    return value_of(own_row(draft_id, by=by))


def subject_of(draft_id: UUID, *, by: Actor) -> str:
    """Return what a draft of this writer is for, also when they may no longer act in it. :raises NotFound:"""
    return written_row(draft_id, by=by).subject


def drafts(*, by: Actor, limit: int = 20) -> Sequence[DraftValue]:
    """Return the unsent drafts of this person, newest first."""
    rows = Draft.objects.filter(owner_id=by.account, sent_at=None, party_id__in=by.parties).order_by("-updated_at")
    return [value_of(row) for row in rows[:limit]]


def hold_file(file_id: UUID) -> bool:
    """Say whether an unsent draft holds this file."""
    return Draft.objects.filter(sent_at=None, files__contains=[{"file_id": str(file_id)}]).exists()


def own_row(draft_id: UUID, *, by: Actor, lock: bool = False) -> Draft:
    """
    Return the row of an own unsent draft, locked on request.

    :raises NotFound: if it is another person's, sent, or deleted
    :raises AgencyOver: if its owner may no longer act for the applicant
    """
    row = written_row(draft_id, by=by, lock=lock)
    require_may_act(row, by=by)
    return row


def written_row(draft_id: UUID, *, by: Actor, lock: bool = False) -> Draft:
    """Return the row of a draft that this person wrote, whoever it is for. For this app only. :raises NotFound:"""
    rows = Draft.objects.select_for_update() if lock else Draft.objects.all()
    row = rows.filter(pk=draft_id, owner_id=by.account, sent_at=None).first()
    if row is None:
        raise NotFound("这份草稿不存在，或已经提交。请到“我的办件”查看。")
    return row


def require_may_act(row: Draft, *, by: Actor) -> None:
    """Pass silently while the writer may act for the applicant. :raises AgencyOver: otherwise"""
    if row.party_id not in by.parties:
        raise AgencyOver("委托已经结束或者撤销，不能再代办。已填写的内容还存着，重新取得委托后可以接着填。")


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
