"""Doors of the room."""

from django.urls import path

from preau.assets import views

app_name = "assets"
urlpatterns = [
    path("", views.assets, name="assets"),
    path("search/", views.search, name="search"),
    path("registration/<slug:uai>/", views.registration, name="registration"),
    path("<str:tag>/", views.asset, name="asset"),
    path("<str:tag>/room/", views.room, name="room"),
    path("<str:tag>/description/", views.description, name="description"),
    path("<str:tag>/storage/", views.storage, name="storage"),
    path("<str:tag>/disposal/", views.disposal, name="disposal"),
]
