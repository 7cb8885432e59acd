"""Addresses of the portal's pages for finding, asking and verifying."""

from django.urls import URLPattern, path

from govhall.channels.portal.views import (
    evidence,
    guide,
    home,
    pages,
    progress,
    region,
    search,
    sharing,
    showing,
    verify,
)

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("suggest/", search.suggest, name="suggest"),
    path("items/", search.browse, name="browse"),
    path("items/<str:code>/", guide.guide, name="guide"),
    path("region/", region.region, name="region"),
    path("progress/", progress.progress, name="progress"),
    path("verify/", verify.upload, name="verify"),
    # QR codes carry the short form; it answers without a detour that might be remembered.
    path("verify/<str:token>", verify.certificate),
    path("verify/<str:token>/", verify.certificate, name="verify_certificate"),
    path("verify/<str:token>/<str:what>.evidence.json", evidence.proof, name="evidence_proof"),
    path("v/<str:code>", showing.scan, name="scan"),
    path("shown/<str:viewer>/", showing.shown, name="shown"),
    path("shared/<str:token>", sharing.shared),  # as the codes on annotated copies have it
    path("shared/<str:token>/", sharing.shared, name="shared"),
    path("shared/<str:token>/copy.pdf", sharing.copy, name="shared_copy"),
    path("evidence/", evidence.page, name="evidence"),
    path("evidence/verify_offline.py", evidence.script, name="evidence_script"),
    path("help/", pages.assistance, name="help"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
]
