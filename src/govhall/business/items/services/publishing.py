"""
Drafting and publishing versions. A published version can't be changed by anybody; a change is a new version.

Editing and publishing are acts of two persons (standards.md 16.4); only the system's load does both at once.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from govhall.business.items.choices import ItemState
from govhall.business.items.events import ItemPublished
from govhall.business.items.models import ItemImplementation, ItemVersion
from govhall.business.items.rules import parsing, quality, versions
from govhall.business.items.rules.problems import ContentFault, Problem
from govhall.business.items.services import listing, pinning
from govhall.business.items.values.content import ItemContent
from govhall.infra import bus, clock, crypto
from govhall.kernel.actor import SYSTEM, Actor
from govhall.kernel.errors import Conflict, InvalidInput, NotFound, NotPermitted
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.forms import public as forms


class SameContent(Conflict):
    """The content is that of the current version: there is nothing to publish."""

    code = "item-content-unchanged"


def draft_version(*, implementation_id: UUID, content: Mapping[str, Any], by: Actor, at: datetime) -> UUID:
    """
    Keep ``content`` as a draft of the next version and return its id.

    :raises ContentFault: if it can't be read or breaks a quality rule; all faults at once
    :raises SameContent: if it is what the current version says
    :raises InvalidInput: if it is the content of another item
    :raises NotPermitted: unless ``by`` edits items of the agency
    """
    check(content)
    with transaction.atomic():
        item = implementation_for_update(implementation_id)
        access.require(by, "items.item.edit", agency_id=item.agency_id, region_path=item.region_path)
        if content["basic_code"] != item.directory_item_id:
            raise InvalidInput(_("基本编码不能在新版本里改，请另立事项。"))
        row = add_version(item, content, by=by, at=at)
        audit.record(
            by=by, action="items.version.drafted", at=at, target_kind="item_version", target_id=str(row.pk),
            detail={"code": item.code, "number": versions.number(row.year, row.serial)},
        )  # fmt: skip
    return row.pk


def publish(*, version_id: UUID, by: Actor, at: datetime) -> None:
    """
    Put a draft in force from now on, for lists, search and new applications.

    :raises NotFound: if there is no such version
    :raises Conflict: if it is published already, older than the current one, or the item is cancelled
    :raises NotPermitted: unless ``by`` reviews items of the agency and didn't draft this version
    """
    with transaction.atomic():
        row = ItemVersion.objects.filter(pk=version_id).first()
        if row is None:
            raise NotFound(_("没有这个事项版本。"))
        item = implementation_for_update(row.implementation_id)
        access.require(by, "items.item.publish", agency_id=item.agency_id, region_path=item.region_path)
        # Read again behind the item's lock: two reviewers may publish at the same moment.
        row.refresh_from_db()
        if row.drafted_by is not None and row.drafted_by == by.id:
            raise NotPermitted(_("编辑和审核发布不能是同一个人。"))
        put_in_force(item, row, by=by, at=at)


def adopt_rules(*, implementation_id: UUID, by: Actor, at: datetime) -> None:
    """
    Publish the current content again with the latest versions of its decision models, and with nothing else changed.

    Whoever wrote the rules can't put them in force for an item; whoever publishes the item does (standards.md 16.4).

    :raises NotFound: if there is no such item, or it was never published
    :raises SameContent: if the item has the latest rules already
    :raises NotPermitted: unless ``by`` publishes items of the agency
    """
    with transaction.atomic():
        item = implementation_for_update(implementation_id)
        access.require(by, "items.item.publish", agency_id=item.agency_id, region_path=item.region_path)
        if item.current is None:
            raise NotFound(_("这个事项还没有发布。"))
        row = add_version(item, item.current.content, by=SYSTEM, at=at)
        put_in_force(item, row, by=by, at=at)


def check(content: Mapping[str, Any], *, file: str = "") -> None:
    """Pass silently when ``content`` may be published. :raises ContentFault: with every fault in it"""
    item = parsing.parse(content, file=file)
    if problems := quality.problems_of(item) or _form_problems(item):
        raise ContentFault(problems, file=file)


def _form_problems(item: ItemContent) -> list[Problem]:
    """Say whether the form works, and whether its rules mean the same on the server and in the browser."""
    if item.form is None:
        return []
    try:
        forms.parse(item.form, questions={question.code: question.many for question in item.questions})
    except forms.FormDefinitionError as fault:
        return [Problem(path="form", message=str(fault))]
    return []


def implementation_for_update(implementation_id: UUID) -> ItemImplementation:
    """Return the implementation, locked. :raises NotFound: if there is none"""
    rows = ItemImplementation.objects.select_for_update(of=("self",)).select_related("agency", "current")
    item = rows.filter(pk=implementation_id).first()
    if item is None:
        raise NotFound(_("没有这个事项。"))
    return item


def add_version(item: ItemImplementation, content: Mapping[str, Any], *, by: Actor, at: datetime) -> ItemVersion:
    """Write a draft of the next version. :raises SameContent: if nothing is new"""
    content = pinning.pinned(content)
    digest = crypto.sm3_hex(versions.canonical(content))
    if item.current is not None and item.current.content_sm3 == digest:
        raise SameContent(_("内容与现行版本相同，没有可发布的变化。"))
    year = clock.official_date(at).year
    existing = list(item.versions.values_list("year", "serial"))
    return ItemVersion.objects.create(
        id=new_id(), implementation=item, year=year, serial=versions.next_serial(year, existing),
        content=content, content_sm3=digest, drafted_at=at, drafted_by=by.id,
    )  # fmt: skip


def put_in_force(item: ItemImplementation, row: ItemVersion, *, by: Actor, at: datetime) -> None:
    """Make ``row`` the current version of the locked ``item``: version, lists, index, audit, event."""
    if item.state == ItemState.CANCELLED:
        raise Conflict(_("事项已经取消，不能再发布。"))
    if row.published_at is not None:
        raise Conflict(_("这个版本已经发布。"))
    if item.current is not None and (item.current.year, item.current.serial) > (row.year, row.serial):
        raise Conflict(_("已有更新的版本在用，请重新起草。"))
    row.published_at, row.published_by, row.valid_from = at, by.id, clock.official_date(at)
    row.save(update_fields=["published_at", "published_by", "valid_from"])
    item.current = row
    listing.show(item, parsing.parse(row.content))
    number = versions.number(row.year, row.serial)
    audit.record(
        by=by, action="items.version.published", at=at, target_kind="item", target_id=str(item.pk),
        detail={"code": item.code, "number": number, "content_sm3": row.content_sm3},
    )  # fmt: skip
    bus.publish(
        ItemPublished(aggregate_id=item.pk, at=at, implementation_code=item.code, version_id=row.pk, number=number)
    )
