"""Reads of models and versions. A published version never changes, so it is compiled once a process."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from govhall.kernel.errors import NotFound
from govhall.support.decisions import dmn
from govhall.support.decisions.choices import VersionState
from govhall.support.decisions.models import DecisionModel, DecisionModelVersion
from govhall.support.decisions.rules.running import Compiled, prepare
from govhall.support.decisions.values import ModelSummary, VersionRef, VersionValue

_KEY: Final = re.compile(r"[a-z][a-z0-9-]{0,59}")
_PAGE: Final = 200


class ModelNotFound(NotFound):
    """There is no such decision model, or no version of it that may be used."""

    code = "decision-model-not-found"


def models(*, text: str = "") -> tuple[ModelSummary, ...]:
    """Return the models whose name or key holds ``text``, by name; at most two hundred. One query."""
    drafts = DecisionModelVersion.objects.filter(model=OuterRef("pk"), state=VersionState.DRAFT)
    rows = DecisionModel.objects.select_related("latest").annotate(has_draft=Exists(drafts)).order_by("name", "key")
    if text := text.replace("\0", "").strip():
        rows = rows.filter(Q(name__icontains=text) | Q(key__icontains=text))
    return tuple(_summary(row, has_draft=row.has_draft) for row in rows.defer("latest__xml")[:_PAGE])


def model(key: str) -> ModelSummary:
    """Return one model. :raises ModelNotFound: if there is none"""
    row = _model(key)
    drafts = DecisionModelVersion.objects.filter(model=row, state=VersionState.DRAFT)
    return _summary(row, has_draft=drafts.exists())


def _model(key: str) -> DecisionModel:
    rows = DecisionModel.objects.select_related("latest").defer("latest__xml")
    row = rows.filter(key=key).first() if _KEY.fullmatch(key) else None
    if row is None:
        raise ModelNotFound(_("没有这个决策模型。"))
    return row


def _summary(row: DecisionModel, *, has_draft: bool) -> ModelSummary:
    return ModelSummary(
        id=row.pk, key=row.key, name=row.name, number=row.latest.number if row.latest else 0,
        has_draft=has_draft, updated_at=row.updated_at,
    )  # fmt: skip


def versions(key: str) -> tuple[VersionValue, ...]:
    """Return all versions of a model, newest first. One query."""
    rows = DecisionModelVersion.objects.filter(model__key=key).select_related("model").order_by("-number")
    return tuple(_version(row) for row in rows.defer("xml"))


def _version(row: DecisionModelVersion) -> VersionValue:
    return VersionValue(
        id=row.pk, key=row.model.key, number=row.number, state=VersionState(row.state), sm3=row.sm3,
        updated_at=row.updated_at, published_at=row.published_at, retired_at=row.retired_at,
    )  # fmt: skip


def text_of(key: str, number: int) -> tuple[VersionValue, str]:
    """Return a version with its XML. :raises ModelNotFound: if there is none"""
    rows = DecisionModelVersion.objects.filter(model__key=key, number=number).select_related("model")
    row = rows.first() if 0 < number < 2**31 else None
    if row is None:
        raise ModelNotFound(_("没有这个版本。"))
    return _version(row), row.xml


def open_text(key: str) -> tuple[VersionValue, str]:
    """Return what an editor goes on with: draft or newest version. :raises ModelNotFound: if there is none"""
    row = DecisionModelVersion.objects.filter(model__key=key).select_related("model").order_by("-number").first()
    if row is None:
        raise ModelNotFound(_("没有这个决策模型。"))
    return _version(row), row.xml


def latest(key: str) -> VersionRef:
    """Return the latest published version. One query. :raises ModelNotFound: if there is none in force"""
    row = _model(key)
    if row.latest is None:
        raise ModelNotFound(_("这个决策模型没有在用的版本。"))
    return VersionRef(id=row.latest.pk, key=row.key, number=row.latest.number, sm3=row.latest.sm3)


def published(version_id: UUID) -> tuple[VersionRef, Compiled]:
    """
    Return a published version ready to run; only the first call in a process reads the database.

    A retired version still answers to those that pinned it. :raises ModelNotFound: if there is none
    """
    return _published(version_id)


@lru_cache(maxsize=256)
def _published(version_id: UUID) -> tuple[VersionRef, Compiled]:
    rows = DecisionModelVersion.objects.filter(pk=version_id).exclude(state=VersionState.DRAFT)
    row = rows.select_related("model").first()
    if row is None:
        raise ModelNotFound(_("没有这个版本。"))
    ref = VersionRef(id=row.pk, key=row.model.key, number=row.number, sm3=row.sm3)
    return ref, prepare(dmn.read_model(row.xml.encode()))


def decision_names(version_id: UUID) -> tuple[str, ...]:
    """Return the decisions of a published version that may be asked by name. :raises ModelNotFound: if there is none"""
    return tuple(_published(version_id)[1].made.decisions)


def output_labels(version_id: UUID, decision: str) -> Mapping[str, str]:
    """Return what people call the outputs of a decision that is a table: label by name. :raises ModelNotFound:"""
    tables = _published(version_id)[1].made.tables()
    return {
        each.name: each.label or each.name for name, box, _made in tables if name == decision for each in box.outputs
    }
