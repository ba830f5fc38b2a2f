"""How the clock explains itself, and the time that a treatment took."""

from __future__ import annotations

from datetime import date

import pytest

from preau.core.working_time import Calendar, Closure
from preau.tickets import clock
from preau.tickets.states import Handler, Nature
from tests.instants import paris
from tests.tickets.histories import Story
from tests.tickets.promises import REGION, assigned, limit, plain, promised


@pytest.mark.requirement("INC-15")
class TestExplanation:
    def test_adds_up_to_the_limit_and_ends_at_its_minute(self) -> None:
        story = assigned("2026-11-06 16:00").held("2026-11-09 09:00").resumed("2026-11-10 10:00")

        promise = promised(story, "2026-11-10 11:00")

        assert sum(line.counted for line in promise.lines) == promise.allowed
        assert promise.lines[-1].spans[-1][1] == promise.due_at
        assert [(line.day.day, line.counted, plain(line.why)) for line in promise.lines] == [
            (6, 120, ""),
            (7, 0, "week-end"),
            (8, 0, "week-end"),
            (
                9,
                60,
                "en attente d’une réponse du lycée depuis le lundi 9 novembre 2026 à 9 h 00",
            ),
            (
                10,
                420,
                "en attente d’une réponse du lycée depuis le lundi 9 novembre 2026 à 9 h 00",
            ),
        ]

    def test_tells_the_time_away_from_the_contractor(self) -> None:
        story = assigned().taken_back("2026-10-05 12:00").dispatched("2026-10-05 15:00")
        story.done("2026-10-05 16:00").refused("2026-10-05 17:00")

        promise = promised(story, "2026-10-05 17:30")

        assert [str(reason.detail) for reason in promise.lines[0].reasons] == [
            "le ticket n’est pas chez l’entreprise",
            "clôture technique, la parole est au lycée",
        ]
        assert promise.lines[0].counted == 5 * 60

    def test_stops_where_the_clock_stands_still(self) -> None:
        held = promised(assigned().held("2026-10-05 11:00"), "2026-10-07 10:00")
        done = limit(assigned().done("2026-10-05 15:00"), "2026-10-09 09:00")

        assert [(line.day.day, line.counted) for line in held.lines] == [(5, 120), (6, 0), (7, 0)]
        assert [(line.day.day, line.counted) for line in done.lines] == [(5, 360)]


@pytest.mark.requirement("INC-15")
class TestSentences:
    def test_of_a_running_clock(self) -> None:
        promise = promised(assigned("2026-11-06 16:00"), "2026-11-06 17:00")

        assert plain(promise.sentence) == (
            "L’entreprise traite l’incident au plus tard le lundi 9 novembre 2026 à 16 h 00."
        )
        assert plain(promise.rule) == (
            "1 jour ouvré à compter de l’affectation (urgence : très haut)"
        )
        assert plain(promise.by_when) == "au plus tard le lundi 9 novembre 2026 à 16 h 00"

    def test_of_the_next_visit(self) -> None:
        promise = promised(assigned(nature=Nature.OFFICE_INCIDENT), "2026-10-05 10:00")

        assert plain(promise.sentence) == (
            "Traité à la prochaine visite régulière, "
            "au plus tard le lundi 19 octobre 2026 à 9 h 00."
        )
        assert plain(promise.rule) == (
            "prochaine visite régulière, au plus tard 10 jours ouvrés après l’affectation"
        )

    def test_of_cesames_target(self) -> None:
        promise = promised(Story().received("2026-10-05 09:00"), "2026-10-05 10:00")

        assert plain(promise.sentence) == (
            "CESAME confie le ticket au bon service d’ici le lundi 5 octobre 2026 à 11 h 00."
        )
        assert plain(promise.rule) == (
            "2 h 00 de service à compter de la réception (urgence : très haut)"
        )

    def test_of_a_hold(self) -> None:
        promise = promised(assigned().held("2026-10-05 11:00"), "2026-10-06 15:00")

        assert plain(promise.sentence) == (
            "Le délai est suspendu depuis le lundi 5 octobre 2026 à 11 h 00 : en attente d’une "
            "réponse du lycée. Il reste 8 h 00 de service sur 10 h 00."
        )
        assert plain(promise.by_when) == "suspendu depuis le lundi 5 octobre 2026 à 11 h 00"

    def test_of_a_limit_that_passed(self) -> None:
        promise = promised(assigned(), "2026-10-07 09:00")

        assert plain(promise.sentence) == (
            "Le délai est dépassé depuis le mardi 6 octobre 2026 à 9 h 00."
        )

    def test_of_a_clock_that_stopped(self) -> None:
        in_time = limit(assigned().done("2026-10-05 15:00"), "2026-10-09 09:00")
        too_late = limit(assigned().done("2026-10-06 15:00"), "2026-10-09 09:00")

        assert plain(in_time.sentence) == (
            "Le décompte s’est arrêté le lundi 5 octobre 2026 à 15 h 00, dans le délai : "
            "6 h 00 de service utilisées sur 10 h 00."
        )
        assert plain(too_late.sentence) == (
            "Le décompte s’est arrêté le mardi 6 octobre 2026 à 15 h 00, après l’échéance du "
            "mardi 6 octobre 2026 à 9 h 00."
        )

    def test_of_the_ten_days(self) -> None:
        story = assigned("2026-11-09 09:00").done("2026-11-09 15:00")

        assert plain(promised(story, "2026-11-12 09:00").sentence) == (
            "Le lycée accepte ou refuse la clôture jusqu’au jeudi 19 novembre 2026 inclus "
            "(jour 3 sur 10) ; sans réponse, le ticket est ensuite clos tacitement."
        )
        assert plain(promised(story, "2026-11-12 09:00").rule) == (
            "10 jours à compter du lendemain de la clôture technique, "
            "sans les jours où le lycée est fermé"
        )
        assert plain(promised(story, "2026-11-20 00:01").sentence) == (
            "Le lycée avait jusqu’au jeudi 19 novembre 2026 inclus pour répondre : "
            "le ticket peut être clos tacitement."
        )


@pytest.mark.requirement("INC-13")
class TestTreatment:
    def test_runs_from_the_receipt_to_the_technical_closure_holds_included(self) -> None:
        story = Story().received("2026-10-05 09:00").dispatched("2026-10-05 11:00")
        story.held("2026-10-05 12:00").resumed("2026-10-06 12:00").done("2026-10-06 15:00")

        treated = clock.treatment(story.entries, REGION, at=paris("2026-10-20 09:00"))

        assert treated is not None
        assert treated.is_done
        assert treated.calendar_minutes == 30 * 60
        assert treated.working_minutes == 16 * 60
        # The contractor's own time leaves the hold out: another figure, another name.
        assert treated.contractor_minutes == 4 * 60

    def test_a_refused_closure_does_not_end_it(self) -> None:
        story = assigned().done("2026-10-05 15:00").refused("2026-10-06 09:00")
        at = paris("2026-10-06 11:00")

        waiting = clock.treatment(story.entries, REGION, at=at)
        story.done("2026-10-06 17:00").closed("2026-10-16 00:00", tacit=True)
        ended = clock.treatment(story.entries, REGION, at=paris("2026-10-20 11:00"))

        assert waiting is not None
        assert (waiting.is_done, waiting.working_minutes) == (False, 12 * 60)
        assert waiting.contractor_minutes == 8 * 60
        assert ended is not None
        assert ended.closed_at == paris("2026-10-06 17:00")
        assert (ended.working_minutes, ended.contractor_minutes) == (18 * 60, 14 * 60)
        assert ended.is_tacit

    def test_a_closure_of_the_lycee_is_a_hold_for_the_contractor_alone(self) -> None:
        closed = Calendar(closures=(Closure(date(2026, 10, 6), date(2026, 10, 6), "grève"),))
        story = assigned().done("2026-10-07 10:00")

        treated = clock.treatment(story.entries, closed, at=paris("2026-10-20 09:00"))

        assert treated is not None
        assert treated.working_minutes == 21 * 60
        assert treated.contractor_minutes == 11 * 60

    def test_has_no_time_of_a_contractor_who_never_had_it(self) -> None:
        story = Story().received("2026-10-05 09:00")
        story.dispatched("2026-10-05 10:00", Handler.ACADEMY_SERVICES).done("2026-10-05 12:00")

        treated = clock.treatment(story.entries, REGION, at=paris("2026-10-20 09:00"))

        assert treated is not None
        assert (treated.working_minutes, treated.contractor_minutes) == (180, None)
        assert not treated.is_tacit
