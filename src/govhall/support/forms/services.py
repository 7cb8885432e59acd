"""Keeping drafts: nothing typed is lost, whatever device or session."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.support.forms import selectors
from govhall.support.forms.models import Draft
from govhall.support.forms.values import DraftFile, DraftValue

MAX_BYTES = 200_000
MAX_FILES = 60


def open_draft(
    *, subject: str, party_id: UUID, answers: Mapping[str, Any], data: Mapping[str, Any], by: Actor, at: datetime
) -> DraftValue:
    """Return the unsent draft for this subject and party, or begin one with ``data``."""
    if party_id not in by.parties:
        raise NotPermitted("您不能代这位申请人办理。")
    known = Draft.objects.filter(owner_id=by.account, party_id=party_id, subject=subject, sent_at=None)
    if row := known.first():
        return selectors.value_of(row)
    try:
        with transaction.atomic():
            row = Draft.objects.create(
                id=new_id(), owner_id=by.account, party_id=party_id, subject=subject, answers=dict(answers),
                data=_dump(data), created_at=at, updated_at=at,
            )  # fmt: skip
    except IntegrityError:  # a second tab was quicker
        row = known.get()
    return selectors.value_of(row)


def save_draft(
    *,
    draft_id: UUID,
    data: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    by: Actor,
    at: datetime,
) -> DraftValue:
    """
    Store what is filled in so far: merged by field, so that two devices do not wipe out each other's sections.

    :raises AgencyOver: if the writer may no longer act for the applicant; what was typed is kept all the same
    """
    with transaction.atomic():
        row = selectors.written_row(draft_id, by=by, lock=True)
        if data is not None:
            row.data = _dump({**json.loads(row.data), **data})
        if answers is not None:
            row.answers = dict(answers)
        _touch(row, at)
    selectors.require_may_act(row, by=by)
    return selectors.value_of(row)


def attach(*, draft_id: UUID, file: DraftFile, by: Actor, at: datetime) -> DraftValue:
    """Add a stored file to a material of the draft."""
    with transaction.atomic():
        row = selectors.own_row(draft_id, by=by, lock=True)
        if len(row.files) >= MAX_FILES:
            raise InvalidInput(f"一份申请最多上传 {MAX_FILES} 个文件。")
        row.files = [
            *row.files,
            {
                "code": file.code, "file_id": str(file.file_id), "name": file.name, "size": file.size,
                "content_type": file.content_type,
            },
        ]  # fmt: skip
        _touch(row, at)
    return selectors.value_of(row)


def detach(*, draft_id: UUID, file_id: UUID, by: Actor, at: datetime) -> DraftValue:
    """Take a file out of the draft. The stored file stays until the nightly sweep of unclaimed uploads."""
    with transaction.atomic():
        row = selectors.own_row(draft_id, by=by, lock=True)
        row.files = [file for file in row.files if file["file_id"] != str(file_id)]
        _touch(row, at)
    return selectors.value_of(row)


def mark_sent(*, draft_id: UUID, by: Actor, at: datetime) -> None:
    """Put a draft away after its case exists. Doing it twice changes nothing."""
    Draft.objects.filter(pk=draft_id, owner_id=by.account, sent_at=None).update(sent_at=at)


def sweep_drafts(*, before: datetime) -> int:
    """Delete drafts that nobody touched since ``before``, also sent ones, whose content their case holds."""
    deleted, _ = Draft.objects.filter(updated_at__lt=before).delete()
    return deleted


def delete_draft(*, draft_id: UUID, by: Actor) -> None:
    """Throw an own draft away."""
    selectors.own_row(draft_id, by=by).delete()


def _touch(row: Draft, at: datetime) -> None:
    row.revision += 1
    row.updated_at = at
    row.save(update_fields=["data", "answers", "files", "revision", "updated_at"])


def _dump(data: Mapping[str, Any]) -> str:
    text = json.dumps(dict(data), ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MAX_BYTES:
        raise InvalidInput("填写的内容太长，无法保存。请删减后再试。")
    return text
