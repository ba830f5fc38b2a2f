"""The topics of the help, in the words of the vade-mecum, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help: its name in the address, its title, one sentence, the roles it serves."""

    name: str
    title: StrOrPromise
    summary: StrOrPromise
    roles: frozenset[str]
    text: str = ""

    @property
    def template(self) -> str:
        """Where its text is: written in French, as the source it explains."""
        return self.text or f"ui/help/{self.name}.html"


_SCHOOL = ("head_of_school", "deputy_head", "correspondent", "deputy")
_CONTRACTOR = ("contractor_dispatcher", "onsite_technician", "field_technician")
_SERVICES = ("service_desk", "digital_officer", "academy_services", "region", "regional_admin")

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "incident",
            _("An incident, from the breakdown to the two closures"),
            _("The procedure, drawn step by step: who does what, within what time."),
            frozenset({*_SCHOOL, *_CONTRACTOR, *_SERVICES, "staff"}),
        ),
        Topic(
            "evolution",
            _("A request for evolution of the network"),
            _("What changes the network goes to the digital officer (RTN)."),
            frozenset({*_SCHOOL, "service_desk", "digital_officer", "region"}),
        ),
        Topic(
            "correspondent",
            _("Being the correspondent, or the deputy"),
            _("Send, follow, remind, close: your part in five gestures."),
            frozenset({"correspondent", "deputy", "head_of_school", "deputy_head"}),
        ),
        Topic(
            "head",
            _("The head of school: designate and open"),
            _("Designate the correspondent, choose who may report, declare closures."),
            frozenset({"head_of_school", "deputy_head"}),
        ),
        Topic(
            "staff",
            _("Reporting an incident to one's correspondent"),
            _("For every member of staff, where the head has opened the service."),
            frozenset({"staff", "head_of_school", "correspondent", "deputy"}),
        ),
        Topic(
            "urgency",
            _("Levels of urgency and time limits"),
            _("Three levels, working days of ten hours, and how a date explains itself."),
            frozenset({*_SCHOOL, *_CONTRACTOR, *_SERVICES}),
        ),
        Topic(
            "coverage",
            _("Who must maintain what"),
            _("Region, académie, lycée: the division, with the sentences of the text."),
            frozenset({*_SCHOOL, *_SERVICES}),
        ),
        Topic(
            "search",
            _("Finding anything: one box for all"),
            _(
                "Tickets, messages, lycées, people, equipment: how to ask,"
                " and what is looked through."
            ),
            frozenset({*_SCHOOL, *_CONTRACTOR, *_SERVICES, "staff"}),
        ),
        Topic(
            "access",
            _("Signing in: second factor and sessions"),
            _("Who needs one, how to set it up, what to do when everything is lost."),
            frozenset({*_SCHOOL, *_CONTRACTOR, *_SERVICES, "staff"}),
        ),
        Topic(
            "keyboard",
            _("Keyboard shortcuts"),
            _("Work through a list without the mouse; and how to switch them off."),
            frozenset({*_SCHOOL, *_CONTRACTOR, *_SERVICES, "staff"}),
        ),
        Topic(
            "mail",
            _("Writing to CESAME by e-mail"),
            _("What is read in a message, who may write, and what becomes of each letter."),
            frozenset({"correspondent", "deputy", "service_desk"}),
        ),
        Topic(
            "service_desk",
            _("CESAME: qualify and dispatch"),
            _("The queue, the retained urgency, the right addressee."),
            frozenset({"service_desk", "regional_admin"}),
        ),
        Topic(
            "contractor",
            _("The contractor: clock, appointments, technical closure"),
            _("What is handed to you, and what stops the clock."),
            frozenset({*_CONTRACTOR, "service_desk"}),
        ),
        Topic(
            "services",
            _("RTN, académie, Region: tickets handed to a service"),
            _("Studies, configuration of servers, the ENT."),
            frozenset({"digital_officer", "academy_services", "region", "regional_admin"}),
        ),
    )
}


def add(topic: Topic) -> None:
    """Add a page of help that a higher room writes; called in AppConfig.ready()."""
    TOPICS[topic.name] = topic


def for_roles(roles: Iterable[str]) -> list[Topic]:
    """The topics of somebody with these roles."""
    held = set(roles)
    return [topic for topic in TOPICS.values() if topic.roles & held]


def not_for_roles(roles: Iterable[str]) -> list[Topic]:
    """The other topics: nothing is hidden from anybody."""
    held = set(roles)
    return [topic for topic in TOPICS.values() if not topic.roles & held]
