"""The sentences of the vade-mecum that refusals come from, by requirement.

They are quoted as they stand, in French: a source is not translated.
"""

SENTENCES: dict[str, str] = {
    "ROL-1": "La bonne mise en place du dispositif nécessite la désignation par le chef "
    "d’établissement d’un correspondant, interlocuteur unique de la Région.",
    "ROL-2": "Pour des raisons pratiques de disponibilité, il est recommandé de prévoir un "
    "correspondant suppléant.",
    "ROL-3": "Seuls le correspondant et son suppléant disposeront du droit d’émettre un message "
    "de signalement d’incident à l’équipe CESAME.",
    "ROL-4": "Selon les modalités retenues par le chef d’établissement, les professeurs pourront "
    "ainsi signaler au correspondant les incidents qu’ils constatent.",
    "ROL-6": "Les procédures de communication entre le lycée et son responsable sont fixées "
    "librement avec les personnes concernées.",
    "INC-1": "Le signalement se fait de deux manières : par un courriel, ou par l’intermédiaire "
    "de CESAME et du service en ligne qui fonctionne sur le principe du ticket.",
    "INC-2": "Pour toute demande d’intervention, il faut attribuer un niveau d’urgence et décrire "
    "l’incident avec précision afin que la priorité de l’intervention soit appréciée au mieux "
    "par l’équipe CESAME.",
    "INC-3": "Dès réception du message, l’équipe CESAME informe le correspondant de la bonne "
    "réception du message et lui attribue un ticket portant un numéro d’ordre, en ajustant si "
    "besoin son niveau d’urgence.",
    "INC-4": "À tout moment, le correspondant peut consulter la liste des tickets en cours et le "
    "niveau d’avancement de leur prise en compte, procéder à une relance s’il l’estime "
    "nécessaire.",
    "INC-5": "CESAME apprécie le niveau de criticité des incidents, qualifie et transmet les "
    "demandes d’intervention à SCC et les demandes d’études au responsable territorial (RTN).",
    "INC-6": "Les incidents bureautiques sont résolus par le technicien de proximité lors de ses "
    "interventions régulières. Pour les incidents critiques, SCC désigne un technicien "
    "itinérant.",
    "INC-7": "Le délai de traitement d’un incident affectant le fonctionnement du réseau est de "
    "1 à 5 jours ouvrés selon le niveau d’urgence.",
    "INC-8": "La clôture de l’incident se déroule en deux temps : d’abord une clôture technique "
    "par le technicien SCC puis une clôture administrative dans les 10 jours par le "
    "correspondant du lycée.",
    "INC-9": "La résolution d’un incident vise à remettre en état un équipement en panne en le "
    "réparant ou en le remplaçant. Elle n’entraîne pas de modification du réseau.",
    "INC-10": "Lorsque l’incident concerne un serveur, le paramétrage est ensuite à la charge du "
    "rectorat (serveurs de type Amon, Scribe…) ou de la Région (serveurs de type Windows).",
    "INC-11": "La Région assure la maintenance de l’ensemble des équipements matériels qu’elle a "
    "alloués au lycée.",
    "INC-13": "Ce ticket reste ouvert jusqu’à la résolution de la demande.",
    "EVO-1": "Du point de vue du lycée, la démarche est la même qu’en cas d’incident.",
    "EVO-2": "L’équipe CESAME enregistre la demande et la transmet au RTN du lycée.",
}
