"""One case as the officers' page shows it. Every door it uses checks that the officer may see the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.workspace import rules
from govhall.channels.workspace.values import ClockStrip, Deadline, FormGroup, FormRow, LogLine, RunLine
from govhall.data.organizations import public as organizations
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.kernel.errors import InvalidInput, NotFound
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """
    A case with all that its page draws. ``task`` is the open step, if a process runs.

    ``suggestion`` is what the rules would say now; None without a rule, and while there is nothing to decide.
    """

    file: cases.CaseFile
    guide: items.ItemGuide
    task: workflow.TaskValue | None
    applicant: FormRow
    groups: Sequence[FormGroup]
    strip: ClockStrip | None
    deadline: Deadline
    log: Sequence[LogLine]
    agency_name: str
    may_reveal: bool
    runs: Sequence[RunLine]
    suggestion: cases.Suggestion | None

    @property
    def suggestion_reasons(self) -> Sequence[str]:
        """The suggestion's reasons, with what the page masks masked in them."""
        fields = [self.applicant, *(row for group in self.groups for row in group.rows)]
        return [rules.hidden(reason, fields) for reason in (self.suggestion.reasons if self.suggestion else ())]

    @property
    def seen(self) -> int:
        """How many acts the case had when it was read: an act sent from an older page is refused."""
        return len(self.file.log)


def read(*, number: str, by: Actor, at: datetime) -> CasePage:
    """Return the page of a case. :raises NotFound: outside of the officer's reach"""
    file, today = cases.officer_file(number=number, by=by), clock.official_date(at)
    guide = items.version(file.item_version_id)
    summary = cases.summaries([file.id])[file.id]
    elapsed = calendar.count_working_days(after=clock.official_date(file.applied_at), until=today)
    task = next(iter(workflow.open_tasks(subject_ids=[file.id]).get(file.id, ())), None)
    applicant, groups = _applicant(file), [*_situation(file, guide), *_groups(file)]
    fields = [applicant, *(row for group in groups for row in group.rows)]
    return CasePage(
        file=file,
        guide=guide,
        task=task,
        applicant=applicant,
        groups=groups,
        strip=_strip(file, summary, today),
        deadline=rules.deadline(
            tone=summary.tone, days_left=summary.days_left, elapsed=max(elapsed, 0), status=file.status
        ),
        log=rules.log_lines(file.log),
        agency_name=guide.agency_name,
        may_reveal=_may_reveal(file, by),
        runs=[rules.run_line(run, fields) for run in cases.rule_runs(file.id)],
        suggestion=cases.suggestion(file, at=at) if _awaits_decision(file, task) else None,
    )


def masked_field(*, number: str, place: str, by: Actor) -> tuple[cases.CaseFile, FormRow]:
    """
    Return a masked field of a case, for a reveal.

    :raises NotFound: outside of the officer's reach, or without such a masked field
    :raises NotPermitted: if the officer may see the case but not its personal data in clear
    """
    file = cases.officer_file(number=number, by=by)
    access.require(by, "cases.personal_data.reveal", agency_id=file.agency_id, region_path=file.region_path)
    rows = [_applicant(file), *(row for group in _groups(file) for row in group.rows)]
    found = next((row for row in rows if row.place == place and row.is_masked), None)
    if found is None:
        raise NotFound("没有这一项。")
    return file, found


def material(page: CasePage, wanted: str) -> cases.MaterialValue | None:
    """Return the material that the viewer shows: the wanted one, else the first with a file."""
    with_file = [each for each in page.file.materials if each.file_id]
    return next((each for each in with_file if str(each.id) == wanted), with_file[0] if with_file else None)


def material_of(*, number: str, material_id: UUID, by: Actor) -> cases.FileRef:
    """Return a material's file. :raises NotFound: if it isn't of this case, or the case is out of reach"""
    file = cases.officer_file(number=number, by=by)
    if material_id not in {each.id for each in file.materials}:
        raise NotFound("没有找到这份材料。")
    return cases.material_file(material_id=material_id, by=by)


def _awaits_decision(file: cases.CaseFile, task: workflow.TaskValue | None) -> bool:
    if file.decision is not None:
        return False
    return cases.is_decision(task) if task else file.status == cases.Status.ACCEPTED


def _applicant(file: cases.CaseFile) -> FormRow:
    shown = rules.masked_applicant(file.applicant_name, file.applicant_kind)
    return FormRow(
        place=APPLICANT, label="申请人", shown=shown, clear=file.applicant_name,
        is_masked=shown != file.applicant_name, source="", source_icon="",
    )  # fmt: skip


def _situation(file: cases.CaseFile, guide: items.ItemGuide) -> Sequence[FormGroup]:
    """The answers to the situation questions, which decided what had to be handed in."""
    rows = [
        FormRow(
            place=f"situation-{question.code}", label=question.title, shown=said, clear=said, is_masked=False,
            source="", source_icon="",
        )
        for question in guide.questions
        if (said := rules.answered(question, file.answers.get(question.code)))
    ]  # fmt: skip
    return [FormGroup(title="情形", rows=rows)] if rows else []


def _groups(file: cases.CaseFile) -> Sequence[FormGroup]:
    spec = cases.form_of(file.item_version_id)
    codes = {
        str(file.form_data[field.name])
        for field in spec.plain_fields()
        if field.kind == "region" and file.form_data.get(field.name)
    }
    return rules.form_groups(spec, file.form_data, _regions(codes), is_person=file.applicant_kind == "1")


def _regions(codes: set[str]) -> Mapping[str, str]:
    names = {}
    for code in codes:
        try:
            names[code] = organizations.region_name(organizations.path_of(code))
        except (NotFound, InvalidInput):
            continue  # a region that was merged away keeps its code on old applications
    return names


def _strip(file: cases.CaseFile, summary: cases.CaseSummary, today: date) -> ClockStrip | None:
    both = cases.clock_of(file.id, today=today)
    if both is None or file.accepted_at is None:
        return None
    promised, statutory = both
    due = f"承诺 {_day(promised.due_on)}，法定 {_day(statutory.due_on)}"
    heading, number, tone = "剩余", promised.left, summary.tone
    if promised.state is calendar.ClockState.ENDED:
        heading, number, tone = "用时", promised.used, "ok"
    elif promised.state is calendar.ClockState.PAUSED:
        heading = "暂停中，还剩"
    elif promised.is_overdue:
        heading, number = "超期", -promised.left
    return ClockStrip(
        heading=heading,
        number=number,
        unit=promised.limit.unit.label,
        tone=tone,
        cells=rules.strip(promised.cells),
        left=f"{clock.official_date(file.accepted_at):%m-%d} 受理",
        right=f"{due}（按现在恢复推算）" if promised.assumes_resumption else due,
    )


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day else "未定"


def _may_reveal(file: cases.CaseFile, by: Actor) -> bool:
    return access.reach(by, "cases.personal_data.reveal").covers(agency_id=file.agency_id, region_path=file.region_path)
