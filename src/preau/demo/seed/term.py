"""Twelve weeks of tickets, told in the order of time by the people of the lycées and services."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from preau.agenda.models import Delivery
from preau.agenda.runner import drain_round
from preau.core.moments import PARIS
from preau.demo.seed import letters, meetings, reports, stories
from preau.demo.seed.cast import cast, houses
from preau.demo.seed.clockwork import Clockwork, later
from preau.demo.seed.desk import Desk
from preau.demo.seed.population import SHOWN
from preau.demo.seed.stories import Told
from preau.demo.seed.texts import incidents
from preau.schools import actions as schools
from preau.schools.models import School
from preau.schools.queries import actor_of
from preau.schools.states import ReportingMode
from preau.tickets import tasks
from preau.tickets.models import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preau.demo.seed.cast import House
    from preau.demo.seed.stories import Teller

WEEKS = 12
#: Letters about what happened before are not written again: nobody reads three months of them.
LETTER_DAYS = 6
_FRESH = 9
#: What the lycée shown has on its hands this morning, one ticket at each stage.
_STAGES = ("received", "dispatched", "held", "treated", "solved", "solved", "received")


def tell(now: datetime, random: Random, *, tickets: int, mails: int) -> int:
    """Let the term happen; how many stories broke off because the policies refused an act."""
    listed = list(School.objects.open().order_by("uai"))
    played, homes = cast(now), houses(listed, now)
    forms = {form.code: form for form in Form.objects.all()}
    first = now - timedelta(weeks=WEEKS)
    # Its own dice: what happens beside the tickets changes none of their stories.
    desk = Desk(homes, played, now, Random(int(now.timestamp())))  # noqa: S311
    clock = Clockwork(after=_Worker(now).after, hourly=partial(_hourly, desk))
    desk.prepare(later(first, 30))
    open_houses = _opened(homes, random, first)
    meetings.hold(homes, played, first, random)

    def told(incident: dict[str, Any], house: House) -> Told:
        return Told(dict(incident), house, played, Random(random.getrandbits(64)), forms)  # noqa: S311

    weights = [sum(map(len, house.assets.values())) for house in homes]
    starts = _starts(first, now, random, tickets)
    for start in starts:
        house = random.choices(homes, weights)[0]
        clock.begin(stories.ticket(told(random.choice(incidents()), house), start))
    for _ in range(_FRESH):
        # Sent in the last hours: CESAME has not read them yet.
        start = now - timedelta(minutes=random.randint(5, 400))
        house = random.choices(homes, weights)[0]
        clock.begin(stories.ticket(told(random.choice(incidents()), house), start, stop="received"))
    _shown(clock, homes, told, now, random)
    _staff(clock, open_houses, told, first, now, random)
    letters.begin(clock, homes, told, now, random, mails)
    clock.run(first, now)
    return clock.broken_off


def _starts(first: datetime, now: datetime, random: Random, number: int) -> list[datetime]:
    """When requests are sent: on working days, more of them lately, mornings above all."""
    found = []
    span = (now - first).total_seconds()
    for _ in range(number):
        instant = first + timedelta(seconds=span * random.random() ** 0.75)
        day = instant.astimezone(PARIS)
        morning = day.replace(hour=8, minute=0, second=0, microsecond=0)
        at = later(morning, int(random.triangular(2, 560, 110)))
        if at < now:
            found.append(at)
    return sorted(found)


def _opened(homes: Iterable[House], random: Random, at: datetime) -> list[House]:
    """Lycées whose head has opened reports to the staff."""
    found = [h for h in homes if h.staff and (h.school.uai == SHOWN or random.random() < 0.4)]
    for house in found:
        if house.head is not None:
            by = actor_of(house.head, at)
            mode = ReportingMode.ALL_STAFF
            house.school = schools.set_reporting_mode(house.school, by=by, mode=mode)
    return found


def _shown(
    clock: Clockwork, homes: list[House], told: Teller, now: datetime, random: Random
) -> None:
    """The lycée shown: a few weeks of its own, and one ticket at each stage today."""
    house = next((home for home in homes if home.school.uai == SHOWN), None)
    if house is None:
        return
    for weeks in (10, 8, 7, 5, 4, 3, 2):
        start = later(now - timedelta(weeks=weeks), random.randint(0, 900))
        clock.begin(stories.ticket(told(random.choice(incidents()), house), start))
    plain = [i for i in incidents() if "solution" in i and i["handler"] == "contractor"]
    network = [i for i in plain if i["nature"] == "network_incident" and i["urgency"] == "medium"]
    for number, stage in enumerate(_STAGES):
        chosen = random.choice(network if stage in ("held", "dispatched") else plain)
        back = {"received": 1, "dispatched": 2, "treated": 4}.get(stage, 7 + number)
        start = later(now - timedelta(days=back), random.randint(0, 300))
        clock.begin(stories.ticket(told(chosen, house), min(start, now), stop=stage))


def _staff(
    clock: Clockwork,
    open_houses: list[House],
    told: Teller,
    first: datetime,
    now: datetime,
    random: Random,
) -> None:
    words = reports.incidents()
    for _ in range(30 if open_houses else 0):
        start = later(first + (now - first) * random.random(), random.randint(0, 500))
        if start < now:
            chosen = told(random.choice(words), random.choice(open_houses))
            clock.begin(reports.report(chosen, start))
    shown = [house for house in open_houses if house.school.uai == SHOWN]
    for number, word in enumerate(words[:3] if shown else []):
        start = later(now - timedelta(days=1 + number), random.randint(0, 300))
        if start < now:
            clock.begin(reports.report(told(word, shown[0]), start, stays_open=True))


def _hourly(desk: Desk, at: datetime) -> None:
    """What the worker does by the clock, and the desk: a few looks a day are enough here."""
    hour = at.astimezone(PARIS).hour
    if hour in {8, 11, 14, 17}:
        tasks.warn(at)
    if hour == 8:
        tasks.remind_and_close(at)
        desk.morning(at)
    if hour == 16:
        desk.afternoon(at)


class _Worker:
    """The worker of the seeded term: it writes and reads letters of the last days only."""

    def __init__(self, now: datetime) -> None:
        self.since = now - timedelta(days=LETTER_DAYS)
        self.has_begun = False

    def after(self, at: datetime) -> None:
        """React to what happened at an instant."""
        if at < self.since:
            return
        if not self.has_begun:
            Delivery.objects.all().delete()
            self.has_begun = True
        broken: set[str] = set()
        while drain_round(at, broken):
            pass
