"""The filters of the list kept under a name, counted, shared, put in order (INC-17)."""

from __future__ import annotations

import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.tickets import actions
from preau.tickets.models import SavedView
from preau.tickets.saved import counts_of
from preau.tickets.states import Urgency
from tests.conftest import assert_flat
from tests.instants import NOON, TOMORROW
from tests.schools.factories import actor, make_person
from tests.tickets import factories
from tests.tickets.factories import Crew

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.requirement("INC-17"),
    pytest.mark.usefixtures("at_noon"),
]
LIST = "/tickets/"
KEY = uuid.UUID(int=7)


def save(crew: Crew, who: str = "agent", name: str = "Urgences", **fields: str) -> SavedView:
    values = {"query": "view=open&urgency=very_high", **fields}
    return actions.save_view(by=crew.actor(who, NOON), name=name, **values)


class TestSave:
    def test_keeps_the_present_filters_and_shows_them_with_their_count(self, crew, client_for):
        factories.received(crew, urgency=Urgency.VERY_HIGH)
        factories.received(crew, urgency=Urgency.LOW)
        client = client_for(crew.agent)

        page = client.get(f"{LIST}views/new/", {"view": "open", "urgency": "very_high", "page": 3})
        kept = client.post(
            f"{LIST}views/new/",
            {
                "name": "Urgences",
                "query": page.context["form"].initial["query"],
                "request_key": KEY,
            },
            follow=True,
        )

        view = SavedView.objects.get()
        assert view.query == "view=open&urgency=very_high"
        assert [(v.name, v.count, v.is_current) for v in kept.context["saved_views"]] == [
            ("Urgences", 1, True)
        ]
        assert len(kept.context["rows"]) == 1
        assert kept.content.decode().count("Urgences") >= 2, "on the list and in the navigation"

    def test_opened_by_its_number_it_becomes_filters_in_the_address(self, crew, client_for):
        view = save(crew)

        opened = client_for(crew.agent).get(LIST, {"saved": view.pk})

        assert opened["Location"] == f"/tickets/?view=open&urgency=very_high&saved={view.pk}"

    def test_somebody_elses_number_opens_the_list_alone(self, crew, client_for):
        view = save(crew)

        opened = client_for(crew.correspondent).get(LIST, {"saved": view.pk})

        assert opened["Location"] == "/tickets/"

    def test_is_for_those_who_see_tickets(self, crew):
        with pytest.raises(Refused, match="voient des tickets"):
            save(crew, "teacher")

    def test_twenty_are_enough(self, crew):
        for number in range(20):
            save(crew, name=f"Vue {number}")

        with pytest.raises(Refused, match="vingt"):
            save(crew, name="Une de trop")

    def test_sent_twice_it_is_one(self, crew):
        assert save(crew, request_key=KEY) == save(crew, request_key=KEY)

    def test_an_address_that_is_no_filter_is_not_kept(self, crew, client_for):
        client_for(crew.agent).post(
            f"{LIST}views/new/",
            {"name": "Vue", "query": "page=4&saved=7&urgency=", "request_key": KEY},
        )

        assert SavedView.objects.get().query == "view=to_qualify"

    def test_without_a_filter_it_holds_the_view_that_was_shown(self, crew, client_for):
        client = client_for(crew.agent)

        form = client.get(f"{LIST}views/new/").context["form"]
        kept = client.post(
            f"{LIST}views/new/",
            {"name": "Tout venant", "query": form.initial["query"], "request_key": KEY},
        )

        assert kept["Location"] == f"/tickets/?view=to_qualify&saved={SavedView.objects.get().pk}"

    def test_that_holds_nothing_leads_to_the_list_and_not_round_in_circles(self, crew, client_for):
        view = save(crew, query="")

        opened = client_for(crew.agent).get(LIST, {"saved": view.pk}, follow=True)

        assert opened.redirect_chain == [("/tickets/", 302)]


class TestShared:
    def test_each_reader_sees_in_it_what_they_may_see(self, crew, client_for):
        other = Crew()
        for each in (crew, other):
            factories.received(each, urgency=Urgency.VERY_HIGH)
        save(crew, "region", shared_with=Role.REGION)
        SavedView.objects.update(shared_with=Role.CORRESPONDENT)

        region = client_for(crew.region).get(LIST, {"view": "open"})
        lycee = client_for(crew.correspondent).get(LIST, {"view": "open"})

        assert [v.count for v in region.context["saved_views"]] == [2]
        assert [v.count for v in lycee.context["saved_views"]] == [1]

    def test_the_whole_service_has_it_and_others_do_not(self, crew, client_for):
        save(crew, shared_with=Role.SERVICE_DESK)
        colleague = make_person(Role.SERVICE_DESK)

        assert client_for(colleague).get(LIST).context["saved_views"]
        assert not client_for(crew.dispatcher).get(LIST).context["saved_views"]

    @pytest.mark.parametrize(
        ("who", "role"),
        [("technician", Role.FIELD), ("agent", Role.REGION), ("correspondent", Role.CORRESPONDENT)],
    )
    def test_is_for_those_who_lead_a_service_with_their_own(self, crew, who, role):
        with pytest.raises(Refused, match="partagent"):
            save(crew, who, shared_with=role)

    def test_a_colleague_who_may_share_keeps_it_in_order_when_its_owner_left(self, crew):
        view = save(crew, shared_with=Role.SERVICE_DESK)
        colleague = make_person(Role.SERVICE_DESK)
        assert actions.rename_view(view, by=actor(colleague, NOON), name="Urgent").name == "Urgent"

    def test_a_reader_who_may_not_share_changes_nothing(self, crew):
        view = save(crew, "dispatcher", shared_with=Role.DISPATCHER)

        with pytest.raises(Refused, match="son auteur"):
            actions.rename_view(view, by=crew.actor("technician", NOON), name="À moi")


class TestKeepInOrder:
    def test_one_that_was_deleted_meanwhile_is_not_moved(self, crew, client_for):
        view = save(crew)
        actions.delete_view(view, by=crew.actor("agent", NOON))

        answer = client_for(crew.agent).post(f"{LIST}views/{view.pk}/move/")

        assert answer.status_code == 403
        assert "supprimée" in answer.content.decode()

    def test_brought_back_it_counts_among_the_twenty(self, crew):
        deleted = actions.delete_view(save(crew), by=crew.actor("agent", NOON))
        for number in range(20):
            save(crew, name=f"Vue {number}")

        with pytest.raises(Refused, match="vingt"):
            actions.restore_view(deleted, by=crew.actor("agent", NOON))

    def test_renamed_moved_deleted_and_brought_back(self, crew, client_for):
        first, second = save(crew, name="Un"), save(crew, name="Deux")
        client = client_for(crew.agent)

        client.post(f"{LIST}views/{second.pk}/name/", {"name": "Deuxième"})
        client.post(f"{LIST}views/{second.pk}/move/")
        moved = [v.name for v in client.get(LIST).context["saved_views"]]
        client.post(f"{LIST}views/{second.pk}/move/")
        deleted = client.post(f"{LIST}views/{first.pk}/deletion/", follow=True)
        without = [v.name for v in client.get(LIST).context["saved_views"]]
        client.post(f"{LIST}views/{first.pk}/restoration/")
        back = [v.name for v in client.get(LIST).context["saved_views"]]

        assert moved == ["Deuxième", "Un"]
        assert without == ["Deuxième"]
        assert "Rétablir" in deleted.content.decode()
        assert back == ["Deuxième", "Un"]

    def test_somebody_elses_are_not_there(self, crew, client_for):
        view = save(crew)
        client = client_for(crew.correspondent)

        assert client.get(f"{LIST}views/{view.pk}/name/").status_code == 404
        assert client.post(f"{LIST}views/{view.pk}/deletion/").status_code == 404


class TestCounts:
    def test_are_one_query_for_all_and_then_none_for_a_minute(self, crew):
        factories.received(crew, urgency=Urgency.VERY_HIGH)
        views = [
            save(crew, name=f"Vue {n}", query=f"view={v}") for n, v in enumerate(["open", "all"])
        ]
        by = crew.actor("agent", NOON)

        with CaptureQueriesContext(connection) as asked:
            counts = counts_of(views, by)
        factories.received(crew)
        again = counts_of(views, by)

        counting = [query for query in asked.captured_queries if "UNION" in query["sql"]]
        assert len(counting) == 1
        assert list(counts.values()) == [1, 1]
        assert again == counts

    def test_who_loses_a_mandate_is_counted_anew_at_once(self, crew):
        factories.received(crew, urgency=Urgency.VERY_HIGH)
        view = save(crew)
        before = counts_of([view], crew.actor("agent", NOON))
        crew.agent.mandates.update(ends_at=TOMORROW)

        after = counts_of([view], crew.actor("agent", TOMORROW))

        assert (before.get(view.pk), after.get(view.pk)) == (1, None)

    def test_more_views_cost_no_more_queries(self, crew, client_for):
        client = client_for(crew.agent)
        save(crew)
        save(crew, name="Deux")

        def fetch() -> None:
            cache.clear()
            client.get(LIST)

        assert_flat(fetch, lambda: save(crew, name="Une de plus"))

    def test_a_broken_filter_is_counted_as_nothing_and_explained(self, crew, client_for):
        view = save(crew, query="view=open&urgency=extreme")
        client = client_for(crew.agent)

        page = client.get(view.get_absolute_url())

        assert [v.count for v in page.context["saved_views"]] == [0]
        assert "n’existe plus" in page.content.decode()

    def test_a_technician_who_left_and_a_lycee_that_is_gone_are_explained(self, crew, client_for):
        gone = save(
            crew, query=f"view=open&technician={crew.technician.last_name}&school=Nulle+part"
        )
        known = save(crew, query=f"view=open&technician={crew.onsite.last_name}")
        crew.technician.mandates.update(ends_at=NOON)
        client = client_for(crew.agent)

        page = client.get(gone.get_absolute_url()).content.decode()

        assert "Plus aucun technicien" in page
        assert "Aucun lycée que vous voyez" in page
        assert client.get(known.get_absolute_url()).context["broken"] == []
