"""The papers of a case: which act produces which, and what it says (standards.md 5.8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from govhall.business.cases.choices import Act
from govhall.business.cases.models import Case, CaseDocument, CaseEvent, CorrectionRequest, Decision
from govhall.business.cases.services.password import query_password
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor, ActorKind
from govhall.kernel.identifiers import new_id
from govhall.standards.identifiers import case_number
from govhall.support.documents import public as documents
from govhall.support.seals import public as seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A kind of paper: its code (B1 … B19), name, and the words around the facts."""

    kind: str
    name: str
    opening: str
    closing: str = ""


PAPERS: Mapping[Act, Paper] = {
    Act.SUBMIT: Paper(
        kind="B1",
        name="申请回执",
        opening="您提交的申请已经收到。请妥善保管办件编号和查询密码，凭它可以随时查询进度。",
        closing="收件后五个工作日内，我们会告知是否受理，或一次性告知需要补正的全部内容。",
    ),
    Act.REQUEST_CORRECTION: Paper(
        kind="B18",
        name="补正材料通知书",
        opening="经审查，您提交的申请需要补正。依据《中华人民共和国行政许可法》第三十二条，现一次性告知需要补正的全部内容：",
        closing="请在期限内一次补齐。补正期间不计算办理时限。",
    ),
    Act.ACCEPT: Paper(
        kind="B8",
        name="受理通知书",
        opening="您提交的申请材料齐全、符合法定形式，依据《中华人民共和国行政许可法》第三十二条，决定予以受理。",
        closing="办理时限从受理次日起按工作日计算，法定节假日不计。",
    ),
    Act.ACCEPT_WITH_DEFERRED_MATERIALS: Paper(
        kind="B6", name="容缺受理通知书", opening="您提交的主要材料齐全，次要材料可以后补，现予以容缺受理。"
    ),
    Act.DECLINE: Paper(
        kind="B4",
        name="不予受理通知书",
        opening="您提出的申请，依据《中华人民共和国行政许可法》第三十二条，决定不予受理。理由如下：",
        closing="如不服本决定，可以依法申请行政复议或者提起行政诉讼。",
    ),
    Act.SUSPEND: Paper(
        kind="B5",
        name="特别程序告知书",
        opening="办理您的申请需要启动特别程序。依据《中华人民共和国行政许可法》第四十五条，所需时间不计算在办理期限内：",
    ),
    Act.GRANT: Paper(
        kind="B17",
        name="准予行政许可决定书",
        opening="您提出的申请符合法定条件、标准，依据《中华人民共和国行政许可法》第三十八条，决定准予许可。",
    ),
    Act.DENY: Paper(
        kind="B14",
        name="不予行政许可决定书",
        opening="您提出的申请不符合法定条件、标准，依据《中华人民共和国行政许可法》第三十八条，决定不予许可。理由如下：",
    ),
    Act.RETURN_TO_APPLICANT: Paper(kind="B15", name="退件通知书", opening="您提出的申请现予以退件。理由如下："),
}


def produce(case: Case, event: CaseEvent) -> CaseDocument | None:
    """Make, seal and file the paper of an act; the same act makes it once. Acts without a paper make none."""
    paper = PAPERS.get(Act(event.act))
    if paper is None:
        return None
    existing = CaseDocument.objects.filter(event_id=event.id, kind=paper.kind).first()
    if existing:
        return existing
    agency = organizations.agency(case.agency_id)
    letter = documents.Letter(
        title=paper.name,
        number=f"{case_number.display(case.number)}-{paper.kind}",
        issuer=agency.name,
        addressee=case.applicant_name,
        paragraphs=[paper.opening, *_reasons(case, event)],
        facts=_facts(case, event),
        items=_items(case, event),
        closing=[text for text in (paper.closing, *_remedies(case, event)) if text],
        date=clock.official_date(event.at),
    )
    with transaction.atomic():
        content = seals.seal_pdf(
            content=documents.render_letter(letter, at=event.at),
            agency_id=case.agency_id,
            purpose=f"{paper.name} {case.number}",
            at=event.at,
            case_number=case.number,
            by=Actor(kind=ActorKind(event.actor_kind), id=event.actor_id, name=event.actor_name),
        )
        stored = documents.store(content=content, name=f"{paper.name}.pdf", at=event.at)
        return CaseDocument.objects.create(
            id=new_id(),
            case=case,
            event_id=event.id,
            kind=paper.kind,
            name=paper.name,
            document_id=stored.id,
            at=event.at,
        )


def _facts(case: Case, event: CaseEvent) -> Sequence[tuple[str, str]]:
    facts = [("办件编号", case_number.display(case.number)), ("事项名称", case.item_name)]
    if event.act == Act.SUBMIT:
        facts += [("查询密码", query_password(case.id)), ("提交时间", _moment(case.applied_at))]
    if event.act in (Act.ACCEPT, Act.ACCEPT_WITH_DEFERRED_MATERIALS):
        facts += [("受理时间", _moment(event.at)), *_due_dates(case)]
    if event.act == Act.SUSPEND:
        facts += [("特别程序", event.detail["name"]), ("预计完成", _day(event.detail.get("expected")))]
    return [(label, value) for label, value in facts if value]


def _due_dates(case: Case) -> Sequence[tuple[str, str]]:
    note = "（日历尚未公布，为暂定日期）" if case.is_due_provisional else ""
    return [
        ("承诺办结", _day(case.promised_due_date) + note),
        ("法定办结", _day(case.statutory_due_date) + note),
    ]


def _items(case: Case, event: CaseEvent) -> Sequence[str]:
    if event.act != Act.REQUEST_CORRECTION:
        return []
    request = CorrectionRequest.objects.get(case=case, round=event.detail["round"])
    listed = [f"{item['name']}：{item['what']}。{item['how']}" for item in request.items]
    return [*listed, f"补正期限：{_day(request.due_date)}。"]


def _reasons(case: Case, event: CaseEvent) -> Sequence[str]:
    if event.act in (Act.DECLINE, Act.DENY, Act.SUSPEND, Act.RETURN_TO_APPLICANT):
        return [event.opinion]
    return []


def _remedies(case: Case, event: CaseEvent) -> Sequence[str]:
    if event.act != Act.DENY:
        return []
    decision = Decision.objects.get(case=case)
    return [f"法律依据：{decision.basis}", decision.remedies]


def _moment(at: datetime) -> str:
    local = at.astimezone(clock.OFFICIAL_ZONE)
    return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}"


def _day(day: date | str | None) -> str:
    if not day:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{value.year} 年 {value.month} 月 {value.day} 日"
