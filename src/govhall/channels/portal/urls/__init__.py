"""Addresses of the portal: finding (no login) and one's own matters (login)."""

from govhall.channels.portal.urls import find, own

app_name = "portal"
urlpatterns = [*find.urlpatterns, *own.urlpatterns]
