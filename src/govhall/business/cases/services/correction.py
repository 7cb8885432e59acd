"""补正: the organ tells once what is wrong or missing, the applicant answers with everything."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, CorrectionKind
from govhall.business.cases.events import CaseCorrected, CorrectionRequested
from govhall.business.cases.models import Case, CorrectionRequest
from govhall.business.cases.selectors import access
from govhall.business.cases.services import act, materials, precheck, screen
from govhall.business.cases.values import MaterialInput
from govhall.infra import bus, clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput
from govhall.kernel.identifiers import new_id


def request_correction(
    *,
    case_id: UUID,
    kind: CorrectionKind,
    items: Sequence[Mapping[str, str]],
    due_date: date,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """
    Tell the applicant everything at once (行政许可法 第三十二条 第一款 第四项).

    :raises InvalidInput: without items, with an item that doesn't say what to do, or with a day in the past
    """
    checked = _checked_items(items)
    if due_date <= clock.official_date(at):
        message = "补正期限必须晚于今天。"
        raise InvalidInput(message, fields={"due_date": [message]})
    with transaction.atomic():
        case = access.officer_case(by=by, permission="cases.case.accept", case_id=case_id, lock=True)
        round_ = CorrectionRequest.objects.filter(case=case).count() + 1
        event = act.perform(
            case, Act.REQUEST_CORRECTION, by=by, at=at, opinion=reason, detail={"round": round_, "items": len(checked)}
        )
        CorrectionRequest.objects.create(
            id=new_id(), case=case, round=round_, kind=kind, items=checked, due_date=due_date,
            requested_at=at, requested_by_name=by.name,
        )  # fmt: skip
        bus.publish(
            CorrectionRequested(aggregate_id=case.id, at=at, number=case.number, event_id=event.id, round=round_)
        )


def correct(
    *,
    case_id: UUID,
    form_data: Mapping[str, Any] | None,
    handed_in: Sequence[MaterialInput],
    by: Actor,
    at: datetime,
) -> None:
    """
    Answer the open correction request with new versions of materials and, where asked, a changed form.

    :raises InvalidInput: if an item of the request is not answered
    """
    with transaction.atomic():
        case = access.applicant_case(by=by, case_id=case_id, lock=True)
        rules.next_status(case.status, Act.CORRECT)
        request = CorrectionRequest.objects.get(case=case, answered_at=None)
        _check_answered(request, handed_in, form_data)
        changed = materials.add_versions(case, handed_in, by=by, at=at)
        fields = _change_form(case, form_data, at=at)
        request.answered_at = at
        request.save(update_fields=["answered_at"])
        event = act.perform(
            case, Act.CORRECT, by=by, at=at, changed=fields, detail={"round": request.round, "materials": changed}
        )
        bus.publish(CaseCorrected(aggregate_id=case.id, at=at, number=case.number, event_id=event.id))


def _checked_items(items: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    if not items:
        raise InvalidInput("请至少列出一处需要补正的内容。", fields={"items": ["请至少列出一处需要补正的内容。"]})
    checked = [{key: item.get(key, "").strip() for key in ("target", "name", "what", "how", "why")} for item in items]
    for item in checked:
        if not (item["target"] and item["what"]):
            message = f"“{item['name'] or '未命名'}”没有写明哪里不符合。"
            raise InvalidInput(message, fields={"items": [message]})
    return checked


def _check_answered(
    request: CorrectionRequest, handed_in: Sequence[MaterialInput], form_data: Mapping[str, Any] | None
) -> None:
    given = {f"material:{material.code}" for material in handed_in}
    missing = [
        item["name"]
        for item in request.items
        if item["target"] not in given and not (item["target"].startswith("field:") and form_data is not None)
    ]
    if missing:
        message = f"还差：{'、'.join(missing)}。补正要一次补齐。"
        raise InvalidInput(message, fields={"items": [message]})


def _change_form(case: Case, form_data: Mapping[str, Any] | None, *, at: datetime) -> list[str]:
    if form_data is None:
        return []
    case.form_data = screen.clean_form(case.item_version_id, form_data, case.answers, case.applicant_id)
    precheck.require_sound(case, at=at)
    return ["form_data"]
