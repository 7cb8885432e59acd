from journeys import watch


def test_smoke(visitors, citizen_page, officer_page):
    p = visitors.stranger(phone=True)
    p.goto("/")
    watch.look(p, "smoke-home")
    citizen_page.goto("/search/?q=开小吃店")
    watch.look(citizen_page, "smoke-search")
