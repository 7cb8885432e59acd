"""Addresses of the portal's pages for finding, asking and verifying."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
