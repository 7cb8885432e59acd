"""Addresses of the look: the reader's preferences and, for builders, the gallery."""

from django.urls import path

from govhall.channels.look import views

app_name = "look"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("preference/", views.preference, name="preference"),
    path("error/<int:status>/", views.error_sample, name="error"),
    path("<slug:page>/", views.gallery, name="page"),
]
