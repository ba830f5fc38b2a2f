"""The urgency that a French message states."""

import time

import pytest

from preau.mail.urgency import UrgencyFound, urgency_of

pytestmark = pytest.mark.requirement("INC-2")


@pytest.mark.parametrize(
    ("subject", "body", "level"),
    [
        # Named levels.
        ("Panne", "urgence : très haut", "very_high"),
        ("Panne", "Urgence: TRÈS HAUTE", "very_high"),
        ("Panne [urgence : tres haut]", "", "very_high"),
        ("Panne", "Niveau d’urgence\u00a0: très haut", "very_high"),
        ("Panne", "Degré d'urgence = moyen", "medium"),
        ("Panne", "Urgence : moyenne", "medium"),
        ("Panne", "Urgence : normale", "medium"),
        ("Panne - urgence basse", "", "low"),
        ("Panne", "urgence : bas", "low"),
        ("Panne", "Urgence: **BAS**", "low"),
        ("Panne", "URGENCE - faible", "low"),
        ("Panne", "Priorité haute", "very_high"),
        ("Panne", "De haute priorité pour nous", "very_high"),
        ("Panne", "Urgent : oui", "very_high"),
        ("Panne", "Urgent : non", "low"),
        ("Panne", "L'urgence est moyenne.", "medium"),
        ("Panne", "urgence : pas très haute", "low"),
        # Urgent words.
        ("URGENT - plus de réseau", "", "very_high"),
        ("Plus de réseau", "C'est très urgent, merci.", "very_high"),
        ("Plus de réseau", "Merci d'intervenir en urgence", "very_high"),
        ("Plus de réseau", "Il faut passer d’urgence", "very_high"),
        ("Plus de réseau", "C'est une urgence !", "very_high"),
        ("Plus de réseau", "Demande urgente", "very_high"),
        ("Plus de réseau", "de toute urgence", "very_high"),
        ("URGENCE", "Le serveur fume", "very_high"),
        ("Écran", "C'est assez urgent", "medium"),
        # Negations.
        ("Écran", "Ce n'est pas urgent.", "low"),
        ("Écran", "pas urgent", "low"),
        ("Écran (non urgent)", "", "low"),
        ("Écran", "Rien d'urgent", "low"),
        ("Écran", "pas très urgent", "low"),
        ("Écran", "Il n’y a pas d’urgence", "low"),
        ("Écran", "Aucune urgence de notre côté", "low"),
        ("Écran", "sans urgence", "low"),
        ("Écran", "pas du tout urgent", "low"),
        ("Écran", "ce n'est plus urgent", "low"),
        ("Écran", "ce n'est pas une urgence", "low"),
        ("Écran", "peu urgent", "low"),
        ("Écran", "pas vraiment\nurgent", "low"),
        ("Écran", "Rien ne presse.", "low"),
        ("Écran", "pas de caractère urgent", "low"),
        ("Écran", "Ce n’est pas une urgence absolue", "low"),
        ("Écran", "Je ne considère pas cela comme urgent", "low"),
        ("Écran", "Je ne dirais pas que c'est urgent", "low"),
        ("Écran", "Cela n'a rien d'une urgence", "low"),
        ("Écran", "Est-ce urgent ? Non.", "low"),
        ("Écran", "Cela peut attendre", "low"),
        ("Écran", "Demande non prioritaire", "low"),
        ("Écran", "Rien de pressant", "low"),
        ("Écran", "Il n’y a pas le feu", "low"),
        # Ways round.
        ("Réseau", "C'est plus urgent que jamais", "very_high"),
        ("Réseau", "C'est de plus en plus urgent", "very_high"),
        ("Réseau", "Cela ne peut plus attendre", "very_high"),
        ("Réseau", "D’urgence svp", "very_high"),
        ("Réseau", "Ça ne marche pas, c'est urgent", "very_high"),
        ("Réseau", "C'est plus ou moins urgent", "medium"),
        ("Réseau", "Urgence ? Moyenne", "medium"),
        ("Réseau", "Degré d'urgence (bas, moyen, très haut) : moyen", "medium"),
        ("Réseau", "Urgence [ ] bas [x] moyen [ ] très haut", "medium"),
        ("Réseau", "Urgence : ☐ bas ☐ moyen ☒ très haut", "very_high"),
        ("Réseau", "Urgence : ☐ bas ☐ moyen ☐ très haut", None),
        ("Réseau", "Urgence : 3", None),
        ("Réseau", "Le réseau ne marche plus\nUrgence : très haut", "very_high"),
        # Nothing said.
        ("Écran noir en B204", "Bonjour, l'écran reste noir.", None),
        ("Éclairage d'urgence", "Le bloc d'urgence clignote", None),
        ("Écran", "Je ne sais pas si c'est urgent", None),
        ("Écran", "La directrice est aux urgences", None),
        ("Écran", "Urgence : bas / moyen / très haut", None),
        ("Numéro d'urgence", "", None),
        ("Plan vigipirate urgence attentat", "", None),
        ("", "", None),
        # Who wins.
        ("URGENT", "urgence : bas", "low"),
        ("Urgent", "pas urgent", "very_high"),
        ("Écran", "L'imprimante n'est pas urgente mais le réseau est très urgent", "very_high"),
        ("urgence : moyen", "urgence : très haut", "medium"),
    ],
)
def test_reads_the_level(subject, body, level):
    assert urgency_of(subject, body).level == level


def test_keeps_the_words_that_decided():
    assert urgency_of("Réseau coupé", "Bonjour,\nUrgence : très haut\nMerci") == UrgencyFound(
        "very_high", ("Urgence : très haut",)
    )
    assert urgency_of("Écran", "Ce n’est pas très\nurgent.").words == ("n’est pas très urgent",)


@pytest.mark.parametrize(
    "words",
    ["pas ", "urgence ", "tres ", "urgence:", "de caractere ", "le caractere de ", "pas plus de "],
)
def test_a_text_that_goes_round_in_circles_does_not_stop_the_worker(words):
    text = "pas " + words * 2_000
    started = time.process_time()

    urgency_of(text, text)

    assert time.process_time() - started < 2
