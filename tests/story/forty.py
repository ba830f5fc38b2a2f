"""Forty letters of four kinds of senders, and what becomes of each (INC-3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from preau.accounts.roles import Role
from tests.accounts.factories import UserFactory
from tests.instants import NOON
from tests.schools.factories import make_person
from tests.story.post import Town, letter

OUR_SERVER = settings.PREAU_MAIL_AUTHSERV or "mx.region.invalid"


@dataclass(frozen=True)
class Case:
    """Who writes what; what becomes of it, why, and how many letters answer it."""

    told: str
    write: Callable[[Town], bytes]
    outcome: str
    reason: str
    answers: int
    envelope: str | None = None


SENDERS_OF_THE_LYCEE = [
    Case(
        "the correspondent reports a breakdown",
        lambda town: letter(town.open.correspondent, "Panne", "Plus de réseau au CDI."),
        "ticket",
        "by_mandate",
        1,
    ),
    Case(
        "a deputy reports a breakdown",
        lambda town: letter(town.open.deputy, "Panne", "L’imprimante du CDI bourre."),
        "ticket",
        "by_mandate",
        1,
    ),
    Case(
        "a deputy of a lycée that is closed to its staff writes all the same",
        lambda town: letter(town.closed.deputy, "Panne", "Un poste ne démarre plus."),
        "ticket",
        "by_mandate",
        1,
    ),
    Case(
        "a deputy of two lycées names the one",
        lambda town: letter(town.of_two(), f"Panne au {town.open.school.uai}", "Plus de Wi-Fi."),
        "ticket",
        "by_mandate",
        1,
    ),
    Case(
        "a deputy of two lycées names none, and is asked",
        lambda town: letter(town.of_two(), "Panne", "Plus de Wi-Fi."),
        "held",
        "which_school",
        1,
    ),
    Case(
        "the correspondent writes in capitals from the same address",
        lambda town: letter(town.open.correspondent.email.upper(), "Panne", "Plus de réseau."),
        "ticket",
        "by_mandate",
        1,
    ),
    Case(
        "the correspondent answers a letter of the ticket",
        lambda town: letter(
            town.open.correspondent,
            "Re: votre demande",
            "C’est au deuxième étage.",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "message",
        "answers_ticket",
        0,
    ),
    Case(
        "a deputy writes with the number in the subject and no reference",
        lambda town: letter(town.open.deputy, f"Re: [{town.ticket.ref}] Panne", "Toujours rien."),
        "message",
        "answers_ticket",
        0,
    ),
    Case(
        "the correspondent of yesterday opens a matter",
        lambda town: letter(town.former(Role.DEPUTY), "Panne", "Plus de réseau."),
        "refused",
        "not_a_correspondent",
        1,
    ),
    Case(
        "a deputy of yesterday answers a letter of the ticket",
        lambda town: letter(
            town.former(Role.DEPUTY),
            "Re: votre demande",
            "Toujours rien.",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "not_a_party",
        0,
    ),
]


STAFF_OF_AN_OPEN_LYCEE = [
    Case(
        "a teacher reports a breakdown",
        lambda town: letter(town.open.teacher, "Vidéoprojecteur", "Il ne s’allume plus."),
        "report",
        "service_open_to_staff",
        1,
    ),
    Case(
        "the head, who is not the correspondent, reports one",
        lambda town: letter(town.open.head, "Réseau", "Plus de réseau à l’administration."),
        "report",
        "service_open_to_staff",
        1,
    ),
    Case(
        "a colleague reports what is known already",
        lambda town: letter(
            make_person(Role.STAFF, school=town.open.school), "Son", "Pas de son non plus."
        ),
        "report",
        "service_open_to_staff",
        1,
    ),
    Case(
        "a teacher quotes the number of a ticket and does not enter it",
        lambda town: letter(town.open.teacher, f"[{town.ticket.ref}]", "J’ai la même panne."),
        "report",
        "service_open_to_staff",
        1,
    ),
    Case(
        "a teacher answers a letter of a ticket that is not theirs",
        lambda town: letter(
            town.open.teacher,
            "Re: demande",
            "Et chez moi ?",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "not_a_party",
        0,
    ),
    Case(
        "a teacher whom the head named reports one",
        lambda town: letter(town.named_teacher(), "Panne", "Plus de son."),
        "report",
        "service_open_to_staff",
        1,
    ),
    Case(
        "a teacher whom the head did not name is told whom to turn to",
        lambda town: letter(make_person(Role.STAFF, school=town.named), "Panne", "Plus de son."),
        "refused",
        "not_a_correspondent",
        1,
    ),
    Case(
        "a teacher is on holiday",
        lambda town: letter(
            town.open.teacher, "Absence", "De retour lundi.", Auto_Submitted="auto-replied"
        ),
        "machine",
        "auto_reply",
        0,
    ),
    Case(
        "a teacher’s mail is one that our server could not authenticate",
        lambda town: letter(
            town.open.teacher,
            "Panne",
            "Plus de son.",
            Authentication_Results=f"{OUR_SERVER}; dmarc=fail",
        ),
        "held",
        "auth_failed",
        0,
    ),
    Case(
        "a teacher of yesterday",
        lambda town: letter(town.former(Role.STAFF), "Panne", "Plus de son."),
        "refused",
        "not_a_correspondent",
        1,
    ),
]


STAFF_OF_A_CLOSED_LYCEE_AND_OTHERS = [
    Case(
        "a teacher of a lycée that is closed to its staff",
        lambda town: letter(town.closed.teacher, "Panne", "Plus de son."),
        "refused",
        "not_a_correspondent",
        1,
    ),
    Case(
        "a teacher of a lycée that has no correspondent",
        lambda town: letter(make_person(Role.STAFF, school=town.empty), "Panne", "Plus de son."),
        "refused",
        "not_a_correspondent",
        1,
    ),
    Case(
        "a teacher of a closed lycée answers somebody else’s letter",
        lambda town: letter(
            town.closed.teacher,
            "Re: demande",
            "Et nous ?",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "not_a_party",
        0,
    ),
    Case(
        "the contractor’s dispatcher opens a matter",
        lambda town: letter(town.open.dispatcher, "Pièces", "Où livrer ?"),
        "refused",
        "no_service_to_write_for",
        1,
    ),
    Case(
        "the technician answers a letter of their ticket",
        lambda town: letter(
            town.open.technician,
            "Re: intervention",
            "Je passe mardi.",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "message",
        "answers_ticket",
        0,
    ),
    Case(
        "the digital officer opens a matter",
        lambda town: letter(town.open.officer, "Étude", "Une borne manque."),
        "refused",
        "no_service_to_write_for",
        1,
    ),
    Case(
        "the rectorat answers a ticket that was never handed to it",
        lambda town: letter(
            town.open.rectorat,
            "Re: serveur",
            "C’est pour nous ?",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "not_a_party",
        0,
    ),
    Case(
        "an agent of CESAME answers a ticket by mail",
        lambda town: letter(
            town.open.agent,
            "Re: demande",
            "Je relance le technicien.",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "message",
        "answers_ticket",
        0,
    ),
    Case(
        "a known person without any duty",
        lambda town: letter(UserFactory(), "Question", "Qui contacter ?"),
        "held",
        "no_mandate",
        0,
    ),
    Case(
        "the agent of yesterday answers a ticket",
        lambda town: letter(
            make_person(Role.SERVICE_DESK, until=NOON),
            "Re: demande",
            "Où en est-on ?",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "not_a_party",
        0,
    ),
]


STRANGERS = [
    Case(
        "a stranger",
        lambda town: letter("parent@maison.invalid", "Ma fille", "Elle n’a plus d’ENT."),
        "held",
        "unknown_sender",
        0,
    ),
    Case(
        "a stranger who quotes the number of a ticket",
        lambda town: letter("curieux@maison.invalid", f"[{town.ticket.ref}]", "Alors ?"),
        "held",
        "unknown_sender",
        0,
    ),
    Case(
        "a stranger who answers one of our letters",
        lambda town: letter(
            "curieux@maison.invalid",
            "Re: demande",
            "Alors ?",
            In_Reply_To=town.our_letter(town.ticket.thread),
        ),
        "held",
        "unknown_sender",
        0,
    ),
    Case(
        "the mailbox of the rectorat for a lycée",
        lambda town: letter("ce.0750654D@ac-paris.invalid", "Panne", "Plus de réseau."),
        "held",
        "shared_mailbox",
        0,
    ),
    Case(
        "the mailbox that a lycée shares",
        lambda town: letter(town.empty.email, "Panne", "Plus de réseau."),
        "held",
        "shared_mailbox",
        0,
    ),
    Case(
        "an address that its owner has not confirmed",
        lambda town: letter(town.claimed(), "Panne", "Plus de réseau."),
        "held",
        "unconfirmed_address",
        0,
    ),
    Case(
        "the correspondent’s address, which our server could not authenticate",
        lambda town: letter(
            town.open.correspondent,
            "Panne",
            "Plus de réseau.",
            Authentication_Results=f"{OUR_SERVER}; spf=fail; dkim=fail",
        ),
        "held",
        "auth_failed",
        0,
    ),
    Case(
        "two senders at once",
        lambda town: letter(
            f"{town.open.correspondent.email}, inconnu@maison.invalid", "Panne", "Plus rien."
        ),
        "held",
        "several_senders",
        0,
    ),
    Case(
        "nobody in particular",
        lambda town: letter(None, "Panne", "Plus rien."),
        "held",
        "no_sender",
        0,
    ),
    Case(
        "a newsletter",
        lambda town: letter(
            "lettre@editeur.invalid",
            "Nos offres",
            "Profitez-en.",
            List_Id="<offres.editeur.invalid>",
        ),
        "machine",
        "mailing_list",
        0,
    ),
]


CASES = [
    *SENDERS_OF_THE_LYCEE,
    *STAFF_OF_AN_OPEN_LYCEE,
    *STAFF_OF_A_CLOSED_LYCEE_AND_OTHERS,
    *STRANGERS,
]
