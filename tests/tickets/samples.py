"""A ticket or a report, at the stage that each URL is for."""

from __future__ import annotations

import uuid

from preau.accounts.roles import Role
from preau.files import actions as files
from preau.files.models import Attachment
from preau.schools.models import Mandate, School
from preau.schools.states import ReportingMode
from preau.tickets import actions, followers, rating
from preau.tickets.models import Form, Report, Satisfaction
from preau.tickets.states import BulkAct, Handler, LinkKind
from tests.instants import MORNING
from tests.schools.factories import TerritoryFactory, actor, make_person
from tests.sweeps.samples import Sample, sample, sample_fact
from tests.tickets import factories
from tests.tickets.factories import Crew

PARTS = {
    "head": Role.HEAD,
    "correspondent": Role.CORRESPONDENT,
    "deputy": Role.DEPUTY,
    "teacher": Role.STAFF,
    "agent": Role.SERVICE_DESK,
    "dispatcher": Role.DISPATCHER,
    "onsite": Role.ONSITE,
    "technician": Role.FIELD,
    "officer": Role.DIGITAL_OFFICER,
    "rectorat": Role.ACADEMY_SERVICES,
    "region": Role.REGION,
    "admin": Role.REGIONAL_ADMIN,
}


class PresentCrew(Crew):
    """Those who hold the parts already; others are made where nobody does."""

    def __init__(self, school: School) -> None:
        if school.territory is None:
            school.territory = TerritoryFactory()
            school.save()
        self.school = school
        for part, role in PARTS.items():
            setattr(self, part, self._holder(role))

    def _holder(self, role: Role) -> object:
        places: tuple[dict[str, object], ...] = (
            {"school": self.school},
            {"territory": self.school.territory},
            {"academy": self.school.academy, "school": None},
            {"academy": "", "school": None, "territory": None},
        )
        for place in places:
            held = Mandate.objects.filter(role=role, **place).order_by("pk").first()
            if held is not None:
                return held.person
        if role == Role.DIGITAL_OFFICER:
            return make_person(role, territory=self.school.territory)
        if role == Role.ACADEMY_SERVICES:
            return make_person(role, academy=self.school.academy)
        wide = role in {
            Role.SERVICE_DESK,
            Role.DISPATCHER,
            Role.FIELD,
            Role.REGION,
            Role.REGIONAL_ADMIN,
        }
        return make_person(role, None if wide else self.school)


@sample(
    "tickets:ticket",
    "tickets:due",
    "tickets:message",
    "tickets:presence",
    "tickets:nudge",
    "tickets:withdrawal",
)
def a_dispatched_ticket(school: School) -> Sample:
    ticket = factories.appointed(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:dispatch", "tickets:urgency", "tickets:scope", "tickets:disown")
def a_received_ticket(school: School) -> Sample:
    ticket = factories.received(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample(
    "tickets:return",
    "tickets:appointment",
    "tickets:contact",
    "tickets:announcement",
    "tickets:hold",
    "tickets:technical_closure",
)
def a_ticket_to_treat(school: School) -> Sample:
    ticket = factories.dispatched(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:merge", "tickets:link")
def a_ticket_with_a_twin(school: School) -> Sample:
    crew = PresentCrew(school)
    factories.received(crew)
    ticket = factories.received(crew)
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:separation")
def a_ticket_that_was_joined(school: School) -> Sample:
    ticket = factories.merged(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:unlink")
def a_ticket_that_follows_another(school: School) -> Sample:
    crew = PresentCrew(school)
    earlier, later = factories.closed(crew), factories.received(crew)
    tie = actions.link(later, by=crew.actor("agent"), other=earlier, kind=LinkKind.FOLLOWS)
    return Sample(later, {"ref": later.ref, "pk": tie.pk})


for _fact in ("linked", "unlinked"):
    sample_fact(f"tickets.ticket.{_fact}", kind=[LinkKind.CHILD_OF.value, LinkKind.FOLLOWS.value])


@sample("tickets:batch")
def a_bulk_act(school: School) -> Sample:
    crew = PresentCrew(school)
    ticket = factories.received(crew)
    batch = actions.act_on_all(
        BulkAct.MESSAGE,
        by=crew.actor("agent"),
        chosen=[(ticket, ticket.version)],
        words={"body": "Nous regardons."},
        request_key=uuid.uuid4(),
    )
    return Sample(batch, {"pk": batch.pk})


@sample("tickets:canned")
def a_canned_reply(school: School) -> Sample:
    reply = actions.keep_reply(
        by=PresentCrew(school).actor("agent"),
        service=Handler.SERVICE_DESK,
        title="Merci",
        body="Bonjour {{ expediteur }}, le ticket {{ numero }} avance.",
    )
    return Sample(reply, {"pk": reply.pk})


@sample("tickets:recurring")
def a_recurring_request(school: School) -> Sample:
    kept = actions.keep_recurring(
        by=PresentCrew(school).actor("correspondent"),
        school=school,
        form=Form.objects.order_by("pk")[0],
        title="Rentrée",
        subject="Comptes des nouveaux élèves",
        description="",
    )
    return Sample(kept, {"pk": kept.pk})


@sample("tickets:hold_end", "tickets:hold_contest", "tickets:hold_cancellation")
def a_ticket_on_hold(school: School) -> Sample:
    ticket = factories.on_hold(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:closure", "tickets:refusal")
def a_technically_closed_ticket(school: School) -> Sample:
    ticket = factories.technically_closed(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:contest")
def a_closed_ticket(school: School) -> Sample:
    ticket = factories.closed(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:reopening")
def a_ticket_out_of_scope(school: School) -> Sample:
    ticket = factories.out_of_scope(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


def _a_photo(school: School) -> Attachment:
    return files.keep(b"\x89PNG\r\n\x1a\n", "photo.png", at=MORNING, school=school)


@sample("tickets:file")
def a_ticket_with_a_file(school: School) -> Sample:
    photo = _a_photo(school)
    ticket = factories.received(PresentCrew(school), attachments=[photo])
    return Sample(ticket, {"ref": ticket.ref, "pk": photo.pk})


def _report(school: School, *photos: Attachment) -> Report:
    if school.reporting_mode != ReportingMode.ALL_STAFF:
        school.reporting_mode = ReportingMode.ALL_STAFF
        school.save(update_fields=["reporting_mode"])
    return actions.report(
        school,
        by=actor(PresentCrew(school).teacher, MORNING),
        subject="Le vidéoprojecteur ne s’allume plus",
        body="En B204, depuis ce matin.",
        attachments=photos,
    )


@sample(
    "tickets:report", "tickets:report_forwarding", "tickets:report_answer", "tickets:report_refusal"
)
def a_report(school: School) -> Sample:
    report = _report(school)
    return Sample(report, {"pk": report.pk})


@sample("tickets:report_affected")
def a_report_of_a_colleague(school: School) -> Sample:
    # One joins what one does not see yet: colleagues find it by its place.
    return Sample(None, {"pk": _report(school).pk})


@sample("tickets:report_file")
def a_report_with_a_file(school: School) -> Sample:
    photo = _a_photo(school)
    report = _report(school, photo)
    return Sample(report, {"pk": report.pk, "file": photo.pk})


@sample("tickets:request", "tickets:form")
def a_form(school: School) -> Sample:
    return Sample(None, {"code": Form.objects.order_by("pk").values_list("code", flat=True)[0]})


@sample("tickets:watchers", "tickets:watch", "tickets:colleagues")
def a_ticket_to_follow(school: School) -> Sample:
    ticket = factories.appointed(PresentCrew(school))
    return Sample(ticket, {"ref": ticket.ref})


@sample("tickets:watch_end")
def a_followed_ticket(school: School) -> Sample:
    crew = PresentCrew(school)
    ticket = factories.appointed(crew)
    watch = actions.watch(ticket, by=actor(crew.correspondent, MORNING))
    # Who follows it is seen by their own side: to see the ticket is not enough.
    return Sample(None, {"ref": ticket.ref, "pk": watch.pk})


@sample("tickets:unwatching")
def a_link_of_a_letter(school: School) -> Sample:
    crew = PresentCrew(school)
    watch = actions.watch(factories.appointed(crew), by=actor(crew.correspondent, MORNING))
    return Sample(None, {"token": followers.token_of(watch)})


@sample(
    "tickets:view_name", "tickets:view_move", "tickets:view_deletion", "tickets:view_restoration"
)
def a_saved_view(school: School) -> Sample:
    crew = PresentCrew(school)
    view = actions.save_view(by=actor(crew.agent, MORNING), name="Urgences", query="view=open")
    return Sample(view, {"pk": view.pk})


@sample("tickets:satisfaction")
def a_question_after_a_closure(school: School) -> Sample:
    crew = PresentCrew(school)
    ticket = factories.closed(crew)
    question = Satisfaction.objects.create(
        ticket=ticket, person=crew.correspondent, asked_at=MORNING
    )
    return Sample(None, {"token": rating.token_of(question)})
