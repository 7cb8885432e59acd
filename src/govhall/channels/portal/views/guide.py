"""
The guide of an item: the answer first, then the reader's situation, materials, way, dates, place, basis.

Everything comes from the published version. The situation stands in the address, so it can be sent and bookmarked.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from govhall.business.items import public as items
from govhall.channels.look import public as look
from govhall.channels.portal import context
from govhall.channels.portal.views import lists, remembered
from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar
from govhall.support.identity import public as identity

_SELF_MADE: Final = "10"  # material-source: 申请人自备
_OPTIONAL: Final = "2"  # material-necessity: 非必要
_EXPECTED_DAYS: Final = {"W": 1.4, "N": 1.0, "H": 1 / 24}


@access.permission(access.PUBLIC)
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """Show the guide; the query holds the answers to the situation questions. :raises ItemNotFound: answered by 404"""
    item = items.guide(code)
    facts = (item.version_id, item.state, item.agency_name, clock.today(), calendar.working_days())
    return remembered.for_visitors(request, facts, lambda: _page(request, item, code))


def _page(request: HttpRequest, item: items.ItemGuide, code: str) -> HttpResponse:
    answers = items.answers_from_query(item, dict(request.GET.lists()))
    plan = items.materials_for(item, answers)
    audience = item.audience[0] if item.audience else items.PERSON
    setattr(request, "portal_audience", audience)  # noqa: B010  (the frame marks the current entry; no type has it)
    actor: Actor = getattr(request, "actor", VISITOR)
    return render(
        request,
        "portal/guide.html",
        {
            "item": item,
            "here": lists.guide_address(code),
            "crumbs": _crumbs(item, audience),
            "tags": _tags(item),
            "facts": _facts(item),
            "questions": _questions(item, answers),
            "open_questions": items.unanswered(item, answers),
            "plan": plan,
            "materials": _materials(plan),
            "act": _act(item, answers, actor, clock.today()),
            "stages": _stages(item),
            "limits": _limits(item),
            "places": _places(item),
            "basis": _basis(item),
        },
    )


def _crumbs(item: items.ItemGuide, audience: str) -> list[dict[str, str]]:
    label = _("个人办事") if audience == items.PERSON else _("法人办事")
    return [
        {"url": context.address("portal:home"), "label": _("首页")},
        {"url": context.items_address(audience=audience), "label": label},
        {"url": context.items_address(audience=audience, agency=item.agency_id), "label": item.agency_name},
        {"url": "", "label": item.name},
    ]


def _tags(item: items.ItemGuide) -> list[dict[str, str]]:
    tags = [{"tone": "brand", "word": item.kind_label}, {"tone": "brand", "word": item.case_kind_label}]
    if item.is_wholly_online:
        tags.append({"tone": "ok", "word": _("全程网办")})
    if scope := items.FACETS["scope"][1].get(item.area_scope, ""):
        tags.append({"tone": "info", "word": scope})
    return tags


def _facts(item: items.ItemGuide) -> list[dict[str, Any]]:
    promised: dict[str, Any] = {"label": _("承诺办结"), "value": item.promised.text, "number": None}
    if not item.promised.is_immediate:
        number, _space, unit = item.promised.text.partition(" ")
        promised |= {"number": number, "value": unit}
    if not item.statutory.is_immediate:
        promised["small"] = _("法定 %(limit)s") % {"limit": item.statutory.text}
    visits = {"label": _("到现场"), "number": item.visits, "value": _("次"), "small": item.visits_reason}
    fee = {"label": _("费用"), "number": None, "value": _("收费") if item.fees else _("不收费")}
    if item.fees:
        fee["small"] = item.fees[0].standard
    gets = {"label": _("办完得到"), "number": None, "value": item.result.name, "small": ""}
    if item.result.certificate_type:
        gets["small"] = _("电子证照，有效期 %(validity)s") % {"validity": item.result.validity}
    return [promised, visits, fee, gets]


def _questions(item: items.ItemGuide, answers: Mapping[str, str | list[str]]) -> list[dict[str, Any]]:
    questions = []
    for question in item.questions:
        given = answers.get(question.code, ())
        chosen = {given} if isinstance(given, str) else set(given)
        options = [
            {"value": option.value, "label": option.label, "checked": option.value in chosen}
            for option in question.options
        ]
        questions.append({"code": question.code, "title": question.title, "many": question.many, "options": options})
    return questions


def _materials(plan: items.MaterialPlan) -> list[dict[str, Any]]:
    """Return what the applicant prepares, then what need not be handed in."""
    return [
        *(_material(each, _marks_of(each)) for each in plan.to_prepare),
        *(_material(each, [_spared(_("填表自动生成，不用交"))]) for each in plan.generated),
        *(_material(each, [_spared(_spared_words(each))]) for each in plan.held),
    ]


def _material(material: items.Material, marks: list[dict[str, str]]) -> dict[str, Any]:
    parts = [material.hint or material.standard]
    if not material.exempt_by and (copies := _copies(material)):
        parts.append(copies)
    return {"name": material.name, "marks": marks, "text": " ".join(part for part in parts if part)}


def _copies(material: items.Material) -> str:
    wanted = []
    if material.originals:
        wanted.append(_("原件 %(number)d 份") % {"number": material.originals})
    if material.copies:
        wanted.append(_("复印件 %(number)d 份") % {"number": material.copies})
    return _("窗口办理交%(wanted)s。") % {"wanted": "，".join(wanted)} if wanted else ""


def _marks_of(material: items.Material) -> list[dict[str, str]]:
    if material.source == _SELF_MADE:
        marks = [{"tone": "mute", "word": _("自己准备"), "icon": "pen-line"}]
    else:
        word = material.source_note or material.source_label
        marks = [{"tone": "info", "word": word, "icon": "file-text"}]
    if material.deferrable:
        marks.append({"tone": "warn", "word": _("可先办后补"), "icon": "hourglass"})
    elif material.necessity == _OPTIONAL:
        marks.append({"tone": "mute", "word": _("有就交"), "icon": "minus"})
    return marks


def _spared(word: str) -> dict[str, str]:
    return {"tone": "ok", "word": word, "icon": "circle-check"}


def _spared_words(material: items.Material) -> str:
    if material.exempt_by and material.exempt_by.reason == "identity":
        return _("实名登录即可，不用交")
    return _("有电子证照的，不用交")


def _act(item: items.ItemGuide, answers: Mapping[str, str | list[str]], actor: Actor, today: date) -> dict[str, Any]:
    """Return what the act panel says: the last day, on what it rests, and what the reader can do."""
    opens_online = item.is_open and item.form is not None and lists.ONLINE in item.ways
    return {
        **_last_day(item, today),
        "apply_url": lists.apply_address(item.implementation_code, answers) if opens_online else "",
        "phone": item.consult_phone,
        "level": _level_words(item, actor),
        "has_level": actor.id is not None and actor.assurance >= item.assurance,
        "is_open": item.is_open,
        "draft": opens_online,
    }


def _last_day(item: items.ItemGuide, today: date) -> dict[str, Any]:
    """
    Reckon the last day if the application were handed in today and accepted on the next working day.

    The promise counts from the day after acceptance (support.calendar); hours can't be told as a day.
    """
    if item.promised.is_immediate:
        return {"is_immediate": True}
    if item.promised.unit == calendar.LimitUnit.HOUR:
        return {"limit": item.promised.text}
    accepted = calendar.add_working_days(today, 1).date
    limit = calendar.Limit(amount=item.promised.amount, unit=calendar.LimitUnit(item.promised.unit))
    reading = calendar.read_clock(started_on=accepted, limit=limit, today=today, with_cells=False)
    if reading.due_on is None:
        return {"limit": item.promised.text}
    day, weekday = look.chinese_date(reading.due_on).rsplit(" ", 1)
    return {
        "due_on": reading.due_on, "due_day": day, "due_weekday": weekday, "accepted_on": accepted,
        "provisional": reading.provisional, "limit": item.promised.text,
    }  # fmt: skip


def _level_words(item: items.ItemGuide, actor: Actor) -> str:
    name = identity.level_name(item.assurance)
    if actor.id is None:
        return _("登录并达到%(level)s后申请") % {"level": name}
    if actor.assurance >= item.assurance:
        return _("您已是%(level)s，可以直接申请") % {"level": identity.level_name(actor.assurance)}
    return _("这件事要%(level)s，申请时会带您去办") % {"level": name}


def _stages(item: items.ItemGuide) -> list[dict[str, str]]:
    first = {"title": _("提交申请"), "who": _("您"), "time": ""}
    unit = {"W": _("个工作日"), "N": _("日"), "H": _("小时")}[item.promised.unit]
    stages = [
        {
            "title": step.name,
            "who": _("系统自动办理") if step.role not in access.ROLES else access.ROLES[step.role].label,
            "time": f"{step.limit} {unit}" if step.limit else (_("即时") if item.promised.is_immediate else _("当天")),
        }
        for step in item.steps
    ]
    return [first, *stages]


def _limits(item: items.ItemGuide) -> list[dict[str, Any]]:
    """Return promise and law as bars; both are drawn in calendar days, the words keep the law's unit."""
    if item.promised.is_immediate:
        return []
    lengths = [limit.amount * _EXPECTED_DAYS[limit.unit] for limit in (item.promised, item.statutory)]
    longest = max(lengths)
    promise = {
        "label": _("承诺"), "value": item.promised.text, "percent": round(100 * lengths[0] / longest), "main": True,
        "text": _("本机关承诺的最长时间"),
    }  # fmt: skip
    if item.statutory.is_immediate:
        return [promise]
    law = {
        "label": _("法定"), "value": item.statutory.text, "percent": round(100 * lengths[1] / longest),
        "text": _("法律规定的上限"),
    }  # fmt: skip
    return [promise, law]


def _places(item: items.ItemGuide) -> list[dict[str, Any]]:
    rows = (
        {"label": _("实施机关"), "value": item.agency_name},
        {"label": _("地点"), "value": item.place},
        {"label": _("时间"), "value": item.hours},
        {"label": _("咨询"), "value": item.consult_phone, "url": f"tel:{item.consult_phone}", "num": True},
        {"label": _("监督投诉"), "value": item.supervise_phone, "url": f"tel:{item.supervise_phone}", "num": True},
        {"label": _("怎么申请"), "value": "、".join(item.way_labels)},
    )
    return _filled(rows)


def _basis(item: items.ItemGuide) -> list[dict[str, Any]]:
    laws = [{"label": "", "value": f"《{basis.law}》{basis.article}", "small": basis.text} for basis in item.basis]
    if laws:
        laws[0]["label"] = _("设定依据")
    version = _("版本 %(number)s，%(since)s 起施行") % {
        "number": item.version_number, "since": look.chinese_date(item.valid_from, year=True),
    }  # fmt: skip
    return _filled(
        (
            *laws,
            {"label": _("行政复议"), "value": item.remedies.reconsideration},
            {"label": _("行政诉讼"), "value": item.remedies.litigation},
            {"label": _("实施编码"), "value": item.implementation_code, "small": version, "num": True},
        )
    )


def _filled(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["value"]]
