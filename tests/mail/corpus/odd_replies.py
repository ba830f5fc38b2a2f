"""Answers of other programs, each with its own announcement."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mail.corpus.case import Case
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
]


def cases() -> Iterator[Case]:
    """Each as a plain message."""
    for name, text, own in ODD:
        yield answer(f"odd, {name}", text, own)
