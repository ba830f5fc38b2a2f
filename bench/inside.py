"""What is measured from within an instance: run as `python -m bench.inside STEP [NUMBER]`.

Each step writes one line of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
import uuid
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from bench import letters, processes

if TYPE_CHECKING:
    from collections.abc import Callable

_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
#: A word that stands in one ticket of so many, and one that stands in a good quarter of all.
RARE, ONE_IN, FREQUENT = "quetzalcoatl", 1_000, "bonjour"
#: The form that is posted: two common questions, none of its own.
FORM = "/tickets/new/other/"


def fields() -> dict[str, str]:
    """What a correspondent types in that form: each time a matter of its own, not a repeat."""
    return {
        "subject": f"Le tableau de la salle {uuid.uuid4().hex[:6]} reste noir",
        "description": "Depuis ce matin rien ne s’affiche, ni avec le câble ni sans fil.\n" * 3,
        "question_since": "depuis ce matin 8 h 10",
        "question_stopped": "Une classe ou une salle",
        "urgency": "medium",
        "request_key": str(uuid.uuid4()),
    }


def seed(number: int) -> dict[str, Any]:
    """Fill the database."""
    from django.db import connection
    from django.utils import timezone

    from preau.demo.bulk.writing import Size
    from preau.demo.bulk.writing import seed as fill

    start = time.perf_counter()
    rows = fill(Size(lycees=470, tickets=number), timezone.now())
    hide_rare_word()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What it does by itself within minutes should not be counted as the pages' cost.
            cursor.execute("VACUUM ANALYZE")
    return {**rows, "seconds": round(time.perf_counter() - start, 1)}


def hide_rare_word() -> None:
    """Write the rare word into a message of one ticket of a thousand."""
    from django.db.models import F, Min, Value
    from django.db.models.functions import Concat, Mod

    from preau.search.actions import refresh
    from preau.tickets.models import Message

    first = Message.objects.order_by().values("ticket").annotate(first=Min("pk"))
    chosen = first.annotate(turn=Mod("ticket", ONE_IN)).filter(turn=0).values_list("first")
    messages = Message.objects.filter(pk__in=[pk for (pk,) in chosen])
    tickets = list(messages.values_list("ticket", flat=True))
    messages.update(body=Concat(F("body"), Value(f" Il y a un {RARE} dans le couloir.")))
    refresh("message", messages.values_list("pk", flat=True))
    refresh("ticket", tickets)


def look() -> dict[str, Any]:
    """Whom to be and what to ask, with the SQL statements and the octets of each page."""
    from django.db.models import Count
    from django.test import Client

    from preau.accounts.models import User
    from preau.accounts.roles import Role
    from preau.schools.models import Mandate, School
    from preau.tickets.models import Ticket
    from preau.tickets.states import OPEN, Status
    from tests.signing_in import enter

    busy = School.objects.filter(tickets__status__in=OPEN).annotate(n=Count("tickets"))
    school = busy.order_by("-n", "pk")[0]
    mandates = Mandate.objects.order_by("pk")
    correspondent = User.objects.get(
        pk=mandates.filter(role=Role.CORRESPONDENT, school=school)[0].person_id
    )
    agent = User.objects.get(pk=mandates.filter(role=Role.SERVICE_DESK)[0].person_id)
    ticket = Ticket.objects.filter(
        school=school, status=Status.DISPATCHED, technician__isnull=False
    ).order_by("pk")[0]
    pages = {
        "list": (correspondent, "/tickets/?view=open"),
        "desk": (agent, "/tickets/?view=open"),
        "page": (correspondent, ticket.get_absolute_url()),
        "desk page": (agent, ticket.get_absolute_url()),
        "form": (correspondent, FORM),
        "rare": (agent, f"/search/?q={RARE}"),
        "frequent": (agent, f"/search/?q={FREQUENT}"),
        "proposals": (agent, f"/search/suggestions/?q={FREQUENT[:5]}"),
    }
    clients: dict[int, Client] = {}
    found = {}
    for name, (person, path) in pages.items():
        client = clients.setdefault(person.pk, Client(SERVER_NAME="localhost"))
        enter(person, client)
        found[name] = {
            "path": path,
            "cookie": f"sessionid={client.cookies['sessionid'].value}",
            **_counted(client, "get", path),
        }
    client = clients[correspondent.pk]
    found["create"] = {**found["form"], **_counted(client, "post", FORM, fields)}
    return {"school": school.pk, "pages": found, "search": _searched(agent)}


def _searched(agent: Any) -> dict[str, Any]:
    """How many of the hits are found, and what the text index alone takes for each word."""
    from django.utils import timezone

    from preau.schools.queries import actor_of
    from preau.search.asking import parse
    from preau.search.models import Row
    from preau.search.queries import MOST, Sought, find
    from preau.search.wiring import KINDS
    from preau.tickets.models import Message

    message = KINDS["message"]
    bearing = Message.objects.filter(body__contains=RARE)
    sought = Sought(query=parse(RARE), actor=actor_of(agent, timezone.now()))
    found = {each.kind.name: len(each) for each in find(sought)}

    def alone(word: str) -> float:
        durations = []
        for _ in range(20):
            start = time.perf_counter()
            Row.objects.newest_of(parse(word), message.number, message.name, most=50)
            durations.append(time.perf_counter() - start)
        return sorted(durations)[10] * 1000

    return {
        "rows": Row.objects.count(),
        "expected": min(bearing.values("ticket").distinct().count(), MOST),
        "found": found.get("ticket", 0),
        "rare_ms": alone(RARE),
        "frequent_ms": alone(FREQUENT),
    }


def _counted(
    client: Any, method: str, path: str, data: Callable[[], Any] | None = None
) -> dict[str, float]:
    """SQL statements and octets of the second time: the first fills what a process keeps."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer = getattr(client, method)(path, data() if data else None)
        if answer.status_code not in {200, 302}:
            raise RuntimeError(f"{method} {path}: {answer.status_code}")
    statements = [query["sql"] for query in captured if not query["sql"].startswith(_TRANSACTION)]
    if os.environ.get("BENCH_SHOW_SQL"):
        sys.stderr.write("\n".join([f"--- {method} {path}", *statements, ""]))
    least = processes.least(lambda: getattr(client, method)(path, data() if data else None))
    return {"sql": len(statements), "octets": len(answer.content), "least": least}


def mail() -> dict[str, Any]:
    """Inbound letters to committed tickets and files, in this one process; and their limit."""
    from django.conf import settings
    from django.utils import timezone

    from preau.accounts.roles import Role
    from preau.mail import actions, tasks
    from preau.mail.models import Letter, LetterFile
    from preau.schools.models import Mandate

    # Senders take turns, as many as there are lycées: each writes once or twice.
    people = Mandate.objects.filter(role=Role.CORRESPONDENT).order_by("pk")
    senders = [(m.person.email, m.person.name) for m in people.select_related("person")]
    at = timezone.now()
    raws = letters.letters(senders, settings.PREAU_MAIL_ADDRESS, at)
    limit = _parse(raws)
    cpu, start = processes.seconds(os.getpid()), time.perf_counter()
    for few in cut(raws, 10):
        for raw in few:
            actions.receive(raw, road="file", at=at)
        while tasks.read_waiting(at, 50):
            pass
    seconds = time.perf_counter() - start
    cpu = processes.seconds(os.getpid()) - cpu
    outcomes = Letter.objects.values_list("outcome", flat=True)
    return {
        "letters": len(raws),
        "tickets": sum(outcome == "ticket" for outcome in outcomes),
        "files": LetterFile.objects.count(),
        "seconds": seconds,
        "cpu": cpu,
        "megabytes": processes.megabytes(os.getpid()),
        "parser": limit,
    }


def cut(rows: list[bytes], size: int) -> list[list[bytes]]:
    """Cut into pieces of a size: letters come while others are read."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _parse(raws: list[bytes]) -> float:
    """Letters per second that the standard library's parser reads, and decodes."""
    start = time.perf_counter()
    for raw in raws:
        for part in message_from_bytes(raw, policy=policy.default).walk():
            if not part.is_multipart():
                part.get_content()
    return len(raws) / (time.perf_counter() - start)


def drain() -> dict[str, Any]:
    """What the worker does of what waits, apart from the pages."""
    from django.utils import timezone

    from preau.agenda import actions
    from preau.agenda.models import Delivery

    at = timezone.now()
    waiting = Delivery.objects.awaited(at).count()
    cpu, start = processes.seconds(os.getpid()), time.perf_counter()
    done = 0
    while time.perf_counter() - start < 20 and (few := actions.drain_deliveries(at, 50)):
        done += few
    seconds = time.perf_counter() - start
    return {
        "waiting": waiting,
        "done": done,
        "failed": Delivery.objects.failed().count(),
        "seconds": seconds,
        "cpu": processes.seconds(os.getpid()) - cpu,
    }


def insert(number: int) -> dict[str, float]:
    """Tickets with one message per second, by the bare driver, each pair committed."""
    from django.db import connection

    from preau.tickets.models import Message, Ticket

    mark = "?" if connection.vendor == "sqlite" else "%s"
    ticket = _columns(Ticket, Ticket.objects.order_by("-pk").values()[0])
    message = _columns(Message, Message.objects.order_by("-pk").values()[0])
    statements = {}
    for model, row in ((Ticket, ticket), (Message, message)):
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join([mark] * len(row))
        table = model._meta.db_table
        statements[model] = f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id"  # noqa: S608
    driver = connection.connection
    start = time.perf_counter()
    made = 0
    while made < number and time.perf_counter() - start < 5:
        made += 1
        ticket["request_key"], message["request_key"] = _key(connection), _key(connection)
        cursor = driver.cursor()
        cursor.execute("BEGIN")
        cursor.execute(statements[Ticket], list(ticket.values()))
        message["ticket_id"] = cursor.fetchone()[0]
        cursor.execute(statements[Message], list(message.values()))
        cursor.fetchone()
        cursor.execute("COMMIT")
    return {"rate": made / (time.perf_counter() - start)}


def _columns(model: Any, row: dict[str, Any]) -> dict[str, Any]:
    """A row as its columns go to the database, without its number."""
    from django.db import connection

    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return {
        field.column: field.get_db_prep_save(row[field.attname], connection) for field in fields
    }


def _key(connection: Any) -> Any:
    key = uuid.uuid4()
    return key.hex if connection.vendor == "sqlite" else key


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "seed": seed,
    "look": look,
    "mail": mail,
    "drain": drain,
    "insert": insert,
}


def main(words: list[str]) -> None:
    """Do one step."""
    import django

    django.setup()
    answer = STEPS[words[0]](*[int(word) for word in words[1:]])
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
