"""
What every page of the portal needs in its frame: place, navigation, account, footer.

A link stands here only while its page exists. Must not decide what somebody may do.
"""

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from govhall.business.items import public as items
from govhall.data.organizations import public as organizations
from govhall.kernel.actor import VISITOR, Actor
from govhall.security.privacy import public as privacy
from govhall.support.notifications import public as notifications

REGION_COOKIE: Final = "portal_region"
_FRAMES_OF_OTHERS: Final = ("/desk/", "/look/")
_HELD: Final = "_portal_region"


def portal(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's variables for citizens' pages (``look/portal.html``), else nothing."""
    if request.path.startswith(_FRAMES_OF_OTHERS):
        return {}
    actor: Actor = getattr(request, "actor", VISITOR)
    return {
        "home": address("portal:home"),
        "search_url": address("portal:search"),
        "region": _place(request),
        "nav": _nav(request),
        "tabbar": _tabbar(request),
        "account": _account(actor) if actor.id else None,
        "login_url": _login_url(request),
        "notice": getattr(settings, "GOVHALL_NOTICE", _("示范环境，人物与数据均为虚构")),
        "footer": _footer(),
    }


def region_of(request: HttpRequest) -> organizations.RegionValue | None:
    """Return the place whose items this reader sees: chosen before, else the site's own. None before any is loaded."""
    held: tuple[organizations.RegionValue | None] | None = getattr(request, _HELD, None)
    if held is None:
        chosen = request.COOKIES.get(REGION_COOKIE, "")
        found = _region(chosen) or _region(getattr(settings, "GOVHALL_REGION", "520115"))
        held = (found or next(iter(organizations.provinces()), None),)
        setattr(request, _HELD, held)
    return held[0]


def region_path_of(request: HttpRequest) -> str:
    """Return the path of the reader's place, the root while none is loaded."""
    region = region_of(request)
    return region.path if region else "/"


def address(name: str) -> str:
    """Return the address of a page, or nothing while the page doesn't exist: then nobody links to it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def items_address(**chosen: object) -> str:
    """Return the address of the list of items with these filters; empty ones are left out."""
    return with_query(address("portal:browse"), chosen)


def with_query(url: str, chosen: dict[str, Any]) -> str:
    """Return an address with a query of the values that aren't empty; lists repeat their name."""
    query = urlencode({name: value for name, value in chosen.items() if value}, doseq=True)
    return f"{url}?{query}" if query else url


def _region(code: str) -> organizations.RegionValue | None:
    # Cookies hold anything; only codes of provinces, cities and counties are looked up (no query).
    if len(code) != 6 or not code.isdigit():
        return None
    try:
        return organizations.region(code)
    except organizations.RegionNotFound:
        return None


def _place(request: HttpRequest) -> dict[str, str] | None:
    region = region_of(request)
    if region is None:
        return None
    names = [each.name for each in organizations.ancestors(region.path)]
    shown = names[1:] or names
    url = with_query(address("portal:region"), {"next": _here(request)})
    return {"path": " · ".join(shown), "name": region.name, "url": url}


def _here(request: HttpRequest) -> str:
    """Return this page for a way back; what was sent by a form has no address to go back to."""
    return request.get_full_path() if request.method == "GET" and request.path != address("portal:home") else ""


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    path, audience = request.path, getattr(request, "portal_audience", "")
    asking = path.startswith((address("portal:progress"), address("portal:verify")))
    entries = (
        (address("portal:home"), _("首页"), path == address("portal:home")),
        (items_address(audience=items.PERSON), _("个人办事"), audience == items.PERSON),
        (items_address(audience=items.LEGAL), _("法人办事"), audience == items.LEGAL),
        (address("portal:progress"), _("查询"), asking),
        (address("portal:help"), _("帮助"), path == address("portal:help")),
    )
    return [{"url": url, "label": label, "current": current} for url, label, current in entries if url]


def _tabbar(request: HttpRequest) -> list[dict[str, Any]]:
    entries: tuple[tuple[str, str, str], ...] = (
        ("portal:home", _("首页"), "house"),
        ("portal:browse", _("办事"), "layout-grid"),
        ("portal:certificates", _("亮证"), "qr-code"),
        ("portal:cases", _("办件"), "file-text"),
        ("portal:account", _("我的"), "user"),
    )
    current = _tab(request.path)
    return [
        {"url": address(name), "label": label, "icon": icon, "current": name == current, "mid": icon == "qr-code"}
        for name, label, icon in entries
        if address(name)
    ]


def _tab(path: str) -> str:
    if path == address("portal:home"):
        return "portal:home"
    if path.startswith(address("portal:search")):
        return "portal:browse"
    own = ("portal:browse", "portal:certificates", "portal:cases", "portal:account")
    return next((name for name in own if address(name) and path.startswith(address(name))), "")


def _account(actor: Actor) -> dict[str, Any]:
    links = (("portal:cases", _("我的办件")), ("portal:certificates", _("我的证照")), ("portal:messages", _("消息")))
    shown = [{"url": address(name), "label": label, "name": name} for name, label in links if address(name)]
    if actor.is_officer:
        shown = [{"url": "/desk/", "label": _("回工作台"), "name": ""}]
    elif actor.id and (unread := notifications.unread_count(actor.id)):
        for link in shown:
            if link["name"] == "portal:messages":
                link["label"] = _("消息，%(number)d 条未读") % {"number": unread}
    return {
        "name_masked": privacy.mask_name(actor.name),
        "url": address("identity_root") if actor.is_officer else address("portal:account") or address("identity_root"),
        "logout_url": address("account_logout"),
        "links": shown,
    }


def _login_url(request: HttpRequest) -> str:
    return with_query(address("account_login"), {"next": _here(request)})


def _footer() -> dict[str, Any]:
    groups = (
        (_("办事"), (
            (items_address(audience=items.PERSON), _("个人办事")), (items_address(audience=items.LEGAL), _("法人办事")),
            (address("portal:region"), _("切换地区")),
        )),
        (_("查询"), ((address("portal:progress"), _("办件进度")), (address("portal:verify"), _("电子证照验证")))),
        (_("帮助"), (
            (address("portal:help"), _("办事帮助")), (address("portal:accessibility"), _("无障碍声明")),
            (address("portal:privacy"), _("隐私说明")),
        )),
    )  # fmt: skip
    return {
        "promise": _("一个入口，办本地的事。办不成、办不顺，请拨打 %(hotline)s。")
        % {"hotline": getattr(settings, "GOVHALL_HOTLINE", "12345")},
        "groups": [
            {"title": title, "links": [{"url": url, "label": label} for url, label in links if url]}
            for title, links in groups
        ],
        "host": getattr(settings, "GOVHALL_HOST_NAME", _("主办：贵州示范省政务服务管理局（示范）")),
        "note": getattr(settings, "GOVHALL_FOOT_NOTE", _("本站为开源软件示范环境，不办理真实业务")),
    }
