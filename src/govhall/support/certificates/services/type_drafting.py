"""Writing the draft of a type's layout. It may have faults still; its words have a length and its choices are known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.security.audit import public as audit
from govhall.support.certificates.choices import TypeVersionState
from govhall.support.certificates.models import CertificateType, CertificateTypeVersion
from govhall.support.certificates.rules import competence, masking, templates
from govhall.support.certificates.selectors import templates as reading
from govhall.support.certificates.selectors import types
from govhall.support.certificates.values import FaceField, TemplateContent

_LONGEST = 1000  # of any text of a draft; the exact limits are faults that the editor shows
_LINES = 60


class TemplateUnreadable(InvalidInput):
    """What was sent is no layout that could be kept, not even as a draft."""

    code = "certificate-template-unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateChange:
    """What an editor wrote: all that may be edited of a type."""

    name: str
    shape: str
    colour: str
    seal: str
    years: int | None
    statement: str
    number_label: str
    number_pattern: str
    face: Sequence[FaceField]


def changed(key: str, change: TemplateChange) -> TemplateContent:
    """
    Return the content of the open version of a type with the change in it; nothing is written.

    What the editor doesn't show (words in numbers, tables, annual checks) stays as it was. A line that takes its value
    from another field than before takes the answers of that field along, too.

    :raises UnknownCertificateType: if there is no such type
    :raises TemplateUnreadable: for a text without end, or a choice that isn't one
    """
    _examine(change)
    before = types.content_of(reading.open_version(key))
    definition: dict[str, Any] = {
        **before.definition,
        "number_label": change.number_label, "number": change.number_pattern,
        "face": _face(key, change.face, before),
    }  # fmt: skip
    for name, value, usual in (
        ("statement", change.statement, ""), ("colour", change.colour, "teal"), ("seal", change.seal, "right"),
    ):  # fmt: skip
        definition.pop(name, None)
        if value != usual:
            definition[name] = value
    return TemplateContent(name=change.name, shape=change.shape, years=change.years, definition=definition)


def save_type_draft(*, key: str, change: TemplateChange, base: str, by: Actor, at: datetime) -> str:
    """
    Keep the change as the draft of a type; return the SM3 of its content. ``base`` is the SM3 that the editor began
    with.

    :raises NotPermitted: unless ``by`` edits the types of this defining body
    :raises UnknownCertificateType: if there is no such type
    :raises TemplateUnreadable: as ``changed``
    :raises Conflict: if somebody saved or published something else meanwhile
    """
    with transaction.atomic():
        row = locked(key)
        reading.require(by, reading.EDIT, row)
        version = reading.open_version(key)
        if version.sm3 != base:
            raise Conflict("别人刚刚改过这种证照的样式，请先复制您的改动，再刷新页面。")
        content = changed(key, change)
        if types.compose(row, content, 0) == types.compose(row, types.content_of(version), 0):
            return version.sm3
        digest = crypto.sm3_hex(content.canonical())
        is_new = version.state != TypeVersionState.DRAFT
        if is_new:
            version = CertificateTypeVersion(type=row, number=version.number + 1, state=TypeVersionState.DRAFT)
        version.name, version.shape, version.years = content.name, content.shape, content.years
        version.definition, version.sm3, version.updated_at = content.definition, digest, at
        version.editors = [*version.editors, *({by.account} - set(version.editors))]
        version.save(force_insert=is_new)
        record("certificates.type.drafted", row, version.number, by=by, at=at)
    return digest


def discard_type_draft(*, key: str, base: str, by: Actor, at: datetime) -> None:
    """
    Throw the draft of a type away.

    :raises NotPermitted: unless ``by`` edits the types of this defining body
    :raises UnknownCertificateType: if there is no such type
    :raises Conflict: if there is no draft, or it is another one by now
    """
    with transaction.atomic():
        row = locked(key)
        reading.require(by, reading.EDIT, row)
        draft = draft_of(row, base)
        number = draft.number
        draft.delete()
        record("certificates.type.discarded", row, number, by=by, at=at)


def locked(key: str) -> CertificateType:
    """Return the type, locked until the transaction ends. :raises UnknownCertificateType: if there is none"""
    types.type_row(key)
    return CertificateType.objects.select_for_update().get(key=key)


def draft_of(row: CertificateType, sm3: str) -> CertificateTypeVersion:
    """Return the draft with this content. :raises Conflict: if there is none, or it is another one by now"""
    draft = row.versions.filter(state=TypeVersionState.DRAFT).first()
    if draft is None or draft.sm3 != sm3:
        raise Conflict("这份草稿已经发布或者删除，或者刚刚被改过，请刷新页面再看一遍。")
    return draft


def record(action: str, row: CertificateType, number: int, *, by: Actor, at: datetime) -> None:
    """Write the entry of the audit trail."""
    audit.record(
        by=by, action=action, at=at, target_kind="certificate-type", target_id=row.key,
        detail={"certificate_type": row.name, "number": number},
    )  # fmt: skip


def _examine(change: TemplateChange) -> None:
    texts = [change.name, change.statement, change.number_label, change.number_pattern]
    texts += [text for line in change.face for text in (line.name, line.label, line.source, line.unit)]
    if any(len(text) > _LONGEST or "\0" in text for text in texts) or len(change.face) > _LINES:
        raise TemplateUnreadable(f"内容太长，或者含有不能使用的字符。每项最多 {_LONGEST} 个字，证面最多 {_LINES} 项。")
    is_drawable = change.shape in templates.SHAPES and change.colour in templates.COLOURS
    is_known = (
        is_drawable
        and change.seal in templates.SEALS
        and all(line.kind in templates.KINDS and line.mask in masking.MASKS for line in change.face)
    )
    if not is_known or not 0 <= (change.years or 0) <= 32767:
        raise TemplateUnreadable("版式、颜色、盖章位置、格式、对外显示方式要从列出的选项里选，有效期填整数年。")


def _face(key: str, lines: Sequence[FaceField], before: TemplateContent) -> list[dict[str, Any]]:
    """Return the lines as they are stored: only what differs from the usual, as content files write them."""
    known = {field["name"]: field for field in before.definition["face"]}
    offered = competence.sources_of(key).fields
    stored, taken = [], set[str]()
    for number, line in enumerate(lines, 1):
        old = known.get(line.name)
        if old is not None and old["source"] == line.source:
            options, many = old.get("options", {}), old.get("many", False)
        else:
            field = offered.get(line.source)
            options, many = (dict(field.options), field.many) if field else ({}, False)
        name = line.name if line.name and line.name not in taken else f"line_{number}"
        while name in taken:
            name += "_"
        taken.add(name)
        usual = asdict(FaceField(name="", label="", source=""))
        whole = {**asdict(line), "name": name, "options": dict(options), "many": many}
        stored.append(
            {
                part: value
                for part, value in whole.items()
                if part in {"name", "label", "source"} or value != usual[part]
            }
        )
    return stored
