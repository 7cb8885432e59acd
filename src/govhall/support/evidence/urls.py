"""Addresses of the evidence interface, below ``/api/evidence/``."""

from django.urls import path

from govhall.support.evidence import api

app_name = "evidence"
urlpatterns = [
    path("heads/latest/", api.latest_head, name="latest_head"),
    path("heads/<int:size>/", api.head, name="head"),
    path("heads/<int:size>/cosignatures/", api.cosignatures, name="cosignatures"),
    path("proofs/<str:leaf_hash>/", api.proof, name="proof"),
    path("consistency/", api.consistency, name="consistency"),
    path("keys/", api.keys, name="keys"),
    path("root.pem", api.authority, name="root"),
]
