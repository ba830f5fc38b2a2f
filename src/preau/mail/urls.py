"""Doors of the room."""

from django.urls import URLPattern, URLResolver, path

from preau.mail import views

app_name = "mail"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.ledger, name="ledger"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<int:pk>/sending/", views.sending, name="sending"),
    path("schools/", views.schools, name="schools"),
    path("<int:pk>/", views.letter, name="letter"),
    path("<int:pk>/files/<int:file>/", views.file, name="file"),
    path("<int:pk>/source/", views.source, name="source"),
    path("<int:pk>/attachment/", views.attachment, name="attachment"),
    path("<int:pk>/ticket/", views.ticket, name="ticket"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/refusal/", views.refusal, name="refusal"),
    path("<int:pk>/machine/", views.machine, name="machine"),
]
