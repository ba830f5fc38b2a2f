"""Doors of the room."""

from django.urls import URLPattern, URLResolver, path

from preau.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.profile, name="profile"),
    path("details/", views.details, name="details"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
