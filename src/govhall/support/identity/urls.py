"""Addresses of identity, all under /accounts/."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
