"""Letters out: a row with the change that it tells of; the worker sends it afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from preau.mail.addresses import new_message_id
from preau.mail.models import Outgoing
from preau.mail.writing import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from preau.accounts.models import User
    from preau.mail.models import Letter
    from preau.schools.models import School

#: Automatic answers to one person in one thread within an hour: enough for a person, too few for
#: two machines that answer each other.
MAX_ANSWERS = 3
PER = timedelta(hours=1)


@transaction.atomic
def post(
    to: User | str,
    template: str,
    context: Mapping[str, Any],
    *,
    thread: str,
    key: str,
    at: datetime,
    school: School | None = None,
    automatic: bool = True,
    in_reply_to: Letter | None = None,
    is_secret: bool = False,
) -> Outgoing | None:
    """Write a letter, once per `key`; None where its reader had enough automatic answers.

    `automatic` is False for what a person wrote: it may then be answered by a machine. A letter
    with a one-time link `is_secret`: its text is dropped once it is sent.
    """
    if (known := Outgoing.objects.filter(key=key).first()) is not None:
        return known
    person, email = (None, to) if isinstance(to, str) else (to, to.email)
    email = email.strip().lower()
    if automatic and in_reply_to is not None and _had_enough(email, thread, at):
        return None
    written = write(template, context)
    parent, references = _threading(email, thread, in_reply_to)
    letter, _is_new = Outgoing.objects.get_or_create(
        key=key,
        defaults={
            "message_id": new_message_id(),
            "thread": thread,
            "template": template,
            "person": person,
            "to_email": email,
            "school": school,
            "answers": in_reply_to,
            "subject": written.subject,
            "html": written.html,
            "text": written.text,
            "in_reply_to": parent,
            "references": references,
            "is_automatic": automatic,
            "is_secret": is_secret,
            "written_at": at,
            "due_at": at,
            "tried_from": at,
        },
    )
    return letter


def _had_enough(email: str, thread: str, at: datetime) -> bool:
    answers = Outgoing.objects.filter(
        to_email=email,
        thread=thread,
        is_automatic=True,
        answers__isnull=False,
        written_at__gt=at - PER,
    )
    return answers.count() >= MAX_ANSWERS


def _threading(email: str, thread: str, letter: Letter | None) -> tuple[str, list[str]]:
    """What the letter answers: theirs, else our last one to them in the thread."""
    if letter is not None and letter.message_id:
        return letter.message_id, [*letter.references[-20:], letter.message_id]
    if not thread:
        return "", []
    last = (
        Outgoing.objects.filter(to_email=email, thread=thread)
        .order_by("-written_at", "-pk")
        .values_list("message_id", "references")
        .first()
    )
    return (last[0], [*last[1][-20:], last[0]]) if last else ("", [])
