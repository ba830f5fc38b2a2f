"""The simple forms for the main kinds of incident (INC-1), which the Region can change."""

from typing import Any

from django.db import migrations
from django.utils import timezone

SINCE = {
    "code": "since",
    "label": "Depuis quand ?",
    "hint": "Par exemple : depuis ce matin 8 h 10, depuis le retour des vacances.",
    "kind": "text",
    "choices": [],
    "required": True,
}
STOPPED = {
    "code": "stopped",
    "label": "Qui est empêché de travailler ?",
    "hint": "",
    "kind": "choice",
    "choices": [
        "Personne, c’est une gêne",
        "Une personne",
        "Une classe ou une salle",
        "Une partie du lycée",
        "Tout le lycée",
    ],
    "required": True,
}


def text(code: str, label: str, hint: str = "", *, required: bool = False) -> dict[str, Any]:
    return {
        "code": code,
        "label": label,
        "hint": hint,
        "kind": "text",
        "choices": [],
        "required": required,
    }


def choice(code: str, label: str, *choices: str, required: bool = True) -> dict[str, Any]:
    return {
        "code": code,
        "label": label,
        "hint": "",
        "kind": "choice",
        "choices": list(choices),
        "required": required,
    }


FORMS: list[tuple[str, str, str, str, str, list[str], list[dict[str, Any]]]] = [
    (
        "computers",
        "Un ordinateur",
        "Poste fixe, portable, tablette : ne démarre pas, lent, écran, clavier, session.",
        "pc-display",
        "office_incident",
        ["ordinateur", "ordinateurs", "poste", "postes", "pc", "portable", "tablette", "clavier"],
        [
            choice(
                "symptom",
                "Que se passe-t-il ?",
                "Ne démarre pas",
                "Très lent",
                "Écran, clavier ou souris",
                "Impossible d’ouvrir une session",
                "Autre",
            ),
            text("count", "Combien de postes sont touchés ?"),
        ],
    ),
    (
        "network",
        "Le réseau ou Internet",
        "Plus d’accès, coupures, Wi-Fi, prise murale, armoire de brassage, onduleur.",
        "diagram-3",
        "network_incident",
        [
            "reseau",
            "internet",
            "wifi",
            "wi",
            "switch",
            "commutateur",
            "onduleur",
            "brassage",
            "connexion",
        ],
        [
            choice(
                "symptom",
                "Que se passe-t-il ?",
                "Plus aucun accès",
                "Des coupures",
                "C’est très lent",
                "Le Wi-Fi ne fonctionne pas",
                "Un onduleur sonne",
                "Autre",
            ),
            choice(
                "lights",
                "Les voyants de l’armoire sont-ils allumés ?",
                "Oui",
                "Non",
                "Je ne sais pas",
                required=False,
            ),
        ],
    ),
    (
        "servers",
        "Un serveur",
        "Fichiers, sessions, Amon, Scribe, Windows : arrêté, plein, inaccessible.",
        "hdd-rack",
        "network_incident",
        ["serveur", "serveurs", "amon", "scribe", "horus", "partages"],
        [
            choice(
                "server", "Quel serveur ?", "Amon", "Scribe", "Horus", "Windows", "Je ne sais pas"
            ),
            text("message", "Quel message voyez-vous ?", "Recopiez-le ou joignez une photo."),
        ],
    ),
    (
        "printers",
        "Une imprimante",
        "N’imprime plus, bourrage, introuvable sur le réseau.",
        "printer",
        "office_incident",
        ["imprimante", "imprimantes", "impression", "copieur", "toner", "bourrage"],
        [
            choice(
                "symptom",
                "Que se passe-t-il ?",
                "N’imprime plus",
                "Bourrage à répétition",
                "Introuvable sur le réseau",
                "Qualité d’impression",
                "Autre",
            ),
        ],
    ),
    (
        "displays",
        "Un vidéoprojecteur ou un écran",
        "Pas d’image, couleurs, télécommande, tableau interactif.",
        "projector",
        "office_incident",
        ["videoprojecteur", "videoprojecteurs", "vpi", "projecteur", "tni", "tbi", "ecran"],
        [
            choice(
                "symptom",
                "Que se passe-t-il ?",
                "Ne s’allume plus",
                "Pas d’image",
                "Image sombre ou colorée",
                "Tactile ou stylet",
                "Autre",
            ),
        ],
    ),
    (
        "portal",
        "L’ENT ou un compte",
        "monlycée.net inaccessible, compte bloqué, droits manquants.",
        "person-badge",
        "configuration",
        ["ent", "monlycee", "compte", "identifiant", "identifiants"],
        [
            text(
                "who",
                "Pour qui ?",
                "Nom et fonction de la personne ; jamais de mot de passe.",
                required=True,
            ),
        ],
    ),
    (
        "evolution",
        "Une évolution du réseau",
        "Prises, bornes Wi-Fi, serveur à renouveler, nouvelle salle : une demande, pas une panne.",
        "signpost-split",
        "evolution",
        ["evolution", "prises", "cablage", "installer", "installation", "renouvellement"],
        [
            text("use", "Pour quel usage ?", required=True),
            text("wished", "Pour quand ?"),
        ],
    ),
    (
        "other",
        "Autre chose",
        "Tout incident numérique est pris en charge, quelle que soit sa gravité.",
        "three-dots",
        "office_incident",
        [],
        [],
    ),
]


def write(apps: Any, schema_editor: Any) -> None:
    form_model = apps.get_model("tickets", "Form")
    version_model = apps.get_model("tickets", "FormVersion")
    for position, (code, title, hint, icon, nature, words, questions) in enumerate(FORMS, 1):
        form = form_model.objects.create(
            code=code,
            title=title,
            hint=hint,
            icon=icon,
            nature=nature,
            words=words,
            position=position,
        )
        common = [] if code == "evolution" else [SINCE, STOPPED]
        version_model.objects.create(
            form=form, number=1, questions=[*common, *questions], edited_at=timezone.now()
        )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
