"""Addresses of the portal's pages for applicants' own matters."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
