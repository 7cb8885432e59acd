"""
The task list: what waits for this officer, the named views of cases, their counts. Keyset pages only.

Steps of processes come first for those who examine and decide; for a window clerk it is what must be taken in.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from govhall.business.cases import public as cases
from govhall.channels.workspace import rules
from govhall.channels.workspace.values import TaskPage, TaskRow
from govhall.infra import clock
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar
from govhall.support.workflow import public as workflow

PAGE: Final = 20
MINE: Final = "mine"
ALL: Final = "all"
# What waits for a window clerk, and what a search looks through.
_INTAKE: Final = ("to-receive", "to-accept")
_EVERYTHING: Final = ("open", "finished")
LABELS: Final[Mapping[str, str]] = {
    MINE: "待我办理", "to-receive": "待收件", "to-accept": "待受理", "correction": "补正中", "in-review": "审查中",
    "suspended": "特别程序", "to-serve": "待送达", "open": "全部在办", "finished": "已办结", ALL: "搜索结果",
}  # fmt: skip

Key = tuple[datetime, UUID]


def works_on_steps(by: Actor) -> bool:
    """Say whether this officer does steps of processes: examines, reviews or decides."""
    return access.allows(by, "cases.case.examine")


def counts(by: Actor) -> Mapping[str, int]:
    """Return how much each view holds; ``mine`` is what waits for this officer. Two queries at most."""
    found = dict(cases.counts_of_officer(by))
    if works_on_steps(by):
        tasks = workflow.task_counts(by)
        found[MINE] = tasks.mine + tasks.unclaimed
    elif access.allows(by, "cases.case.receive"):
        found[MINE] = sum(found[view] for view in _INTAKE)
    return found


def page(by: Actor, *, view: str, text: str = "", after: str = "", today: date, limit: int = PAGE) -> TaskPage:
    """Return a page of a view; a cursor that can't be read opens the first page."""
    key = read_key(after)
    if view == MINE and works_on_steps(by):
        return _page_of_steps(by, key, today, limit)
    views = _INTAKE if view == MINE else _EVERYTHING if view == ALL else (view,)
    pages = [cases.of_officer(by, view=each, text=text, after=key, limit=limit) for each in views]
    rows = sorted((row for one in pages for row in one.rows), key=lambda row: (row.applied_at, row.id), reverse=True)
    more = len(rows) > limit or any(one.after for one in pages)
    rows = rows[:limit]
    last = (rows[-1].applied_at, rows[-1].id) if more and rows else None
    steps = workflow.open_tasks(subject_ids=[row.id for row in rows if row.status == cases.Status.IN_REVIEW])
    return TaskPage(
        rows=[_row(row, next(iter(steps.get(row.id, ())), None), by, today) for row in rows], after=write_key(last)
    )


def next_for(by: Actor, *, besides: str) -> Sequence[TaskRow]:
    """Return what this officer may take next, in order, without the case numbered ``besides``."""
    today = clock.today()
    rows = page(by, view=MINE, today=today, limit=100).rows
    # Steps come oldest first already; applications are taken in the order in which they came.
    ordered = rows if works_on_steps(by) else list(reversed(rows))
    # A paused case waits for its special procedure, not for an officer.
    return [row for row in ordered if row.number != besides and row.deadline.tone != "hold"]


def _page_of_steps(by: Actor, after: Key | None, today: date, limit: int) -> TaskPage:
    found = [
        task
        for claimed in (workflow.Claimed.MINE, workflow.Claimed.UNCLAIMED)
        for task in workflow.tasks_for(by, claimed=claimed, after=after, limit=limit + 1)
    ]
    found.sort(key=lambda task: (task.created_at, task.id))
    tasks = found[:limit]
    last = (tasks[-1].created_at, tasks[-1].id) if len(found) > limit else None
    known = cases.summaries([task.subject_id for task in tasks])
    rows = [_row(known[task.subject_id], task, by, today) for task in tasks if task.subject_id in known]
    return TaskPage(rows=rows, after=write_key(last))


def _row(case: cases.CaseSummary, task: workflow.TaskValue | None, by: Actor, today: date) -> TaskRow:
    elapsed = calendar.count_working_days(after=clock.official_date(case.applied_at), until=today)
    return TaskRow(
        number=case.number,
        item_name=case.item_name,
        applicant=rules.masked_applicant(case.applicant_name),
        deadline=rules.deadline(tone=case.tone, days_left=case.days_left, elapsed=max(elapsed, 0), status=case.status),
        step=task.step_name if task else case.status_label,
        holder=_holder(task, by),
        is_mine=bool(task and task.claimed_by == by.id),
        task_id=task.id if task else None,
        channel=str(cases.Channel(case.channel).label),
        at=task.created_at if task else case.applied_at,
        due_on=case.promised_due_date,
    )


def _holder(task: workflow.TaskValue | None, by: Actor) -> str:
    if task is None:
        return ""
    if task.claimed_by is None:
        return "可领取"
    return "我在办" if task.claimed_by == by.id else f"{task.claimed_by_name}在办"


def read_key(text: str) -> Key | None:
    """Return the key of a page, or None if it can't be read."""
    at, mark, row = text.partition("~")
    if not mark:
        return None
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(row)) if moment.tzinfo else None
    except ValueError:
        return None


def write_key(key: Key | None) -> str:
    """Return a key as it stands in an address."""
    return f"{key[0].isoformat()}~{key[1]}" if key else ""
