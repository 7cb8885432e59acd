"""The address of the built-in authority, below ``/api/v1/timestamps/``."""

from django.urls import path

from govhall.support.timestamps import api

app_name = "timestamps"
urlpatterns = [
    path("", api.stamp, name="stamp"),
    path("root.pem", api.root, name="root"),
]
