"""
Addresses of the interface for departments.

Whoever signs correctly may call: the signature is the permission, so the addresses themselves are public.
"""

from govhall.security.access import public as access
from govhall.support.certificates.api import api

urlpatterns = api.urls[0]
app_name = "certificates_api"
for pattern in urlpatterns:
    if pattern.callback is not None:
        access.permission(access.PUBLIC)(pattern.callback)
