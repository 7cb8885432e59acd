"""Checks an application before it becomes a case: who applies, the form, the materials. Nothing is written here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from govhall.business.cases.choices import Channel, Obtained, ServingWay, TrustLevel
from govhall.business.cases.values import Application, MaterialInput
from govhall.business.items import public as items
from govhall.infra import storage
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.support.forms import public as forms
from govhall.support.identity import public as identity

# What a material is worth at once; a window check may raise C to B later (standards.md 2.8).
_TRUST = {
    Obtained.CERTIFICATE: TrustLevel.A,
    Obtained.IDENTITY: TrustLevel.A,
    Obtained.SCANNED: TrustLevel.B,
    Obtained.UPLOADED: TrustLevel.D,
    Obtained.GENERATED: TrustLevel.D,
    Obtained.DEFERRED: TrustLevel.D,
}
_ISSUED_BY_THE_STATE = "20"  # 材料来源渠道: an upload of such a paper is a copy whose original is still to be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A material that fits the item, with its trust."""

    code: str
    name: str
    obtained: Obtained
    trust: TrustLevel
    file: storage.StoredFile | None = None
    certificate_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """An application without faults."""

    application: Application
    guide: items.ItemGuide
    party: identity.PartyValue
    form_json: str
    materials: Sequence[HandedIn]


def check(application: Application, *, by: Actor) -> Screened:
    """
    Return the application with all that its case needs.

    :raises NotPermitted: for somebody else's party, or an identity that is not proven well enough
    :raises InvalidInput: with all faults at once, under ``form:name`` and ``material:code``
    """
    if application.applicant_id not in by.parties:
        raise NotPermitted("您不能代这位申请人办理。请先取得委托授权。")
    guide = items.version(application.item_version_id)
    if not guide.is_open:
        raise InvalidInput("这个事项目前暂停办理。")
    identity.require_level(by, guide.assurance)
    if application.channel not in Channel.values or application.serving_way not in ServingWay.values:
        raise InvalidInput("申请渠道或领取方式不正确。")
    faults: dict[str, list[str]] = {}
    form_json = _form(guide, application, faults)
    materials = _materials(guide, application, faults)
    if faults:
        raise InvalidInput(f"还有 {len(faults)} 处需要修改。", fields=faults)
    party = identity.party(application.applicant_id)
    return Screened(application=application, guide=guide, party=party, form_json=form_json, materials=materials)


def clean_form(item_version_id: int, form_data: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """Return the checked form as canonical JSON. :raises InvalidInput: with a message for each faulty field"""
    cleaned = forms.clean(items.version(item_version_id).form, form_data, answers=answers)
    if cleaned.errors:
        raise InvalidInput(
            f"还有 {len(cleaned.errors)} 处需要修改。",
            fields={f"form:{name}": messages for name, messages in cleaned.errors.items()},
        )
    return as_json(cleaned.data)


def as_json(data: Mapping[str, Any]) -> str:
    """Return the one way in which form data are stored."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def handed_in(guide: items.ItemGuide, given: MaterialInput) -> HandedIn:
    """
    Return a material with its name, file and trust.

    :raises InvalidInput: if the item does not ask for it, or the file is unknown
    """
    spec = next((material for material in guide.materials if material.code == given.code), None)
    if spec is None:
        raise InvalidInput(f"办事指南中没有“{given.code}”这份材料。")
    obtained = Obtained(given.obtained)
    trust = _TRUST[obtained]
    if obtained is Obtained.UPLOADED and spec.source == _ISSUED_BY_THE_STATE:
        trust = TrustLevel.C
    file = storage.stored(given.file_id) if given.file_id else None
    return HandedIn(
        code=spec.code, name=spec.name, obtained=obtained, trust=trust, file=file, certificate_id=given.certificate_id
    )


def _form(guide: items.ItemGuide, application: Application, faults: dict[str, list[str]]) -> str:
    cleaned = forms.clean(guide.form, application.form_data, answers=application.answers)
    faults.update({f"form:{name}": messages for name, messages in cleaned.errors.items()})
    return as_json(cleaned.data)


def _materials(guide: items.ItemGuide, application: Application, faults: dict[str, list[str]]) -> Sequence[HandedIn]:
    given = [handed_in(guide, material) for material in application.materials]
    codes = {material.code for material in given}
    wanted = items.materials_for(guide, application.answers)
    for spec in wanted.to_prepare:
        if spec.is_necessary and spec.code not in codes:
            faults[f"material:{spec.code}"] = [f"请上传“{spec.name}”。"]
    for spec in wanted.not_to_hand_in:
        if spec.code not in codes:
            way = Obtained.GENERATED if spec.is_generated else Obtained.IDENTITY
            given.append(HandedIn(code=spec.code, name=spec.name, obtained=way, trust=_TRUST[way]))
    return given
