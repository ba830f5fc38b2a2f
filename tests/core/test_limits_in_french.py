"""The limits of the vade-mecum, in sentences that a bursar can check with a calendar in hand.

Each sentence is the test: its dates are read, computed and compared. A day of a wrong name
fails as well.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from preau.core.closure_days import closure_deadline, contest_deadline
from preau.core.working_time import due, explain
from tests.core.french import (
    DAY,
    MOMENT,
    read_calendar,
    read_day,
    read_limit,
    read_moment,
    read_pauses,
    read_start,
    write_day,
    write_moment,
)

ONE_DAY_IS_TEN_HOURS = [
    "Une panne qui perturbe l’accès à tout le réseau est affectée à SCC le vendredi 6 novembre 2026"
    " à 16 h 00, urgence très haute : au plus tard le lundi 9 novembre 2026 à 16 h 00.",
    "Un commutateur en panne, affecté à SCC le lundi 5 octobre 2026 à 9 h 00, urgence très haute :"
    " au plus tard le mardi 6 octobre 2026 à 9 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 8 h 00, urgence très haute :"
    " au plus tard le lundi 5 octobre 2026 à 18 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 7 h 15, avant l’ouverture, urgence très"
    " haute : au plus tard le lundi 5 octobre 2026 à 18 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 17 h 59, urgence très haute :"
    " au plus tard le mardi 6 octobre 2026 à 17 h 59.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 18 h 00, urgence très haute :"
    " au plus tard le mardi 6 octobre 2026 à 18 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 22 h 40, urgence très haute :"
    " au plus tard le mardi 6 octobre 2026 à 18 h 00.",
    "Une coupure dans une aile du lycée est affectée à SCC le lundi 5 octobre 2026 à 10 h 00,"
    " urgence moyenne : au plus tard le jeudi 8 octobre 2026 à 10 h 00.",
    "Un onduleur en panne, sans effet sur le réseau, est affecté à SCC le lundi 5 octobre 2026"
    " à 14 h 00, urgence basse : au plus tard le lundi 12 octobre 2026 à 14 h 00.",
    "Un onduleur en panne est affecté à SCC le jeudi 8 octobre 2026 à 8 h 00, urgence basse :"
    " au plus tard le mercredi 14 octobre 2026 à 18 h 00.",
    "Une imprimante, incident bureautique, est affectée à SCC le lundi 5 octobre 2026 à 14 h 00 :"
    " au plus tard le lundi 19 octobre 2026 à 14 h 00.",
]

WEEK_ENDS = [
    "Une panne est affectée à SCC le samedi 7 novembre 2026 à 10 h 00, urgence très haute :"
    " au plus tard le lundi 9 novembre 2026 à 18 h 00.",
    "Une panne est affectée à SCC le dimanche 8 novembre 2026 à 23 h 59, urgence très haute :"
    " au plus tard le lundi 9 novembre 2026 à 18 h 00.",
    "Une panne est affectée à SCC le vendredi 6 novembre 2026 à 18 h 01, urgence très haute :"
    " au plus tard le lundi 9 novembre 2026 à 18 h 00.",
    "Une coupure partielle est affectée à SCC le mercredi 7 octobre 2026 à 10 h 00, urgence"
    " moyenne : au plus tard le lundi 12 octobre 2026 à 10 h 00.",
    "Une coupure partielle est affectée à SCC le vendredi 9 octobre 2026 à 16 h 30, urgence"
    " moyenne : au plus tard le mercredi 14 octobre 2026 à 16 h 30.",
    "Un onduleur est affecté à SCC le vendredi 9 octobre 2026 à 16 h 00, urgence basse :"
    " au plus tard le vendredi 16 octobre 2026 à 16 h 00.",
]

PUBLIC_HOLIDAYS = [
    "11 novembre : une panne est affectée à SCC le mardi 10 novembre 2026 à 15 h 00, urgence très"
    " haute : au plus tard le jeudi 12 novembre 2026 à 15 h 00.",
    "11 novembre : une panne est affectée à SCC le mercredi 11 novembre 2026 à 10 h 00, urgence"
    " très haute : au plus tard le jeudi 12 novembre 2026 à 18 h 00.",
    "Toussaint un dimanche, 11 novembre un mercredi : un vidéoprojecteur, incident bureautique, est"
    " affecté à SCC le vendredi 30 octobre 2026 à 11 h 00 :"
    " au plus tard le lundi 16 novembre 2026 à 11 h 00.",
    "Toussaint un dimanche : une panne est affectée à SCC le vendredi 30 octobre 2026 à 16 h 00,"
    " urgence très haute : au plus tard le lundi 2 novembre 2026 à 16 h 00.",
    "Toussaint un lundi : une panne est affectée à SCC le vendredi 29 octobre 2027 à 16 h 00,"
    " urgence très haute : au plus tard le mardi 2 novembre 2027 à 16 h 00.",
    "Noël : une panne est affectée à SCC le jeudi 24 décembre 2026 à 12 h 00, urgence très haute :"
    " au plus tard le lundi 28 décembre 2026 à 12 h 00.",
    "26 décembre, férié en Alsace-Moselle seulement : une panne est affectée à SCC le mercredi 24"
    " décembre 2025 à 10 h 00, urgence très haute : au plus tard le vendredi 26 décembre 2025"
    " à 10 h 00.",
    "Jour de l’an : une panne est affectée à SCC le jeudi 31 décembre 2026 à 17 h 00, urgence très"
    " haute : au plus tard le lundi 4 janvier 2027 à 17 h 00.",
    "Noël : un onduleur est affecté à SCC le mercredi 23 décembre 2026 à 9 h 00, urgence basse :"
    " au plus tard le jeudi 31 décembre 2026 à 9 h 00.",
    "Lundi de Pâques : une panne est affectée à SCC le vendredi 26 mars 2027 à 16 h 00, urgence"
    " très haute : au plus tard le mardi 30 mars 2027 à 16 h 00.",
    "Vendredi saint, travaillé en Île-de-France : une panne est affectée à SCC le jeudi 25 mars"
    " 2027 à 16 h 00, urgence très haute : au plus tard le vendredi 26 mars 2027 à 16 h 00.",
    "1er mai : une panne est affectée à SCC le jeudi 30 avril 2026 à 10 h 00, urgence très haute :"
    " au plus tard le lundi 4 mai 2026 à 10 h 00.",
    "1er et 8 mai : un onduleur est affecté à SCC le jeudi 30 avril 2026 à 8 h 30, urgence basse :"
    " au plus tard le lundi 11 mai 2026 à 8 h 30.",
    "8 mai : une panne est affectée à SCC le jeudi 7 mai 2026 à 10 h 00, urgence très haute :"
    " au plus tard le lundi 11 mai 2026 à 10 h 00.",
    "Ascension, et le pont est travaillé : une panne est affectée à SCC le mercredi 13 mai 2026"
    " à 15 h 00, urgence très haute : au plus tard le vendredi 15 mai 2026 à 15 h 00.",
    "Ascension : une panne est affectée à SCC le mercredi 5 mai 2027 à 15 h 00, urgence très"
    " haute : au plus tard le vendredi 7 mai 2027 à 15 h 00.",
    "Lundi de Pentecôte : une panne est affectée à SCC le vendredi 22 mai 2026 à 16 h 00, urgence"
    " très haute : au plus tard le mardi 26 mai 2026 à 16 h 00.",
    "Lundi de Pentecôte : une coupure partielle est affectée à SCC le vendredi 14 mai 2027"
    " à 9 h 00, urgence moyenne : au plus tard le jeudi 20 mai 2027 à 9 h 00.",
    "14 juillet : une panne est affectée à SCC le lundi 13 juillet 2026 à 12 h 00, urgence très"
    " haute : au plus tard le mercredi 15 juillet 2026 à 12 h 00.",
    "15 août un samedi : une panne est affectée à SCC le vendredi 14 août 2026 à 17 h 00, urgence"
    " très haute : au plus tard le lundi 17 août 2026 à 17 h 00.",
    "15 août un vendredi : une panne est affectée à SCC le jeudi 14 août 2025 à 17 h 00, urgence"
    " très haute : au plus tard le lundi 18 août 2025 à 17 h 00.",
]

CHANGES_OF_THE_CLOCKS = [
    "Heure d’été : une panne est affectée à SCC le vendredi 27 mars 2026 à 17 h 30, urgence très"
    " haute : au plus tard le lundi 30 mars 2026 à 17 h 30.",
    "Heure d’hiver : une panne est affectée à SCC le vendredi 24 octobre 2025 à 9 h 05, urgence"
    " très haute : au plus tard le lundi 27 octobre 2025 à 9 h 05.",
    "La nuit du passage à l’heure d’hiver : une panne est affectée à SCC le dimanche 25 octobre"
    " 2026 à 2 h 30, urgence très haute : au plus tard le lundi 26 octobre 2026 à 18 h 00.",
    "Heure d’hiver : un onduleur est affecté à SCC le mercredi 21 octobre 2026 à 11 h 11, urgence"
    " basse : au plus tard le mercredi 28 octobre 2026 à 11 h 11.",
    "Une panne est affectée à SCC le vendredi 23 octobre 2026 à 16 h 00, urgence très haute."
    " SCC attend le lycée du vendredi 23 octobre 2026 à 17 h 00 au lundi 26 octobre 2026 à 9 h 00,"
    " passage à l’heure d’hiver compris : au plus tard le lundi 26 octobre 2026 à 18 h 00.",
    "Vacances scolaires, qui n’arrêtent pas SCC : une panne est affectée à SCC le mercredi 28"
    " octobre 2026 à 16 h 00, urgence très haute :"
    " au plus tard le jeudi 29 octobre 2026 à 16 h 00.",
]

HOLDS = [
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00, urgence très haute."
    " SCC attend le lycée du lundi 5 octobre 2026 à 11 h 00 au lundi 5 octobre 2026 à 14 h 00 :"
    " au plus tard le mardi 6 octobre 2026 à 12 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00, urgence très haute."
    " SCC attend le lycée du lundi 5 octobre 2026 à 10 h 00 au lundi 5 octobre 2026 à 11 h 00, puis"
    " attend le lycée du lundi 5 octobre 2026 à 15 h 00 au lundi 5 octobre 2026 à 17 h 00 :"
    " au plus tard le mardi 6 octobre 2026 à 12 h 00.",
    "Deux attentes qui se chevauchent : une panne est affectée à SCC le lundi 5 octobre 2026"
    " à 9 h 00, urgence très haute. SCC attend le lycée du lundi 5 octobre 2026 à 10 h 00 au lundi"
    " 5 octobre 2026 à 12 h 00 et attend le lycée du lundi 5 octobre 2026 à 11 h 00 au lundi"
    " 5 octobre 2026 à 14 h 00 : au plus tard le mardi 6 octobre 2026 à 13 h 00.",
    "Une attente dans une autre : une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00,"
    " urgence très haute. SCC attend le lycée du lundi 5 octobre 2026 à 10 h 00 au lundi 5 octobre"
    " 2026 à 16 h 00 et attend le lycée du lundi 5 octobre 2026 à 12 h 00 au lundi 5 octobre 2026"
    " à 13 h 00 : au plus tard le mardi 6 octobre 2026 à 15 h 00.",
    "Une attente d’une fin de semaine : une panne est affectée à SCC le vendredi 9 octobre 2026"
    " à 10 h 00, urgence très haute. SCC attend le lycée du vendredi 9 octobre 2026 à 17 h 00 au"
    " lundi 12 octobre 2026 à 10 h 00 : au plus tard le lundi 12 octobre 2026 à 13 h 00.",
    "Une attente d’une nuit ne change rien : une panne est affectée à SCC le lundi 5 octobre 2026"
    " à 9 h 00, urgence très haute. SCC attend le lycée du lundi 5 octobre 2026 à 18 h 30 au mardi"
    " 6 octobre 2026 à 7 h 30 : au plus tard le mardi 6 octobre 2026 à 9 h 00.",
    "Une attente par-dessus le 11 novembre : une panne est affectée à SCC le mardi 10 novembre 2026"
    " à 16 h 00, urgence très haute. SCC attend le lycée du mardi 10 novembre 2026 à 17 h 00 au"
    " jeudi 12 novembre 2026 à 9 h 00 : au plus tard le jeudi 12 novembre 2026 à 18 h 00.",
    "Une attente commencée avant l’affectation : une panne est affectée à SCC le lundi 5 octobre"
    " 2026 à 9 h 00, urgence très haute. SCC attend le lycée du lundi 5 octobre 2026 à 7 h 00 au"
    " lundi 5 octobre 2026 à 10 h 00 : au plus tard le mardi 6 octobre 2026 à 10 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00, urgence très haute."
    " SCC attend le lycée depuis le lundi 5 octobre 2026 à 11 h 00 : le délai est suspendu.",
    "Une attente trop tardive : une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00,"
    " urgence très haute. SCC attend le lycée depuis le mercredi 7 octobre 2026 à 9 h 00 :"
    " au plus tard le mardi 6 octobre 2026 à 9 h 00.",
]

DECLARED_CLOSURES = [
    "Le lycée est fermé du jeudi 12 novembre 2026 au vendredi 13 novembre 2026 (journées"
    " pédagogiques). Une panne est affectée à SCC le mardi 10 novembre 2026 à 15 h 00, urgence très"
    " haute : au plus tard le lundi 16 novembre 2026 à 15 h 00.",
    "Le lycée est fermé le mercredi 7 octobre 2026 (élections). Une coupure partielle est affectée"
    " à SCC le lundi 5 octobre 2026 à 9 h 00, urgence moyenne :"
    " au plus tard le vendredi 9 octobre 2026 à 9 h 00.",
    "Le lycée est fermé le mercredi 7 octobre 2026 (élections). Une panne est affectée à SCC le"
    " mercredi 7 octobre 2026 à 10 h 00, urgence très haute :"
    " au plus tard le jeudi 8 octobre 2026 à 18 h 00.",
    "Le lycée est fermé du vendredi 9 octobre 2026 au dimanche 11 octobre 2026 (travaux). Une panne"
    " est affectée à SCC le jeudi 8 octobre 2026 à 16 h 00, urgence très haute :"
    " au plus tard le lundi 12 octobre 2026 à 16 h 00.",
    "Le lycée est fermé le mardi 6 octobre 2026 (coupure de courant). Une panne est affectée à SCC"
    " le lundi 5 octobre 2026 à 9 h 00, urgence très haute. SCC attend le lycée du lundi 5 octobre"
    " 2026 à 16 h 00 au mardi 6 octobre 2026 à 10 h 00 :"
    " au plus tard le mercredi 7 octobre 2026 à 11 h 00.",
]

REFUSED_CLOSURES_AND_RETURNS = [
    "Une coupure partielle est affectée à SCC le lundi 5 octobre 2026 à 9 h 00, urgence moyenne."
    " Clôture technique le mardi 6 octobre 2026 à 9 h 00, refusée le jeudi 8 octobre 2026"
    " à 14 h 00 : au plus tard le lundi 12 octobre 2026 à 14 h 00.",
    "Un onduleur est affecté à SCC le lundi 5 octobre 2026 à 8 h 00, urgence basse."
    " Clôture technique le lundi 5 octobre 2026 à 12 h 00, refusée le mardi 6 octobre 2026"
    " à 8 h 00. Clôture technique le mardi 6 octobre 2026 à 14 h 00, refusée le mercredi 7 octobre"
    " 2026 à 10 h 00 : au plus tard le mardi 13 octobre 2026 à 10 h 00.",
    "Une panne est affectée à SCC le lundi 5 octobre 2026 à 9 h 00, urgence très haute."
    " Clôture technique le mardi 6 octobre 2026 à 8 h 30, refusée le vendredi 9 octobre 2026"
    " à 17 h 45 : au plus tard le lundi 12 octobre 2026 à 8 h 15.",
    "Une clôture technique après l’échéance ne la déplace pas : une panne est affectée à SCC le"
    " lundi 5 octobre 2026 à 9 h 00, urgence très haute. Clôture technique le mardi 6 octobre 2026"
    " à 10 h 00, refusée le mercredi 7 octobre 2026 à 10 h 00 :"
    " au plus tard le mardi 6 octobre 2026 à 9 h 00.",
    "Le temps de SCC s’ajoute d’une affectation à l’autre : une coupure partielle est affectée à"
    " SCC le lundi 5 octobre 2026 à 9 h 00, urgence moyenne, reprise à SCC le mardi 6 octobre 2026"
    " à 14 h 00, rendue le jeudi 8 octobre 2026 à 10 h 00 :"
    " au plus tard le vendredi 9 octobre 2026 à 15 h 00.",
]

DISPATCH_BY_CESAME = [
    "Une demande d’urgence très haute parvient à CESAME le lundi 5 octobre 2026 à 10 h 00 :"
    " au plus tard le lundi 5 octobre 2026 à 12 h 00.",
    "Une demande d’urgence moyenne parvient à CESAME le vendredi 9 octobre 2026 à 16 h 00 :"
    " au plus tard le lundi 12 octobre 2026 à 10 h 00.",
    "Une demande d’urgence basse parvient à CESAME le mardi 10 novembre 2026 à 12 h 00 :"
    " au plus tard le jeudi 12 novembre 2026 à 10 h 00.",
    "Une demande d’urgence très haute parvient à CESAME le dimanche 4 octobre 2026 à 20 h 00 :"
    " au plus tard le lundi 5 octobre 2026 à 10 h 00.",
    "Une demande d’urgence très haute parvient à CESAME le lundi 5 octobre 2026 à 7 h 59 :"
    " au plus tard le lundi 5 octobre 2026 à 10 h 00.",
]

TEN_DAYS_TO_CLOSE = [
    "Clôture technique le lundi 9 novembre 2026 à 15 h 00 : rappels le samedi 14 novembre 2026 et"
    " le mardi 17 novembre 2026, clôture tacite après le jeudi 19 novembre 2026.",
    "Clôture technique le lundi 9 novembre 2026 à 23 h 59 : rappels le samedi 14 novembre 2026 et"
    " le mardi 17 novembre 2026, clôture tacite après le jeudi 19 novembre 2026.",
    "Vacances de la Toussaint au milieu. Clôture technique le vendredi 9 octobre 2026 à 10 h 00 :"
    " rappels le mercredi 14 octobre 2026 et le lundi 2 novembre 2026, clôture tacite après le"
    " mercredi 4 novembre 2026.",
    "Pendant les vacances. Clôture technique le mardi 20 octobre 2026 à 10 h 00 : rappels le"
    " vendredi 6 novembre 2026 et le lundi 9 novembre 2026, clôture tacite après le mercredi 11"
    " novembre 2026.",
    "Vacances de Noël. Clôture technique le mercredi 16 décembre 2026 à 17 h 00 : rappels le"
    " mercredi 6 janvier 2027 et le samedi 9 janvier 2027, clôture tacite après le lundi 11 janvier"
    " 2027.",
    "Vacances d’hiver, zone C. Clôture technique le jeudi 4 février 2027 à 9 h 00 : rappels le"
    " jeudi 25 février 2027 et le dimanche 28 février 2027, clôture tacite après le mardi 2 mars"
    " 2027.",
    "Vacances de printemps. Clôture technique le vendredi 2 avril 2027 à 16 h 00 : rappels le"
    " vendredi 23 avril 2027 et le lundi 26 avril 2027, clôture tacite après le mercredi 28 avril"
    " 2027.",
    "Pont de l’Ascension ; le lundi de Pentecôte compte. Clôture technique le lundi 3 mai 2027"
    " à 11 h 00 : rappels le mercredi 12 mai 2027 et le samedi 15 mai 2027, clôture tacite après le"
    " lundi 17 mai 2027.",
    "Grandes vacances. Clôture technique le jeudi 2 juillet 2026 à 11 h 00 : rappels le vendredi"
    " 4 septembre 2026 et le lundi 7 septembre 2026, clôture tacite après le mercredi 9 septembre"
    " 2026.",
    "Passage à l’heure d’été le dernier jour. Clôture technique le jeudi 18 mars 2027 à 8 h 30 :"
    " rappels le mardi 23 mars 2027 et le vendredi 26 mars 2027, clôture tacite après le dimanche"
    " 28 mars 2027.",
    "Le lycée est fermé du jeudi 12 novembre 2026 au vendredi 13 novembre 2026 (journées"
    " pédagogiques). Clôture technique le lundi 9 novembre 2026 à 15 h 00 : rappels le lundi 16"
    " novembre 2026 et le jeudi 19 novembre 2026, clôture tacite après le samedi 21 novembre 2026.",
]

LIMITS = [
    *ONE_DAY_IS_TEN_HOURS,
    *WEEK_ENDS,
    *PUBLIC_HOLIDAYS,
    *CHANGES_OF_THE_CLOCKS,
    *HOLDS,
    *DECLARED_CLOSURES,
    *REFUSED_CLOSURES_AND_RETURNS,
]


def _check(sentence: str) -> None:
    told, _colon, promised = sentence.removesuffix(".").rpartition(" : ")
    start, limit = read_start(told), read_limit(told)
    calendar, pauses = read_calendar(told), read_pauses(told)

    at = due(start, limit, pauses, calendar)

    assert write_moment(at) == promised
    if at is not None:
        lines = explain(start, limit, pauses, calendar)
        assert sum(line.counted for line in lines) == limit
        assert lines[-1].spans[-1][1] == at


@pytest.mark.requirement("INC-7")
@pytest.mark.parametrize("sentence", LIMITS)
def test_an_incident_is_treated_in_time(sentence: str) -> None:
    _check(sentence)


@pytest.mark.requirement("INC-5")
@pytest.mark.parametrize("sentence", DISPATCH_BY_CESAME)
def test_cesame_hands_a_request_over_in_time(sentence: str) -> None:
    _check(sentence)


@pytest.mark.requirement("INC-8")
@pytest.mark.parametrize("sentence", TEN_DAYS_TO_CLOSE)
def test_the_lycee_has_ten_days_to_close(sentence: str) -> None:
    told, _colon, promised = sentence.removesuffix(".").rpartition(" : ")
    notice = re.search(rf"Clôture technique le ({MOMENT})", told)
    dates = re.search(rf"le ({DAY}) et le ({DAY}), clôture tacite après le ({DAY})", promised)
    assert notice
    assert dates

    deadline = closure_deadline(read_moment(notice[1]), read_calendar(told))

    assert write_day(deadline.last_on) == dates[3]
    assert deadline.closes_at == read_moment(f"{dates[3]} à 23 h 59") + timedelta(minutes=1)
    assert [reminder.day for reminder in deadline.reminders] == [5, 8]
    assert [reminder.at for reminder in deadline.reminders] == [
        read_moment(f"{dates[n]} à 8 h 00") for n in (1, 2)
    ]
    assert sum(line.counted for line in deadline.lines) == deadline.lines[-1].total == 10
    assert deadline.lines[-1].day == read_day(dates[3])


@pytest.mark.requirement("INC-8")
def test_a_tacit_closure_is_contested_for_thirty_days() -> None:
    closed_at = read_moment("vendredi 20 novembre 2026 à 0 h 00")

    last = contest_deadline(closed_at)

    assert last < read_moment("lundi 21 décembre 2026 à 0 h 00")
    assert last >= read_moment("dimanche 20 décembre 2026 à 23 h 59")


def test_there_are_at_least_sixty_examples() -> None:
    sentences = [*LIMITS, *DISPATCH_BY_CESAME, *TEN_DAYS_TO_CLOSE]

    assert len(set(sentences)) == len(sentences) >= 60
