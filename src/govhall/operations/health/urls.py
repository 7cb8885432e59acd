"""Addresses of health checks."""

from django.urls import path

from govhall.operations.health import views

app_name = "health"
urlpatterns = [path("healthz", views.healthz, name="healthz")]
