"""Addresses of the few pages about the service itself."""

from django.urls import path

from consilia.website import views

app_name = "website"
urlpatterns = [
    path("about", views.about, name="about"),
    path("privacy", views.privacy, name="privacy"),
]
