"""Texts laid out as people do, and those that only look like answers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mail.corpus.case import Case, message
from tests.mail.corpus.replies import answer

# A name, the text, and the person's own words: None where all must be shown.
LAID_OUT: list[tuple[str, str, str | None]] = [
    (
        "x a ecrit le",
        ("Oui\n\nZoé Petit a écrit le 05/10/2026 à 12:00 :\n> Bonjour"),
        ("Oui"),
    ),
    (
        "envoye par",
        (
            "Oui\n\nEnvoyé: lundi 5 octobre 2026 12:00\nDe: X <cesame@iledefrance.fr>\n"
            "À: c\nObjet: x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "thunderbird fr gt",
        (
            "Bonjour,\n\nOui.\n\nClaire\n\n"
            "Le 05/10/2026 à 12:00, Zoé Petit (CESAME) a écrit :\n>\n> Bonjour\n>\n"
            "-- \nClaire\n"
        ),
        ("Bonjour,\n\nOui.\n\nClaire"),
    ),
    (
        "reply all caps",
        ("oui\n\nLE 05/10/2026 à 12:00, X a écrit :\n> Bonjour,\n> Quelle salle ?\n"),
        ("oui"),
    ),
    (
        "nested",
        (
            "oui\n\nLe 05/10/2026 à 12:00, X a écrit :\n> oui\n>\n"
            "> Le 04/10/2026 à 12:00, Y a écrit :\n>> non\n"
        ),
        ("oui"),
    ),
    (
        "interleave no head",
        ("> Quelle salle ?\nB204\n> Quand ?\nlundi"),
        None,
    ),
    (
        "sig w/ underline",
        ("Bonjour, panne.\n\n____________________\nClaire Martin\nLycée Voltaire\n01 23 45 67 89"),
        ("Bonjour, panne."),
    ),
    (
        "form underscore",
        ("Salle : ____________\n____________________\nSuite de ma demande avec du texte."),
        ("Salle : ____________\n____________________\nSuite de ma demande avec du texte."),
    ),
    (
        "cid",
        (
            "Oui\n\n[cid:image001.png@01D9]\n\nDe : X <cesame@iledefrance.fr>\n"
            "Envoyé : lundi 5 octobre 2026 12:00\nÀ : c\nObjet : x\n"
        ),
        ("Oui\n\n[cid:image001.png@01D9]"),
    ),
    (
        "own list with gt",
        ("Chemin :\n> Paramètres > Réseau\n> Wi-Fi\n"),
        None,
    ),
    (
        "own: le..a écrit un mail",
        (
            "Bonjour,\n\nLe 5 octobre 2026 à 12:00, M. X a écrit au prestataire :\n"
            "il n'a pas répondu.\n\nMerci"
        ),
        (
            "Bonjour,\n\nLe 5 octobre 2026 à 12:00, M. X a écrit au prestataire :\n"
            "il n'a pas répondu.\n\nMerci"
        ),
    ),
    (
        "dash list",
        ("-- point 1\n-- point 2"),
        ("-- point 1\n-- point 2"),
    ),
    (
        "sep dash then text",
        (
            "Bonjour\n--\nSuite longue du message\nligne 0\nligne 1\nligne 2\nligne 3\n"
            "ligne 4\nligne 5\nligne 6\nligne 7\nligne 8\nligne 9\nligne 10\nligne 11\n"
            "ligne 12\nligne 13\nligne 14\nligne 15\nligne 16\nligne 17\nligne 18\n"
            "ligne 19"
        ),
        (
            "Bonjour\n--\nSuite longue du message\nligne 0\nligne 1\nligne 2\nligne 3\n"
            "ligne 4\nligne 5\nligne 6\nligne 7\nligne 8\nligne 9\nligne 10\nligne 11\n"
            "ligne 12\nligne 13\nligne 14\nligne 15\nligne 16\nligne 17\nligne 18\n"
            "ligne 19"
        ),
    ),
    (
        "html2",
        ("Oui\n\nLe 05/10/2026 à 12:00, X a écrit :\n\n>Bonjour\n>Quelle salle ?"),
        ("Oui"),
    ),
    (
        "orig msg fr no dashes",
        (
            "Oui\n\nMessage d'origine\nDe : X <cesame@iledefrance.fr>\n"
            "Envoyé : 5 octobre 2026 12:00\nObjet : x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "a écrit suivi pièce",
        (
            "Oui\n\nLe 5 oct. 2026 à 12:00, X <cesame@iledefrance.fr> a écrit :\n\n"
            "<image.png>\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "en date du",
        (
            "Oui\n\n"
            "En date de : Lundi 5 octobre 2026 12h00, X <cesame@iledefrance.fr> a écrit :\n"
            "\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "iphone two",
        (
            "Oui\nEnvoyé de mon iPhone\n\n"
            "> Le 5 oct. 2026 à 12:00, X <cesame@iledefrance.fr> a écrit :\n> \n"
            "> Bonjour\n> "
        ),
        ("Oui"),
    ),
    (
        "iphone bottom typed",
        (
            "> Le 5 oct. 2026 à 12:00, X <cesame@iledefrance.fr> a écrit :\n> \n"
            "> Bonjour\n\nOui B204\n\nEnvoyé de mon iPhone"
        ),
        ("Oui B204"),
    ),
    (
        "wrapped name",
        (
            "Oui\n\n"
            "Le lun. 5 oct. 2026 à 12:00, Direction des lycées de la Région Île-de-France "
            "- CESAME support\n"
            "<cesame-lycees-support-informatique@iledefrance.invalid> a écrit\n:\n\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "english fr mixed",
        (
            "Oui\n\nOn lun. 5 oct. 2026 at 12:00 X <cesame@iledefrance.fr> wrote:\n\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "external banner",
        (
            "Oui\n\n[EXTERNE]\n\nDe : X <cesame@iledefrance.fr>\n"
            "Envoyé : lundi 5 octobre 2026 12:00\nÀ : c\nObjet : x\n"
        ),
        ("Oui\n\n[EXTERNE]"),
    ),
]

# Words that only look like what programs write: all must be shown.
KEPT = [
    "Bonjour,\n-- Message affiché dans le mail du prestataire\nLe PC redémarre.",
    "Bonjour,\n-- message d'origine inconnue à l'écran\nLe PC redémarre.",
    "Au tableau :\n| salle | poste |\n| B204 | 12 |",
    "Bonjour,\nJe réponds.\nLe technicien est passé le 5 octobre 2026 à "
    "12:00 et a écrit :\n« tout va bien »\nMerci",
    "Bonjour,\nCe message est confidentiel : la directrice ne doit pas le lire.\nMerci de réparer.",
    "Merci de transmettre ce message au bon destinataire si vous n'êtes pas concerné.",
    "Panne en B204.\n\nCe message est confidentiel, merci de ne pas le diffuser aux élèves.",
    "Panne.\n\nPensez à l'environnement numérique des élèves, ils n'ont plus rien.",
    "Le mail a été fait.\nEnvoyé depuis le secrétariat par Paul",
    "Panne\nEnvoyé par mail hier au prestataire",
    "Je voudrais\nobtenir un mobile de prêt",
    "Impossible de\ntélécharger les fichiers depuis le mac",
    "Panne imprimante.\n\nAvant d'imprimer, le poste redémarre tout seul.",
    "Panne.\n\nN'imprimez plus sur la 12, elle bourre.",
    "Hello\n\nI sent the mail from my mac yesterday",
    "Bonjour\nDate : 05/10/2026 12:00\nDe : salle B204\nObjet : PC en panne\n\nLe PC est mort.",
    "Bonjour\n--\nPS : la salle est fermée le midi",
    "Poste 1 : ok\n______\nPoste 2 : appeler le 01 23 45 67 89 avant de venir, porte fermée",
]


def cases() -> Iterator[Case]:
    """Each as a plain message."""
    for name, text, own in LAID_OUT:
        yield answer(f"odd, {name}", text, own)
    for number, text in enumerate(KEPT):
        raw = message(f"{text}\n", Content_Type="text/plain; charset=utf-8")
        yield Case(f"kept {number}", raw, {"reply": text})
