"""
The one door to a case. Whoever may not see a case is told that it does not exist.

``for_update`` variants lock the row that an act is about to decide on.
"""

from uuid import UUID

from django.db.models import QuerySet

from govhall.business.cases.models import Case
from govhall.kernel.actor import Actor
from govhall.kernel.errors import NotFound, NotPermitted
from govhall.security.access import public as access

_UNKNOWN = "没有找到这个办件。请核对办件编号，或从“我的办件”进入。"


def officer_case(
    *, by: Actor, permission: str, case_id: UUID | None = None, number: str = "", lock: bool = False
) -> Case:
    """
    Return a case within the officer's reach.

    :raises NotFound: if there is none, or it lies outside of what this person may view
    :raises NotPermitted: if the person may view it but not do this to it
    """
    case = _find(case_id, number, lock)
    if not access.reach(by, "cases.case.view").covers(agency_id=case.agency_id, region_path=case.region_path):
        raise NotFound(_UNKNOWN)
    if not access.reach(by, permission).covers(agency_id=case.agency_id, region_path=case.region_path):
        raise NotPermitted("您的岗位不能办理这一步。", permission=permission)
    return case


def applicant_case(*, by: Actor, case_id: UUID | None = None, number: str = "", lock: bool = False) -> Case:
    """
    Return a case of a party for whom this person may act.

    :raises NotFound: otherwise
    :raises NotPermitted: if this person sent it for somebody whose power to act has ended since
    """
    case = _find(case_id, number, lock)
    if is_applicants(case, by):
        return case
    if case.submitted_by_id == by.id and case.applicant_id not in by.parties:
        raise NotPermitted("委托已经结束或者撤销，不能再代办这个办件。请委托人本人接着办，或者重新委托您。")
    raise NotFound(_UNKNOWN)


def is_applicants(case: Case, by: Actor) -> bool:
    """Say whether this person acts for the applicant. Whose power is for some items sees only what they sent."""
    if case.applicant_id in by.limited:
        return case.submitted_by_id == by.id
    return case.applicant_id in by.parties


def system_case(case_id: UUID, *, lock: bool = False) -> Case:
    """Return any case, for automatic acts only."""
    return _find(case_id, "", lock)


def _find(case_id: UUID | None, number: str, lock: bool) -> Case:
    rows: QuerySet[Case] = Case.objects.all()
    if lock:
        rows = rows.select_for_update()
    try:
        return rows.get(pk=case_id) if case_id else rows.get(number=number.replace("-", "").strip())
    except Case.DoesNotExist:
        raise NotFound(_UNKNOWN) from None
