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
    r"(?:iphone|ipad|ipod|android|mobile|outlook|yahoo|courrier|e?-?mail|gmail|samsung|galaxy"
    r"|smartphone"
    r"|telephone|phone|appareil|orange|sfr|free|bouygues|laposte|la poste|proton\w*|windows"
    r"|blackberry"
    r"|huawei|xiaomi|redmi|zimbra|spark|bluemail|webmail|tablette|tablet|mac|portable|device"
    r"|messagerie|nokia|oppo|honor|thunderbird|fairphone|application)"
)
_DEVICE_LINE = re.compile(
    rf"(?:(?:envoye|transmis|provenance|ecrit|sent|get|obtenir|obtenez|telechargez?|telecharger"
    rf"|gesendet|enviado|inviato)(?: ?:| (?:depuis|de|d'|avec|via|a partir d[eu'] ?|a l'aide de"
    rf"|from|with|by|using"
    rf"|par|von|da|desde|securise\w*|secured?|securely|gratuitement)"
    rf"| )).{{0,60}}\b{_DEVICES}\b.{{0,50}}$"
    rf"|(?:recherchez|search), (?:organisez|organize).{{0,60}}$"
    rf"|yahoo mail ?: .{{0,80}}$|outlook (?:pour|for) (?:ios|android|mac|windows)$"
)
_NOTICES = re.compile(
    # What the message is, and for whom.
    r"(?:avis|avertissement|note|clause|mention)s? (?:de|sur la|legale de"
    r"|importante? de) confidentialite"
    r"|confidentiality notice|disclaimer\b"
    r"|(?:ce|cet|cette|le present|la presente|les informations)\b.{0,30}(?:message|courriel|mail"
    r"|courrier"
    r"|transmission|communication|contenu).{0,250}(?:confidentiel|strictement reserve"
    r"|usage exclusif"
    r"|intention exclusive|exclusivement (?:destine|a l)|personnes? mentionnees|sans virus"
    r"|antivirus)"
    r"|(?:this|the (?:information|contents?)|any views)\b.{0,250}(?:confidential"
    r"|intended (?:only|solely|for)"
    r"|intended recipient|privileged|virus)"
    # Paper and trees.
    r"|.{0,3}(?:avant d'imprimer|n'imprimez|n'imprimer|pensez a l'environnement"
    r"|pensez environnement"
    r"|pensons a l'environnement|adoptez l'eco|devez-vous vraiment imprimer|eco-?responsab)"
    r"|.{0,60}(?:n'imprimer? (?:ce|cet)|imprimer (?:ce|cet) (?:mail|message|courriel"
    r"|e-?mail) que si)"
    r"|.{0,3}(?:please )?(?:consider|think (?:of|about)) the environment"
    # Scanners.
    r"|garanti sans virus|virus-free|l'absence de virus dans|this e-?mail has been (?:checked"
    r"|scanned)"
    r"|cet e-?mail a ete verifie|ce (?:message|courriel) a ete (?:verifie|analyse|controle)"
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
        if _NOTICES.match(told):
            cut = start
        elif not _NOTICES_ON.match(told):
            # A notice may follow the person's words without a blank line.
            for number in range(max(start, end - 40), end):
                words = fold(plain(" ".join(lines[number:end][:10]))).lstrip("*_-[(\"' ")
                if _NOTICES.match(words):
                    return min(number, cut)
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
        if _DASHES.match(line):
            return number if told <= _SIGNATURE_LINES else len(lines)
        if _RULER.match(line) and told <= 8:
            below = [fold(plain(each)) for each in lines[number + 1 :]]
            if any(_CONTACT.search(each) for each in below) or not told:
                return number
            return len(lines)
        told += 1
    return len(lines)
