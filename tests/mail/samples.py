"""A letter for every URL that names one."""

from __future__ import annotations

from preau.files import actions as files
from preau.mail import actions
from preau.mail.models import Letter, LetterFile
from preau.schools.models import School
from tests.instants import MORNING
from tests.mail.letters import mail
from tests.sweeps.samples import Sample, sample, sample_fact


def a_letter_of(school: School) -> Letter:
    """A letter that was refused, of somebody of a lycée."""
    letter = actions.receive(mail(), road="smtp", at=MORNING)
    letter.state, letter.outcome, letter.reason = "done", "refused", "not_a_correspondent"
    letter.decided_at, letter.school = MORNING, school
    letter.subject, letter.text = "Écran noir", "Bonjour, l'écran reste noir."
    letter.reply_text = letter.text
    letter.from_email = "claire.martin@ecole.invalid"
    letter.save()
    attachment = files.keep(b"Le tableau\n", "tableau.txt", at=MORNING, school=school)
    LetterFile.objects.create(letter=letter, attachment=attachment, position=0)
    return letter


@sample(
    "mail:letter",
    "mail:source",
    "mail:attachment",
    "mail:ticket",
    "mail:report",
    "mail:refusal",
    "mail:machine",
)
def a_letter(school: School) -> Sample:
    letter = a_letter_of(school)
    return Sample(letter, {"pk": letter.pk})


@sample("mail:file")
def a_file(school: School) -> Sample:
    letter = a_letter_of(school)
    return Sample(letter, {"pk": letter.pk, "file": letter.files.get().pk})


@sample("contact:school")
def a_lycee_for_strangers(school: School) -> Sample:
    # What is shown of it is public: nobody is kept out.
    return Sample(None, {"uai": school.uai})


@sample("mail:sending")
def a_letter_that_could_not_leave(school: School) -> Sample:
    letter = actions.post(
        "claire.martin@ecole.invalid",
        "mail/letters/which_school",
        {"person": {"name": "Claire Martin"}, "letter": a_letter_of(school), "places": []},
        thread="",
        key=f"sample:{Letter.objects.count()}",
        at=MORNING,
    )
    assert letter is not None
    letter.state, letter.error = "failed", "550 5.1.1 boîte inconnue"
    letter.save()
    return Sample(letter, {"pk": letter.pk})


sample_fact("mail.letter.released", outcome="ticket", before="held")
