"""Doors of the room."""

from django.urls import path

from preau.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.files, name="files"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/cancellation/", views.cancellation, name="cancellation"),
    path("lists/<slug:name>/<slug:form>/", views.taking, name="taking"),
    path("lists/<slug:name>/of/<slug:of>/<slug:form>/", views.taking, name="taking_of"),
    path("lists/<slug:name>/<slug:form>/request/", views.asking, name="asking"),
    path("lists/<slug:name>/of/<slug:of>/<slug:form>/request/", views.asking, name="asking_of"),
]
