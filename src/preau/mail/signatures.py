"""What mail programs and mail servers add below a person's words: signatures, notices, adverts."""

from __future__ import annotations

import re

from preau.core.text import fold
from preau.mail.quoting import plain

#: More lines than that below « -- » are hardly a signature.
_SIGNATURE_LINES = 15
#: A signature, a device, a notice, a scanner, and some more.
_LAYERS = 8
_LINKS = re.compile(r"\s*[<(\[]?https?://\S*")

_DEVICES = (
    r"(?:iphone|ipad|ipod|android|mobile|outlook|yahoo|courrier|gmail|samsung|galaxy|smartphone"
    r"|telephone|phone|appareil|orange|sfr|free|bouygues|laposte|la poste|proton\w*|windows"
    r"|blackberry|huawei|xiaomi|redmi|zimbra|spark|bluemail|webmail|tablette|tablet|mac|portable"
    r"|device|nokia|oppo|honor|thunderbird|fairphone)"
)
_LITTLE_WORDS = (
    r"(?:(?:mon|ma|mes|l'|la|le|un|une|my|an?|the|your|application|appli|app|mail|messagerie"
    r"|securisee?|pour|for) ?){0,4}"
)
# Near words only: « envoyé par mail hier » is what a person says.
_DEVICE_LINE = re.compile(
    rf"(?:envoye|transmis|ecrit|sent|gesendet|enviado|inviato)"
    rf" (?:depuis|de|d'|avec|via|a partir d[eu'] ?|a l'aide de|from|with|by|using|von|da|desde) ?"
    rf"{_LITTLE_WORDS}{_DEVICES}\b(?: \S+){{0,3}}$"
    rf"|provenance ?: {_LITTLE_WORDS}{_DEVICES}\b(?: \S+){{0,4}}$"
    r"|(?:get|obtenir|obtenez|telechargez?|telecharger) (?:l'app\w* )?"
    r"(?:outlook|yahoo|bluemail|spark|proton)\b(?: \S+){0,3}$"
    r"|(?:recherchez|search), (?:organisez|organize).{0,60}$"
    r"|yahoo mail ?: .{0,80}$|outlook (?:pour|for) (?:ios|android|mac|windows)$"
)
# A notice speaks of several of these; a person who calls a message confidential, of one.
_LAW = re.compile(
    r"confidentiel|confidentialite|destinataires?|par erreur|(?:pieces?|fichiers?) joint|expediteur"
    r"|detrui|supprim|interdit|autorisation|responsab|virus|integrite|usage exclusif|reserve"
    r"|intention exclusive|confidential|intended|recipient|privileged|sender|delete|unauthori"
    r"|disclosure|attachment|addressee"
)
_PAPER = re.compile(r"imprim|\bprint")
_TREES = re.compile(
    r"environnement|environment|necessaire|necessary|planete|papier|arbre|eco-?respons|eco-?geste"
)
_MESSAGE = re.compile(r"message|courriel|e-?mail|\bmail\b|courrier|transmission|communication")
_SCANNED = re.compile(
    r"garanti sans virus|virus-free|l'absence de virus dans"
    r"|this e-?mail has been (?:checked|scanned)"
    r"|cet e-?mail a ete verifie"
    r"|ce (?:message|courriel|mail) a ete (?:verifie|analyse|controle) par"
    r"|(?:avis|clause|mention) (?:de|sur la|legale de) confidentialite$|confidentiality notice"
    r"|pensez (?:a l')?environnement ?!?$"
)
_NOTICES_ON = re.compile(
    r"si vous (?:n'etes pas|n'en etes pas|recevez|avez recu|etes).{0,80}(?:destinataire|erreur)"
    r"|.{0,80}(?:decline|ne (?:peut|saurait|pourra|pourrait)).{0,40}responsab"
    r"|(?:toute|any) .{0,60}(?:utilisation|diffusion|publication|reproduction|copie|use|disclosure)"
    r"|if you (?:are not|have received|receive)|l'internet ne|internet ne|les? (?:messages?"
    r"|courriels?)"
    r" electroniques?|(?:tout|toutes) message|merci (?:d'en|de (?:le detruire|nous en))"
    r"|www\.avast|https?://|<https?://|_{5,}$|-{5,}$|\*{5,}$|={5,}$"
)
_CONTACT = re.compile(r"\d\d(?:[ .-]?\d\d){3,4}|@|https?://|www\.|^\d{5} |\btel\b|lycee|academie")
_AFTERTHOUGHT = re.compile(r"(?:ps|p\.s\.?|nb|n\.b\.?|post-scriptum) ?[:.-]")
_DASHES = re.compile(r"--$|- --$")
_RULER = re.compile(r"[_=*-]{5,}$")
_PGP_END = "-----BEGIN PGP SIGNATURE-----"
_PGP_START = "-----BEGIN PGP SIGNED MESSAGE-----"


def without_armour(text: str) -> str:
    """The words inside a text that PGP has signed."""
    start, end = text.find(_PGP_START), text.rfind(_PGP_END)
    if start == -1 or end < start:
        return text
    _hashes, _, words = text[start + len(_PGP_START) : end].partition("\n\n")
    words = "\n".join(line.removeprefix("- ") for line in words.split("\n"))
    _lines, _, after = text[end:].partition("-----END PGP SIGNATURE-----")
    return "\n".join(part.strip("\n") for part in (text[:start], words, after) if part.strip())


def without_signature(text: str) -> str:
    """A text less what programs put below it; whole where nothing else would be left."""
    lines = text.rstrip().split("\n")
    for _layer in range(_LAYERS):
        count = len(lines)
        for cut in (_device, _notices, _signature):
            lines = lines[: cut(lines)]
            while lines and not lines[-1].strip():
                lines.pop()
        if len(lines) == count:
            break
    return "\n".join(lines).strip() or text.strip()


def _is_notice(told: str) -> bool:
    if _SCANNED.match(told):
        return True
    if _PAPER.search(told) and len(told) < 300:
        return bool(_TREES.search(told))
    return len(set(_LAW.findall(told))) >= 2 and bool(_MESSAGE.search(told[:200]))


def _device(lines: list[str]) -> int:
    """« Envoyé de mon iPhone »: on the last line, or on the last two."""
    for count in (1, 2):
        told = _LINKS.sub("", plain(" ".join(lines[-count:])))
        folded = fold(told).lstrip("-_* [<").rstrip(" .>]*_-")
        if len(lines) >= count and len(told) <= 120 and _DEVICE_LINE.match(folded):
            return len(lines) - count
    return len(lines)


def _notices(lines: list[str]) -> int:
    """Paragraphs at the end that speak of confidentiality, viruses or trees."""
    cut, end = len(lines), len(lines)
    while end and cut - end < 60:
        start = end
        while start and lines[start - 1].strip():
            start -= 1
        told = fold(plain(" ".join(lines[start:end][:30]))).lstrip("*_-[(\"' ")
        if _is_notice(told):
            cut = start
        elif not _NOTICES_ON.match(told):
            break
        end = start
        while end and not lines[end - 1].strip():
            end -= 1
    return cut


def _signature(lines: list[str]) -> int:
    """What stands below « -- », or below a ruler where it gives an address."""
    told = 0
    for number in range(len(lines) - 1, max(len(lines) - 40, -1), -1):
        line = lines[number].strip("\u00a0 \t\r")
        if not line:
            continue
        below = lines[number + 1 :]
        if _DASHES.match(line):
            return number if told <= _SIGNATURE_LINES and _is_signature(below) else len(lines)
        if _RULER.match(line):
            is_card = 2 <= told <= 8 and max(map(len, below)) <= 60 and _gives_address(below)
            return number if not told or is_card else len(lines)
        told += 1
    return len(lines)


def _is_signature(lines: list[str]) -> bool:
    """Not an afterthought, which some people set apart in the same way."""
    return not any(_AFTERTHOUGHT.match(fold(plain(line))) for line in lines)


def _gives_address(lines: list[str]) -> bool:
    return any(_CONTACT.search(fold(plain(line))) for line in lines)
