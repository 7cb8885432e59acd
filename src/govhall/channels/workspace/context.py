"""What every page of this channel needs in its frame: the side bar with counts, who works here, search, today."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from govhall.channels.look import public as look
from govhall.channels.workspace.selectors import lists
from govhall.infra import clock
from govhall.kernel.actor import VISITOR, Actor
from govhall.security.access import public as access
from govhall.support.calendar import public as calendar

CASES: Final = "cases.case.view"
CERTIFICATES: Final = "certificates.certificate.change"
DESK: Final = "workspace.desk.view"
_COUNTS: Final = "_desk_counts"
# Group, then entries: label, icon, address, query, permission, the view that is counted.
NAV: Final = (
    (
        gettext_lazy("办理"),
        (
            (gettext_lazy("待办"), "inbox", "tasks", "", CASES, lists.MINE),
            (gettext_lazy("全部在办"), "file-search", "tasks", "open", CASES, "open"),
            (gettext_lazy("补正"), "message-square-warning", "tasks", "correction", CASES, "correction"),
            (gettext_lazy("特别程序"), "circle-pause", "tasks", "suspended", CASES, "suspended"),
            (gettext_lazy("待送达"), "stamp", "tasks", "to-serve", CASES, "to-serve"),
            (gettext_lazy("好差评"), "star", "evaluations", "", CASES, ""),
            (gettext_lazy("身份核验"), "id-card", "people", "", "identity.citizen.recover", ""),
        ),
    ),
    (
        gettext_lazy("管理"),
        (
            (gettext_lazy("事项与指南"), "list-checks", "items", "", DESK, ""),
            (gettext_lazy("规则"), "workflow", "rules", "", "decisions.model.view", ""),
            (gettext_lazy("电子印章"), "stamp", "seals", "", "seals.seal.view", ""),
            (gettext_lazy("证照管理"), "badge-check", "certificates", "", CERTIFICATES, ""),
            (gettext_lazy("证照样式"), "layout-template", "types", "", "certificates.type.view", ""),
            (gettext_lazy("证照接口"), "plug", "clients", "", "certificates.client.view", ""),
            (gettext_lazy("存量制证"), "layers", "stock", "", "certificates.stock.issue", ""),
            (gettext_lazy("年度检查"), "flag", "checks", "", "certificates.check.record", ""),
            (gettext_lazy("工作日历"), "calendar-days", "calendar", "", DESK, ""),
            (gettext_lazy("账号与岗位"), "users", "staff", "", "identity.staff.manage", ""),
            (gettext_lazy("审计日志"), "shield-check", "audit", "", "audit.trail.view", ""),
            (gettext_lazy("存证监察"), "blocks", "evidence", "", "evidence.tree.watch", ""),
        ),
    ),
)
# A page that is reached from another one shows that one as the current place.
_BELONGS: Final[Mapping[str, str]] = {
    "case": "tasks", "act": "tasks", "reveal": "tasks", "item": "items", "item-rules": "items",
    "rule": "rules", "rule-new": "rules", "feel": "rules", "rule-try": "rules", "rule-publish": "rules",
    "rule-runs": "rules", "rule-run": "rules", "rule-run-reveal": "rules", "rule-version": "rules",
    "case-run": "tasks", "case-run-reveal": "tasks", "calendar-preview": "calendar",
    "calendar-load": "calendar", "certificate": "certificates",
    "client": "clients", "client-new": "clients", "client-change": "clients",
    "client-rotate": "clients",
    "type": "types", "type-draft": "types", "type-publish": "types", "type-version": "types",
    "stock-batch": "stock", "certificate-check": "checks",
    "person": "people", "officer": "staff", "staff-hire": "staff",
    "seal": "seals", "seal-apply": "seals", "seal-use": "seals", "seal-batch": "seals",
}  # fmt: skip


def workspace(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables for pages of this channel, else nothing."""
    match = request.resolver_match
    actor: Actor = getattr(request, "actor", VISITOR)
    if match is None or match.app_name != "workspace" or getattr(request, "htmx", False) or not actor.is_officer:
        return {}
    counts = counts_of(request)
    today = clock.today()
    return {
        "desk_home": reverse("workspace:tasks"),
        "desk_nav": _nav(request, actor, counts),
        "desk_counts": counts,
        "officer": _officer(actor),
        "desk_search": _search(request) if access.allows(actor, CASES) else None,
        "desk_today": _("%(day)s，今年第 %(number)d 个工作日")
        % {
            "day": look.chinese_date(today),
            "number": calendar.count_working_days(
                after=today.replace(year=today.year - 1, month=12, day=31), until=today
            ),
        },
    }


def first_page(actor: Actor) -> str:
    """Return the page where the work of an officer without cases begins: the first that isn't everybody's."""
    own = (
        name
        for _title, entries in NAV
        for _label, _icon, name, _view, permission, _counted in entries
        if permission != DESK and access.allows(actor, permission)
    )
    return next(own, "items")


def counts_of(request: HttpRequest) -> Mapping[str, int]:
    """Return how much each view holds for this officer; read once a request, for the side bar and the tabs."""
    known: Mapping[str, int] | None = getattr(request, _COUNTS, None)
    if known is None:
        actor: Actor = getattr(request, "actor", VISITOR)
        known = lists.counts(actor) if access.allows(actor, CASES) else {}
        setattr(request, _COUNTS, known)
    return known


def _nav(request: HttpRequest, actor: Actor, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    groups = []
    for title, entries in NAV:
        shown = [
            {
                "url": reverse(f"workspace:{name}") + (f"?view={view}" if view else ""),
                "label": label,
                "icon": icon,
                "count": counts.get(counted, 0) if counted else 0,
                "current": _is_current(request, name, view),
            }
            for label, icon, name, view, permission, counted in entries
            if access.allows(actor, permission)
        ]
        if shown:
            groups.append({"title": title, "entries": shown})
    return groups


def _is_current(request: HttpRequest, name: str, view: str) -> bool:
    match = request.resolver_match
    here = match.url_name if match and match.url_name else ""
    for prefix, page in (("seal-act-", "seal"), ("staff-act-", "officer")):
        here = page if here.startswith(prefix) else here
    if _BELONGS.get(here, here).removeprefix("act-") != name and not (here.startswith("act-") and name == "tasks"):
        return False
    if name != "tasks" or here != "tasks":
        return not view
    chosen = request.GET.get("view", "")
    in_nav = {entry[3] for _title, entries in NAV for entry in entries}
    return view == (chosen if chosen in in_nav else "")


def _officer(actor: Actor) -> dict[str, str]:
    posts = dict.fromkeys(access.ROLES[grant.role].label for grant in actor.grants if grant.role in access.ROLES)
    return {
        "name": actor.name,
        "post": "、".join(posts),
        "url": reverse("identity_security"),
        "logout_url": reverse("account_logout"),
    }


def _search(request: HttpRequest) -> dict[str, str]:
    return {
        "url": reverse("workspace:tasks"),
        "placeholder": _("查办件编号、事项、申请人"),
        "value": request.GET.get("q", "")[:100],
    }
