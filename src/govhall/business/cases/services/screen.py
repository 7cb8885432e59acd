"""Checks an application before it becomes a case: who applies, the form, the materials. Nothing is written here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from govhall.business.cases.choices import Channel, Obtained, ServingWay, TrustLevel
from govhall.business.cases.selectors import definitions
from govhall.business.cases.services import precheck
from govhall.business.cases.values import Application, MaterialInput
from govhall.business.items import public as items
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotPermitted
from govhall.support.certificates import public as certificates
from govhall.support.decisions import public as decisions
from govhall.support.documents import public as documents
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
_SPARED = {
    "certificate": Obtained.CERTIFICATE,
    "identity": Obtained.IDENTITY,
    "generated": Obtained.GENERATED,
}
REAL_NAME = 2  # assurance level from which the identity itself replaces a copy of the identity card
_NECESSARY = "1"  # 材料必要性
_ISSUED_BY_THE_STATE = "20"  # 材料来源渠道: an upload of such a paper is a copy whose original is still to be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A material that fits the item, with its trust."""

    code: str
    name: str
    obtained: Obtained
    trust: TrustLevel
    file: documents.DocumentValue | None = None
    certificate_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """An application without faults."""

    application: Application
    guide: items.ItemGuide
    party: identity.PartyDetails
    form_json: str
    materials: Sequence[HandedIn]
    precheck: decisions.Evaluation | None = None


def check(application: Application, *, by: Actor, at: datetime) -> Screened:
    """
    Return the application with all that its case needs.

    :raises NotPermitted: for somebody else's party, or an identity that is not proven well enough
    :raises InvalidInput: with all faults at once, under ``form:name`` and ``material:code``
    """
    if application.applicant_id not in by.parties:
        raise NotPermitted("您不能代这位申请人办理。请先取得委托授权。")
    guide = items.version(application.item_version_id)
    party = identity.require_may_act(by, party_id=application.applicant_id, item_key=guide.key, at=at)
    if party.served not in guide.served:
        raise InvalidInput(f"这个事项面向{'、'.join(guide.served_labels)}，请换一位申请人再办。")
    if not items.is_in_force(guide.implementation_id):
        raise InvalidInput("这个事项目前暂停办理。")
    identity.require_level(by, guide.assurance)
    if application.channel not in Channel.values or application.serving_way not in ServingWay.values:
        raise InvalidInput("申请渠道或领取方式不正确。")
    held = certificates.held_by(application.applicant_id, at=at)
    _check_not_held(guide, held)
    faults: dict[str, list[str]] = {}
    form_json = _form(application, party, faults)
    materials = _materials(guide, application, faults, held=held, by=by)
    run = None if faults else _precheck(guide, application, form_json, faults, at=at)
    if faults:
        raise InvalidInput(f"还有 {len(faults)} 处需要修改。", fields=faults)
    return Screened(
        application=application, guide=guide, party=party, form_json=form_json, materials=materials, precheck=run
    )


def _check_not_held(guide: items.ItemGuide, held: Mapping[str, UUID]) -> None:
    """A certificate that a holder may have once only can't be applied for while it is in force."""
    wanted = guide.result.certificate_type
    if wanted in held and certificates.certificate_type(wanted).single_instance:
        raise InvalidInput(f"您已经持有有效的“{guide.result.name}”，不用再申请。到“我的证照”可以查看和下载。")


def clean_form(item_version_id: UUID, form_data: Mapping[str, Any], answers: Mapping[str, Any], party_id: UUID) -> str:
    """Return the checked form as canonical JSON. :raises InvalidInput: with a message for each faulty field"""
    filled = identity.party_details(party_id).fills()
    cleaned = forms.clean(definitions.form_of(item_version_id), form_data, answers=answers, filled=filled)
    if cleaned.errors:
        raise InvalidInput(
            f"还有 {len(cleaned.errors)} 处需要修改。",
            fields={f"form:{name}": messages for name, messages in cleaned.errors.items()},
        )
    return as_json(cleaned.data)


def as_json(data: Mapping[str, Any]) -> str:
    """Return the one way in which form data are stored."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def handed_in(guide: items.ItemGuide, given: Sequence[MaterialInput], *, by: Actor) -> Sequence[HandedIn]:
    """
    Return materials with their names, files and trust.

    :raises InvalidInput: if the item doesn't ask for one, or a file isn't this person's upload
    """
    files = documents.own_uploads([material.file_id for material in given if material.file_id], by=by)
    return [_handed_in(guide, material, files) for material in given]


def _handed_in(guide: items.ItemGuide, given: MaterialInput, files: Mapping[UUID, documents.DocumentValue]) -> HandedIn:
    spec = next((material for material in guide.materials if material.code == given.code), None)
    if spec is None:
        raise InvalidInput("办事指南中没有这份材料，请刷新页面再试。")
    if given.file_id and given.file_id not in files:
        raise InvalidInput(f"“{spec.name}”的文件没有找到，请重新上传。")
    if given.obtained not in (Obtained.UPLOADED, Obtained.SCANNED, Obtained.DEFERRED):
        raise InvalidInput(f"“{spec.name}”不能这样提交。")
    obtained = Obtained(given.obtained)
    trust = _TRUST[obtained]
    if obtained is Obtained.UPLOADED and spec.source == _ISSUED_BY_THE_STATE:
        trust = TrustLevel.C
    file = files[given.file_id] if given.file_id else None
    return HandedIn(code=spec.code, name=spec.name, obtained=obtained, trust=trust, file=file)


def _form(application: Application, party: identity.PartyDetails, faults: dict[str, list[str]]) -> str:
    spec = definitions.form_of(application.item_version_id)
    cleaned = forms.clean(spec, application.form_data, answers=application.answers, filled=party.fills())
    faults.update({f"form:{name}": messages for name, messages in cleaned.errors.items()})
    return as_json(cleaned.data)


def _precheck(
    guide: items.ItemGuide, application: Application, form_json: str, faults: dict[str, list[str]], *, at: datetime
) -> decisions.Evaluation | None:
    """Let the item's own rules look at a form that has no other faults; their errors join the faults."""
    if guide.precheck is None:
        return None
    run, found = precheck.look(guide, answers=application.answers, form_data=json.loads(form_json), at=at)
    faults.update(precheck.faults_of(found))
    return run


def _materials(
    guide: items.ItemGuide,
    application: Application,
    faults: dict[str, list[str]],
    *,
    held: Mapping[str, UUID],
    by: Actor,
) -> Sequence[HandedIn]:
    given = list(handed_in(guide, application.materials, by=by))
    codes = {material.code for material in given}
    plan = items.materials_for(
        guide, application.answers, held_certificates=held.keys(), is_identified=by.assurance >= REAL_NAME
    )
    for spec in plan.to_prepare:
        if spec.necessity == _NECESSARY and spec.code not in codes:
            faults[f"material:{spec.code}"] = [f"请上传“{spec.name}”。"]
    for spec in plan.spared:
        if spec.code not in codes and spec.exempt_by:
            given.append(_spared(spec, held))
    return given


def _spared(spec: items.Material, held: Mapping[str, UUID]) -> HandedIn:
    """A material that nobody hands in: cited, known from the identity, or made from the form."""
    reason = spec.exempt_by.reason if spec.exempt_by else ""
    obtained = _SPARED[reason]
    cited = held[spec.exempt_by.certificate] if spec.exempt_by and obtained is Obtained.CERTIFICATE else None
    return HandedIn(code=spec.code, name=spec.name, obtained=obtained, trust=_TRUST[obtained], certificate_id=cited)
