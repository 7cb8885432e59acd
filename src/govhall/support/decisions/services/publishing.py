"""Publishing, retiring, and loading the files that come with the platform."""

from datetime import datetime
from pathlib import Path
from typing import Final

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

import govhall
from govhall.infra import crypto
from govhall.kernel.actor import Actor
from govhall.kernel.errors import Conflict, InvalidInput
from govhall.kernel.identifiers import new_id
from govhall.security.access import public as access
from govhall.security.audit import public as audit
from govhall.support.decisions.choices import VersionState
from govhall.support.decisions.models import DecisionModel, DecisionModelVersion
from govhall.support.decisions.rules import checking
from govhall.support.decisions.selectors.models import ModelNotFound
from govhall.support.decisions.services import drafting
from govhall.support.decisions.values import Finding, VersionRef

log = structlog.get_logger()

PUBLISH: Final = "decisions.model.publish"


class ModelFaulty(InvalidInput):
    """The checks found errors; ``findings`` are all of them."""

    code = "decision-model-faulty"

    def __init__(self, findings: list[Finding], *, key: str = "") -> None:
        self.findings = findings
        errors = checking.errors_in(findings)
        first = f"{errors[0].place}：{errors[0].message}" if errors[0].place else errors[0].message
        name = f"“{key}”" if key else ""
        super().__init__(f"决策模型{name}有 {len(errors)} 处错误，不能发布。{first}")


def check(xml: str) -> list[Finding]:
    """Return everything that is to be said about a model before it is published, errors first. Nothing is written."""
    return checking.problems_of(xml)[1]


def publish(*, key: str, sm3: str, by: Actor, at: datetime) -> tuple[VersionRef, list[Finding]]:
    """
    Publish the draft that was looked at; return the version and what is to be known about it.

    ``sm3`` is that of the draft the publisher has read: another text is never published in its place.

    :raises NotPermitted: unless ``by`` publishes rules
    :raises ModelNotFound: if there is no such model
    :raises Conflict: if there is no draft, or it is another one by now
    :raises ModelFaulty: with all findings, if one of them is an error
    """
    access.require(by, PUBLISH)
    with transaction.atomic():
        model = _locked(key)
        draft = model.versions.filter(state=VersionState.DRAFT).first()
        if draft is None or draft.sm3 != sm3:
            raise Conflict(_("这份草稿已经发布，或者刚刚被改过，请刷新页面再看一遍。"))
        findings = check(draft.xml)
        if checking.errors_in(findings):
            raise ModelFaulty(findings)
        draft.state, draft.published_at, draft.published_by = VersionState.PUBLISHED, at, by.id
        draft.save(update_fields=["state", "published_at", "published_by"])
        _put_in_force(model, draft, name=drafting.read_name(draft.xml), at=at)
        audit.record(
            by=by, action="decisions.version.published", at=at, target_kind="decision_model", target_id=key,
            detail={"number": draft.number, "sm3": draft.sm3},
        )  # fmt: skip
    log.info("decision_model_published", model=key, version=draft.number)
    return VersionRef(id=draft.pk, key=key, number=draft.number, sm3=draft.sm3), findings


def retire(*, key: str, number: int, by: Actor, at: datetime) -> None:
    """
    Withdraw a published version: nobody gets it any more who doesn't have it pinned. The one before is in force again.

    :raises NotPermitted: unless ``by`` publishes rules
    :raises ModelNotFound: if there is no such model
    :raises Conflict: if the version isn't published
    """
    access.require(by, PUBLISH)
    with transaction.atomic():
        model = _locked(key)
        row = model.versions.filter(number=number, state=VersionState.PUBLISHED).first()
        if row is None:
            raise Conflict(_("只有已发布的版本才能停用。"))
        row.state, row.retired_at, row.retired_by = VersionState.RETIRED, at, by.id
        row.save(update_fields=["state", "retired_at", "retired_by"])
        model.latest = model.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
        model.updated_at = at
        model.save(update_fields=["latest", "updated_at"])
        audit.record(
            by=by, action="decisions.version.retired", at=at, target_kind="decision_model", target_id=key,
            detail={"number": number},
        )  # fmt: skip


def model_folder() -> Path:
    """Return the folder of the model files: in the installed package, else at the top of the checkout."""
    package = Path(govhall.__file__).resolve().parent
    installed = package / "processes"
    return installed if installed.is_dir() else package.parents[1] / "processes"


def load_models(folder: Path, *, at: datetime) -> tuple[str, ...]:
    """
    Publish every DMN file of a folder that was not published before; the file's name is the model's key.

    Loading the same files again, or from two programs at once, changes nothing. A text that an editor has replaced
    meanwhile stays replaced. All or none are published.

    :returns: ``key version`` of each newly published model
    :raises ModelFaulty: if a file has errors
    :raises ModelUnreadable: if a file can't be read
    """
    with transaction.atomic():
        loaded = [_load(file.stem, file.read_text(encoding="utf-8"), at=at) for file in sorted(folder.glob("*.dmn"))]
    return tuple(name for name in loaded if name)


def _load(key: str, xml: str, *, at: datetime) -> str:
    name, digest = drafting.read_name(xml), crypto.sm3_hex(xml.encode())
    findings = check(xml)
    if checking.errors_in(findings):
        raise ModelFaulty(findings, key=key)
    model = drafting.locked_model(key, name=name, at=at)
    if model.versions.exclude(state=VersionState.DRAFT).filter(sm3=digest).exists():
        return ""
    draft = model.versions.filter(state=VersionState.DRAFT).first()
    highest = model.versions.order_by("-number").values_list("number", flat=True).first() or 0
    number = highest + 1
    if draft is not None:
        # The editor's draft goes on as the version after the file's.
        number = draft.number
        draft.number += 1
        draft.save(update_fields=["number"])
    row = DecisionModelVersion.objects.create(
        id=new_id(), model=model, number=number, state=VersionState.PUBLISHED, xml=xml, sm3=digest,
        updated_at=at, published_at=at,
    )  # fmt: skip
    _put_in_force(model, row, name=name, at=at)
    log.info("decision_model_published", model=key, version=number)
    return f"{key} v{number}"


def _locked(key: str) -> DecisionModel:
    model = DecisionModel.objects.select_for_update().filter(key=key).first()
    if model is None:
        raise ModelNotFound(_("没有这个决策模型。"))
    return model


def _put_in_force(model: DecisionModel, row: DecisionModelVersion, *, name: str, at: datetime) -> None:
    model.latest, model.name, model.updated_at = row, name, at
    model.save(update_fields=["latest", "name", "updated_at"])
