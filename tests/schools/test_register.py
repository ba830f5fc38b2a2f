"""Openings, names, mergers and closures of lycées, with their history; closures of days; staff."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from preau.accounts.actions import Newcomer
from preau.accounts.roles import SCHOOL_ROLES, Permission, Role
from preau.core.actors import Actor
from preau.core.verdicts import Refused, Stale
from preau.journal.models import Entry
from preau.schools import actions, directory, policies, queries
from preau.schools.actions import register
from preau.schools.models import Closure, Mandate, School, Territory
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import SchoolFactory, actor, make_person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PREAU = Actor.preau(NOON)
IDENTITY = {
    "kind": "LGT",
    "academy": "Paris",
    "department_code": "075",
    "department_name": "Paris",
    "commune": "Paris 12e",
}


def refusal(verb, *args, **kwargs) -> str:
    before = (Entry.objects.count(), Closure.objects.count(), School.objects.count())
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    assert (Entry.objects.count(), Closure.objects.count(), School.objects.count()) == before
    return str(refused.value.verdict.reason)


@pytest.fixture
def admin():
    return actor(make_person(Role.REGIONAL_ADMIN))


class TestRegister:
    def test_opens_once(self, admin):
        school = actions.open_school(by=admin, uai="0750654D", name="Lycée Paul-Valéry", **IDENTITY)

        assert school.folded_name == "lycee paul-valery paris 12e 0750654d"
        assert "déjà dans le registre" in refusal(
            actions.open_school, by=admin, uai="0750654D", name="Autre", **IDENTITY
        )

    def test_refuses_a_detail_that_it_does_not_have(self, admin):
        with pytest.raises(TypeError, match="colour"):
            actions.open_school(by=admin, uai="0750654D", name="X", colour="blue", **IDENTITY)

    def test_one_opened_by_somebody_else_between_the_look_and_the_writing_is_refused(
        self, admin, monkeypatch
    ):
        SchoolFactory(uai="0750654D")
        look, looks = register._one_uai, []

        def too_early(uai):
            looks.append(uai)
            if len(looks) > 1:
                look(uai)

        monkeypatch.setattr(register, "_one_uai", too_early)

        assert "0750654D" in refusal(
            actions.open_school, by=admin, uai="0750654D", name="Autre", **IDENTITY
        )

    def test_what_the_database_refuses_for_another_reason_is_no_twin(self, admin):
        wrong = {**IDENTITY, "kind": "?"}

        with pytest.raises(IntegrityError), transaction.atomic():
            actions.open_school(by=admin, uai="0750654D", name="Lycée Chaptal", **wrong)

    def test_corrects_only_what_differs(self, admin):
        school = SchoolFactory(phone="01")

        actions.correct_school(school, by=admin, phone="01", commune=school.commune)
        assert not Entry.objects.exists()
        actions.correct_school(school, by=admin, phone="02", seen=school.version)

        school.refresh_from_db()
        assert school.phone == "02"
        with pytest.raises(Stale):
            actions.correct_school(school, by=admin, phone="03", seen=school.version - 1)

    def test_a_new_name_keeps_the_former_one(self, admin):
        school = SchoolFactory(name="Lycée de la Plaine", official_name="LGT de la Plaine")

        actions.rename_school(school, by=admin, name="Lycée Simone-Veil", on=date(2026, 9, 1))

        school.refresh_from_db()
        former = school.former_names.get()
        assert (former.name, former.official_name) == ("Lycée de la Plaine", "LGT de la Plaine")
        assert former.until_on == date(2026, 9, 1)
        assert school.name == "Lycée Simone-Veil"
        assert refusal(actions.rename_school, school, by=admin, name="Lycée Simone-Veil")

    def test_a_closure_ends_its_mandates_and_keeps_them(self, admin):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)
        make_person(Role.CORRESPONDENT, school, until=NOON - DAY)

        actions.close_school(school, by=admin)

        school.refresh_from_db()
        assert school.closed_on == NOON.date()
        assert not actor(head).mandates
        assert Mandate.objects.filter(school=school).count() == 2
        assert list(School.objects.open()) == []
        assert refusal(actions.close_school, school, by=admin)
        assert refusal(actions.correct_school, school, by=actor(head), phone="1")

    def test_a_merger_points_to_the_successor(self, admin):
        school, heir, closed = SchoolFactory(), SchoolFactory(), SchoolFactory(closed_on=NOON)

        assert refusal(actions.merge_school, school, closed, by=admin)
        assert refusal(actions.merge_school, school, school, by=admin)
        actions.merge_school(school, heir, by=admin, on=date(2026, 8, 31))

        school.refresh_from_db()
        assert (school.successor, school.closed_on) == (heir, date(2026, 8, 31))
        actions.reopen_school(school, by=admin)
        assert refusal(actions.reopen_school, school, by=admin)

    def test_not_before_its_day_and_not_before_the_opening(self, admin):
        school = SchoolFactory(opened_on=date(2020, 9, 1))

        assert refusal(actions.close_school, school, by=admin, on=date(2026, 10, 6))
        assert refusal(actions.close_school, school, by=admin, on=date(2019, 9, 1))

    def test_only_administrators_keep_it(self):
        school = SchoolFactory()

        for role in (Role.HEAD, Role.CORRESPONDENT):
            who = actor(make_person(role, school))
            for verb, args in (
                (actions.close_school, (school,)),
                (actions.rename_school, (school,)),
                (actions.merge_school, (school, SchoolFactory())),
                (actions.reopen_school, (school,)),
            ):
                words = {"name": "X"} if verb is actions.rename_school else {}
                assert "administrateur régional" in refusal(verb, *args, by=who, **words)


class TestClosures:
    @pytest.fixture
    def school(self):
        return SchoolFactory()

    @pytest.fixture
    def head(self, school):
        return make_person(Role.HEAD, school)

    def declare(self, school, by, first, last, reason="Examens"):
        return actions.declare_closure(school, by=by, first_on=first, last_on=last, reason=reason)

    @pytest.mark.requirement("INC-7")
    def test_stands_until_cancelled(self, school, head):
        first, last = date(2026, 10, 12), date(2026, 10, 13)
        closure = self.declare(school, actor(head), first, last)
        assert queries.closed_days(school) == [(first, last)]

        actions.cancel_closure(closure, by=actor(head))

        assert queries.closed_days(school) == []
        assert refusal(actions.cancel_closure, closure, by=actor(head))

    def test_days_gone_by_stay_closed(self, school, head):
        closure = self.declare(school, actor(head), date(2026, 10, 5), date(2026, 10, 9))

        actions.cancel_closure(closure, by=actor(head, NOON + 2 * DAY))

        assert queries.closed_days(school) == [(date(2026, 10, 5), date(2026, 10, 6))]

    def test_is_over_once_its_last_day_is(self, school, head):
        closure = self.declare(school, actor(head), date(2026, 10, 5), date(2026, 10, 5))

        assert "passée" in refusal(actions.cancel_closure, closure, by=actor(head, NOON + 2 * DAY))

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (date(2026, 10, 13), date(2026, 10, 12)),
            (date(2026, 10, 4), date(2026, 10, 12)),
            (date(2026, 10, 12), date(2027, 3, 12)),
            (date(2026, 11, 3), date(2026, 11, 9)),
        ],
        ids=["backwards", "past", "too long", "twice"],
    )
    def test_refuses_days_that_make_no_sense(self, school, head, first, last):
        self.declare(school, actor(head), date(2026, 11, 2), date(2026, 11, 3))

        assert refusal(
            actions.declare_closure,
            school,
            by=actor(head),
            first_on=first,
            last_on=last,
            reason="x",
        )

    def test_is_for_the_head(self, school, head):
        correspondent = make_person(Role.CORRESPONDENT, school)
        day = date(2026, 10, 12)

        assert "chef d’établissement" in refusal(
            actions.declare_closure,
            school,
            by=actor(correspondent),
            first_on=day,
            last_on=day,
            reason="x",
        )


@pytest.mark.requirement("ROL-4")
class TestModalities:
    @pytest.fixture
    def school(self):
        return SchoolFactory()

    @pytest.fixture
    def head(self, school):
        return make_person(Role.HEAD, school)

    def test_closed_is_the_default_and_the_head_opens(self, school, head):
        staff = make_person(Role.STAFF, school)
        assert "n’a pas ouvert" in str(policies.can_report(actor(staff), school).reason)

        school = actions.set_reporting_mode(school, by=actor(head), mode="all_staff")

        assert policies.can_report(actor(staff), school)

    def test_named_persons_report_and_no_others(self, school, head):
        named, other = make_person(Role.STAFF, school), make_person(Role.STAFF, school)
        school = actions.set_reporting_mode(school, by=actor(head), mode="named")

        actions.name_reporter(school, by=actor(head), whom=named)

        assert policies.can_report(actor(named), school)
        assert "vous n’en faites pas partie" in str(
            policies.can_report(actor(other), school).reason
        )
        assert refusal(actions.name_reporter, school, by=actor(head), whom=named)
        actions.withdraw_reporter(school, by=actor(head), person=named)
        actions.withdraw_reporter(school, by=actor(head), person=named)
        assert not policies.can_report(actor(named), school)
        assert Entry.objects.filter(fact="schools.school.reporter_withdrawn").count() == 1

    def test_naming_somebody_new_makes_them_staff(self, school, head):
        newcomer = Newcomer(email="prof@x.invalid", first_name="A", last_name="B")

        person = actions.name_reporter(school, by=actor(head), whom=newcomer)

        assert [held.role for held in actor(person).mandates] == [Role.STAFF]

    def test_the_head_may_always_tell_the_correspondent(self, school, head):
        assert policies.can_report(actor(head), school)

    def test_not_elsewhere_and_not_once_closed(self, school, head):
        staff = make_person(Role.STAFF, SchoolFactory(reporting_mode="all_staff"))

        assert not policies.can_report(actor(staff), school)
        school.closed_on = NOON.date()
        assert not policies.can_report(actor(head), school)

    def test_the_same_mode_again_writes_nothing(self, school, head):
        actions.set_reporting_mode(school, by=actor(head), mode="closed")

        assert not Entry.objects.exists()

    def test_a_page_read_before_is_stale(self, school, head):
        actions.set_reporting_mode(school, by=actor(head), mode="named", seen=school.version)

        with pytest.raises(Stale):
            actions.set_reporting_mode(school, by=actor(head), mode="closed", seen=school.version)

    def test_the_correspondent_does_not_open(self, school, head):
        correspondent = make_person(Role.CORRESPONDENT, school)

        assert refusal(
            actions.set_reporting_mode, school, by=actor(correspondent), mode="all_staff"
        )


class TestTerms:
    @pytest.mark.requirement("ROL-6")
    @pytest.mark.parametrize(
        ("day", "first", "last"),
        [
            (date(2026, 10, 5), date(2026, 9, 1), date(2026, 12, 31)),
            (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
            (date(2026, 8, 31), date(2026, 4, 1), date(2026, 8, 31)),
        ],
    )
    def test_a_term_is_a_third_of_the_year(self, day, first, last):
        assert directory.term_of(day) == (first, last)

    def test_an_unchanged_arrangement_writes_nothing(self):
        school = SchoolFactory()
        head = make_person(Role.HEAD, school)

        actions.set_arrangement(school, by=actor(head), arrangement="")

        assert not Entry.objects.exists()


class TestPlaces:
    def test_an_administrator_of_an_academie_gives_nothing_wider(self):
        admin = actor(make_person(Role.REGIONAL_ADMIN, academy="Paris"))
        territory = Territory.objects.create(name="Est")

        assert policies.can_give_mandate(admin, Role.ACADEMY_SERVICES, academy="Paris")
        assert policies.can_give_mandate(admin, Role.ONSITE, school=SchoolFactory())
        assert not policies.can_give_mandate(admin, Role.REGIONAL_ADMIN)
        assert not policies.can_give_mandate(admin, Role.ONSITE, territory=territory)
        assert not policies.can_give_mandate(admin, Role.ONSITE, academy="Versailles")

    def test_who_answers_for_a_territory_gives_there(self):
        territory = Territory.objects.create(name="Est")
        admin = actor(make_person(Role.REGIONAL_ADMIN, territory=territory))

        assert policies.can_give_mandate(admin, Role.ONSITE, territory=territory)

    @pytest.mark.requirement("ROL-5")
    def test_mandates_are_seen_where_their_place_is(self):
        territory = Territory.objects.create(name="Est")
        school = SchoolFactory(territory=territory)
        head = make_person(Role.HEAD, school)
        officer = make_person(Role.DIGITAL_OFFICER, territory=territory)
        desk = make_person(Role.SERVICE_DESK)
        stranger = UserFactory()

        def seen(person):
            return {m.person for m in Mandate.objects.visible_to(actor(person))}

        assert seen(head) == {head, officer}
        assert seen(officer) == {head, officer}
        assert seen(desk) == {head, officer, desk}
        assert seen(stranger) == set()
        assert not Mandate.objects.visible_to(Actor(at=NOON, key="")).exists()


def test_a_mandate_is_found_by_its_exact_place():
    school = SchoolFactory()
    person = make_person(Role.ONSITE, school)

    assert queries.mandate_held(person, Role.ONSITE, NOON, school=school)
    assert queries.mandate_held(person, Role.ONSITE, NOON) is None


class TestMatrix:
    """ROL-5: the duties of the vademecum's table are the roles' rights."""

    SENDERS = {Role.CORRESPONDENT, Role.DEPUTY}
    HOLDERS = {
        Permission.TICKET_SEND: SENDERS,
        Permission.TICKET_CLOSE: SENDERS,
        Permission.REPORT_HANDLE: SENDERS,
        Permission.DEPUTY_DESIGNATE: {Role.CORRESPONDENT},
        Permission.CORRESPONDENT_DESIGNATE: {Role.HEAD, Role.DEPUTY_HEAD},
        Permission.SCHOOL_MANAGE: {Role.HEAD, Role.DEPUTY_HEAD},
        Permission.HEAD_DELEGATE: {Role.HEAD},
        Permission.HEAD_DESIGNATE: {Role.REGION, Role.REGIONAL_ADMIN},
        Permission.TICKET_QUALIFY: {Role.SERVICE_DESK},
        Permission.TICKET_ASSIGN: {Role.DISPATCHER},
        Permission.SCHOOL_ADMINISTER: {Role.REGIONAL_ADMIN},
        Permission.EXCHANGE_SEE: {*SCHOOL_ROLES, Role.DIGITAL_OFFICER, Role.REGIONAL_ADMIN},
    }

    @pytest.mark.requirement("ROL-5")
    @pytest.mark.parametrize("permission", HOLDERS, ids=lambda p: p.value)
    def test_each_right_has_its_roles(self, permission):
        for role in Role:
            place = SchoolFactory()
            person = make_person(role, place)
            expected = role in self.HOLDERS[permission]
            assert policies.holds(actor(person), permission, school=place) is expected, role

    @pytest.mark.requirement("ROL-3")
    def test_only_correspondent_and_deputies_send_to_cesame(self):
        for role in Role:
            school = SchoolFactory()
            may = policies.holds(
                actor(make_person(role, school)), Permission.TICKET_SEND, school=school
            )
            assert may is (role in self.SENDERS), role
