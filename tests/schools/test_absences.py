"""Being away: who has what waits meanwhile, by the dates alone (ROL-2)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from preau.accounts.roles import Permission, Role
from preau.journal.models import Entry
from preau.mail.models import Outgoing
from preau.schools import actions, policies, queries
from preau.schools.actions.absences import tell_of_absences
from preau.schools.models import Absence
from preau.schools.standing_in import may_stand_in
from preau.tickets import queries as tickets
from preau.tickets.actions import write
from preau.tickets.models import Ticket
from tests.conftest import assert_flat
from tests.instants import NOON
from tests.schools.absent import BEGINS, DAY, ENDS, INSTANT, declare, has_it, refusal
from tests.schools.factories import (
    MandateFactory,
    SchoolFactory,
    TerritoryFactory,
    actor,
    make_person,
)
from tests.signing_in import enter
from tests.tickets.factories import Crew, appointed, received

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ROL-2")]


@pytest.fixture
def school():
    return SchoolFactory(territory=TerritoryFactory())


class TestByTheDates:
    def test_the_deputy_has_it_from_the_first_instant_to_the_last(self, school, claire, ines):
        declare(claire, ines)

        for at, expected in (
            (BEGINS - INSTANT, (claire, None)),
            (BEGINS, (ines, claire)),
            (ENDS - INSTANT, (ines, claire)),
            (ENDS, (claire, None)),
        ):
            assert has_it(school, at) == expected

    def test_the_first_in_order_who_is_there(self, school, claire, ines, paul):
        declare(claire, paul, ines)
        assert has_it(school, BEGINS) == (paul, claire)

        # Deputies lend nothing on: one who leaves is no longer chosen.
        actions.end_mandate(paul.mandates.get(), by=actor(claire, BEGINS))

        assert has_it(school, BEGINS + INSTANT) == (ines, claire)

    def test_with_nobody_left_it_stays_where_it_was(self, school, claire, ines):
        declare(claire, ines)
        actions.end_mandate(ines.mandates.get(), by=actor(claire))

        assert has_it(school, BEGINS + INSTANT) == (claire, None)

    def test_the_absent_person_can_still_act(self, school, claire, ines):
        declare(claire, ines)

        assert policies.holds(actor(claire, BEGINS), Permission.TICKET_SEND, school=school)

    def test_a_mandate_that_ends_takes_its_absence_along(self, school, claire, ines):
        declare(claire, ines)
        actions.end_mandate(claire.mandates.get(), by=actor(make_person(Role.HEAD, school)))

        assert queries.spokesperson_of(school, BEGINS) is None
        assert queries.addressees_of(school, BEGINS) == [ines]

    def test_ended_early(self, school, claire, ines):
        absence = declare(claire, ines)
        back = BEGINS + DAY

        actions.end_absence(absence, by=actor(claire, back))

        assert has_it(school, back - INSTANT) == (ines, claire)
        assert has_it(school, back) == (claire, None)
        absence.refresh_from_db()
        assert absence.ended_by == claire
        assert "finie" in refusal(actions.end_absence, absence, by=actor(claire, back))

    def test_given_up_before_it_begins(self, school, claire, ines):
        actions.end_absence(declare(claire, ines), by=actor(claire))

        assert has_it(school, BEGINS) == (claire, None)
        declare(claire, ines)


class TestDeclaring:
    def test_is_written_down(self, claire, ines):
        declare(claire, ines)

        entry = Entry.objects.get()
        assert (entry.fact, entry.person_key) == ("schools.absence.declared", str(claire.key))

    def test_by_the_head_for_somebody_who_fell_ill(self, school, claire, ines, run_worker):
        head = make_person(Role.HEAD, school)

        declare(claire, ines, by=actor(head), starts_at=None)

        assert has_it(school, NOON) == (ines, claire)
        run_worker(NOON)
        assert subjects(claire) == [f"Votre absence est déclarée – {school.name}"]

    def test_by_nobody_else(self, school, claire, ines):
        for by in (ines, make_person(Role.CORRESPONDENT, SchoolFactory())):
            assert "titulaire" in refusal(declare, claire, ines, by=actor(by))

    def test_not_from_a_duty_with_a_common_queue(self, ines):
        agent = make_person(Role.SERVICE_DESK)

        assert "file commune" in refusal(declare, agent, ines)

    def test_refusals(self, school, claire, ines):
        stranger = make_person(Role.DEPUTY, SchoolFactory())

        assert "finir après" in refusal(declare, claire, ines, ends_at=BEGINS)
        assert "au moins une" in refusal(declare, claire)
        assert "pas de mandat" in refusal(declare, claire, stranger)
        assert "pas de mandat" in refusal(declare, claire, claire)
        declare(claire, ines)
        assert "déjà déclarée" in refusal(
            declare, claire, ines, starts_at=ENDS - DAY, ends_at=ENDS + DAY
        )
        declare(claire, ines, starts_at=ENDS, ends_at=ENDS + DAY)

    def test_not_beyond_the_mandate(self, school):
        leaving = make_person(Role.CORRESPONDENT, school, until=NOON + DAY)
        deputy = make_person(Role.DEPUTY, school)

        assert "avant que" in refusal(declare, leaving, deputy, starts_at=NOON + 2 * DAY)
        mandate = leaving.mandates.get()
        assert not policies.can_declare_absence(actor(leaving, NOON + 2 * DAY), mandate)

    def test_one_in_the_past_begins_now(self, claire, ines):
        assert declare(claire, ines, starts_at=NOON - DAY).starts_at == NOON


class TestRightsLent:
    @pytest.fixture
    def officer(self, school):
        return make_person(Role.DIGITAL_OFFICER, territory=school.territory, last_name="Rtn")

    @pytest.fixture
    def colleague(self):
        return make_person(Role.DIGITAL_OFFICER, territory=TerritoryFactory())

    def test_a_colleague_has_the_territory_while_it_lasts(self, school, officer, colleague):
        declare(officer, colleague)

        for at, sees in ((BEGINS - INSTANT, False), (BEGINS, True), (ENDS, False)):
            who = actor(colleague, at)
            assert policies.holds(who, Permission.TICKET_TREAT, school=school) is sees
        held = policies.held_for(actor(colleague, BEGINS), Permission.TICKET_TREAT, school=school)
        assert held.stands_for_key == str(officer.key)
        assert queries.digital_officers_on_duty(school, BEGINS)[0].person == colleague

    def test_acts_are_signed_for_the_absent(self, school, officer, colleague):
        declare(officer, colleague)

        actions.set_arrangement(school, by=actor(colleague, BEGINS), arrangement="Le lundi")

        entry = Entry.objects.get(fact="schools.school.arrangement_set")
        assert (entry.person_key, entry.behalf_key) == (str(colleague.key), str(officer.key))

    def test_lent_rights_end_with_the_mandate_that_is_lent(self, school, officer, colleague):
        declare(officer, colleague)
        administrator = make_person(Role.REGIONAL_ADMIN)
        actions.end_mandate(officer.mandates.get(), by=actor(administrator, BEGINS))

        assert not policies.holds(
            actor(colleague, BEGINS + INSTANT), Permission.TICKET_TREAT, school=school
        )

    def test_who_lost_the_duty_is_lent_nothing(self, school, officer, colleague):
        declare(officer, colleague)
        administrator = make_person(Role.REGIONAL_ADMIN)
        actions.end_mandate(colleague.mandates.get(), by=actor(administrator, BEGINS))

        assert actor(colleague, BEGINS + INSTANT).mandates == ()

    def test_the_second_steps_in_when_the_first_is_away_too(self, school, officer, colleague):
        third = make_person(Role.DIGITAL_OFFICER, territory=TerritoryFactory())
        declare(officer, colleague, third)
        declare(colleague, third)

        for person, sees in ((colleague, False), (third, True)):
            allowed = policies.holds(actor(person, BEGINS), Permission.TICKET_TREAT, school=school)
            assert allowed is sees

    def test_a_deputy_designates_nobody_even_then(self, school, claire, ines):
        declare(claire, ines)

        who = actor(ines, BEGINS)
        assert not policies.can_designate_deputy(who, school)
        assert policies.held_for(who, Permission.TICKET_SEND, school=school).stands_for_key == str(
            claire.key
        )

    def test_a_technician_sees_the_appointments_of_the_absent_one(self):
        crew = Crew()
        ticket = appointed(crew)
        sent, colleague = ticket.technician, make_person(Role.FIELD)
        declare(sent, colleague)

        visible = Ticket.objects.visible_to
        assert not visible(actor(colleague, NOON)).exists()
        assert list(visible(actor(colleague, BEGINS))) == [ticket]
        assert tickets.next_step(ticket, actor(colleague, BEGINS)).who.startswith(
            f"{colleague.name}, pour {sent.name}"
        )

    def test_a_technician_of_proximity_is_replaced_in_their_lycee_alone(self, school):
        onsite = make_person(Role.ONSITE, school)
        colleague = make_person(Role.FIELD)
        declare(onsite, colleague)

        here = queries.technician_on_duty(onsite, school, BEGINS)
        elsewhere = queries.technician_on_duty(onsite, SchoolFactory(), BEGINS)

        assert (here.person, here.stands_for) == (colleague, onsite)
        assert (elsewhere.person, elsewhere.stands_for) == (onsite, None)

    def test_with_everybody_away_the_appointment_stays_where_it_was(self, school):
        onsite, colleague = make_person(Role.ONSITE, school), make_person(Role.FIELD)
        declare(onsite, colleague)
        declare(colleague, onsite)

        assert queries.technician_on_duty(onsite, school, BEGINS).person == onsite

    def test_choices(self, school, claire, ines, officer, colleague):
        technician = make_person(Role.ONSITE, school)
        field = make_person(Role.FIELD)

        assert may_stand_in(claire.mandates.get(), NOON) == [ines]
        assert may_stand_in(officer.mandates.get(), NOON) == [colleague]
        assert may_stand_in(technician.mandates.get(), NOON) == [field]

    def test_others_pay_no_query(self, claire, ines, django_assert_num_queries):
        declare(claire, ines)
        with django_assert_num_queries(1):
            actor(claire, BEGINS)
        with django_assert_num_queries(2):
            actor(ines, BEGINS)


def subjects(person) -> list[str]:
    return list(
        Outgoing.objects.filter(person=person).order_by("pk").values_list("subject", flat=True)
    )


class TestLetters:
    def test_whoever_stands_in_is_told_on_the_first_day(self, school, claire, ines, run_worker):
        declare(claire, ines)
        run_worker(NOON)
        assert subjects(ines) == []

        tell_of_absences(BEGINS)
        tell_of_absences(BEGINS + DAY)
        run_worker(BEGINS)

        assert subjects(ines) == [f"Vous remplacez Claire Martin – {school.name}"]

    def test_both_are_told_when_it_is_over(self, school, claire, ines, run_worker):
        declare(claire, ines)
        tell_of_absences(BEGINS)
        tell_of_absences(ENDS)
        tell_of_absences(ENDS + DAY)
        run_worker(ENDS)

        assert subjects(claire) == [f"Votre absence est finie – {school.name}"]
        assert subjects(ines)[-1] == f"Claire Martin est de retour – {school.name}"

    def test_ended_early_the_deputy_is_told_at_once_and_once(self, claire, ines, run_worker):
        absence = declare(claire, ines)
        tell_of_absences(BEGINS)
        actions.end_absence(absence, by=actor(claire, BEGINS + DAY))
        tell_of_absences(ENDS)
        run_worker(ENDS)

        assert [subject.split(" – ")[0] for subject in subjects(ines)][-1] == (
            "Claire Martin est de retour"
        )
        assert subjects(claire) == []

    def test_a_worker_that_was_away_tells_only_of_the_end(self, claire, ines, run_worker):
        declare(claire, ines)

        tell_of_absences(ENDS + DAY)
        run_worker(ENDS + DAY)

        facts = list(Entry.objects.order_by("pk").values_list("fact", flat=True))
        assert facts == ["schools.absence.declared", "schools.absence.over"]

    def test_the_letters_of_a_ticket_go_to_whoever_stands_in(self, run_worker):
        crew = Crew()
        ticket = received(crew)
        declare(crew.correspondent, crew.deputy)
        tell_of_absences(BEGINS)
        run_worker(BEGINS)
        before = len(subjects(crew.correspondent))

        write(ticket, by=crew.actor("agent", BEGINS), body="Quelle salle ?")
        run_worker(BEGINS)

        assert ticket.ref in subjects(crew.deputy)[-1]
        assert len(subjects(crew.correspondent)) == before


@pytest.mark.usefixtures("at_noon")
class TestPages:
    def url(self, person):
        return reverse("schools:absence", args=[person.mandates.get().pk])

    def test_declared_seen_and_ended(self, school, claire, ines, at_noon):
        client = enter(claire)
        assert self.url(claire) in client.get(reverse("accounts:profile")).content.decode()
        data = {"first_on": "2026-10-06", "last_on": "2026-10-09", "first": ines.pk, "second": ""}

        assert client.post(self.url(claire), data).status_code == 302

        absence = Absence.objects.get()
        at_noon.shift(DAY)
        client = enter(claire)
        assert "Inès Bernard vous remplace" in client.get("/").content.decode()
        deputy = enter(ines)
        assert "Vous remplacez Claire Martin" in deputy.get("/").content.decode()
        people = deputy.get(reverse("schools:people", args=[school.uai])).content.decode()
        assert "remplacement par Inès Bernard" in people
        end = reverse("schools:absence_end", args=[absence.pk])
        assert client.get(end).status_code == 200
        assert client.post(end).status_code == 302
        assert "vous remplace" not in client.get("/").content.decode()
        assert "9" in client.get(self.url(claire)).content.decode()

    def test_without_a_deputy_it_says_what_to_do(self, claire):
        assert "pas de suppléant" in enter(claire).get(self.url(claire)).content.decode()

    def test_a_slip_in_the_dates_keeps_what_was_typed(self, claire, ines):
        data = {"first_on": "2026-10-09", "last_on": "2026-10-06", "first": ines.pk}

        page = enter(claire).post(self.url(claire), data)

        assert page.status_code == 403
        assert "finir après" in page.content.decode()
        assert enter(claire).post(self.url(claire), {"first_on": ""}).status_code == 422

    def test_others_are_refused_or_see_nothing(self, claire, ines):
        assert enter(ines).get(self.url(claire)).status_code == 403
        stranger = make_person(Role.CORRESPONDENT, SchoolFactory())
        assert enter(stranger).get(self.url(claire)).status_code == 404

    def test_the_head_is_led_back_to_the_people_and_an_administrator_to_the_person(
        self, school, claire, ines
    ):
        data = {"first_on": "2026-10-06", "last_on": "2026-10-09", "first": ines.pk}
        head = enter(make_person(Role.HEAD, school))
        assert head.post(self.url(claire), data)["Location"].endswith("/people/")

        officer = make_person(Role.DIGITAL_OFFICER, territory=school.territory)
        colleague = make_person(Role.DIGITAL_OFFICER, territory=TerritoryFactory())
        admin = enter(make_person(Role.REGIONAL_ADMIN))
        answer = admin.post(self.url(officer), {**data, "first": colleague.pk})
        assert answer["Location"] == reverse("schools:person", args=[officer.key])

    def test_the_page_of_the_lycee_is_flat(self, school, claire, ines):
        client = enter(claire)
        url = reverse("schools:people", args=[school.uai])

        assert_flat(
            lambda: client.get(url),
            lambda: MandateFactory(role=Role.DEPUTY, school=school, stands_for=claire),
        )
