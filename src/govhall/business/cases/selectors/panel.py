"""Which acts an officer may do now on a case, and why others are absent: the action panel's only source."""

from collections.abc import Mapping, Sequence

from govhall.business.cases import rules
from govhall.business.cases.choices import Act, Status
from govhall.business.cases.models import Case, Extension
from govhall.business.cases.values import ActOption
from govhall.kernel.actor import Actor
from govhall.security.access import public as access
from govhall.support.workflow import public as workflow

# Acts that people do from the panel, with the permission of each. The others happen by themselves.
PERMISSIONS: Mapping[Act, str] = {
    Act.RECEIVE: "cases.case.receive",
    Act.ACCEPT: "cases.case.accept",
    Act.REQUEST_CORRECTION: "cases.case.accept",
    Act.DECLINE: "cases.case.accept",
    Act.RETURN_TO_APPLICANT: "cases.case.accept",
    Act.EXAMINE: "cases.case.examine",
    Act.GRANT: "cases.case.decide",
    Act.DENY: "cases.case.decide",
    Act.SUSPEND: "cases.case.suspend",
    Act.RESUME: "cases.case.suspend",
    Act.EXTEND_TIME_LIMIT: "cases.case.extend",
    Act.SERVE: "cases.case.serve",
}


def acts(case: Case, *, by: Actor) -> Sequence[ActOption]:
    """Return the acts of the panel that the law allows in this status; ``why_not`` tells why this person may not."""
    task = next(iter(workflow.open_tasks(subject_ids=[case.id]).get(case.id, ())), None)
    lawful = [act for act in PERMISSIONS if (Status(case.status), act) in rules.TRANSITIONS]
    return [
        ActOption(
            act=act,
            label=str(act.label),
            reason_required=act in rules.REASON_REQUIRED,
            why_not=_why_not(case, act, by=by, task=task),
        )
        for act in lawful
    ]


def _why_not(case: Case, act: Act, *, by: Actor, task: workflow.TaskValue | None) -> str:
    reach = access.reach(by, PERMISSIONS[act])
    if not reach.covers(agency_id=case.agency_id, region_path=case.region_path):
        return "您的岗位不办理这一步"
    if act in (Act.GRANT, Act.DENY, Act.EXAMINE) and task is not None:
        return _why_not_step(act, task, by)
    if act is Act.EXTEND_TIME_LIMIT and Extension.objects.filter(case=case).exists():
        return "已经延长过一次"
    return ""


def _why_not_step(act: Act, task: workflow.TaskValue, by: Actor) -> str:
    if act is not Act.EXAMINE and not is_decision(task):
        return f"现在是“{task.step_name}”环节"
    if task.claimed_by and task.claimed_by != by.id:
        return f"{task.claimed_by_name}正在办理"
    if not any(grant.role == task.role and grant.agency_id == task.agency_id for grant in by.grants):
        return f"“{task.step_name}”由其他岗位办理"
    done = [step for step in workflow.history(task.subject_id) if step.claimed_by == by.id and not step.is_open]
    if any(step.step_code != task.step_code for step in done):
        return "您办过这个办件的其他环节，须由别人办理"
    return ""


def is_decision(task: workflow.TaskValue) -> bool:
    """Say whether this step is the decision: the one that can be ended with a denial."""
    return any(outcome.code == "deny" for outcome in task.outcomes)
