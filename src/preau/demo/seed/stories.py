"""The lives of the seeded tickets, told by calling the verbs as the people would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from preau.demo.seed.cast import House
from preau.demo.seed.clockwork import later
from preau.demo.seed.texts import table
from preau.schools.queries import actor_of
from preau.tickets import actions
from preau.tickets.models import Ticket
from preau.tickets.queries import questions_of
from preau.tickets.states import Extent, Handler, HoldCause, Nature, Status, Urgency

if TYPE_CHECKING:
    from datetime import datetime
    from random import Random

    from preau.accounts.models import User
    from preau.assets.models import Asset
    from preau.core.actors import Actor
    from preau.demo.seed.cast import Cast
    from preau.demo.seed.clockwork import Story
    from preau.tickets.models import Form

_SINCE = (
    "ce matin",
    "hier après-midi",
    "lundi",
    "la semaine dernière",
    "le retour des vacances",
    "une heure environ",
)
_STOPPED = {
    Extent.POST: "Une personne",
    Extent.ROOM: "Une classe ou une salle",
    Extent.PART: "Une partie du lycée",
    Extent.NETWORK: "Tout le lycée",
}
_FORMS = {
    "computer": "computers",
    "server": "servers",
    "printer": "printers",
    "display": "displays",
    "ent": "portal",
}
_URGENCIES = list(Urgency)
#: Service minutes to the end of the work, by urgency, for an incident on the network.
_NETWORK_MINUTES = {
    Urgency.VERY_HIGH: (90, 560),
    Urgency.MEDIUM: (240, 1_700),
    Urgency.LOW: (400, 2_700),
}
_OFFICE_MINUTES = (500, 4_800)
_INSIDE_MINUTES = (180, 2_400)
_STUDY_MINUTES = (5_000, 16_000)


@dataclass
class Told:
    """One ticket as its story is told: who takes part, and what is said."""

    incident: dict[str, Any]
    house: House
    cast: Cast
    random: Random
    forms: dict[str, Form]

    def say(self, key: str) -> str:
        """One of the composed sentences."""
        return str(self.random.choice(table("incidents/closing.toml")[key]))

    def later(self, at: datetime, least: int, most: int) -> datetime:
        """Some service minutes later, within bounds."""
        then = later(at, self.random.randint(least, most))
        return then + timedelta(seconds=self.random.randint(0, 59))

    def at(self, user: User, at: datetime) -> Actor:
        """Somebody at an instant."""
        return actor_of(user, at)


Teller = Callable[[dict[str, Any], House], Told]


def ticket(told: Told, start: datetime, *, stop: str = "") -> Story:
    """A whole life: sent, qualified, treated, closed twice; `stop` freezes it at a stage."""
    sender = told.house.sender(told.random)
    at = start
    yield at
    made = _send(told, told.at(sender, at))
    if stop == "received":
        return
    yield from after_sending(told, made.pk, sender, at, stop)


def after_sending(told: Told, pk: int, sender: User, at: datetime, stop: str = "") -> Story:
    """What becomes of a request once it is received."""
    chance = told.random.random
    if chance() < 0.03 and not stop:
        at = told.later(at, 20, 200)
        yield at
        actions.withdraw(
            _now(pk), by=told.at(sender, at), seen=_now(pk).version, body=told.say("withdrawal")
        )
        return
    # Most requests are read within two hours; a few lie a day.
    at = told.later(at, 8, 130) if chance() < 0.9 else told.later(at, 300, 900)
    yield at
    agent = told.random.choice(told.cast.desk)
    by = told.at(agent, at)
    if reason := told.incident.get("out_of_scope"):
        actions.declare_out_of_scope(
            _now(pk), by=by, seen=_now(pk).version, reason=reason, body=told.incident["answer"]
        )
        return
    if "question" in told.incident and chance() < 0.75:
        actions.write(_now(pk), by=by, body=told.incident["question"])
        at = told.later(at, 15, 240)
        yield at
        actions.write(_now(pk), by=told.at(sender, at), body=told.incident["reply"])
        at = told.later(at, 5, 60)
        yield at
        by = told.at(agent, at)
    if chance() < 0.2:
        actions.note(_now(pk), by=by, body=told.say("internal_note"))
    handler = _dispatch(told, pk, by)
    if stop == "dispatched":
        return
    yield from _treated(told, pk, sender, at, handler, stop)


def _send(told: Told, by: Actor) -> Ticket:
    incident, house = told.incident, told.house
    asset = house.equipment(incident.get("asset", []), incident.get("room"), told.random)
    room = asset.room if asset and asset.room else house.room(incident.get("room"), told.random)
    words = {"room": room.name if room else "la salle", "tag": asset.tag if asset else "le poste"}
    form = told.forms[_form_of(incident)]
    return actions.send(
        house.school,
        by=by,
        form=form,
        subject=incident["subject"].format(**words),
        description=incident["text"].format(**words),
        urgency=_asked(told),
        room=room,
        asset=asset if _is_named(incident, asset) else None,
        answers=_answers(told, form),
    )


def _form_of(incident: dict[str, Any]) -> str:
    if incident["nature"] == Nature.EVOLUTION:
        return "evolution"
    return str(_FORMS.get(incident["kind"], incident["kind"]))


def _is_named(incident: dict[str, Any], asset: Asset | None) -> bool:
    """Whether the sender found the label: always when the text quotes it."""
    return asset is not None and ("{tag}" in incident["text"] or len(incident["subject"]) % 3 > 0)


def _asked(told: Told) -> str:
    """The urgency that the lycée asks for: people in trouble tend to ask for more."""
    urgency = str(told.incident["urgency"])
    if told.random.random() < 0.1 and urgency != Urgency.VERY_HIGH:
        return str(_URGENCIES[_URGENCIES.index(Urgency(urgency)) + 1])
    return urgency


def _answers(told: Told, form: Form) -> list[dict[str, str]]:
    found = []
    for question in questions_of(form):
        if question["code"] == "since":
            said = told.random.choice(_SINCE)
        elif question["code"] == "stopped":
            said = _STOPPED[Extent(told.incident["extent"])]
        elif question["choices"]:
            said = str(told.random.choice(question["choices"]))
        elif question["required"]:
            said = "Voir la description"
        else:
            continue
        found.append({"code": question["code"], "label": question["label"], "answer": said})
    return found


def _dispatch(told: Told, pk: int, by: Actor) -> Handler:
    ticket = _now(pk)
    wanted = str(told.incident["urgency"])
    reason = ""
    if wanted != ticket.urgency:
        is_lower = _URGENCIES.index(Urgency(wanted)) < _URGENCIES.index(Urgency(ticket.urgency))
        reason = told.say("urgency_lowered" if is_lower else "urgency_raised")
    handler = Handler(told.incident["handler"])
    is_told = handler == Handler.CONTRACTOR and told.random.random() < 0.25
    actions.dispatch(
        ticket,
        by=by,
        seen=ticket.version,
        nature=told.incident["nature"],
        extent=told.incident["extent"],
        urgency=wanted,
        handler=handler,
        urgency_reason=reason,
        instructions=told.say("exchange_note") if is_told else "",
    )
    return handler


def _treated(told: Told, pk: int, sender: User, at: datetime, handler: Handler, stop: str) -> Story:
    chance = told.random.random
    worker = told.house.worker(handler, told.cast, told.random, told.incident["nature"])
    began = at
    if handler == Handler.CONTRACTOR:
        if told.incident["nature"] == Nature.NETWORK_INCIDENT:
            at = told.later(at, 5, 70)
            yield at
            dispatcher = told.random.choice(told.cast.dispatchers)
            actions.appoint(
                _now(pk), by=told.at(dispatcher, at), seen=_now(pk).version, technician=worker
            )
            at = told.later(at, 10, 60)
            yield at
            visit = told.later(at, 60, 240)
            actions.record_contact(
                _now(pk),
                by=told.at(worker, at),
                body="Bonjour, je passe au lycée pour cet incident. À tout à l’heure.",
                visit_at=visit,
            )
    elif chance() < 0.6:
        at = told.later(at, 20, 200)
        yield at
        day = told.later(at, *_minutes(told, handler)).date()
        actions.announce(_now(pk), by=told.at(worker, at), seen=_now(pk).version, expected_on=day)
    if stop == "held" or chance() < 0.08:
        at = told.later(at, 20, 90)
        yield at
        yield from _held(told, pk, sender, worker, at, stop)
        if stop == "held":
            return
        at = told.later(at, 120, 700)
    end = max(told.later(began, *_minutes(told, handler)), told.later(at, 20, 60))
    yield from _meanwhile(told, pk, sender, worker, at, end)
    if stop == "treated":
        return
    yield end
    actions.close_technically(
        _now(pk), by=told.at(worker, end), seen=_now(pk).version, solution=_solution(told, pk)
    )
    if stop == "solved":
        return
    yield from _answered(told, pk, sender, worker, end)


def _minutes(told: Told, handler: Handler) -> tuple[int, int]:
    """How long the work takes, a little beyond the limit in some cases."""
    nature = told.incident["nature"]
    if nature == Nature.EVOLUTION:
        return _STUDY_MINUTES
    if handler != Handler.CONTRACTOR:
        return _INSIDE_MINUTES
    if nature == Nature.OFFICE_INCIDENT:
        return _OFFICE_MINUTES
    least, most = _NETWORK_MINUTES[Urgency(told.incident["urgency"])]
    return (most, round(most * 2.5)) if told.random.random() < 0.15 else (least, most)


def _held(told: Told, pk: int, sender: User, worker: User, at: datetime, stop: str) -> Story:
    cause = told.random.choice((HoldCause.ANSWER, HoldCause.ACCESS))
    body = told.say("hold_answer" if cause == HoldCause.ANSWER else "hold_access")
    actions.hold(_now(pk), by=told.at(worker, at), seen=_now(pk).version, cause=cause, body=body)
    if stop == "held":
        return
    at = told.later(at, 60, 500)
    yield at
    actions.write(
        _now(pk), by=told.at(sender, at), body="La salle est libre demain matin, la loge a la clé."
    )
    if _now(pk).held_at:
        at = told.later(at, 10, 60)
        yield at
        actions.resume(_now(pk), by=told.at(worker, at), seen=_now(pk).version)


def _meanwhile(
    told: Told, pk: int, sender: User, worker: User, at: datetime, end: datetime
) -> Story:
    """What the lycée writes while it waits: a detail, a reminder when it lasts."""
    if told.random.random() < 0.15:
        at = told.later(at, 30, 300)
        if at < end:
            yield at
            actions.write(_now(pk), by=told.at(sender, at), body=told.say("still_broken"))
    if end - at > timedelta(days=3) and told.random.random() < 0.35:
        at = told.later(at, 1_000, 1_700)
        if at < end:
            yield at
            actions.nudge(_now(pk), by=told.at(sender, at), body=told.say("nudge"))
            if told.random.random() < 0.7:
                at = told.later(at, 30, 500)
                if at < end:
                    yield at
                    actions.write(_now(pk), by=told.at(worker, at), body=told.say("nudge_answer"))


def _answered(told: Told, pk: int, sender: User, worker: User, at: datetime) -> Story:
    """The administrative closure: accepted, refused, or silence until the tenth day."""
    chance = told.random.random()
    if chance < 0.07:
        at = told.later(at, 100, 900)
        yield at
        actions.refuse_closure(
            _now(pk), by=told.at(sender, at), seen=_now(pk).version, reason=told.say("refusal")
        )
    elif chance < 0.24:
        # Silence: the clock closes. Some contest afterwards.
        if told.random.random() > 0.3:
            return
        at += timedelta(days=told.random.randint(16, 26), hours=3)
        yield at
        if _now(pk).status != Status.CLOSED:
            return
        actions.contest(
            _now(pk), by=told.at(sender, at), seen=_now(pk).version, reason=told.say("contest")
        )
    if chance < 0.24:
        at = told.later(at, 200, 2_500)
        yield at
        actions.close_technically(
            _now(pk),
            by=told.at(worker, at),
            seen=_now(pk).version,
            solution="Nouveau passage\u00a0: le défaut restant est réparé et contrôlé sur place.",
        )
    at = told.later(at, 40, 2_200)
    yield at
    body = told.say("acceptance") if told.random.random() < 0.6 else ""
    actions.close(_now(pk), by=told.at(sender, at), seen=_now(pk).version, body=body)


def _solution(told: Told, pk: int) -> str:
    asset = _now(pk).asset
    return str(told.incident["solution"]).format(tag=asset.tag if asset else "du poste")


def _now(pk: int) -> Ticket:
    return Ticket.objects.select_related("school", "asset").get(pk=pk)
