"""What pages, commands and rules read about letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from preau.accounts.queries import names, subject
from preau.core.text import fold
from preau.journal.queries import history
from preau.mail.addresses import plus_part, thread_of
from preau.mail.models import Delivery, Letter, Outgoing
from preau.mail.states import LetterState, OutcomeKind, OutgoingState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from preau.accounts.models import User
    from preau.core.actors import Actor
    from preau.mail.models import LetterQuerySet, OutgoingQuerySet
    from preau.mail.reading import Reading
    from preau.schools.models import School

_FORWARDED = re.compile(r"\s*(?:(?:re|ref)\s*:\s*)*(?:tr|fw|fwd|i)\s*:", re.IGNORECASE)
# What every lycée is called says nothing about which one is meant.
_COMMON = re.compile(
    r"\b(?:lycee|lycees|general|technologique|professionnel|polyvalent|des metiers|lgt|lpo|lp|lt"
    r"|erea|legta|legtpa|agricole|d'enseignement|et)\b"
)
_UAI = re.compile(r"\b\d{7}[a-z]\b")


def in_outbox(actor: Actor, state: str) -> OutgoingQuerySet:
    """Our letters that the person may see, the newest first, without what they say."""
    letters = Outgoing.objects.visible_to(actor).order_by("-written_at", "-pk")
    if state in OutgoingState.values:
        letters = letters.filter(state=state)
    return letters.defer("html", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The books of the mail: what was handed over, and what became of it."""

    deliveries: int
    repeats: int
    waiting: int
    outcomes: dict[str, int]
    outbox: int
    sent: int
    due: int
    failed: int

    @property
    def is_even(self) -> bool:
        """Whether nothing is missing and nothing is counted twice."""
        received = self.waiting + self.repeats + sum(self.outcomes.values())
        return self.deliveries == received and self.outbox == self.sent + self.due + self.failed


def balance() -> Balance:
    """Count everything once, in one statement: the worker may be at it meanwhile."""
    letters = Letter.objects.order_by().annotate(book=Value("letters"))
    written = Outgoing.objects.order_by().annotate(book=Value("outbox"), detail=Value(""))
    handed = Delivery.objects.order_by().annotate(
        book=Value("deliveries"),
        what=Case(When(is_repeat=True, then=Value("repeat")), default=Value("first")),
        detail=Value(""),
    )
    books: dict[str, dict[tuple[str, str], int]] = {"letters": {}, "outbox": {}, "deliveries": {}}
    for book, what, detail, count in (
        letters.values_list("book", "state", "outcome")
        .annotate(n=Count("pk"))
        .union(
            written.values_list("book", "state", "detail").annotate(n=Count("pk")),
            handed.values_list("book", "what", "detail").annotate(n=Count("pk")),
            all=True,
        )
    ):
        books[book][what, detail] = count
    outcomes = dict.fromkeys(OutcomeKind.values, 0)
    for (state, outcome), count in books["letters"].items():
        if state != LetterState.WAITING:
            outcomes[outcome] = outcomes.get(outcome, 0) + count
    sent, outbox = books["outbox"], sum(books["outbox"].values())
    return Balance(
        deliveries=sum(books["deliveries"].values()),
        repeats=books["deliveries"].get(("repeat", ""), 0),
        waiting=books["letters"].get((LetterState.WAITING, ""), 0),
        outcomes=outcomes,
        outbox=outbox,
        sent=sent.get((OutgoingState.SENT, ""), 0),
        due=sent.get((OutgoingState.DUE, ""), 0),
        failed=sent.get((OutgoingState.FAILED, ""), 0),
    )


def letters_of(person: User) -> QuerySet[Outgoing]:
    """What Préau wrote to a person, the newest first."""
    return person.letters_received.order_by("-written_at", "-pk")


def thread_answered(reading: Reading, recipients: Iterable[str]) -> str:
    """What a message answers: by a reply address of ours, else by the Message-IDs that it quotes.

    A forwarded message is a new matter, whatever it quotes. Whether its sender may enter the
    thread is another question.
    """
    for address in recipients:
        if thread := thread_of(address):
            return thread
    if _FORWARDED.match(reading.subject):
        return ""
    quoted = [reading.in_reply_to, *reversed(reading.references)]
    quoted = list(dict.fromkeys(message_id for message_id in quoted if message_id))
    if not quoted:
        return ""
    known: dict[str, str] = {}
    for model in (Letter, Outgoing):
        rows = model.objects.filter(message_id__in=quoted).exclude(thread="")
        known |= dict(rows.values_list("message_id", "thread").order_by("pk"))
    return next((known[message_id] for message_id in quoted if message_id in known), "")


def school_named(schools: list[School], text: str, recipients: Iterable[str]) -> School | None:
    """The one of several lycées that a message is about: named in its text, else in our address."""
    by_uai = {school.uai: school for school in schools}
    named = {by_uai[uai] for uai in uais_in(text) if uai in by_uai}
    if not named:
        folded = fold(text)
        named = {school for school in schools if is_named(school.name, folded)}
    if not named:
        named = {by_uai[uai] for uai in uais_of_addresses(recipients) if uai in by_uai}
    return named.pop() if len(named) == 1 else None


def uais_in(text: str) -> list[str]:
    """What reads like the UAI of a lycée in a text."""
    return [uai.upper() for uai in _UAI.findall(fold(text))]


def uais_of_addresses(recipients: Iterable[str]) -> list[str]:
    """The UAIs that addresses of ours bear after their +."""
    parts = [plus_part(address) or "" for address in recipients]
    return [part.upper() for part in parts if _UAI.fullmatch(part)]


def is_named(name: str, folded: str) -> bool:
    """Whether the proper part of a lycée's name stands in a folded text."""
    proper = " ".join(_COMMON.sub(" ", fold(name).replace("-", " ")).split())
    words = r"[\s-]+".join(re.escape(word) for word in proper.split())
    return len(proper) >= 4 and bool(re.search(rf"(?<![a-z0-9]){words}(?![a-z0-9])", folded))


def line_of(sha256: str) -> dict[str, Any] | None:
    """The line of one letter, by its SHA-256 or by as much of it as tells it from all others."""
    found = list(_told().filter(sha256__startswith=sha256.strip().lower())[:2])
    return _line(found[0]) if len(found) == 1 else None


def lines() -> Iterator[dict[str, Any]]:
    """The line of every letter, in the order of arrival, without holding them all."""
    for letter in _told().iterator(chunk_size=200):
        yield _line(letter)


def _told() -> QuerySet[Letter]:
    answered = Count("answers", filter=Q(answers__is_automatic=True))
    letters = Letter.objects.annotate(answered=answered).order_by("pk")
    return letters.prefetch_related("files__attachment__file")


def _line(letter: Any) -> dict[str, Any]:
    """A letter and what became of it, for machines."""
    return {
        "id": letter.pk,
        "sha256": letter.sha256,
        "message_id": letter.message_id,
        "state": letter.state,
        "outcome": letter.outcome or None,
        "reason": letter.reason or None,
        "ticket": letter.ref or None,
        "answered": letter.answered,
        "from": {"name": letter.from_name, "email": letter.from_email},
        "to": letter.to,
        "subject": letter.subject,
        "date": letter.sent_at.isoformat() if letter.sent_at else None,
        "text": letter.text,
        "reply": letter.reply_text,
        "files": [
            {
                "name": file.attachment.name,
                "size": file.attachment.file.size,
                "sha256": file.attachment.file.sha256,
            }
            for file in letter.files.all()
        ],
    }


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list, and how many wait there."""

    label: StrOrPromise
    url: str
    is_current: bool
    count: int | None = None
    tone: str = "calm"


def tabs(letters: LetterQuerySet, current: str) -> list[Tab]:
    """The views of the ledger; only what waits is counted: the rest grows for ever."""
    held = letters.filter(state=LetterState.HELD).count()
    waiting = letters.filter(state=LetterState.WAITING).count()
    counts = {OutcomeKind.HELD.value: held, LetterState.WAITING.value: waiting}
    views: list[tuple[str, StrOrPromise]] = [
        ("", _("All")),
        (OutcomeKind.HELD, OutcomeKind.HELD.label),
        (LetterState.WAITING, LetterState.WAITING.label),
        *((kind.value, kind.label) for kind in OutcomeKind if kind != OutcomeKind.HELD),
    ]
    return [
        Tab(
            label=label,
            url=f"{reverse('mail:ledger')}?outcome={code}" if code else reverse("mail:ledger"),
            is_current=code == current,
            count=counts.get(str(code)),
            tone="wait" if counts.get(str(code)) else "calm",
        )
        for code, label in views
    ]


def outbox_tabs(current: str) -> list[Tab]:
    """The views of our own letters."""
    failed = Outgoing.objects.filter(state=OutgoingState.FAILED).count()
    due = Outgoing.objects.filter(state=OutgoingState.DUE).count()
    counts = {OutgoingState.FAILED.value: (failed, "late"), OutgoingState.DUE.value: (due, "wait")}
    here = reverse("mail:outbox")
    views = [("", _("All letters")), *((state.value, state.label) for state in OutgoingState)]
    found = []
    for code, label in views:
        count, tone = counts.get(code, (None, "calm"))
        url = f"{here}?state={code}" if code else here
        found.append(Tab(label, url, code == current, count, tone if count else "calm"))
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a letter's history."""

    sentence: StrOrPromise
    at: datetime


def told(letter: Letter) -> list[Told]:
    """What people did with a letter, in order."""
    recorded = history("mail.letter", letter.pk)
    known = names({key for one in recorded for key in (one.person_key, one.behalf_key)})
    return [Told(one.fact.sentence(subject(one, known)), one.at) for one in recorded]
