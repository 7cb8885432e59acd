"""All addresses. Every view states its permission (``security.access``); a view that states none is refused."""

from django.urls import include, path

urlpatterns = [
    path("", include("govhall.operations.health.urls")),
    path("desk/", include("govhall.channels.workspace.urls")),
    path("api/v1/certificates/", include("govhall.support.certificates.urls")),
    path("api/v1/timestamps/", include("govhall.support.timestamps.urls")),
    path("api/evidence/", include("govhall.support.evidence.urls")),
    path("look/", include("govhall.channels.look.urls")),
    path("accounts/", include("govhall.support.identity.urls")),
    path("", include("govhall.channels.portal.urls")),
]

handler400 = "govhall.channels.look.views.bad_request"
handler403 = "govhall.channels.look.views.permission_denied"
handler404 = "govhall.channels.look.views.page_not_found"
handler500 = "govhall.channels.look.views.server_error"
