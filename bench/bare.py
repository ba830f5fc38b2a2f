"""The limit of a page: one indexed query and a template of fifty rows, nothing around them.

Served by granian; run by itself, it writes the least milliseconds of processor that it takes.
"""

from __future__ import annotations

import os

import environ
from django.conf import settings

_database = environ.Env().db_url("DATABASE_URL")
_database["CONN_MAX_AGE"] = 60
_ROWS = """<!doctype html><title>Tickets</title><table>
{% for row in rows %}<tr><td>{{ row.number }}</td>
<td><a href="/{{ row.pk }}/">{{ row.subject }}</a></td><td>{{ row.status }}</td>
<td>{{ row.urgency }}</td><td>{{ row.received_at }}</td></tr>
{% endfor %}</table>"""
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": _database},
    ROOT_URLCONF=__name__,
    SECRET_KEY="bare",  # noqa: S106 – it signs nothing.
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.locmem.Loader",
                        {
                            "rows.html": _ROWS,
                        },
                    )
                ]
            },
        }
    ],
    USE_TZ=True,
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

SCHOOL = int(os.environ["BENCH_SCHOOL"])


class Ticket(models.Model):
    """Five columns of the tickets."""

    school_id = models.BigIntegerField()
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=20)
    urgency = models.CharField(max_length=10)
    received_at = models.DateTimeField()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "tickets_ticket"

    def __str__(self) -> str:
        return self.subject

    @property
    def number(self) -> str:
        """As the real page writes it."""
        return f"{self.pk:06d}"


def rows(request: HttpRequest) -> HttpResponse:
    """The open tickets of one lycée."""
    found = Ticket.objects.filter(
        school_id=SCHOOL, status__in=["received", "dispatched", "technically_closed"]
    )
    return render(request, "rows.html", {"rows": found.order_by("-received_at")[:50]})


urlpatterns = [path("", rows)]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.test import Client

    from bench import processes

    client = Client()
    print(processes.least(lambda: client.get("/")))
