"""From a raw letter to its one outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.db.models import F

from preau.agenda.reports import report, told
from preau.core.actors import Actor
from preau.files import store
from preau.files.actions import attach
from preau.files.kinds import kind_of
from preau.files.models import Attachment
from preau.mail import reader, rules, wiring
from preau.mail.actions.answering import answer
from preau.mail.models import Delivery, Letter, LetterFile
from preau.mail.reading import Reading
from preau.mail.rules import Case, Decision
from preau.mail.shelf import RAW
from preau.mail.states import LetterState, OutcomeKind
from preau.mail.urgency import UrgencyFound, urgency_of
from preau.mail.wiring import Incoming, Outcome
from preau.search import actions as search

if TYPE_CHECKING:
    from datetime import datetime

    from preau.mail.reading import ReadFile

#: A letter whose handling fails as often is held, with the error.
MAX_FAILURES = 3
#: One whose handling ends the whole process as often, too; a server switched off and on again
#: does not reach this.
MAX_STARTS = 12
#: How long a worker may keep a letter to itself. Should it take longer, a second worker does the
#: work once more, and the first to finish decides.
LEASE = timedelta(seconds=30)
PAUSE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of a letter whose bytes are on the shelf, before its rows exist."""

    sha256: str
    size: int
    content_type: str
    name: str
    content_id: str
    is_inline: bool


@dataclass(frozen=True, slots=True)
class Read:
    """What a letter says, its files on the shelf."""

    reading: Reading
    files: list[Kept]


def claim(at: datetime, limit: int) -> list[Letter]:
    """Take letters that wait, so that no other worker reads them meanwhile."""
    if not Letter.objects.waiting(at).exists():
        return []
    with transaction.atomic():
        # SQLite has no such lock, nor needs it: it has one writer.
        skips = connection.features.has_select_for_update_skip_locked
        waiting = Letter.objects.waiting(at).select_for_update(skip_locked=skips)
        letters = list(waiting[:limit])
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(
            claimed_until=at + LEASE, attempts=F("attempts") + 1
        )
    return letters


def understand(letter: Letter, *, at: datetime) -> None:
    """Give a claimed letter its outcome; whatever happens, the next letter is not stopped."""
    read = Read(Reading(), [])
    try:
        if letter.attempts >= MAX_STARTS:
            _give_up(letter)
        read = _read(letter)
        with transaction.atomic():
            _decide(letter.pk, read, at=at)
    except (OperationalError, InterfaceError) as error:
        # The database's fault, not the letter's.
        report(f"letter {letter.pk}", error)
        postponed = Letter.objects.filter(pk=letter.pk, state=LetterState.WAITING)
        postponed.update(claimed_until=None, retry_at=at + PAUSE)
    except IntegrityError as error:
        # Its repeat was settled at the same moment: the next look finds that.
        _failed(letter.pk, error, read, at=at)
    except Exception as error:  # It must not stop the next letter, whatever it is.
        report(f"letter {letter.pk}", error)
        _failed(letter.pk, error, read, at=at)


def _give_up(letter: Letter) -> None:
    raise RuntimeError(f"The process ended {letter.attempts - 1} times in the midst of it.")


def _read(letter: Letter) -> Read:
    """Read the letter and put its files on the shelf, outside any transaction."""
    reading = reader.read(store.path(letter.sha256, shelf=RAW))
    return Read(reading, [_keep(file) for file in reading.files])


def _keep(file: ReadFile) -> Kept:
    sha256 = store.put(file.data)
    kind = kind_of(file.data)
    return Kept(sha256, len(file.data), kind, file.name, file.content_id, file.is_inline)


def _failed(pk: int, error: Exception, read: Read, *, at: datetime) -> None:
    """Try again, or hold the letter once it has failed often enough."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).get(pk=pk)
        if letter.state != LetterState.WAITING:
            return
        letter.failures += 1
        letter.error = told(error)
        letter.claimed_until = None
        if letter.failures < MAX_FAILURES and letter.attempts < MAX_STARTS:
            letter.save()
            return
        _fill(letter, read.reading)
        _attach(letter, read.files, at=at)
        settle(letter, Outcome(kind=OutcomeKind.HELD, reason="crash"), rule="crash", at=at)


def _decide(pk: int, read: Read, *, at: datetime) -> None:
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=pk)
    if letter.state != LetterState.WAITING:
        return  # Another worker was quicker.
    reading = read.reading
    _fill(letter, reading)
    case = _case(letter, reading, at)
    decided = rules.apply(case)
    letter.sender, letter.school, letter.thread = case.sender, case.school, case.thread
    letter.repeat_of = case.repeat_of
    attachments: list[Attachment] = []
    if case.repeat_of is None:
        letter.fingerprint = reading.fingerprint or None
        letter.reuses_message_id = bool(letter.message_id) and (
            Letter.objects.filter(message_id=letter.message_id).exclude(pk=pk).exists()
        )
        attachments = _attach(letter, read.files, at=at)
    if decided is not None:
        rule, decision = decided
        settle(letter, _outcome(decision, case), rule=rule, at=at)
        answer(decision.answer, case)
        return
    rule, outcome = offer(_incoming(letter, attachments), case.by or Actor.preau(at))
    settle(letter, outcome, rule=rule, at=at)


def incoming_of(letter: Letter, *, asked: str = "") -> Incoming:
    """A letter that was read before, as the rooms are offered it anew."""
    files = letter.files.select_related("attachment__file").order_by("position")
    return _incoming(letter, [file.attachment for file in files], asked=asked)


def _incoming(letter: Letter, attachments: list[Attachment], *, asked: str = "") -> Incoming:
    return Incoming(
        letter=letter,
        sender=letter.sender,
        school=letter.school,
        thread=letter.thread,
        urgency=UrgencyFound(letter.urgency or None, tuple(letter.urgency_words)),
        subject=letter.subject,
        text=letter.text,
        reply=letter.reply_text,
        is_cut_certain=letter.is_cut_certain,
        attachments=tuple(attachments),
        asked=asked,
    )


def offer(incoming: Incoming, by: Actor) -> tuple[str, Outcome]:
    """Ask the rooms in turn; what none takes is held."""
    for route in wiring.ROUTES.values():
        outcome = route.handler(incoming, by)
        if outcome is not None:
            return route.name, outcome
    reason = "not_a_party" if incoming.thread else "no_route"
    return "offer", Outcome(kind=OutcomeKind.HELD, reason=reason, thread=incoming.thread)


def settle(letter: Letter, outcome: Outcome, *, rule: str, at: datetime) -> None:
    """Write the outcome on a locked letter: from here on it is no longer waiting."""
    kind = OutcomeKind(outcome.kind)
    letter.outcome, letter.reason, letter.rule = kind, outcome.reason, rule
    letter.state = LetterState.HELD if kind == OutcomeKind.HELD else LetterState.DONE
    letter.decided_at = at
    letter.thread = outcome.thread or letter.thread
    letter.ref, letter.url = outcome.ref, outcome.url
    letter.school = outcome.school or letter.school
    letter.claimed_until = letter.retry_at = None
    letter.version += 1
    letter.save()
    if letter.school_id:
        # Its files came before anybody knew whose affair it is.
        files = Attachment.objects.filter(school=None, pk__in=letter.files.values("attachment"))
        files.update(school=letter.school)
    search.refresh("letter", [letter.pk])


def _outcome(decision: Decision, case: Case) -> Outcome:
    first = case.repeat_of
    if first is not None:
        return Outcome(
            kind=decision.kind,
            reason=decision.reason,
            thread=first.thread,
            ref=first.ref,
            url=first.url,
            school=first.school,
        )
    return Outcome(kind=decision.kind, reason=decision.reason)


def _fill(letter: Letter, reading: Reading) -> None:
    urgency = urgency_of(reading.subject, reading.reply)
    name, address = reading.senders[0] if reading.senders else ("", "")
    letter.message_id = reading.message_id[:255]
    letter.in_reply_to = reading.in_reply_to[:255]
    letter.references = reading.references
    letter.from_name, letter.from_email = name, address
    letter.to = reading.to
    letter.subject = reading.subject
    letter.sent_at = reading.sent_at
    letter.text, letter.reply_text = reading.text, reading.reply
    letter.is_cut_certain = reading.is_cut_certain
    letter.urgency, letter.urgency_words = urgency.level or "", list(urgency.words)


def _case(letter: Letter, reading: Reading, at: datetime) -> Case:
    envelopes = Delivery.objects.filter(letter=letter).order_by("pk")
    told = list(envelopes.values_list("envelope_from", "envelope_to", "road")[:20])
    return Case(
        letter=letter,
        reading=reading,
        at=at,
        envelope_from=next((sender for sender, _, _ in told if sender), ""),
        envelope_to=list(dict.fromkeys(to for _, recipients, _ in told for to in recipients)),
        roads={road for _, _, road in told},
    )


def _attach(letter: Letter, files: list[Kept], *, at: datetime) -> list[Attachment]:
    attachments = [
        attach(kept.sha256, kept.size, kept.content_type, kept.name, at=at, school=letter.school)
        for kept in files
    ]
    if files:
        LetterFile.objects.bulk_create(
            LetterFile(
                letter=letter,
                attachment=attachment,
                position=position,
                content_id=kept.content_id,
                is_inline=kept.is_inline,
            )
            for position, (kept, attachment) in enumerate(zip(files, attachments, strict=True))
        )
    return attachments
