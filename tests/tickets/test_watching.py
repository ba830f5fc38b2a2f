"""To follow a ticket: it brings letters and gives no right."""

from dataclasses import fields
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.journal.facts import Fact
from preau.journal.models import Entry
from preau.mail.models import Outgoing
from preau.tickets import actions, facts, followers, queries
from preau.tickets.models import Watch
from tests.instants import MORNING, NOON, TOMORROW
from tests.schools.factories import actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("INC-17")]


def told() -> dict[str, str]:
    """The letters to followers, by address."""
    letters = Outgoing.objects.filter(template="tickets/letters/followed")
    return dict(letters.values_list("to_email", "text"))


class TestWatch:
    def test_brings_the_messages_to_somebody_who_has_no_duty_there(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        actions.watch(ticket, by=crew.actor("head", NOON))

        actions.write(ticket, by=crew.actor("technician", NOON), body="Je passe mardi à 8 h.")
        run_worker(NOON)

        assert list(told()) == [crew.head.email]
        assert "Je passe mardi à 8 h." in told()[crew.head.email]

    def test_twice_is_once(self):
        crew = Crew()
        ticket = factories.received(crew)

        first = actions.watch(ticket, by=crew.actor("deputy", NOON))
        again = actions.watch(ticket, by=crew.actor("deputy", TOMORROW))

        assert first == again
        assert Entry.objects.filter(fact="tickets.ticket.watched").count() == 1

    def test_is_refused_to_who_may_not_read_the_ticket(self):
        crew, elsewhere = Crew(), Crew()
        ticket = factories.received(crew)

        with pytest.raises(Refused, match="peuvent lire le ticket"):
            actions.watch(ticket, by=elsewhere.actor("correspondent", NOON))

        assert not Watch.objects.exists()

    def test_brings_no_second_letter_to_those_who_are_told_anyway(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        actions.watch(ticket, by=crew.actor("correspondent", NOON))

        actions.write(ticket, by=crew.actor("technician", NOON), body="Je passe mardi.")
        run_worker(NOON)

        assert told() == {}
        assert Outgoing.objects.filter(template="tickets/letters/written").count() == 1

    def test_tells_every_fact_with_which_something_is_written(self):
        written = {
            fact
            for fact in vars(facts).values()
            if isinstance(fact, type)
            and issubclass(fact, Fact)
            and fact.name.startswith("tickets.ticket.")
            and any(each.name == "message_id" for each in fields(fact))
        }

        # What opens a ticket comes before anybody follows it.
        assert written - {facts.Received} <= set(followers.TOLD)

    def test_tells_where_the_matter_goes_on(self, run_worker):
        crew = Crew()
        twin = factories.received(crew)
        actions.watch(twin, by=crew.actor("region", NOON))

        actions.merge(
            twin, by=crew.actor("agent", NOON), seen=twin.version, into=factories.appointed(crew)
        )
        run_worker(NOON)

        assert list(told()) == [crew.region.email]


class TestCircles:
    def test_each_follower_reads_their_own_circle(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        for name in ("deputy", "dispatcher", "region"):
            actions.watch(ticket, by=crew.actor(name, NOON))

        actions.exchange(ticket, by=crew.actor("agent", NOON), body="Pièce commandée.")
        actions.note(ticket, by=crew.actor("agent", NOON), body="À suivre de près.")
        run_worker(NOON)

        letters = Outgoing.objects.filter(template="tickets/letters/followed")
        assert {
            (one.to_email, "Pièce" in one.text, "suivre de" in one.text) for one in letters
        } == {
            (crew.dispatcher.email, True, False),
            (crew.region.email, True, False),
            (crew.region.email, False, True),
        }

    @pytest.mark.requirement("ROL-5")
    def test_a_follower_whose_mandate_is_over_hears_nothing_more(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        actions.watch(ticket, by=crew.actor("head", NOON))
        crew.head.mandates.update(ends_at=NOON + timedelta(hours=1))

        actions.write(ticket, by=crew.actor("technician", TOMORROW), body="C’est réparé.")
        run_worker(TOMORROW)

        assert told() == {}

    def test_what_one_does_oneself_is_not_told(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        actions.watch(ticket, by=crew.actor("agent", NOON))

        actions.write(ticket, by=crew.actor("agent", NOON), body="Le technicien est prévenu.")
        run_worker(NOON)

        assert told() == {}


class TestAddWatcher:
    def test_a_colleague_who_may_read_the_ticket_follows_it(self):
        crew = Crew()
        ticket = factories.received(crew)

        watch = actions.add_watcher(
            ticket, by=crew.actor("correspondent", NOON), colleague=crew.head
        )

        assert (watch.person, watch.by, watch.at) == (crew.head, crew.correspondent, NOON)
        story = queries.timeline(ticket, crew.actor("agent", NOON))
        assert story[-1].detail == crew.head.name

    def test_is_refused_to_who_only_reads(self):
        crew = Crew()
        ticket = factories.received(crew)

        with pytest.raises(Refused, match="Vous pouvez lire ce ticket"):
            actions.add_watcher(ticket, by=crew.actor("head", NOON), colleague=crew.deputy)

    def test_refuses_somebody_of_another_side(self):
        crew = Crew()
        ticket = factories.dispatched(crew)

        with pytest.raises(Refused, match="de votre lycée ou de votre service"):
            actions.add_watcher(
                ticket, by=crew.actor("correspondent", NOON), colleague=crew.dispatcher
            )

    def test_refuses_a_colleague_who_may_not_read_it(self):
        crew = Crew()
        ticket = factories.appointed(crew)
        other = make_person(Role.FIELD)

        with pytest.raises(Refused, match="ne peut pas lire"):
            actions.add_watcher(ticket, by=crew.actor("dispatcher", NOON), colleague=other)

        assert not Watch.objects.exists()


class TestUnwatch:
    def test_ends_the_letters(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        watch = actions.watch(ticket, by=crew.actor("head", NOON))

        actions.unwatch(watch, by=crew.actor("head", NOON))
        actions.unwatch(watch, by=crew.actor("head", NOON))
        actions.write(ticket, by=crew.actor("technician", NOON), body="Je passe mardi.")
        run_worker(NOON)

        assert told() == {}
        assert Entry.objects.filter(fact="tickets.ticket.unwatched").count() == 1

    @pytest.mark.parametrize(
        ("name", "is_allowed"), [("correspondent", True), ("agent", True), ("deputy", False)]
    )
    def test_is_for_oneself_for_who_asked_and_for_cesame(self, name, is_allowed):
        crew = Crew()
        ticket = factories.received(crew)
        watch = actions.add_watcher(
            ticket, by=crew.actor("correspondent", NOON), colleague=crew.head
        )

        if is_allowed:
            actions.unwatch(watch, by=crew.actor(name, NOON))
        else:
            with pytest.raises(Refused, match="Chacun décide"):
                actions.unwatch(watch, by=crew.actor(name, NOON))

        assert Watch.objects.exists() is not is_allowed


class TestPages:
    @time_machine.travel(NOON, tick=True)
    def test_a_colleague_is_proposed_added_and_taken_off(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        client = client_for(crew.correspondent)
        url = reverse("tickets:watchers", args=[ticket.ref])

        proposed = client.get(
            reverse("tickets:colleagues", args=[ticket.ref]), {"q": crew.head.last_name}
        )
        client.post(url, {"colleague": crew.head.name, "colleague_key": str(crew.head.pk)})
        shown = client.get(ticket.get_absolute_url())
        watch = Watch.objects.get()
        client.post(reverse("tickets:watch_end", args=[ticket.ref, watch.pk]))

        assert crew.head.name in proposed.content.decode()
        assert crew.head.name in shown.content.decode()
        assert not Watch.objects.exists()

    @time_machine.travel(NOON, tick=True)
    def test_a_name_that_is_nobodys_is_said_and_kept(self, client_for):
        crew = Crew()
        ticket = factories.received(crew, at=MORNING)
        url = reverse("tickets:watchers", args=[ticket.ref])

        answer = client_for(crew.correspondent).post(url, {"colleague": "Personne Inconnue"})

        assert answer.status_code == 422
        assert "Personne Inconnue" in answer.content.decode()

    @time_machine.travel(NOON, tick=True)
    @pytest.mark.requirement("ROL-5")
    def test_who_follows_on_another_side_is_neither_named_nor_confirmed(self, client_for):
        crew = Crew()
        ticket = factories.appointed(crew)
        watch = actions.watch(ticket, by=crew.actor("region", NOON))
        end = f"/tickets/{ticket.ref}/watchers/{watch.pk}/end/"
        client = client_for(crew.correspondent)

        answers = [client.get(end), client.post(end)]

        assert [answer.status_code for answer in answers] == [404, 404]
        assert ticket.watches.get() == watch

    def test_the_list_has_what_one_follows(self, client_for):
        crew = Crew()
        followed = factories.received(crew, at=MORNING, subject="Le vidéoprojecteur de B204")
        factories.received(crew, at=MORNING, subject="L’imprimante du CDI")
        client = client_for(crew.agent)

        client.post(reverse("tickets:watch", args=[followed.ref]))
        page = client.get(reverse("tickets:tickets"), {"view": "watched"}).content.decode()

        assert "Le vidéoprojecteur de B204" in page
        assert "L’imprimante du CDI" not in page

    @time_machine.travel(NOON, tick=True)
    def test_the_contractor_does_not_read_who_follows_at_the_lycee(self, client_for):
        crew = Crew()
        ticket = factories.appointed(crew, at=MORNING)
        actions.watch(ticket, by=crew.actor("head", MORNING))

        seen = client_for(crew.technician).get(ticket.get_absolute_url()).content.decode()

        assert crew.head.name not in seen


class TestLinkOfALetter:
    @time_machine.travel(TOMORROW, tick=True)
    def test_ends_this_watch_alone_without_signing_in_and_not_by_a_look(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        watch = actions.watch(ticket, by=crew.actor("head", NOON))
        other = actions.watch(ticket, by=crew.actor("deputy", NOON))
        url = reverse("tickets:unwatching", args=[followers.token_of(watch)])
        client = Client()

        looked = client.get(url)
        still = Watch.objects.count()
        done = client.post(url)
        again = client.post(url)

        assert (looked.status_code, done.status_code, again.status_code) == (200, 200, 200)
        assert ticket.subject not in looked.content.decode()
        assert still == 2
        assert list(Watch.objects.all()) == [other]
        assert "n’est plus utile" in again.content.decode()

    def test_stands_in_the_letter(self, run_worker):
        crew = Crew()
        ticket = factories.appointed(crew)
        watch = actions.watch(ticket, by=actor(crew.head, NOON))

        actions.write(ticket, by=crew.actor("technician", NOON), body="Je passe mardi.")
        run_worker(NOON)

        letter = Outgoing.objects.get(template="tickets/letters/followed")
        assert reverse("tickets:unwatching", args=[followers.token_of(watch)]) in letter.html

    @time_machine.travel(NOON, tick=True)
    def test_that_nobody_signed_is_of_no_use(self):
        answer = Client().post(reverse("tickets:unwatching", args=["abc:def:ghi"]))

        assert answer.status_code == 200
        assert "n’est plus utile" in answer.content.decode()
