"""What machines send, and what people send that looks like it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.mail.corpus.case import Case, message, part, several

# Headers, and what they betray.
MARKS: list[tuple[dict[str, str], str]] = [
    ({"Auto_Submitted": "auto-replied"}, "auto_reply"),
    ({"Auto_Submitted": "auto-generated; owner-email=x"}, "auto_reply"),
    ({"Auto_Submitted": "Auto-Replied (vacation)"}, "auto_reply"),
    ({"Auto_Submitted": "no"}, ""),
    ({"X_Autoreply": "yes"}, "auto_reply"),
    ({"X_Autoreply": "no"}, ""),
    ({"X_Autorespond": "Absence"}, "auto_reply"),
    ({"X_Vacation": "true"}, "auto_reply"),
    ({"X_Loop": "cesame@ailleurs.invalid"}, "auto_reply"),
    ({"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"}, "auto_reply"),
    ({"Precedence": "auto_reply"}, "auto_reply"),
    ({"Precedence": "bulk"}, "mailing_list"),
    ({"Precedence": "list"}, "mailing_list"),
    ({"Precedence": "normal"}, ""),
    ({"Return_Path": "<>"}, "auto_reply"),
    ({"Return_Path": "<claire@ecole.invalid>"}, ""),
    ({"List_Id": "Les gestionnaires <gestion.liste.invalid>"}, "mailing_list"),
    ({"List_Unsubscribe": "<https://liste.invalid/x>"}, "mailing_list"),
    ({"Mailing_List": "contact gestion@liste.invalid"}, "mailing_list"),
    ({"X_Failed_Recipients": "zoe@ecole.invalid"}, "bounce"),
    ({"From": "MAILER-DAEMON@ecole.invalid"}, "bounce"),
    ({"From": "Mail Delivery System <Postmaster@ecole.invalid>"}, "bounce"),
    ({"From": "no-reply@ecole.invalid"}, "auto_reply"),
    ({"From": "ENT <ne-pas-repondre@ecole.invalid>"}, "auto_reply"),
    ({"From": "noreply-ent@ecole.invalid"}, "auto_reply"),
    ({"From": "noemie.replat@ecole.invalid"}, ""),
    ({"From": "daemon.martin@ecole.invalid"}, ""),
    ({"Auto_Submitted": "auto-replied", "Subject": "Non remis : Panne"}, "bounce"),
    ({"Return_Path": "<>", "Subject": "Undelivered Mail Returned to Sender"}, "bounce"),
    ({"X_Auto_Response_Suppress": "DR, OOF"}, ""),
]
SUBJECTS = {
    "Réponse automatique : Panne en B204": "auto_reply",
    "Réponse automatique": "auto_reply",
    "Automatic reply: Panne": "auto_reply",
    "Out of Office: Panne": "auto_reply",
    "Out of the office": "auto_reply",
    "Absence du bureau Re: Panne": "auto_reply",
    "Absent du bureau : Panne": "auto_reply",
    "Message d’absence": "auto_reply",
    "AUTO: Claire Martin est absente": "auto_reply",
    "Absence : Re: Panne": "auto_reply",
    "[Auto] Out-of-Office": "auto_reply",
    "Accusé de réception automatique": "auto_reply",
    "Automatische Antwort: Panne": "auto_reply",
    "Autoreply: Panne": "auto_reply",
    # What people write.
    "Absence de M. Petit : qui prend son poste ?": "",
    "Absence de réseau au CDI": "",
    "Panne du portail automatique": "",
    "TR: Réponse automatique : Panne": "",
    "Message non remis à la classe": "",
    "Le répondeur automatique du standard est en panne": "",
    "Automate de réponse en panne": "",
    "Non remis en service : le serveur": "",
    "Erreur de distribution des clés": "",
    "Bureau d'absence": "",
    "Auto : le portail de l'auto-école reste fermé": "",
    "Message automatique d'erreur sur le poste 12": "",
    "Message automatique : Panne": "auto_reply",
}
NULL_SENDERS = {
    "Panne": ("Votre message n'a pas pu être remis à zoe@ecole.invalid.", "bounce"),
    "Avis": ("<zoe@ecole.invalid>: 550 5.1.1 User unknown", "bounce"),
    "Retour": ("Je suis absente jusqu'à lundi.", "auto_reply"),
}


def cases() -> Iterator[Case]:
    """Machines and people."""
    for number, (fields, reason) in enumerate(MARKS):
        yield Case(f"machine {number}: {fields}"[:110], message(**fields), {"machine": reason})
    for subject, reason in SUBJECTS.items():
        yield Case(f"machine subject {subject}", message(Subject=subject), {"machine": reason})
    for subject, (text, reason) in NULL_SENDERS.items():
        raw = message(text, Subject=subject, Return_Path="<>")
        yield Case(f"machine body {subject}", raw, {"machine": reason})
    for kind, inner, reason in (
        ("delivery-status", "message/delivery-status", "bounce"),
        ("disposition-notification", "message/disposition-notification", "auto_reply"),
        ("feedback-report", "message/feedback-report", "abuse"),
    ):
        body = several(
            part("Voici ce qui s'est passé."),
            part("Reporting-MTA: dns; ecole.invalid\n\nAction: failed\n", inner),
            part(message("Bonjour", Subject="Panne"), "message/rfc822"),
        )
        head = f'multipart/report; report-type={kind}; boundary="limite"'
        yield Case(f"machine report {kind}", message(body, Content_Type=head),
                   {"machine": reason, "text": "Voici ce qui s'est passé."})  # fmt: skip
