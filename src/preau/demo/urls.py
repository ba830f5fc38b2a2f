"""Doors of the room."""

from django.urls import path

from preau.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.personas, name="personas"),
    path("entry/<uuid:key>/", views.entry, name="entry"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/", views.letter, name="letter"),
]
