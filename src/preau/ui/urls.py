"""Doors of the room."""

from django.urls import URLPattern, URLResolver, path

from preau.ui import views

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("help/<slug:name>/", views.help_topic, name="help_topic"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/options/", views.gallery_options, name="gallery_options"),
]
