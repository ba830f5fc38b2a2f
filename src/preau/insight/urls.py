"""Doors of the room."""

from django.urls import path

from preau.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("open-data/", views.open_data, name="open_data"),
]
