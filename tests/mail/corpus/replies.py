"""Answers as the mail programs of French lycées write them: own words, and the quote around."""

from __future__ import annotations

import html
from collections.abc import Iterator

from tests.mail.corpus.case import Case, message, part, several

ASKED = "Bonjour,\nDans quelle salle est l'écran ?\nCordialement,\nCESAME"
NAME, ADDRESS = "CESAME des lycées", "cesame@iledefrance.fr"
NBSP, NNBSP = "\u00a0", "\u202f"

OWN = {
    "one line": "C'est en salle B204.",
    "letter": (
        "Bonjour,\n\nL'écran est en salle B204, au 2e étage.\nIl reste noir depuis lundi.\n\n"
        "Cordialement,\nClaire Martin"
    ),
    "somebody wrote": (
        "Bonjour,\n\nLe professeur d'arts plastiques a écrit :\n« l'écran est noir ».\n\nMerci."
    ),
    "somebody wrote on a day": (
        "Bonjour,\n\nLe lundi 28 septembre, M. Petit nous a écrit :\nplus rien ne va.\n\nMerci."
    ),
    "a memo": "De : la salle B204\nÀ : la salle C12\n\nVoilà le déplacement à faire.",
    "a list": "Les salles :\n- B204\n- B205\n\nElles sont au 2e étage.\n\n* le PC 12\n* le PC 14",
    "figures": "Le 12 à 8 h 30, tout allait ; le 13 à 9 h 00, plus rien.\nRéf : 4512-B.",
}


def marked(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def block(*lines: str) -> str:
    return "\n".join(lines) + "\n\n" + ASKED


# What each program puts below (or above) the person's words.
MARKED = {
    "gmail": f"Le lun. 5 oct. 2026 à 12:00, {NAME} <{ADDRESS}> a écrit :\n\n",
    "gmail wrapped": f"Le lun. 5 oct. 2026 à 12:00, {NAME} <\n{ADDRESS}> a écrit :\n\n",
    "gmail wrapped late": f"Le lun. 5 oct. 2026 à 12:00, {NAME} <{ADDRESS}> a\nécrit :\n\n",
    "gmail no-break": f"Le lun. 5 oct. 2026 à 12:00, {NAME} <{ADDRESS}> a écrit{NBSP}:\n\n",
    "gmail narrow": f"Le lun. 5 oct. 2026 à 12:00, {NAME}{NNBSP}<{ADDRESS}> a écrit{NNBSP}:\n\n",
    "apple": f"Le 5 oct. 2026 à 12:00, {NAME} <{ADDRESS}> a écrit :\n\n",
    "apple old": f"Le 5 oct. 2026 à 12:00, {NAME} a écrit :\n\n",
    "iphone": f"> Le 5 oct. 2026 à 12:00, {NAME} <{ADDRESS}> a écrit :\n> \n> {NBSP}\n",
    "thunderbird": f"Le 05/10/2026 à 12:00, {NAME} a écrit{NBSP}:\n",
    "thunderbird old": f"{NAME} a écrit :\n",
    "roundcube": f"Le 2026-10-05 12:00, {NAME} a écrit :\n\n",
    "yahoo": (
        f"    Le lundi 5 octobre 2026 à 12:00:00 UTC+2, {NAME} <{ADDRESS}> a écrit :  \n \n "
    ),
    "horde": f"{NAME} <{ADDRESS}> a écrit :\n\n",
    "horde quoting": f"Citation de {NAME} <{ADDRESS}>:\n\n",
    "squirrel": f"Le Lun 5 octobre 2026 12:00, {NAME} a écrit :\n",
    "english": f"On Mon, Oct 5, 2026 at 12:00 PM {NAME} <{ADDRESS}>\nwrote:\n\n",
    "english apple": f"On 5 Oct 2026, at 12:00, {NAME} <{ADDRESS}> wrote:\n\n",
    "orange": (
        f'> Message du 05/10/26 12:00\n> De : "{NAME}" <{ADDRESS}>\n> A : claire@ecole.invalid\n'
        "> Copie à : \n> Objet : Re: Panne\n> \n"
    ),
    "la poste": (
        f"> Message du 05/10/2026 à 12h00\n> De : {ADDRESS}\n> A : claire@ecole.invalid\n"
        "> Objet : Re: Panne\n>\n"
    ),
    "our marker": "--- Répondez au-dessus de cette ligne ---\n",
}
UNMARKED = {
    "outlook": block(
        f"De : {NAME} <{ADDRESS}>", "Envoyé : lundi 5 octobre 2026 12:00",
        "À : Claire Martin <claire.martin@ecole.invalid>", "Objet : Re: Panne",
    ),
    "outlook no-break": block(
        f"De{NBSP}: {NAME} <{ADDRESS}>", f"Envoyé{NBSP}: lundi 5 octobre 2026 12:00",
        f"À{NBSP}: Claire Martin", f"Cc{NBSP}: Paul Durand", f"Objet{NBSP}: Re: Panne",
    ),
    "outlook ruled": block(
        "________________________________", f"De : {NAME} <{ADDRESS}>",
        "Envoyé : lundi 5 octobre 2026 12:00", "À : Claire Martin", "Objet : Re: Panne",
    ),
    "outlook bold": block(
        f"*De :* {NAME} <{ADDRESS}>", "*Envoyé :* lundi 5 octobre 2026 12:00",
        "*À :* Claire Martin", "*Objet :* Re: Panne",
    ),
    "outlook 2003": block(
        "-----Message d'origine-----", f"De : {NAME} [mailto:{ADDRESS}]",
        "Envoyé : lundi 5 octobre 2026 12:00", "À : Claire Martin", "Objet : Re: Panne",
    ),
    "outlook date": block(
        f"De : {NAME} <{ADDRESS}>", "Date : lundi, 5 octobre 2026 à 12:00",
        "À : Claire Martin", "Objet : Re: Panne",
    ),
    "outlook many": block(
        f"De : {NAME} <{ADDRESS}>", "Envoyé : lundi 5 octobre 2026 12:00",
        "À : Claire Martin <claire.martin@ecole.invalid>; Paul Durand",
        "<paul.durand@ecole.invalid>; Zoé Petit <zoe.petit@ecole.invalid>",
        "Cc : Le secrétariat", "Objet : Re: Panne", "Importance : Haute",
    ),
    "outlook english": block(
        f"From: {NAME} <{ADDRESS}>", "Sent: Monday, October 5, 2026 12:00 PM",
        "To: Claire Martin", "Subject: Re: Panne",
    ),
    "outlook parted": "\n\n".join(
        [f"De : {NAME} <{ADDRESS}>", "Envoyé : lundi 5 octobre 2026 12:00", "À : Claire Martin",
         "Objet : Re: Panne", ASKED]
    ),
    "zimbra": block(
        "----- Mail original -----", f'De: "{NAME}" <{ADDRESS}>',
        'À: "Claire Martin" <claire.martin@ecole.invalid>',
        "Envoyé: Lundi 5 Octobre 2026 12:00:00", "Objet: Re: Panne",
    ),
    "zimbra web": block(
        f"De: \"{NAME}\" <{ADDRESS}>", 'À: "claire martin" <claire.martin@ecole.invalid>',
        "Cc: \"secretariat\" <secretariat@ecole.invalid>", "Envoyé: Lundi 5 Octobre 2026 12:00:00",
        "Objet: Re: Panne",
    ),
    "convergence": block(
        "----- Message d'origine -----", f"De: {NAME} <{ADDRESS}>",
        "Date: Lundi 5 Octobre 2026 12:00", "Objet: Re: Panne", "À: claire.martin@ecole.invalid",
    ),
    "roundcube old": block(
        "-------- Message original --------", "Objet: Re: Panne", "Date: 2026-10-05 12:00",
        f"De: {NAME} <{ADDRESS}>", "À: claire.martin@ecole.invalid",
    ),
    "samsung": block(
        "-------- Message d'origine --------", f"De : {NAME} <{ADDRESS}>",
        "Date : 05/10/2026  12:00  (GMT+01:00)", "À : claire.martin@ecole.invalid",
        "Objet : Re: Panne",
    ),
    "english original": block(
        "-----Original Message-----", f"From: {NAME} <{ADDRESS}>",
        "Sent: Monday, October 5, 2026 12:00 PM", "To: Claire Martin", "Subject: Panne",
    ),
    "gmail forwarded": block(
        "---------- Forwarded message ---------", f"De : {NAME} <{ADDRESS}>",
        "Date: lun. 5 oct. 2026 à 12:00", "Subject: Panne", "To: <claire.martin@ecole.invalid>",
    ),
    "thunderbird forwarded": block(
        "-------- Message transféré --------", "Sujet : Panne", "Date : Mon, 5 Oct 2026 12:00:00",
        f"De : {NAME} <{ADDRESS}>", "Pour : claire.martin@ecole.invalid",
    ),
    "apple forwarded": block(
        "Début du message réexpédié :", "", f"De: {NAME} <{ADDRESS}>", "Objet: Panne",
        "Date: 5 octobre 2026 à 12:00:00 UTC+2", "À: claire.martin@ecole.invalid",
    ),
    "yahoo unmarked": (
        f"Le lundi 5 octobre 2026 à 12:00:00 UTC+2, {NAME} <{ADDRESS}> a écrit :\n\n{ASKED}"
    ),
    "hotmail unmarked": f"Le 5 oct. 2026, {NAME} <{ADDRESS}> a écrit :\n\n{ASKED}",
    "zoho": f"---- Le lun., 05 oct. 2026 12:00:00 +0200 {NAME} <{ADDRESS}> a écrit ----\n\n{ASKED}",
}  # fmt: skip
BELOW = {
    "dashes": "-- \nClaire Martin\nGestionnaire\nLycée Voltaire\n01 23 45 67 89",
    "bare dashes": "--\nClaire Martin",
    "iphone": "Envoyé de mon iPhone",
    "ipad": f"Envoyé de mon{NBSP}iPad",
    "android": "Envoyé depuis mon téléphone Android",
    "orange": "Envoyé depuis mon mobile Orange",
    "galaxy": "Envoyé depuis mon appareil Galaxy",
    "yahoo": "Envoyé à partir de Yahoo Mail pour iPhone",
    "outlook ios": "Obtenir Outlook pour iOS<https://aka.ms/o0ukef>",
    "outlook android": "Télécharger Outlook pour Android",
    "windows": "Provenance : Courrier pour Windows 10",
    "proton": "Envoyé avec la messagerie sécurisée Proton Mail.",
    "english": "Sent from my iPhone",
    "paper": "Avant d'imprimer ce message, pensez à l'environnement.",
    "avast": "Garanti sans virus. www.avast.com",
    "notice": (
        "Ce message et ses pièces jointes sont confidentiels et établis à l'intention exclusive de "
        "leurs destinataires.\nSi vous recevez ce message par erreur, merci de le détruire."
    ),
    "english notice": (
        "This e-mail and any attachments are confidential and intended only for the addressee."
    ),
    "dashes and notice": ("-- \nClaire Martin\n\nN'imprimez ce courriel que si c'est nécessaire."),
}


def cases() -> Iterator[Case]:
    """Every program with every kind of answer."""
    for program, head in MARKED.items():
        quote = head + marked(ASKED)
        for kind, own in OWN.items():
            yield answer(f"{program}, {kind}", f"{own}\n\n{quote}\n", own)
        yield answer(f"{program}, phone", f"Oui.\n\nEnvoyé de mon iPhone\n\n{quote}\n", "Oui.")
        yield answer(f"{program}, sign below", f"Oui.\n\n{quote}\n\n-- \nClaire\n", "Oui.")
        below = f"{quote}\n\nC'est la B204.\n\nClaire\n"
        yield answer(f"{program}, bottom", below, "C'est la B204.\n\nClaire")
        lines = quote.split("\n")
        between = "\n".join([*lines[:-2], "", "La B204, je crois.", "", *lines[-2:]])
        yield answer(f"{program}, between", f"Voici :\n\n{between}\n", None)
    for program, quote in UNMARKED.items():
        for kind, own in OWN.items():
            yield answer(f"{program}, {kind}", f"{own}\n\n{quote}\n", own)
        yield answer(f"{program}, phone", f"Oui.\n\nEnvoyé de mon iPhone\n\n{quote}\n", "Oui.")
        yield answer(f"{program}, nothing", f"{quote}\n", quote.strip())
        coloured = f"Mes réponses en rouge ci-dessous.\n\n{quote}\n"
        yield answer(f"{program}, in red", coloured, None)
    for name, below in BELOW.items():
        own = OWN["letter"]
        yield answer(f"alone, {name}", f"{own}\n\n{below}\n", own)
        quoted = f"{own}\n\n{below}\n\n{MARKED['gmail']}{marked(ASKED)}\n"
        yield answer(f"quoted, {name}", quoted, own)
        ruled = f"{own}\n\n{below}\n\n{UNMARKED['outlook ruled']}\n"
        yield answer(f"outlook, {name}", ruled, own)
    for kind, own in OWN.items():
        yield answer(f"new, {kind}", f"{own}\n", own)
    yield from pages()


def answer(name: str, body: str, reply: str | None) -> Case:
    """A plain answer; None where the cut cannot be certain and all must be shown."""
    raw = message(body, Subject="Re: Panne", Content_Type="text/plain; charset=utf-8")
    if reply is None:
        return Case(name, raw, {"is_cut_certain": False, "contains": [body.split("\n")[0]]})
    return Case(name, raw, {"reply": reply})


def page(text: str) -> str:
    return "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.split("\n"))


PAGES = {
    "gmail": (
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">Le lun. 5 oct. 2026 à 12:00, '
        f'{NAME} &lt;<a href="mailto:{ADDRESS}">{ADDRESS}</a>&gt; a écrit :<br></div>'
        '<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">'
        f"{page(ASKED)}</blockquote></div>"
    ),
    "apple": (
        f'<br><blockquote type="cite"><div>Le 5 oct. 2026 à 12:00, {NAME} &lt;{ADDRESS}&gt; a '
        f"écrit :</div><br><div>{page(ASKED)}</div></blockquote>"
    ),
    "thunderbird": (
        f'<div class="moz-cite-prefix">Le 05/10/2026 à 12:00, {NAME} a écrit&nbsp;:<br></div>'
        f'<blockquote type="cite" cite="mid:x@iledefrance.fr">{page(ASKED)}</blockquote>'
    ),
    "outlook": (
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal"><b>De&nbsp;:</b> {NAME} &lt;{ADDRESS}&gt; <br><b>Envoyé&nbsp;:</b> '
        "lundi 5 octobre 2026 12:00<br><b>À&nbsp;:</b> Claire Martin<br><b>Objet&nbsp;:</b> Re: "
        f"Panne</p></div><p>&nbsp;</p>{page(ASKED)}"
    ),
    "outlook web": (
        '<hr tabindex="-1" style="display:inline-block; width:98%">'
        '<div id="divRplyFwdMsg" dir="ltr">'
        f'<font face="Calibri"><b>De :</b> {NAME} &lt;{ADDRESS}&gt;<br><b>Envoyé :</b> lundi 5 '
        "octobre 2026 12:00<br><b>À :</b> Claire Martin<br><b>Objet :</b> Re: Panne"
        "</font><div>&nbsp;</div>"
        f"</div>{page(ASKED)}"
    ),
    "zimbra": (
        '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"'
        f'{NAME}" &lt;{ADDRESS}&gt;<br><b>À: </b>"Claire Martin"<br><b>Envoyé: </b>Lundi 5 Octobre '
        f"2026 12:00:00<br><b>Objet: </b>Re: Panne<br></div><div>{page(ASKED)}</div>"
    ),
    "yahoo": (
        '<div id="yahoo_quoted_1" class="yahoo_quoted"><div><div>Le lundi 5 octobre 2026 à '
        f"12:00:00 UTC+2, {NAME} &lt;{ADDRESS}&gt; a écrit : </div>"
        f"<div><br></div><div>{page(ASKED)}</div>"
        "</div></div>"
    ),
    "roundcube": (
        f'<p id="reply-intro">Le 05-10-2026 12:00, {NAME} a écrit :</p><blockquote type="cite" '
        f'style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">{page(ASKED)}'
        "</blockquote>"
    ),
}


def pages() -> Iterator[Case]:
    """Answers that are pages only."""
    for program, quote in PAGES.items():
        for kind in ("one line", "letter", "somebody wrote"):
            body = f"<html><body>{page(OWN[kind])}<br>{quote}</body></html>"
            raw = message(body, Content_Type="text/html; charset=utf-8")
            yield Case(f"page {program}, {kind}", raw, {"reply": OWN[kind]})
        signed = page("Oui, en B204.") + "<div>Envoyé de mon iPhone</div>" + quote
        raw = message(signed, Content_Type="text/html; charset=utf-8")
        yield Case(f"page {program}, phone", raw, {"reply": "Oui, en B204."})
    inside = PAGES["gmail"].replace("</div></blockquote>", "</div></blockquote><p>La B204.</p>")
    yield Case(
        "page gmail, bottom",
        message(f"<html>{inside}</html>", Content_Type="text/html; charset=utf-8"),
        {"reply": "La B204."},
    )
    both = several(
        part(f"Oui.\n\n{MARKED['gmail']}{marked(ASKED)}\n"),
        part(f"<div>Oui.</div>{PAGES['gmail']}", "text/html; charset=utf-8"),
        kind="alternative",
    )
    raw = message(both, Content_Type='multipart/alternative; boundary="limite"')
    yield Case("both, gmail", raw, {"reply": "Oui.", "files": {}})
