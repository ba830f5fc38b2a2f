"""What the person wrote, apart from what their mail program quoted."""

import pytest

from preau.mail.replies import own_part

pytestmark = pytest.mark.requirement("INC-16")

OWN = "Bonjour,\n\nOui, la salle B204 est de nouveau en panne."

QUOTES = {
    "gmail": "Le lun. 5 oct. 2026 à 12:00, CESAME <cesame@iledefrance.fr> a écrit :\n\n> Bonjour\n",
    "gmail, wrapped": (
        "Le lun. 5 oct. 2026 à 12:00, CESAME des lycées <cesame@iledefrance.fr> a\n"
        "écrit :\n\n> Bonjour\n> Est-ce réparé ?\n"
    ),
    "gmail, no-break spaces": "Le lun. 5 oct. 2026, CESAME\u00a0a écrit\u00a0:\n\n> Bonjour\n",
    "thunderbird": "Le 05/10/2026 à 12:00, CESAME a écrit :\n> Bonjour\n> Est-ce réparé ?\n",
    "apple mail": "Le 5 oct. 2026 à 12:00, CESAME <cesame@iledefrance.fr> a écrit :\n\n> Bonjour\n",
    "outlook": (
        "De : CESAME <cesame@iledefrance.fr>\nEnvoyé : lundi 5 octobre 2026 12:00\n"
        "À : Claire Martin\nObjet : Re: Écran noir\n\nBonjour, est-ce réparé ?\n"
    ),
    "outlook, line": (
        "________________________________\nDe : CESAME <cesame@iledefrance.fr>\n"
        "Envoyé : lundi 5 octobre 2026 12:00\nÀ : Claire Martin\nObjet : Écran\n\nBonjour\n"
    ),
    "outlook mobile": (
        "Télécharger Outlook pour iOS\n________________________________\n"
        "De : CESAME <cesame@iledefrance.fr>\nEnvoyé : lundi 5 octobre 2026 12:00\n"
        "À : Claire Martin\nObjet : Écran\n\nBonjour\n"
    ),
    "zimbra": (
        '----- Mail original -----\nDe: "CESAME" <cesame@iledefrance.fr>\n'
        'À: "Claire Martin"\nEnvoyé: Lundi 5 Octobre 2026 12:00:00\nObjet: Écran\n\nBonjour\n'
    ),
    "roundcube": "Le 2026-10-05 12:00, CESAME a écrit :\n> Bonjour\n",
    "orange": (
        '> Message du 05/10/26 12:00\n> De : "CESAME"\n> A : claire@ecole.invalid\n'
        "> Copie à :\n> Objet : Écran\n>\n> Bonjour\n"
    ),
    "message d'origine": "-----Message d'origine-----\nDe : CESAME\nEnvoyé : lundi\n\nBonjour\n",
    "our marker": "--- Répondez au-dessus de cette ligne ---\nBonjour\n",
    "english": "On Mon, Oct 5, 2026 at 12:00 PM CESAME <c@iledefrance.fr> wrote:\n\n> Bonjour\n",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES.keys())
def test_the_quote_is_set_apart(quote):
    assert own_part(f"{OWN}\n\n{quote}") == (OWN, True)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nClaire Martin\nLycée Voltaire",
        "Envoyé de mon iPhone",
        "Envoyé depuis mon mobile Orange",
    ],
)
def test_signatures_are_set_apart(signature):
    assert own_part(f"{OWN}\n\n{signature}")[0] == OWN


class TestNothingIsHidden:
    def test_a_new_message_stays_whole(self):
        assert own_part(OWN) == (OWN, True)

    def test_a_sentence_of_ones_own(self):
        text = "Bonjour,\n\nLe collègue du CDI a écrit :\nl'écran est noir depuis lundi.\n\nMerci"

        assert "depuis lundi" in own_part(text)[0]

    def test_answers_between_the_lines(self):
        text = (
            "Le 05/10/2026 à 12:00, CESAME a écrit :\n> Quelle salle ?\nLa B204.\n"
            "> Depuis quand ?\nDepuis lundi."
        )

        assert own_part(text) == (text, False)

    def test_own_words_and_answers_between_the_lines(self):
        text = (
            "Bonjour, voici :\n\nLe 05/10/2026 à 12:00, CESAME a écrit :\n> Quelle salle ?\n\n"
            "La B204.\n"
        )

        assert own_part(text) == (text, False)

    def test_an_answer_below_the_quote(self):
        text = "Le 05/10/2026 à 12:00, CESAME a écrit :\n> Est-ce réparé ?\n\nOui, merci."

        assert own_part(text) == ("Oui, merci.", True)

    def test_a_message_that_only_quotes(self):
        text = "-----Message d'origine-----\nDe : CESAME\n\nBonjour"

        assert own_part(text)[0] == text

    def test_nothing_at_all(self):
        assert own_part("") == ("", True)
