"""
How cases are put into officers' words: due dates, clock strips, masked fields, log lines.

Plain Python over the values of other apps; must not query or read the time.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from govhall.business.cases import public as cases
from govhall.business.items import public as items
from govhall.channels.workspace.values import Deadline, FormGroup, FormRow, LogLine, RunLine, StripCell
from govhall.kernel.actor import ActorKind
from govhall.security.privacy import public as privacy
from govhall.support.calendar import public as calendar
from govhall.support.forms import public as forms

# From this length on a name belongs to an organisation: personal names have four characters at most.
_ORGANIZATION: Final = 5
_NATURAL_PERSON: Final = "1"
_STRIP_LONGEST: Final = 12
_HOLDER = re.compile(r"(姓名|人|人员|代表|负责人|联系人)$")
_TONES: Mapping[str, str] = {
    "SUSPEND": "hold", "RESUME": "hold", "REQUEST_CORRECTION": "warn", "DECLINE": "bad", "DENY": "bad",
    "RETURN": "bad", "GRANT": "ok", "ACCEPT": "ok", "ACCEPT_DEFERRED": "ok",
}  # fmt: skip
_TRUST_TONES: Mapping[str, str] = {"A": "ok", "B": "info", "C": "warn", "D": "mute"}


# Nobody at the organ is pressed for time: the applicant is to act, or the decision is made.
_ASKED = Deadline(words="等申请人补正", tone="hold", percent=0)
_NOBODY_WAITS: Mapping[str, Deadline] = {
    "PRE_CORRECTION": _ASKED,
    "AWAITING_CORRECTION": _ASKED,
    "DECIDED": Deadline(words="已决定", tone="ok", percent=100),
}


def deadline(*, tone: str, days_left: int | None, elapsed: int, status: str = "") -> Deadline:
    """Put a due date into words. ``elapsed`` counts the working days since the application."""
    if status in _NOBODY_WAITS:
        return _NOBODY_WAITS[status]
    if tone == "hold":
        return Deadline(words="暂停计时", tone=tone, percent=0)
    if tone == "ok":
        return Deadline(words="已办结", tone=tone, percent=100)
    if days_left is None:
        return Deadline(words="未开始计时", tone="mute", percent=0)
    if tone == "bad":
        return Deadline(words=f"超期 {-days_left} 天" if days_left < 0 else "超期", tone=tone, percent=100)
    share = round(100 * elapsed / (elapsed + days_left)) if elapsed + days_left > 0 else 100
    words = "今天到期" if days_left == 0 else f"剩 {days_left} 天"
    return Deadline(words=words, tone="warn" if days_left == 0 else tone, percent=max(0, min(100, share)))


def masked_applicant(name: str, kind: str = "") -> str:
    """Mask a person's name. Without ``kind`` (a code of A.4) it may be anybody's, so organisations are masked too."""
    if kind and kind != _NATURAL_PERSON:
        return name
    return privacy.mask_organization(name) if len(name) >= _ORGANIZATION else privacy.mask_name(name)


def trust_tone(level: str) -> str:
    """Return the tone of a trust level."""
    return _TRUST_TONES.get(level, "mute")


def strip(cells: Iterable[calendar.DayCell]) -> Sequence[StripCell]:
    """Draw a clock as one line: days that mean nothing to it are left out, long runs become one wide cell."""
    telling = [cell for cell in cells if cell.kind.value not in ("off", "makeup", "plain") or cell.is_today]
    telling = [cell for cell in telling if cell.kind.value != "hold" or cell.day.is_working]
    folded = len(telling) > _STRIP_LONGEST
    drawn: list[StripCell] = []
    for kind, run in groupby(telling, key=lambda cell: cell.kind.value):
        drawn.extend(_run(kind, list(run), folded))
    return drawn


def _run(kind: str, run: Sequence[calendar.DayCell], folded: bool) -> list[StripCell]:
    if kind == "hold":
        return [_wide("hold", f"暂停 {len(run)} 天", run)]
    if kind == "over":
        return [_wide("due", f"超期 {len(run)} 天", run)]
    if folded and kind == "count" and len(run) > 3:
        return [_wide("count", f"已用 {len(run) - 2} 天", run[:-2]), *(_cell(kind, cell) for cell in run[-2:])]
    if folded and kind == "left" and len(run) > 3:
        return [*(_cell(kind, cell) for cell in run[:2]), _wide("left", f"还有 {len(run) - 2} 天", run[2:])]
    return [_cell(kind, cell) for cell in run]


def _cell(kind: str, cell: calendar.DayCell) -> StripCell:
    shown = {"end": "today", "off": "", "makeup": "", "plain": ""}.get(kind, kind)
    return StripCell(day=str(cell.date.day), kind=shown, note=cell.title)


def _wide(kind: str, words: str, run: Sequence[calendar.DayCell]) -> StripCell:
    return StripCell(day=words, kind=kind, note=f"{run[0].date:%m-%d} 至 {run[-1].date:%m-%d}", wide=True)


def form_groups(
    spec: forms.FormSpec, data: Mapping[str, Any], regions: Mapping[str, str], *, is_person: bool
) -> Sequence[FormGroup]:
    """Return an application with the labels of its own form version; personal data are masked."""
    groups = []
    for section in spec.sections:
        if section.repeat is None:
            rows = _rows(section, data, regions, "", is_person)
            groups.append(FormGroup(title=section.title, rows=rows))
            continue
        for number, line in enumerate(data.get(section.code) or ()):
            rows = _rows(section, line, regions, f"{section.code}-{number}-", is_person)
            groups.append(FormGroup(title=f"{section.title} {number + 1}", rows=rows))
    return [group for group in groups if group.rows]


def _rows(
    section: forms.SectionSpec, data: Mapping[str, Any], regions: Mapping[str, str], prefix: str, is_person: bool
) -> Sequence[FormRow]:
    rows = []
    for field in section.fields:
        clear = display(field, data.get(field.name), regions)
        if not clear:
            continue
        shown = masked(field, clear, is_person=is_person)
        source, icon = _source(field)
        rows.append(
            FormRow(
                place=f"{prefix}{field.name}",
                label=field.label,
                shown=shown,
                clear=clear,
                is_masked=shown != clear,
                source=source,
                source_icon=icon,
            )
        )
    return rows


def display(field: forms.FieldSpec, value: Any, regions: Mapping[str, str] | None = None) -> str:
    """Return a stored value as people read it."""
    if value is None or value == "" or value == []:
        return ""
    labels = {option.value: option.label for option in field.options}
    if isinstance(value, list):
        return "、".join(labels.get(str(each), str(each)) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.kind == "region":
        return (regions or {}).get(str(value), str(value))
    text = labels.get(str(value), str(value))
    return f"{text} {field.unit}" if field.unit else text


def answered(question: items.Question, value: Any) -> str:
    """Return the answer to a situation question as people read it."""
    labels = {option.value: option.label for option in question.options}
    chosen = value if isinstance(value, list | tuple) else [value] if value not in (None, "") else []
    return "、".join(labels.get(str(each), str(each)) for each in chosen)


def masked(field: forms.FieldSpec, clear: str, *, is_person: bool) -> str:
    """Return the value as it may stand on a screen without a reason."""
    match field.kind:
        case "id_number":
            return privacy.mask_id_number(clear)
        case "phone":
            return privacy.mask_phone(clear)
        case "address":
            return privacy.mask_address(clear)
        case "email":
            return privacy.mask_email(clear)
    return privacy.mask_name(clear) if _is_persons_name(field, is_person) else clear


def _is_persons_name(field: forms.FieldSpec, is_person: bool) -> bool:
    if field.kind != "text":
        return False
    if field.filled_from == "party.legal_representative" or (is_person and field.filled_from == "party.name"):
        return True
    return bool(_HOLDER.search(re.sub(r"（.*?）", "", field.label)))


def _source(field: forms.FieldSpec) -> tuple[str, str]:
    if field.computed:
        return "系统计算", "cpu"
    if field.locked:
        return "登记信息", "badge-check"
    return "申请人填写", "pen-line"


def log_lines(log: Sequence[cases.LogEntry]) -> Sequence[LogLine]:
    """Return the log in the order given; an applicant's name is masked, an officer's is not."""
    return [
        LogLine(
            at=entry.at,
            who=_who(entry),
            what=_what(entry),
            text=entry.opinion,
            tone=_TONES.get(entry.act, ""),
            papers=tuple((paper.name, paper.id) for paper in entry.documents),
        )
        for entry in log
    ]


def _what(entry: cases.LogEntry) -> str:
    if entry.detail.get("departs_from"):
        return f"{entry.act_label}，与规则结果不同"
    if entry.act != cases.Act.EXAMINE or not entry.step_name:
        return entry.act_label
    outcome = str(entry.detail.get("outcome", ""))
    if outcome.startswith("return"):
        return f"{entry.step_name}，退回"
    return f"{entry.step_name}{'：不符合' if outcome == 'unfit' else '通过'}"


def _who(entry: cases.LogEntry) -> str:
    if entry.actor_kind == ActorKind.SYSTEM:
        return "系统"
    return privacy.mask_name(entry.actor_name) if entry.actor_kind == ActorKind.APPLICANT else entry.actor_name


# What the law does not allow any more, and officers still look for.
def absent(status: str, offered: Iterable[str]) -> Sequence[str]:
    """Say why familiar acts are not offered in this status."""
    offered = set(offered)
    lines = []
    if status in ("ACCEPTED", "IN_REVIEW", "SUSPENDED") and "REQUEST_CORRECTION" not in offered:
        lines.append("补正：受理后不再要求补正，须在受理前一次性告知（行政许可法第三十二条）。")
    if status == "SUSPENDED":
        lines.append("审查、决定：特别程序期间暂停计时，先恢复计时再办。")
    if status in ("AWAITING_CORRECTION", "PRE_CORRECTION"):
        lines.append("受理：等申请人补齐补正内容，补正后自动回到“已收件”。")
    return lines


# What a run of rules was for, and what it meant when it gave no usable answer.
PURPOSES: Mapping[str, str] = {
    "cases.precheck": "提交前预检", "cases.routing": "受理后分办", "cases.outcome": "决定建议",
}  # fmt: skip
_FAILED: Mapping[str, str] = {
    "cases.precheck": "没有算出结果。提交没有受影响，请人工核对。",
    "cases.routing": "没有算出结果。已按流程的默认路线办理。",
    "cases.outcome": "没有算出结果，不作建议，由人判断。",
}
_SUGGESTED: Mapping[str, tuple[str, str]] = {
    "GRANTED": ("ok", "建议准予"), "DENIED": ("bad", "建议不予许可"), "": ("mute", "不作建议，请人工核对"),
}  # fmt: skip


def run_line(run: cases.RuleRun, fields: Sequence[FormRow]) -> RunLine:
    """Put a run of rules into words; what is masked among ``fields`` stays masked in them."""
    found = _found(run) if run.is_computed else [("warn", _FAILED.get(run.purpose, "没有算出结果。"))]
    return RunLine(
        id=run.id, purpose=run.purpose, label=PURPOSES.get(run.purpose, run.purpose), at=run.at,
        model=f"{run.model_name}第 {run.number} 版", lines=[(tone, hidden(text, fields)) for tone, text in found],
        matched=run.matched, is_computed=run.is_computed,
    )  # fmt: skip


def _found(run: cases.RuleRun) -> Sequence[tuple[str, str]]:
    if run.suggestion is not None:
        return [_SUGGESTED[run.suggestion.outcome], *(("", reason) for reason in run.suggestion.reasons)]
    if run.purpose == "cases.precheck":
        said = [("bad" if found.is_error else "warn", found.message) for found in run.findings]
        return said or [("ok", "没有发现问题")]
    return [("", f"{label}：{value}") for label, value in run.results]


def hidden(text: str, fields: Sequence[FormRow]) -> str:
    """Mask in a rule's words what the page masks in its fields."""
    for row in fields:
        if row.is_masked:
            text = text.replace(row.clear, row.shown)
    return text
