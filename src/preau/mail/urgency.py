"""The urgency that a French message states, and the words that say so (INC-2).

A level named as such ("urgence : très haut") counts before urgent words ("c'est urgent"), the
subject before the body. Where words contradict each other the higher level is kept: CESAME may
lower it, but a network that is down must not wait for that.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LOW, MEDIUM, VERY_HIGH = "low", "medium", "very_high"
_RANK = {LOW: 0, MEDIUM: 1, VERY_HIGH: 2}
#: Nobody states the urgency only after so many characters; attached logs do talk of it.
READ_LENGTH = 20_000


@dataclass(frozen=True, slots=True)
class UrgencyFound:
    """The level that a message states, None where it states none, and the deciding words."""

    level: str | None = None
    words: tuple[str, ...] = ()


# All patterns read lower case without accents; each blank may be several, or a line's end.
# Words before "urgent" are counted, never "*": a stranger's text must not keep the worker busy.
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.replace(" ", r"[\s\u00a0]+").replace("~", r"[\s\u00a0]*"))


_NAME = r"(?:niveau d'urgence|degre d'urgence|urgence|urgent|priorite|criticite|importance|urgency)"
_LEVEL = (
    r"(?P<low>tres bas(?:se)?|bas(?:se)?|faible|minimale?|mineure?|nulle?|aucune?|non|low"
    r"|pas (?:tres |si )?(?:haute?|elevee?|forte))"
    r"|(?P<medium>moyen(?:ne)?|normale?|moderee?|standard|medium)"
    r"|(?P<very_high>(?:tres |tres-)?(?:haute?|elevee?|forte)|maxi(?:mum|male?)?|critique|absolue"
    r"|extreme|immediate|vitale|bloquante?|oui|high|very high)"
)
# "Urgence : bas / moyen / très haut" with nothing ticked is a form's line, not an answer.
_NO_LIST = r"(?!~(?:/|\||,|\bou\b)~(?:tres |pas )?(?:bas|moy|haut|norm|elev|fort))"
_LABELS = (
    _pattern(
        rf"\b{_NAME}~(?:\([^()\n]{{0,80}}\)~)?(?:[:=>?]|-+|–|—|est)~[\"'«*\[(]*~(?:{_LEVEL})\b{_NO_LIST}"
    ),
    # A form's line with its boxes.
    _pattern(rf"\b{_NAME}\b[^\n]{{0,60}}?(?:\[x\]|\(x\)|☒|☑|✔|✅|■)~(?:{_LEVEL})\b"),
    _pattern(rf"\b(?:urgence|priorite|criticite) (?:{_LEVEL})\b{_NO_LIST}"),
    _pattern(
        r"\b(?:(?P<low>basse|faible)|(?P<medium>moyenne)"
        r"|(?P<very_high>(?:tres )?haute|extreme|grande|forte))"
        r" (?:urgence|priorite|criticite)\b"
    ),
    _pattern(r"\b(?:(?P<low>low)|(?P<medium>medium)|(?P<very_high>high)) (?:priority|urgency)\b"),
)

# "Ce n'est pas une urgence absolue" names no level.
_DENIED = re.compile(r"\b(?:(?:pas|plus|rien|ni) (?:de|d'une|une|la)|aucune|sans)[ \u00a0]+$")
# A word of urgency that says nothing of this message: a thing's name, a doubt, a comparison.
_IDLE = (
    _pattern(
        r"\b(?:numeros?|eclairages?|blocs?|services?|arrets?|boutons?|coups? de poing|sorties?"
        r"|issues?|cellules?|plans?|appels?|medecins?|portes?|feux|alarmes?|exercices?|reunions?|etat"
        r"|fonds|aides?|postes?|telephones?|ligne|degre|niveau|kits?|trousses?|conseil|procedures?"
        r"|mesures?|situations?) d'urgence\b"
    ),
    _pattern(r"\b(?:aux|les|des|nos|vos) urgences\b"),
    _pattern(
        r"\b(?:si|savoir si|dire si|quand) (?:c'est|cela est|ca devient|il y a)~(?:une )?urgen"
    ),
    _pattern(r"\b(?:le|la|les|au) (?:plus|moins) urgente?s?\b"),
    _pattern(r"\burgence attentats?\b"),
)
_WORDS = (
    # What holds a word of the others, and says the opposite.
    (
        VERY_HIGH,
        _pattern(
            r"\b(?:(?:beaucoup|encore|bien|toujours|de plus en|d'autant) plus urgente?s?"
            r"|plus urgente?s? que jamais|urgent~\?~[-:]?~oui"
            r"|ne (?:peut|peuvent|pourra|pourront|saurait)(?: pas| plus| guere)? attendre)\b"
        ),
    ),
    (MEDIUM, _pattern(r"\bplus ou moins urgente?s?\b")),
    (
        LOW,
        _pattern(
            r"\burgente?~\?~[-:]?~non\b|\b(?:peut|peuvent|pourra|pourront)"
            r" (?:bien |largement |tout a fait |encore |tres bien )?attendre\b"
        ),
    ),
    (
        LOW,
        _pattern(
            r"\b(?:(?:n'est|n'a|n'ont|n'etait|est|c'est|c est) )?"
            r"(?:pas|plus|non|rien|peu|aucunement|nullement|sans|aucune?|guere|jamais|moins)"
            r"(?:~-~| )(?:(?:du tout|vraiment|forcement|specialement|particulierement|tres|trop|si"
            r"|plus|de caractere|le caractere|de|une|un|grande?|caractere|ni|franchement|encore"
            r"|bien|tellement|absolument|extremement|hyper|super|d'une|que c'est|que ce soit"
            r"|cela comme|ca comme|comme) ){0,6}"
            r"(?:d')?urgen(?:te?s?|ces?)\b"
        ),
    ),
    (
        LOW,
        _pattern(
            r"\brien ne presse\b|\bpas presse[es]*\b|\b(?:pas|non) (?:tres )?prioritaires?\b"
            r"|\brien de pressant\b|\bpas le feu\b|\ba l'occasion(?=~[.,;!]|~$)"
        ),
    ),
    (LOW, _pattern(r"\bquand vous (?:pourrez|aurez (?:le temps|un moment))\b|\bnot urgent\b")),
    (
        MEDIUM,
        _pattern(r"\b(?:moyennement|assez|relativement|plutot|un peu|moderement) urgente?s?\b"),
    ),
    (
        VERY_HIGH,
        _pattern(
            r"\b(?:(?:tres|extremement|hyper|super|ultra|vraiment|absolument|plus qu[e']"
            r"|particulierement)(?:~-~| )){0,6}urgent(?:e|s|es|issime)?\b"
            r"|\burgentissime\b|\burgemment\b"
        ),
    ),
    (
        VERY_HIGH,
        _pattern(
            r"\b(?:en|de|par) (?:toute |grande |extreme ){0,3}urgence\b|\bil y a (?:une )?urgence\b"
            r"|\b(?:est|c'est) (?:vraiment )?une (?:vraie |reelle )?urgence\b"
            r"|\b(?:intervenir|intervention|venir|passer|remplacer|reparer|retablir|depanner"
            r"|depannage|besoin|agir|traiter) d'urgence\b|\bd'urgence~(?:svp|s'il vous|!)"
        ),
    ),
    (
        VERY_HIGH,
        _pattern(
            r"^[\s\[(*!]*urgence(?:[\s\])*!.]*$|~[-:!–—\])](?!~(?:bas|moy|non|norm|faib|[\d\[☐])))"
        ),
    ),
)


def urgency_of(subject: str, body: str) -> UrgencyFound:
    """Read the level from the subject, else from the body."""
    texts = [text[:READ_LENGTH] for text in (subject, body)]
    for read in (_labels, _words):
        for text in texts:
            found = read(text)
            if found.level is not None:
                return found
    return UrgencyFound()


def _labels(text: str) -> UrgencyFound:
    plain = _plain(text)
    idle = [match.span() for pattern in _IDLE[1:] for match in pattern.finditer(plain)]
    matches = [
        match
        for pattern in _LABELS
        for match in pattern.finditer(plain)
        if not _overlaps(match.span(), idle)
        and not _DENIED.search(plain, max(match.start() - 30, 0), match.start())
    ]
    first = min(matches, key=lambda match: match.start(), default=None)
    if first is None:
        return UrgencyFound()
    level = next(name for name, words in first.groupdict().items() if words)
    return UrgencyFound(level, (_quote(text, first.span()),))


def _words(text: str) -> UrgencyFound:
    plain = _plain(text)
    taken = [match.span() for pattern in _IDLE for match in pattern.finditer(plain)]
    found: list[tuple[str, tuple[int, int]]] = []
    for level, pattern in _WORDS:
        for match in pattern.finditer(plain):
            if not _overlaps(match.span(), taken):
                taken.append(match.span())
                found.append((level, match.span()))
    if not found:
        return UrgencyFound()
    highest = max((level for level, _ in found), key=_RANK.__getitem__)
    spans = sorted(span for level, span in found if level == highest)
    return UrgencyFound(highest, tuple(dict.fromkeys(_quote(text, span) for span in spans))[:5])


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _quote(text: str, span: tuple[int, int]) -> str:
    return " ".join(text[span[0] : span[1]].split())[:80]


def _plain(text: str) -> str:
    """Lower case without accents, character by character, so that places stay the same."""
    return "".join(
        c if c.isascii() else unicodedata.normalize("NFKD", c)[0] for c in text.replace("’", "'")
    ).translate(_LOWER)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
