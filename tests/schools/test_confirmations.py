"""Once a year the head looks at the mandates; silence cuts nobody (ROL-1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from preau.accounts.roles import Role
from preau.core.verdicts import Refused
from preau.journal.models import Entry
from preau.mail.models import Outgoing
from preau.schools import actions, policies
from preau.schools.actions.confirmations import ask_for_confirmation, ask_for_confirmations
from preau.schools.models import Confirmation, Mandate, School
from preau.schools.models.confirmations import season_of
from tests.instants import NOON, paris
from tests.schools.factories import SchoolFactory, actor, make_person
from tests.signing_in import enter

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("ROL-1")]

SEPTEMBER = paris("2026-09-02 07:30")


@pytest.fixture
def school():
    return SchoolFactory()


def person(role, school, **fields):
    return make_person(role, school, at=paris("2025-09-01 08:00"), **fields)


@pytest.fixture
def head(school):
    return person(Role.HEAD, school)


@pytest.fixture
def correspondent(school):
    return person(Role.CORRESPONDENT, school)


@pytest.fixture
def deputy(school, correspondent):
    return person(Role.DEPUTY, school, stands_for=correspondent)


@pytest.fixture
def asked(school, head, correspondent, deputy):
    ask_for_confirmations(SEPTEMBER)
    return Confirmation.objects.get()


def answers(*kept, ended=()):
    return {
        **{each.mandates.get().pk: True for each in kept},
        **{each.mandates.get().pk: False for each in ended},
    }


def in_force(school, at=NOON):
    return set(Mandate.objects.in_force(at).filter(school=school).values_list("person", flat=True))


def facts(name):
    return Entry.objects.filter(fact=f"schools.confirmation.{name}").count()


class TestAsking:
    def test_once_a_year_in_season(self, school, head, correspondent):
        for moment in ("2026-08-31 07:30", "2026-10-01 07:30"):
            ask_for_confirmations(paris(moment))
        assert not Confirmation.objects.exists()

        ask_for_confirmations(SEPTEMBER)
        ask_for_confirmations(SEPTEMBER + timedelta(days=1))

        assert Confirmation.objects.get().school_year == "2026-2027"
        assert facts("asked") == 1

    def test_two_workers_ask_once(self, asked, school):
        ask_for_confirmation(school, "2026-2027", SEPTEMBER)

        assert facts("asked") == 1

    def test_the_season_is_a_setting(self, settings):
        settings.PREAU_CONFIRMATION = ((11, 2), (11, 30))

        assert season_of(paris("2026-11-15 12:00").date()) == paris("2026-11-02 00:00").date()
        assert season_of(SEPTEMBER.date()) is None

    def test_only_where_there_is_a_head_and_something_to_confirm(self):
        person(Role.CORRESPONDENT, SchoolFactory())
        person(Role.HEAD, SchoolFactory())
        closed = SchoolFactory(closed_on="2026-08-31")
        person(Role.HEAD, closed)
        person(Role.CORRESPONDENT, closed)

        ask_for_confirmations(SEPTEMBER)

        assert not Confirmation.objects.exists()

    def test_the_question_of_the_next_year_replaces_it(self, school, asked):
        ask_for_confirmations(paris("2027-09-01 07:30"))

        asked.refresh_from_db()
        assert asked.replaced_at is not None
        assert School.objects.unconfirmed().get() == school

    def test_reminders_after_14_and_28_days_and_no_more(self, asked, run_worker):
        for days, number in ((13, 0), (14, 1), (20, 1), (28, 2), (60, 2)):
            ask_for_confirmations(SEPTEMBER + timedelta(days=days))
            assert facts("reminded") == number

    def test_after_a_long_silence_of_the_worker_one_letter(self, asked):
        ask_for_confirmations(SEPTEMBER + timedelta(days=40))
        ask_for_confirmations(SEPTEMBER + timedelta(days=41))

        assert facts("reminded") == 1

    def test_no_reminder_once_it_is_confirmed(self, asked, head, correspondent, deputy):
        actions.confirm_mandates(
            asked, by=actor(head, SEPTEMBER), answers=answers(correspondent, deputy)
        )

        ask_for_confirmations(SEPTEMBER + timedelta(days=28))

        assert facts("reminded") == 0

    def test_a_lycee_that_closes_is_reminded_of_nothing(self, school, asked):
        School.objects.filter(pk=school.pk).update(closed_on="2026-09-10")

        ask_for_confirmations(SEPTEMBER + timedelta(days=14))

        assert facts("reminded") == 0

    def test_letters_name_the_mandates(self, asked, head, correspondent, run_worker):
        run_worker(SEPTEMBER)
        ask_for_confirmations(SEPTEMBER + timedelta(days=28))
        run_worker(SEPTEMBER + timedelta(days=28))

        first, second = Outgoing.objects.filter(person=head).order_by("pk")
        assert first.subject.startswith("Confirmez les mandats")
        assert correspondent.name in first.text
        assert second.subject.startswith("Rappel")
        assert "dernier rappel" in second.text

    def test_an_answered_question_is_no_letter(
        self, asked, head, correspondent, deputy, run_worker
    ):
        actions.confirm_mandates(
            asked, by=actor(head, SEPTEMBER), answers=answers(correspondent, deputy)
        )
        run_worker(SEPTEMBER)

        assert not Outgoing.objects.filter(person=head).exists()


class TestAnswering:
    def test_some_go_on_and_some_end(self, school, asked, head, correspondent, deputy):
        actions.confirm_mandates(
            asked, by=actor(head), answers=answers(correspondent, ended=[deputy])
        )

        assert in_force(school) == {head.pk, correspondent.pk}
        asked.refresh_from_db()
        assert (asked.confirmed_at, asked.confirmed_by) == (NOON, head)
        assert facts("given") == 1
        assert not School.objects.unconfirmed().exists()

    def test_the_correspondent_who_goes_leaves_the_deputy_thirty_days(
        self, school, asked, head, correspondent, deputy
    ):
        actions.confirm_mandates(
            asked, by=actor(head), answers=answers(deputy, ended=[correspondent])
        )

        assert deputy.mandates.get().ends_at == NOON + timedelta(days=30)
        assert Entry.objects.filter(fact="schools.school.left_without_correspondent").exists()

    def test_without_an_answer_nothing_is_cut(self, school, asked, head, correspondent, deputy):
        for days in (14, 28, 200):
            ask_for_confirmations(SEPTEMBER + timedelta(days=days))

        everybody = {head.pk, correspondent.pk, deputy.pk}
        assert in_force(school, SEPTEMBER + timedelta(days=300)) == everybody

    def test_a_mandate_that_nobody_looked_at_is_not_confirmed(
        self, school, asked, head, correspondent, deputy
    ):
        newcomer = make_person(Role.STAFF, school)
        before = Entry.objects.count()

        with pytest.raises(Refused, match="ont changé"):
            actions.confirm_mandates(asked, by=actor(head), answers=answers(correspondent, deputy))

        assert Entry.objects.count() == before
        assert newcomer.pk in in_force(school)

    def test_a_deputy_head_confirms_but_ends_no_delegation(
        self, school, asked, head, correspondent, deputy
    ):
        adjoint = make_person(Role.DEPUTY_HEAD, school, stands_for=head)
        by = actor(adjoint)
        assert policies.can_confirm_mandates(by, asked)

        with pytest.raises(Refused):
            actions.confirm_mandates(
                asked, by=by, answers=answers(correspondent, deputy, ended=[adjoint])
            )
        actions.confirm_mandates(asked, by=by, answers=answers(correspondent, deputy, adjoint))

        entry = Entry.objects.get(fact="schools.confirmation.given")
        assert (entry.person_key, entry.behalf_key) == (str(adjoint.key), str(head.key))

    def test_who_may_not(self, asked, head, correspondent, deputy):
        for other in (correspondent, deputy, make_person(Role.REGIONAL_ADMIN)):
            assert "chef d’établissement" in str(
                policies.can_confirm_mandates(actor(other), asked).reason
            )

    def test_only_once_and_not_for_a_year_gone_by(self, asked, head, correspondent, deputy):
        asked.replaced_at = NOON
        assert "plus récente" in str(policies.can_confirm_mandates(actor(head), asked).reason)
        asked.replaced_at = None
        actions.confirm_mandates(asked, by=actor(head), answers=answers(correspondent, deputy))

        with pytest.raises(Refused, match="sont confirmés"):
            actions.confirm_mandates(asked, by=actor(head), answers=answers(correspondent, deputy))
        asked.school.closed_on = NOON.date()
        assert "fermé" in str(policies.can_confirm_mandates(actor(head), asked).reason)


@pytest.mark.usefixtures("at_noon")
class TestPages:
    def url(self, school):
        return reverse("schools:mandates_confirmation", args=[school.uai])

    def test_in_one_form(self, school, asked, head, correspondent, deputy):
        client = enter(head)
        assert self.url(school) in client.get("/").content.decode()
        data = {
            f"mandate_{correspondent.mandates.get().pk}": "keep",
            f"mandate_{deputy.mandates.get().pk}": "end",
        }

        page = client.post(self.url(school), data, follow=True).content.decode()

        assert "confirmés le lundi 5" in page.replace("\xa0", " ")
        assert in_force(school) == {head.pk, correspondent.pk}
        assert self.url(school) not in client.get("/").content.decode()

    def test_each_is_looked_at(self, school, asked, head):
        client = enter(head)
        page = client.get(self.url(school)).content.decode()
        assert "checked" not in page

        assert client.post(self.url(school), {}).status_code == 422
        assert Confirmation.objects.awaited().exists()

    def test_the_region_sees_who_has_not(self, school, asked):
        region = enter(make_person(Role.REGION))

        assert school.name in region.get("/").content.decode()
        page = region.get(reverse("schools:list"), {"missing": "confirmation"}).content.decode()
        assert school.name in page

    def test_others_are_refused_or_see_nothing(self, school, asked, correspondent):
        assert enter(correspondent).get(self.url(school)).status_code == 403
        stranger = make_person(Role.HEAD, SchoolFactory())
        assert enter(stranger).get(self.url(school)).status_code == 404
        assert enter(stranger).get(self.url(SchoolFactory())).status_code == 404
