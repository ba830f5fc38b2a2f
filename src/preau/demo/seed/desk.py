"""What goes on beside the tickets: kept views, an examination, reviews and opinions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from preau.accounts.roles import Role
from preau.core.actors import Actor
from preau.core.moments import PARIS
from preau.demo.seed.population import SHOWN
from preau.demo.seed.texts import table
from preau.insight import periods
from preau.schools import actions as schools
from preau.schools.queries import actor_of, holders
from preau.schools.states import ProposedUrgency
from preau.tickets import actions, queries, tasks
from preau.tickets.actions import Answer
from preau.tickets.models import Review, Satisfaction
from preau.tickets.states import ReviewAnswer, Status

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from random import Random

    from preau.demo.seed.cast import Cast, House
    from preau.tickets.models import Ticket

#: Reviews begin here, and the lycée shown leaves the one of the last days unanswered.
_REVIEWS = timedelta(weeks=5)
_UNANSWERED = timedelta(days=8)
#: The head of the lycée shown has been asked lately to confirm the mandates.
_ASKED = timedelta(days=3)


@dataclass
class Desk:
    """The days of the desk and of the correspondents, beside the stories of tickets."""

    houses: Iterable[House]
    cast: Cast
    now: datetime
    random: Random

    def __post_init__(self) -> None:
        self.by_school = {house.school.pk: house for house in self.houses}

    def prepare(self, at: datetime) -> None:
        """Keep the views that are asked for each morning, and announce an examination."""
        words = table("desk.toml")
        actions.lay_replies(by=Actor.preau(at))
        agent = actor_of(self.cast.desk[0], at)
        for view in words["view"]:
            self._keep(agent, view, Role.SERVICE_DESK)
        shown = [house for house in self.by_school.values() if house.school.uai == SHOWN]
        for house in shown:
            for view in words["own_view"]:
                self._keep(actor_of(house.correspondents[0], at), view, "")
        exam = words["exam"]
        first = self.now.astimezone(PARIS).date() + timedelta(days=exam["in_days"])
        schools.write_exams(
            by=actor_of(holders(Role.REGIONAL_ADMIN, at)[0], at),
            name=exam["name"],
            first_on=first,
            last_on=first + timedelta(days=exam["days"] - 1),
            levels=exam["levels"],
            urgency=ProposedUrgency.VERY_HIGH,
        )

    def morning(self, at: datetime) -> None:
        """Put the open tickets before those who have not looked at them for a fortnight."""
        self._ask(at)
        if at >= self.now - _REVIEWS:
            tasks.open_reviews(at)

    def afternoon(self, at: datetime) -> None:
        """Most correspondents answer their review the same day, some never."""
        for review in Review.objects.filter(done_at=None).select_related("school").order_by("pk"):
            house = self.by_school.get(review.school_id)
            if house is None or self._leaves(house, at):
                continue
            by = actor_of(house.correspondents[0], at)
            tickets = queries.tickets_to_review(review.school)
            answers = [Answer(one, self._say(one, by), one.version) for one in tickets]
            actions.review(review.school, by=by, answers=answers)
        for question in Satisfaction.objects.filter(answered_at=None).select_related("person"):
            if self.random.random() < 0.5:
                opinion = self.random.choice(table("desk.toml")["opinion"])
                actions.rate(question, by=actor_of(question.person, at), **opinion)

    def _ask(self, at: datetime) -> None:
        """The head of the lycée shown is asked whether the mandates go on, whatever the season."""
        if at < self.now - _ASKED:
            return
        year = periods.school_year(periods.year_of(at.astimezone(PARIS).date())).code
        for house in self.by_school.values():
            if house.school.uai == SHOWN:
                schools.ask_for_confirmation(house.school, year, at)

    def _leaves(self, house: House, at: datetime) -> bool:
        if house.school.uai == SHOWN:
            return at > self.now - _UNANSWERED
        return self.random.random() < 0.3

    def _say(self, ticket: Ticket, by: Actor) -> ReviewAnswer:
        """What a correspondent says of a ticket: mostly little, and never what is refused."""
        possible = actions.can_answer(ticket, by)
        # What waits at the lycée shown is left to whoever tries it.
        if ticket.status == Status.TECHNICALLY_CLOSED and ticket.school.uai != SHOWN:
            wished = ReviewAnswer.SOLVED
        else:
            told = (ReviewAnswer.CURRENT, ReviewAnswer.NUDGE, ReviewAnswer.NOTHING)
            wished = self.random.choices(told, (5, 1, 4))[0]
        return wished if wished in possible else ReviewAnswer.NOTHING

    def _keep(self, by: Actor, view: dict[str, str], shared_with: str) -> None:
        actions.save_view(
            by=by,
            name=view["name"],
            query=view["query"],
            shared_with=shared_with,
            request_key=uuid.UUID(int=self.random.getrandbits(128), version=4),
        )
