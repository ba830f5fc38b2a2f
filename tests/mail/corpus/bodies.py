"""Bodies: charsets true and false, encodings whole and broken, parts of every kind."""

from __future__ import annotations

import binascii
from base64 import b64encode, encodebytes
from collections.abc import Iterator
from quopri import encodestring

from tests.mail.corpus.case import Case, message, octets, part, several

FRENCH = "Réseau coupé à l’étage – 10 €."
PLAIN = "Réseau coupé"
KANA = "こんにちは、世界"
RUSSIAN = "Привет, мир"

# What is said, what is done, and the text.
CHARSETS = [
    ("utf-8", "utf-8", FRENCH), ("UTF-8", "utf-8", FRENCH), ('"utf-8"', "utf-8", FRENCH),
    ("utf8", "utf-8", FRENCH), ("windows-1252", "cp1252", FRENCH), ("cp1252", "cp1252", FRENCH),
    ("iso-8859-1", "cp1252", FRENCH), ("iso-8859-1", "utf-8", FRENCH),
    ("iso-8859-1", "latin-1", PLAIN), ("iso-8859-15", "iso-8859-15", "10 € pour l'œuvre"),
    ("iso-8859-15", "cp1252", FRENCH), ("iso-8859-15", "utf-8", FRENCH),
    ("us-ascii", "utf-8", FRENCH), ("us-ascii", "cp1252", FRENCH), ("utf-8", "cp1252", FRENCH),
    ("windows-1252", "utf-8", FRENCH), ("x-unknown", "utf-8", FRENCH),
    ("x-unknown", "cp1252", FRENCH), ("unknown-8bit", "cp1252", FRENCH), ("", "cp1252", FRENCH),
    ("", "utf-8", FRENCH), ("default", "utf-8", FRENCH), ("ansi", "cp1252", FRENCH),
    ("macintosh", "mac-roman", PLAIN), ("x-mac-roman", "mac-roman", PLAIN),
    ("cp850", "cp850", PLAIN), ("ibm850", "cp850", PLAIN), ("utf-16", "utf-16", FRENCH),
    ("utf-16le", "utf-16-le", FRENCH),
    ("utf-16", "utf-8", FRENCH), ("utf-7", "utf-7", FRENCH), ("unicode-1-1-utf-7", "utf-7", PLAIN),
    ("koi8-r", "koi8-r", RUSSIAN), ("windows-1251", "cp1251", RUSSIAN),
    ("koi8-r", "utf-8", RUSSIAN),
    ("iso-8859-5", "iso-8859-5", RUSSIAN), ("iso-2022-jp", "iso2022_jp", KANA),
    ("us-ascii", "iso2022_jp", KANA), ("shift_jis", "cp932", KANA), ("euc-jp", "euc-jp", KANA),
    ("gb2312", "gbk", "你好世界"), ("big5", "big5", "你好"), ("euc-kr", "cp949", "안녕하세요"),
    ("iso-8859-2", "iso-8859-2", "Łódź"), ("windows-1250", "cp1250", "Łódź"),
    ("windows-1254", "cp1254", "İstanbul"), ("iso-8859-9", "cp1254", "İstanbul"),
    ("zlib", "utf-8", PLAIN), ("base64", "utf-8", PLAIN), ("punycode", "utf-8", PLAIN),
    ("utf-8-sig", "utf-8-sig", FRENCH), ("utf-8", "utf-8-sig", FRENCH),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Texts of all kinds."""
    for number, (said, done, text) in enumerate(CHARSETS):
        kind = f"text/plain; charset={said}" if said else "text/plain"
        data = text.encode(done)
        name = f"{number}: {done} called {said or 'nothing'}"
        bare = message(data, Content_Type=kind, Content_Transfer_Encoding="8bit")
        yield Case(f"charset {name}", bare, {"text": text})
        raw = message(encodebytes(data), Content_Type=kind, Content_Transfer_Encoding="base64")
        yield Case(f"charset {name}, base64", raw, {"text": text})
    yield from encodings()
    yield from flows()
    yield from structures()
    yield from pages()
    yield from broken_structures()
    yield from sealed()


def encodings() -> Iterator[Case]:
    """Transfer encodings, their faults included."""

    def plain(name: str, body: str | bytes, encoding: str, text: str = FRENCH) -> Case:
        kind = "text/plain; charset=utf-8"
        raw = message(body, Content_Type=kind, Content_Transfer_Encoding=encoding)
        return Case(f"encoding {name}", raw, {"text": text})

    utf8 = FRENCH.encode()
    code = b64encode(utf8).decode()
    quoted = encodestring(utf8).decode()
    yield plain("quoted-printable", quoted, "quoted-printable")
    yield plain("in capitals", quoted, "QUOTED-PRINTABLE")
    yield plain("with quotes", quoted, '"quoted-printable"')
    yield plain("with a comment", quoted, "quoted-printable;")
    yield plain("small hex", quoted.replace("=C3", "=c3"), "quoted-printable")
    yield plain("soft break", "Le réseau =\nest coupé", "quoted-printable", "Le réseau est coupé")
    yield plain("soft break and blank", "Le =  \nréseau", "quoted-printable", "Le réseau")
    yield plain("last soft break", "Le réseau=", "quoted-printable", "Le réseau")
    yield plain("false code", "2 + 2 =ZZ ok = 4", "quoted-printable", "2 + 2 =ZZ ok = 4")
    yield plain("raw in quoted-printable", FRENCH, "quoted-printable")
    yield plain("base64", code, "base64")
    yield plain("base64, no padding", code.rstrip("="), "base64")
    yield plain("base64, more padding", code.rstrip("=") + "====", "base64")
    yield plain(
        "base64, broken lines", "\n\n".join(code[i : i + 7] for i in range(0, 60, 7)), "base64"
    )
    yield plain("base64, blanks", " ".join(code[i : i + 8] for i in range(0, 60, 8)), "base64")
    yield plain("base64 and a footer", f"{code}\n\n______\nListe de diffusion", "base64")
    yield plain("base64 in pieces", "UsOp\nc2U=\nYXUg\nY291cMOp\n", "base64", PLAIN)
    yield plain("base64, one letter more", "UsOpc2VhdQA", "base64", "Réseau")
    yield plain("base64 that is text", FRENCH, "base64")
    yield plain("base64 of nothing", "", "base64", "")
    yield plain("unknown", FRENCH, "8bits")
    yield plain("binary", FRENCH, "binary")
    yield plain("none", FRENCH, "")
    uu = "begin 644 essai.txt\n" + binascii.b2a_uu(utf8).decode() + "`\nend\n"
    yield plain("uuencode", uu, "x-uuencode")


def flows() -> Iterator[Case]:
    """format=flowed (RFC 3676)."""

    def flowed(name: str, body: str, text: str, more: str = "") -> Case:
        kind = f"text/plain; charset=utf-8; format=flowed{more}"
        return Case(f"flowed {name}", message(body, Content_Type=kind), {"text": text})

    yield flowed("lines", "Le réseau \nest coupé.\nMerci.\n", "Le réseau est coupé.\nMerci.")
    yield flowed("without blanks", "Le ré \nseau\n", "Le réseau", "; delsp=yes")
    yield flowed("stuffed", " From here\n >pas cité\n", "From here\n>pas cité")
    yield flowed("quote", "> Quelle \n> salle ?\nB204\n", "> Quelle salle ?\nB204")
    yield flowed("quotes", ">> Un \n> Deux \ntrois\n", ">> Un \n> Deux \ntrois")
    yield flowed("signature", "Merci\n-- \nClaire\n", "Merci\n-- \nClaire")


def structures() -> Iterator[Case]:
    """Parts of every kind, well made."""

    def made(name: str, body: bytes, kind: str, **fields: object) -> Case:
        raw = message(body, Content_Type=f'{kind}; boundary="limite"')
        return Case(f"structure {name}", raw, dict(fields))

    page = part("<p>Bonjour en page</p>", "text/html; charset=utf-8")
    image = part(b64encode(b"\x89PNG"), "image/png", Content_Transfer_Encoding="base64",
                 Content_ID="<image001.png@01D9>")  # fmt: skip
    invite = part(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//fr\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\n"
        "DTSTAMP:20261005T100000Z\nDTSTART:20261006T080000Z\nSUMMARY:Visite du technicien\n"
        "LOCATION:Salle B204\nDESCRIPTION:Avec le prestataire\nEND:VEVENT\nEND:VCALENDAR\n",
        "text/calendar; charset=utf-8; method=REQUEST",
    )
    two = [part("Bonjour"), page]
    yield made("two versions", several(*two), "multipart/alternative", text="Bonjour", files={})
    empty = several(part("\n \n"), page)
    yield made("empty version", empty, "multipart/alternative", text="Bonjour en page")
    stub = several(part("Votre messagerie ne permet pas de lire ce message au format HTML."), page)
    yield made(
        "version that sends to the page", stub, "multipart/alternative", text="Bonjour en page"
    )
    related = several(page, image)
    yield made(
        "image", related, "multipart/related", text="Bonjour en page", names=["image001.png"]
    )
    inner = several(page, image, mark="dedans")
    kind = 'multipart/related; boundary="dedans"'
    nested = several(part("Bonjour"), part(inner, kind))
    yield made("image in a version", nested, "multipart/alternative", text="Bonjour",
               names=["image001.png"])  # fmt: skip
    yield made("text, image, text", several(part("Un"), image, part("Deux")), "multipart/mixed",
               text="Un\n\nDeux", names=["image001.png"])  # fmt: skip
    same = several(part("Bonjour"), part("<p>Bonjour</p>", "text/html"))
    yield made("the same twice", same, "multipart/mixed", text="Bonjour", files={})
    three = several(*two, invite)
    yield made(
        "invitation", three, "multipart/alternative", text="Bonjour", names=["invitation.ics"]
    )
    yield made("only an invitation", several(invite), "multipart/mixed",
               text="Visite du technicien\n\nSalle B204\n\nAvec le prestataire",
               names=["invitation.ics"])  # fmt: skip
    passed = part(message("Le réseau est coupé", Subject="Réseau"), "message/rfc822")
    yield made("message inside", several(part("Voir ci-joint"), passed), "multipart/mixed",
               text="Voir ci-joint", names=["Réseau.eml"])  # fmt: skip
    yield made("only a message inside", several(passed), "multipart/mixed",
               text="Le réseau est coupé", names=["Réseau.eml"])  # fmt: skip
    coded = part(encodebytes(message("Le réseau", Subject="Réseau")), "message/rfc822",
                 Content_Transfer_Encoding="base64")  # fmt: skip
    yield made("message inside, encoded", several(part("Voir"), coded), "multipart/mixed",
               text="Voir", files={"Réseau.eml": message("Le réseau",
               Subject="Réseau")})  # fmt: skip
    deep = message("Le fond")
    for _level in range(3):
        deep = message(deep, Content_Type="message/rfc822", Subject="Dessus")
    yield Case("structure messages in messages", deep, {"text": "Le fond", "names": ["Dessus.eml"]})
    digest = several(octets("\nSubject: Un\n\nUn\n"), octets("\nSubject: Deux\n\nDeux\n"))
    yield made("digest", digest, "multipart/digest", names=["Un.eml", "Deux.eml"])
    yield made("nothing in it", several(), "multipart/mixed", text="", files={})
    yield made("unknown many", several(part("Bonjour")), "multipart/x-inconnu", text="Bonjour")
    rich = several(part("<bold>Bonjour</bold>", "text/enriched"))
    yield made("enriched", rich, "multipart/mixed", text="Bonjour", files={})
    named = several(part("Bonjour", 'text/plain; charset=utf-8; name="corps.txt"'))
    yield made("text under a name", named, "multipart/mixed", text="Bonjour", names=["corps.txt"])


def pages() -> Iterator[Case]:
    """Messages that are pages only."""

    def html(
        name: str, page: str | bytes, text: str, kind: str = "text/html; charset=utf-8"
    ) -> Case:
        return Case(f"page {name}", message(page, Content_Type=kind), {"text": text})

    yield html("paragraphs", "<p>Bonjour,</p><p>Merci&nbsp;!</p>", "Bonjour,\n\nMerci !")
    yield html("lines", "Bonjour,<br>Merci", "Bonjour,\nMerci")
    yield html("list", "<ul><li>un</li><li>deux</li></ul>", "* un\n* deux")
    yield html("script", "<p>Oui</p><script>alert(1)</script><style>p{}</style>", "Oui")
    yield html("comment", "<p>Oui<!-- non --></p><!--[if mso]>x<![endif]-->", "Oui")
    yield html("not closed", "<p>Oui<div><b>non", "Oui\n\nnon")
    yield html("entities", "&eacute;&amp;&lt;&#233;&#x2019;", "é&<é’")
    yield html("declared inside", "<meta charset='windows-1252'><p>l’écran</p>".encode("cp1252"),
               "l’écran", "text/html")  # fmt: skip
    yield html("declared as XML", "<?xml version='1.0' encoding='utf-8'?><p>Écran</p>", "Écran")
    yield html("empty", "<html><body></body></html>", "")
    yield html("only tags", "<<<>>>", "<<<>>>")
    yield html("text", "Bonjour tout simple", "Bonjour tout simple")
    yield html("no semicolon", "<p>Oui</p>", "Oui", "text/html charset=utf-8")
    yield html("indented by its author", "<p>Un</p><blockquote>Deux</blockquote>", "Un\n\nDeux")


def broken_structures() -> Iterator[Case]:
    """Parts whose limits are wrong, missing or never end."""
    two = (part("Bonjour"), part("x", "application/pdf; name=a.pdf"))
    whole = several(*two)
    fields = {"text": "Bonjour", "names": ["a.pdf"]}

    def made(name: str, body: bytes, kind: str, **told: object) -> Case:
        return Case(f"broken {name}", message(body, Content_Type=kind), dict(told) or fields)

    right = 'multipart/mixed; boundary="limite"'
    yield made("no end", several(*two, close=False), right)
    yield made("cut in a part", whole[:-30], right, text="Bonjour")
    yield made("other boundary", whole, 'multipart/mixed; boundary="autre"')
    yield made("no boundary", whole, "multipart/mixed")
    yield made("no semicolon", whole, 'multipart/mixed boundary="limite"')
    yield made("boundary without quotes", whole, "multipart/mixed; boundary=limite")
    yield made("two semicolons", whole, 'multipart/mixed;; boundary="limite"')
    yield made("boundary with blanks", whole, 'multipart/mixed; boundary="limite "')
    yield made("folded boundary", whole, 'multipart/mixed;\n\tboundary="limite"')
    yield made("words before", b"This is a multi-part message.\r\n" + whole, right)
    yield made("words after", whole + b"\r\nfin\r\n", right)
    yield made("lines of Unix inside", whole.replace(b"\r\n", b"\n"), right)
    yield made("no parts at all", b"Bonjour tout court\r\n", right, text="Bonjour tout court")
    yield made("kind unknown", octets("Bonjour"), "n'importe quoi", text="Bonjour")
    yield made("kind empty", octets("Bonjour"), "", text="Bonjour")
    yield made("kind of one word", octets("Bonjour"), "text", text="Bonjour")
    coded = encodebytes(whole).decode()
    raw = message(coded, Content_Type=right, Content_Transfer_Encoding="base64")
    yield Case("broken encoded whole", raw, fields)
    prefix = several(part(several(part("Bonjour"), mark="a"), 'multipart/mixed; boundary="a"'),
                     part("Merci"), mark="ab")  # fmt: skip
    yield made("boundary within a boundary", prefix, 'multipart/mixed; boundary="ab"',
               text="Bonjour\n\nMerci")  # fmt: skip


def octet_string(tag: int, content: bytes) -> bytes:
    size = len(content)
    head = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + head + content


def signed_envelope(content: bytes) -> bytes:
    """What Outlook sends as smime.p7m, less the certificates and the signature."""
    data = bytes.fromhex("06092a864886f70d010701")
    inner = octet_string(0x30, data + octet_string(0xA0, octet_string(0x04, content)))
    signed = octet_string(0x30, b"\x02\x01\x01" + octet_string(0x31, b"") + inner)
    return octet_string(0x30, bytes.fromhex("06092a864886f70d010702") + octet_string(0xA0, signed))


def sealed() -> Iterator[Case]:
    """Signed and encrypted messages."""
    kind = 'multipart/signed; protocol="application/pkcs7-signature"; boundary="limite"'
    smime = several(part("Bonjour"), part("x", "application/pkcs7-signature; name=smime.p7s"))
    yield Case("signed S/MIME", message(smime, Content_Type=kind),
               {"text": "Bonjour", "names": ["smime.p7s"]})  # fmt: skip
    pgp = several(part("Bonjour"), part("x", "application/pgp-signature"))
    yield Case("signed PGP", message(pgp, Content_Type=kind.replace("pkcs7", "pgp")),
               {"text": "Bonjour", "names": ["signature.asc"]})  # fmt: skip
    inner = part("Bonjour de dedans")
    raw = message(
        encodebytes(signed_envelope(inner)),
        Content_Type="application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        Content_Transfer_Encoding="base64",
    )
    yield Case("opaque S/MIME", raw, {"text": "Bonjour de dedans", "files": {}})
    hidden = message("AAAA", Content_Type="application/pkcs7-mime; name=smime.p7m",
                     Content_Transfer_Encoding="base64")  # fmt: skip
    yield Case("encrypted S/MIME", hidden, {"text": "", "names": ["smime.p7m"]})
    armoured = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nBonjour\n- -- \nClaire\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n"
    )
    yield Case("armoured PGP", message(armoured), {"reply": "Bonjour"})
