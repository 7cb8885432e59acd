"""Publishing the draft of a type's layout: from now on it is what new certificates of the type look like."""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.support.certificates.choices import TypeVersionState
from govhall.support.certificates.selectors import templates as reading
from govhall.support.certificates.selectors import types
from govhall.support.certificates.services import type_drafting

log = structlog.get_logger()


class TemplateFaulty(InvalidInput):
    """The layout has faults that must be mended first."""

    code = "certificate-template-faulty"


class SecondPersonNeeded(Conflict):
    """This platform wants another person than the editors to publish."""

    code = "certificate-template-second-person"


def publish_type(*, key: str, sm3: str, current: int, by: Actor, at: datetime) -> int:
    """
    Put the draft of a type in force; return its number. Certificates that were issued keep their version.

    ``sm3`` names the draft that was looked at, ``current`` the number of the version it was compared with: nothing else
    is ever published in their place.

    :raises NotPermitted: unless ``by`` publishes the types of this defining body
    :raises UnknownCertificateType: if there is no such type
    :raises Conflict: if there is no draft, or draft or version in force are other ones by now
    :raises SecondPersonNeeded: if ``by`` edited the draft and the platform wants two persons
    :raises TemplateFaulty: if something is wrong with the layout
    """
    with transaction.atomic():
        row = type_drafting.locked(key)
        reading.require(by, reading.PUBLISH, row)
        draft = type_drafting.draft_of(row, sm3)
        if row.current is None or row.current.number != current:
            raise Conflict("在用的版本刚刚换过，请刷新页面，重新核对改动。")
        if settings.GOVHALL_TEMPLATE_TWO_PERSONS and by.account in draft.editors:
            raise SecondPersonNeeded("编辑过这份草稿的人不能发布，请另一位有权限的人员核对后发布。")
        kind = types.compose(row, types.content_of(draft), draft.number)
        wrong = [fault for fault in reading.examine(kind) if not fault.warns]
        if wrong:
            raise TemplateFaulty(f"有 {len(wrong)} 处问题，不能发布。{wrong[0].message}")
        draft.state, draft.published_at, draft.published_by = TypeVersionState.PUBLISHED, at, by.account
        draft.save(update_fields=["state", "published_at", "published_by"])
        row.current, row.name = draft, draft.name
        row.save(update_fields=["current", "name"])
        type_drafting.record("certificates.type.published", row, draft.number, by=by, at=at)
    log.info("certificate_type_published", type_key=key, version=draft.number)
    return draft.number
