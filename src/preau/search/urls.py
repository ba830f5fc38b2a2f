"""Doors of the room."""

from django.urls import URLPattern, URLResolver, path

from preau.search import views

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.search, name="search"),
    path("suggestions/", views.suggestions, name="suggestions"),
]
