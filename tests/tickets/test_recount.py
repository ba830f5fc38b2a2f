"""A lycée that closes moves the dates of its tickets, and of no other lycée's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from preau.schools import actions as schools
from preau.tickets.states import Urgency
from tests.instants import MORNING, NOON, TOMORROW, paris
from tests.tickets import factories
from tests.tickets.factories import Crew

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-15")]


def test_a_declared_closure_moves_the_limit_and_its_cancellation_moves_it_back(
    run_worker: Callable[[datetime], None],
) -> None:
    crew, elsewhere = Crew(), Crew()
    ticket = factories.dispatched(crew, at=MORNING, urgency=Urgency.MEDIUM)
    untouched = factories.dispatched(elsewhere, at=MORNING, urgency=Urgency.MEDIUM)
    assert ticket.due_at == paris("2026-10-08 09:05")
    version = ticket.version

    closure = schools.declare_closure(
        crew.school,
        by=crew.actor("head", NOON),
        first_on=date(2026, 10, 7),
        last_on=date(2026, 10, 7),
        reason="élections",
    )
    run_worker(NOON)

    ticket.refresh_from_db()
    untouched.refresh_from_db()
    assert ticket.due_at == paris("2026-10-09 09:05")
    assert ticket.warning_at == paris("2026-10-08 13:05")
    assert ticket.version == version
    assert untouched.due_at == paris("2026-10-08 09:05")

    schools.cancel_closure(closure, by=crew.actor("head", TOMORROW))
    run_worker(TOMORROW)

    ticket.refresh_from_db()
    assert ticket.due_at == paris("2026-10-08 09:05")
