"""Answers of other programs, and texts that only look like answers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mail.corpus.case import Case, message
from tests.mail.corpus.replies import answer

# A name, the text, and the person's own words: None where all must be shown.
ODD: list[tuple[str, str, str | None]] = [
    (
        "gmail aw narrow",
        (
            "Oui\n\n"
            "Le lun. 5 oct. 2026 à 12:00, Zoé Petit <cesame@iledefrance.fr> a écrit :\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "gmail no email",
        (
            "Oui\n\nLe lun. 5 oct. 2026 à 12:00, Zoé Petit a\nécrit :\n\n> Bonjour,\n"
            "> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "outlook mac",
        (
            "Oui\n\n"
            "Le 05/10/2026 12:00, « Zoé Petit » <cesame@iledefrance.fr> a écrit :\n\n"
            "    Bonjour\n    Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "outlook mac2",
        (
            "Oui\n\nDe : Zoé Petit <cesame@iledefrance.fr>\n"
            "Date : lundi 5 octobre 2026 à 12:00\nÀ : Claire <claire@ecole.invalid>\n"
            "Objet : Re: x\n\nBonjour\n"
        ),
        ("Oui"),
    ),
    (
        "lotus",
        (
            "Oui\n\n\n\nDe :    Zoé Petit/REGION\nA :     Claire@x\n"
            "Date :  05/10/2026 12:00\nObjet : Re: x\n\nBonjour\n"
        ),
        ("Oui"),
    ),
    (
        "protonmail",
        (
            "Oui\n\nEnvoyé avec la messagerie sécurisée Proton Mail.\n\n"
            "Le lundi 5 octobre 2026 à 12:00, Zoé Petit <cesame@iledefrance.fr> a écrit :\n"
            "\n> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "protonmail2",
        (
            "Oui\n\n‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\n"
            "Le lundi 5 octobre 2026 à 12:00, Zoé Petit <cesame@iledefrance.fr> a écrit :\n"
            "\n> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "protonmail3",
        (
            "Oui\n\n------- Original Message -------\n"
            "On Monday, October 5th, 2026 at 12:00, Zoé Petit <cesame@iledefrance.fr> wrote:\n"
            "\n> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "yahoo de",
        (
            "Oui\n\n\n________________________________\n"
            " De : Zoé Petit <cesame@iledefrance.fr>\nÀ : Claire <c@y> \n"
            "Envoyé le : Lundi 5 octobre 2026 12h00\nObjet : Re: x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "hotmail hr",
        (
            "Oui\n\n> Date: Mon, 5 Oct 2026 12:00:00 +0200\n"
            "> From: cesame@iledefrance.fr\n> To: claire@ecole.invalid\n"
            "> Subject: Re: x\n>\n> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "hotmail hr2",
        (
            "Oui\n\nDate: Mon, 5 Oct 2026 12:00:00 +0200\nFrom: cesame@iledefrance.fr\n"
            "To: claire@ecole.invalid\nSubject: Re: x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "free imp",
        ("Oui\n\nZoé Petit <cesame@iledefrance.fr> a écrit :\n\n> Bonjour,\n> Quelle salle ?\n"),
        ("Oui"),
    ),
    (
        "sogo",
        (
            "Oui\n\n"
            "Le Lundi, Octobre 05, 2026 12:00 CEST, Zoé Petit <cesame@iledefrance.fr> a "
            "écrit:\n"
            " \n> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "kmail",
        (
            "Oui\n\nLe lundi 5 octobre 2026, 12:00:00 CEST Zoé Petit a écrit :\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "mutt",
        (
            "Oui\n\nOn Mon, Oct 05, 2026 at 12:00:00PM +0200, Zoé Petit wrote:\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "evolution",
        (
            "Oui\n\nLe lundi 05 octobre 2026 à 12:00 +0200, Zoé Petit a écrit :\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "bluemind",
        (
            "Oui\n\n"
            "Le lundi 5 octobre 2026 12:00 CEST, Zoé Petit <cesame@iledefrance.fr> a écrit :\n"
            "\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "gmail en de-mail",
        (
            "Oui\n\n"
            "El lun, 5 oct 2026 a las 12:00, X (<cesame@iledefrance.fr>) escribió:\n\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "german",
        (
            "Oui\n\n"
            "Am Mo., 5. Okt. 2026 um 12:00 Uhr schrieb X <cesame@iledefrance.fr>:\n\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "gmail old iso",
        (
            "Oui\n\n2026-10-05 12:00 GMT+02:00 Zoé Petit <cesame@iledefrance.fr>:\n\n"
            "> Bonjour,\n> Quelle salle ?\n"
        ),
        ("Oui"),
    ),
    (
        "samsung fr",
        (
            "Oui\n\n\n\nEnvoyé de mon appareil Galaxy\n\n\n"
            "-------- Message d'origine --------\n"
            "De : Zoé Petit <cesame@iledefrance.fr> \n"
            "Date : 05/10/2026  12:00  (GMT+01:00) \nÀ : claire@ecole.invalid \n"
            "Objet : Re: x \n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "huawei",
        (
            "Oui\n\n-------- Message d’origine --------\n"
            "De : X <cesame@iledefrance.fr>\nDate : lun. 5 oct. 2026 à 12:00\n"
            "À : claire@ecole.invalid\nObjet : x\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "mailspring",
        (
            "Oui\n\n"
            "Le oct. 5 2026, à 12:00 pm, Zoé Petit <cesame@iledefrance.fr> a écrit :\n"
            "> Bonjour"
        ),
        ("Oui"),
    ),
    (
        "outlook one line",
        (
            "Oui\n\n"
            "De : Zoé Petit <cesame@iledefrance.fr> Envoyé : lundi 5 octobre 2026 12:00 À "
            ": Claire Objet : x\n"
            "\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "outlook tel",
        (
            "Oui\n\nTéléchargez Outlook pour Android<https://aka.ms/AAb9ysg>\n\n"
            "________________________________\nFrom: X <cesame@iledefrance.fr>\n"
            "Sent: Monday, October 5, 2026 12:00:00 PM\nTo: c <claire@ecole.invalid>\n"
            "Subject: x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "forward tr",
        (
            "Pour info.\n\n---------- Forwarded message ----------\n"
            "From: X <cesame@iledefrance.fr>\nDate: Mon, Oct 5, 2026\nSubject: x\n"
            "To: c\n\nBonjour"
        ),
        ("Pour info."),
    ),
    (
        "laposte",
        (
            'Oui\n\n> Message du 05/10/26 12:00\n> De : "X" <cesame@iledefrance.fr>\n'
            "> A : claire@ecole.invalid\n> Copie à : \n> Objet : x\n> \n> Bonjour"
        ),
        ("Oui"),
    ),
    (
        "laposte new",
        (
            "Oui\n\nde : X <cesame@iledefrance.fr>\nà : claire@ecole.invalid\n"
            "date : 05/10/26 12:00\nobjet : x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "orange new",
        (
            "Oui\n\n\nEnvoyé depuis l'application Mail Orange\n\n\n"
            "----------------------------------------\nDe : X <cesame@iledefrance.fr>\n"
            "Envoyé : 5 octobre 2026 à 12:00\nÀ : claire@ecole.invalid\nObjet : x\n\n"
            "Bonjour"
        ),
        ("Oui"),
    ),
    (
        "orange mail 2",
        (
            "Oui\n\n> envoyé : 5 octobre 2026 à 12:00\n"
            "> de : X <cesame@iledefrance.fr>\n> à : claire@ecole.invalid\n"
            "> objet : x\n>\n> Bonjour"
        ),
        ("Oui"),
    ),
    (
        "sfr",
        (
            "Oui\n\nEnvoyé depuis SFR Mail\n\n"
            "========================================\n\n"
            'Message du : 05/10/2026 12:00\nDe : "X" <cesame@iledefrance.fr>\nA : c@y\n'
            "Sujet : x\n\nBonjour"
        ),
        ("Oui"),
    ),
    (
        "open-xchange",
        (
            "Oui\n\n> Le 05/10/2026 12:00 CEST, X <cesame@iledefrance.fr> a écrit :\n"
            ">  \n>  \n> Bonjour"
        ),
        ("Oui"),
    ),
    (
        "ox2",
        ("Oui\n\n> X <cesame@iledefrance.fr> a écrit le 05/10/2026 12:00 :\n> \n> Bonjour"),
        ("Oui"),
    ),
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
    for name, text, own in ODD:
        yield answer(f"odd, {name}", text, own)
    for number, text in enumerate(KEPT):
        raw = message(f"{text}\n", Content_Type="text/plain; charset=utf-8")
        yield Case(f"kept {number}", raw, {"reply": text})
