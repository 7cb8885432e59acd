"""Writing a draft. Its expressions may be wrong still; its file must be one that can be read."""

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.decisions import dmn
from govhall.support.decisions.choices import VersionState
from govhall.support.decisions.dmn.reader import read_definitions
from govhall.support.decisions.models import DecisionModel, DecisionModelVersion
from govhall.support.decisions.rules import checking
from govhall.support.decisions.values import VersionValue

EDIT: Final = "decisions.model.edit"
LENGTH: Final = 2_000_000  # characters of a file; the largest of the public suite has a tenth of it
_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")


class ModelUnreadable(InvalidInput):
    """The text is no DMN model that could be kept, not even as a draft."""

    code = "decision-model-unreadable"


def save_draft(*, key: str, xml: str, by: Actor, at: datetime, base: str = "") -> VersionValue:
    """
    Keep ``xml`` as the draft of a model; the first draft under a key makes the model.

    ``base`` is the SM3 of the text that the editor started from; empty asks nothing.

    :raises NotPermitted: unless ``by`` edits rules
    :raises ModelUnreadable: if it is not XML of a known DMN version, or too large
    :raises InvalidInput: for a key of the wrong shape
    :raises Conflict: if somebody saved or published another text meanwhile
    """
    access.require(by, EDIT)
    if not _KEY.fullmatch(key):
        raise InvalidInput(_("模型代码应为小写英文、数字和连字符，以字母开头。"))
    name = read_name(xml)
    digest = crypto.sm3_hex(xml.encode())
    with transaction.atomic():
        model = locked_model(key, name=name, at=at)
        newest = model.versions.order_by("-number").first()
        if base and newest is not None and base != newest.sm3:
            raise Conflict(_("别人刚刚改过这个模型，请刷新页面再改。"))
        if newest is not None and newest.state == VersionState.DRAFT:
            row, is_new = newest, False
        else:
            number = newest.number + 1 if newest else 1
            row, is_new = DecisionModelVersion(id=new_id(), model=model, number=number, state=VersionState.DRAFT), True
        row.xml, row.sm3, row.updated_at, row.updated_by = xml, digest, at, by.id
        row.save(force_insert=is_new)
        model.updated_at = at
        model.name = name if model.latest_id is None else model.name
        model.save(update_fields=["updated_at", "name"])
        if is_new:
            audit.record(
                by=by, action="decisions.version.drafted", at=at, target_kind="decision_model", target_id=key,
                detail={"number": row.number},
            )  # fmt: skip
    return VersionValue(
        id=row.pk, key=key, number=row.number, state=VersionState.DRAFT, sm3=digest, updated_at=at,
        published_at=None, retired_at=None,
    )  # fmt: skip


def read_name(xml: str) -> str:
    """Return the name of a model in its file. :raises ModelUnreadable: if the file can't be read"""
    if len(xml) > LENGTH or "\0" in xml:
        raise ModelUnreadable(_("模型文件过大，或者含有不能使用的字符。"))
    try:
        name = read_definitions(xml.encode()).name.strip()
    except dmn.DmnError as error:
        raise ModelUnreadable(checking.unreadable(error).message, line=error.line) from None
    except (UnicodeEncodeError, RecursionError):
        raise ModelUnreadable(_("模型文件含有不能使用的字符，或者嵌套过深。")) from None
    if not name or len(name) > 100:
        raise ModelUnreadable(_("模型要有名称，不超过 100 字。"))
    return name


def locked_model(key: str, *, name: str, at: datetime) -> DecisionModel:
    """Return the model, made if there is none, locked for the rest of the transaction."""
    try:
        with transaction.atomic():
            DecisionModel.objects.get_or_create(key=key, defaults={"id": new_id(), "name": name, "updated_at": at})
    except IntegrityError:
        pass  # somebody made it in the same moment
    return DecisionModel.objects.select_for_update().get(key=key)
