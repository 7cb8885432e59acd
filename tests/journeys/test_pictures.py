"""
Every page, at a desktop's and at a phone's width: axe finds nothing, nothing sticks out, a picture is there to look at.

Pages that need a story (a paused clock, a refused form) are pictured by the journeys that tell it.
"""

from playwright.sync_api import Page, expect

from journeys import steps, watch
from journeys.visitors import Account, Visitors

PUBLIC = [
    ("home", "/"),
    ("home-legal", "/?audience=legal"),
    ("search", "/search/?q=办执照"),
    ("search-nothing", "/search/?q=登月通行证"),
    ("items", "/items/"),
    ("items-legal", "/items/?audience=legal"),
    ("region", "/region/"),
    ("progress", "/progress/"),
    ("verify", "/verify/"),
    ("verify-unknown", "/verify/aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ("evidence", "/evidence/"),
    ("help", "/help/"),
    ("accessibility", "/accessibility/"),
    ("privacy", "/privacy/"),
    ("login", "/accounts/login/"),
    ("signup", "/accounts/signup/"),
    ("404", "/there-is-nothing-here/"),
]
OWN = [
    ("account", "/account/"),
    ("cases", "/cases/"),
    ("cases-waiting", "/cases/?view=waiting"),
    ("cases-finished", "/cases/?view=finished"),
    ("cases-drafts", "/cases/?view=drafts"),
    ("case", "/cases/{number}/"),
    ("case-receipt", "/cases/{number}/receipt/"),
    ("case-withdraw", "/cases/{number}/withdraw/"),
    ("certificates", "/certificates/"),
    ("evaluations", "/evaluations/"),
    ("messages", "/messages/"),
    ("security", "/accounts/security/"),
    ("real-name", "/accounts/real-name/"),
    ("sessions", "/accounts/sessions/"),
    ("logout", "/accounts/logout/"),
    ("403", "/desk/"),
]
DESK = [
    ("tasks", "/desk/"),
    ("tasks-open", "/desk/?view=open"),
    ("tasks-nothing", "/desk/?q=没有这样的人"),
    ("case", "/desk/cases/{number}/"),
    ("case-return", "/desk/cases/{number}/?act=return"),
    ("items", "/desk/items/"),
    ("calendar", "/desk/calendar/"),
    ("evaluations", "/desk/evaluations/"),
    ("403", "/desk/audit/"),
]
# The second is for those who may read; the editor itself is there before the network is quiet.
RULES = [
    ("list", "/desk/rules/"),
    ("editor", "/desk/rules/food-licence-routing/"),
    ("nothing", "/desk/rules/?rule=月亮"),
    ("new", "/desk/rules/new/"),
    ("publish-nothing", "/desk/rules/food-licence-routing/publish/"),
    ("version", "/desk/rules/food-licence-routing/versions/1/"),
    ("runs", "/desk/rules/food-licence-precheck/runs/"),
    ("runs-none", "/desk/rules/food-licence-routing/runs/"),
    ("feel", "/desk/rules/feel/"),
    ("403", "/desk/audit/"),
]


def sweep(page: Page, who: str, pages: list[tuple[str, str]], number: str) -> None:
    """Look at each page in both widths and tell all faults at once."""
    faults = []
    for name, address in pages:
        page.goto(address.format(number=number))
        faults += [f"{who}-{name} {fault}" for fault in both_widths(page, f"{who}-{name}")]
    assert faults == []


def both_widths(page: Page, name: str) -> list[str]:
    """Return the faults of the open page."""
    found = []
    for width in (watch.DESKTOP, watch.PHONE):
        page.set_viewport_size(width)
        watch.picture(page, f"page-{name}")
        found += [f"({width['width']} px) {fault}" for fault in watch.faults(page)]
    return found


def test_public_pages(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.stranger()
    sweep(page, "public", PUBLIC, waiting_case)
    page.goto("/items/")
    page.locator("main article h3 a").first.click()
    assert both_widths(page, "public-guide") == []


def test_elder_mode_and_high_contrast(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.stranger()
    for preference in ("size=large", "contrast=high"):
        page.goto("/")
        page.goto(f"/look/preference/?{preference}")
        page.goto("/")
        expect(page.locator("html[data-size=large], html[data-contrast=high]")).to_have_count(1)
        sweep(page, preference.partition("=")[0], [("home", "/"), ("search", "/search/?q=办执照")], waiting_case)


def test_own_pages(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.person("longjianguo")
    sweep(page, "own", OWN, waiting_case)
    page.goto("/messages/")
    page.locator("main li a").first.click()
    assert both_widths(page, "own-message") == []


def test_certificates_of_a_shop(visitors: Visitors) -> None:
    page = visitors.person("yangxiulan")
    page.goto("/certificates/")
    page.get_by_role("link", name=steps.RESTAURANT).click()
    page.wait_for_url("**holder=**")
    wallet, address = page.url, page.locator("main a[href*='/certificates/']").first.get_attribute("href") or ""
    identity = address.split("/")[2]
    pages = [
        ("wallet", wallet),
        ("one", f"/certificates/{identity}/"),
        ("show", f"/certificates/{identity}/show/"),
    ]
    sweep(page, "certificate", pages, "")


def test_pages_of_officers(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.person("guanshanhu-market-window")
    sweep(page, "desk", DESK, waiting_case)
    page.goto(f"/desk/cases/{waiting_case}/")
    expect(page.get_by_role("img", name="第 1 页，共 1 页")).to_have_js_property("naturalWidth", 1240)
    page.goto("/desk/items/")
    page.locator("main a[href*='/desk/items/']").first.click()
    assert both_widths(page, "desk-item") == []


def test_pages_of_rule_editors(visitors: Visitors, waiting_case: str) -> None:
    page = visitors.person("rule-editor")
    sweep(page, "rules", RULES, waiting_case)
    sweep(visitors.person("item-reviewer"), "rules-read", RULES[1:2], waiting_case)


def test_pages_of_seals(visitors: Visitors) -> None:
    for who in ("seal-keeper", "seal-approver", "seal-maker", "seal-auditor", "guanshanhu-market-approver"):
        page = visitors.person(who)
        pages = [("list", "/desk/seals/"), ("making", "/desk/seals/?view=making"), ("ended", "/desk/seals/?view=ended")]
        sweep(page, who, pages if who == "seal-keeper" else pages[:1], "")
        page.goto("/desk/seals/")
        page.locator("main table a").first.click()
        assert both_widths(page, f"{who}-seal") == []


def test_pages_of_administrators(visitors: Visitors) -> None:
    sweep(visitors.person("audit-keeper"), "audit", [("trail", "/desk/audit/"), ("evidence", "/desk/evidence/")], "")
    page = visitors.person("system-keeper")
    sweep(page, "system", [("calendar", "/desk/calendar/?load=1")], "")
    page.get_by_role("spinbutton", name="年份").fill("2027")
    page.get_by_label("通知名称和文号").fill("国务院办公厅关于 2027 年部分节假日安排的通知（示范）")
    page.get_by_label("或粘贴内容").fill("2027-10-01至2027-10-07,放假,国庆节\n2027-09-26,上班,国庆节调休")
    page.get_by_role("button", name="查看变化").click()
    expect(page.get_by_role("button", name="确认录入")).to_be_visible()
    assert both_widths(page, "system-calendar-preview") == []


def test_second_factor_from_setting_up_to_giving_up(visitors: Visitors) -> None:
    page = visitors.newly_signed_in("longjianguo")
    sweep(page, "factor", [("password", "/accounts/password/"), ("again", "/accounts/second-factor/set-up/")], "")
    page.get_by_label("密码", exact=True).fill(visitors.accounts["longjianguo"].password)
    page.get_by_role("button", name="继续").click()
    assert both_widths(page, "factor-set-up") == []
    secret = page.locator("p.num.break-all").inner_text().strip()
    page.get_by_role("textbox", name="验证码").fill(visitors.fresh_code(Account("longjianguo", "", secret)))
    page.get_by_role("button", name="启用", exact=True).click()
    page.wait_for_url("**/recovery-codes/**")
    assert both_widths(page, "factor-recovery-codes") == []
    page.goto("/accounts/second-factor/give-up/")
    assert both_widths(page, "factor-give-up") == []
    page.get_by_role("button", name="停用动态验证码").click()
    page.wait_for_url("**/accounts/security/")
    visitors.newly_signed_in("longjianguo")  # with the password alone, as before
