"""Heads of messages: senders, identifiers, dates, subjects, whole and broken."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime

from tests.mail.corpus.case import HEAD, SENT, Case, message, octets

CLAIRE = ("Claire Martin", "claire.martin@ecole.invalid")

SENDERS: dict[str | bytes, list[tuple[str, str]]] = {
    "claire.martin@ecole.invalid": [("", CLAIRE[1])],
    "<claire.martin@ecole.invalid>": [("", CLAIRE[1])],
    '"Claire Martin" <claire.martin@ecole.invalid>': [CLAIRE],
    "claire.martin@ecole.invalid (Claire Martin)": [CLAIRE],
    "MARTIN, Claire <claire.martin@ecole.invalid>": [("MARTIN, Claire", CLAIRE[1])],
    '"MARTIN, Claire" <claire.martin@ecole.invalid>': [("MARTIN, Claire", CLAIRE[1])],
    "Claire Martin<claire.martin@ecole.invalid>": [CLAIRE],
    "Claire Martin <claire.martin@ecole.invalid": [CLAIRE],
    '"Claire Martin <claire.martin@ecole.invalid>': [CLAIRE],
    "'Claire Martin' <claire.martin@ecole.invalid>": [CLAIRE],
    "claire.martin@ecole.invalid <claire.martin@ecole.invalid>": [(CLAIRE[1], CLAIRE[1])],
    "'claire.martin@ecole.invalid' <claire.martin@ecole.invalid>": [(CLAIRE[1], CLAIRE[1])],
    "Claire Martin (Lycée) <claire.martin@ecole.invalid>".encode(): [
        ("Claire Martin (Lycée)", CLAIRE[1])
    ],
    '"Claire \\"la voix\\" Martin" <claire.martin@ecole.invalid>': [
        ('Claire "la voix" Martin', CLAIRE[1])
    ],
    "=?utf-8?Q?Zo=C3=A9_Petit?= <zoe@ecole.invalid>": [("Zoé Petit", "zoe@ecole.invalid")],
    '"=?utf-8?Q?Zo=C3=A9_Petit?=" <zoe@ecole.invalid>': [("Zoé Petit", "zoe@ecole.invalid")],
    "=?iso-8859-1?Q?Petit=2C_Zo=E9?= <zoe@ecole.invalid>": [("Petit, Zoé", "zoe@ecole.invalid")],
    "=?UTF-8?B?Wm/DqSBQZXRpdA==?= <zoe@ecole.invalid>": [("Zoé Petit", "zoe@ecole.invalid")],
    "=?utf-8?Q?Zo=C3=A9?=\n =?utf-8?Q?_Petit?= <zoe@ecole.invalid>": [
        ("Zoé Petit", "zoe@ecole.invalid")
    ],
    "Zoé Petit <zoe@ecole.invalid>".encode("cp1252"): [("Zoé Petit", "zoe@ecole.invalid")],
    "Zoé Petit <zoe@ecole.invalid>".encode(): [("Zoé Petit", "zoe@ecole.invalid")],
    "Lycée :zoe@ecole.invalid, claire@ecole.invalid;".encode(): [
        ("", "zoe@ecole.invalid"), ("", "claire@ecole.invalid")
    ],
    "zoe@ecole.invalid, claire@ecole.invalid": [
        ("", "zoe@ecole.invalid"), ("", "claire@ecole.invalid")
    ],
    "undisclosed-recipients:;": [],
    "<>": [],
    "": [],
    "Claire Martin": [],
    "Claire Martin <claire.martin>": [],
}  # fmt: skip

DATES: dict[str | bytes | None, str | None] = {
    "Mon, 5 Oct 2026 12:00:00 +0200": "10:00",
    "Mon, 05 Oct 2026 12:00:00 +0200 (CEST)": "10:00",
    "5 Oct 2026 12:00:00 +0200": "10:00",
    "Mon, 5 Oct 2026 10:00:00 GMT": "10:00",
    "Mon, 5 Oct 2026 10:00:00 UT": "10:00",
    "Mon, 5 Oct 2026 10:00:00 Z": "10:00",
    "Mon, 5 Oct 2026 10:00:00 -0000": "10:00",
    "Mon, 5 Oct 2026 12:00:00 CEST": "10:00",
    "Mon, 5 Oct 2026 06:00:00 EDT": "10:00",
    "Mon, 5 Oct 2026 12:00:00 +02:00": "10:00",
    "Mon, 5 Oct 2026 12:00:00 GMT+0200": "10:00",
    "Mon, 5 Oct 2026 12:00:00 GMT+02:00": "10:00",
    "Mon, 5 Oct 2026 12:00:00 UTC+2": "10:00",
    "Mon, 5 Oct 26 12:00:00 +0200": "10:00",
    "Mon,5 Oct 2026 12:00:00 +0200": "10:00",
    "Mon, 5 Oct 2026 12:00 +0200": "10:00",
    "Mon, 5 Oct 2026 12.00.00 +0200": "10:00",
    "Mon, 5-Oct-2026 12:00:00 +0200": "10:00",
    "Monday, 5 October 2026 12:00:00 +0200": "10:00",
    "Mon Oct  5 10:00:00 2026": "10:00",
    "Mon, 5 Oct 2026\n 12:00:00 +0200": "10:00",
    "Mon , 5 Oct 2026 12:00:00 +0200": "10:00",
    "Tue, 5 Oct 2026 12:00:00 +0200": "10:00",
    "2026-10-05T12:00:00+02:00": "10:00",
    "2026-10-05 12:00:00 +0200": "10:00",
    "2026-10-05T10:00:00Z": "10:00",
    "2026-10-05T10:00:00.123Z": "10:00:00.123",
    "lun., 5 oct. 2026 12:00:00 +0200": "10:00",
    "lundi 5 octobre 2026 12:00:00 +0200": "10:00",
    "Lun, 05 Oct 2026 12:00:00 +0200": "10:00",
    "05/10/2026 10:00": "10:00",
    "05/10/2026 12:00:00 +0200": "10:00",
    "Mon, 5 Oct 2026 10:00:00 +9999": "10:00",
    "Mon, 32 Oct 2026 12:00:00 +0200": None,
    "hier": None,
    "": None,
    "lundi 5 octobre": None,
    "Thu, 1 Jan 1970 00:00:00 +0000": None,
    "\x00\x01": None,
    None: None,
}

IDS: dict[str | bytes | None, str] = {
    "<un@ecole.invalid>": "<un@ecole.invalid>",
    "un@ecole.invalid": "<un@ecole.invalid>",
    "\n <un@ecole.invalid>": "<un@ecole.invalid>",
    "\n\t<un@ecole.invalid> ": "<un@ecole.invalid>",
    "<un\n @ecole.invalid>": "<un@ecole.invalid>",
    "<un@ecole.invalid> (ajouté par le serveur)".encode(): "<un@ecole.invalid>",
    "<un@ecole.invalid><deux@ecole.invalid>": "<un@ecole.invalid>",
    "<[0123]-un@ecole.invalid>": "<[0123]-un@ecole.invalid>",
    "<un>": "<un>",
    "<un@ecole.invalid": "<un@ecole.invalid>",
    "<" + "x" * 300 + "@ecole.invalid>": "<" + "x" * 254,
    "<>": "",
    "": "",
    None: "",
}

KANA = "こんにちは"
SUBJECTS: dict[str | bytes, str] = {
    "=?utf-8?Q?R=C3=A9seau_coup=C3=A9?=": "Réseau coupé",
    "=?utf-8?q?R=c3=a9seau_coup=c3=a9?=": "Réseau coupé",
    "=?UTF-8?B?UsOpc2VhdSBjb3Vww6k=?=": "Réseau coupé",
    "=?UTF-8?B?UsOpc2VhdSBjb3Vww6k?=": "Réseau coupé",
    "=?utf-8?Q?R=C3=A9seau?=\n =?utf-8?Q?_coup=C3=A9?=": "Réseau coupé",
    "=?utf-8?Q?R=C3=A9seau?= =?iso-8859-1?Q?_coup=E9?=": "Réseau coupé",
    "=?utf-8?Q?R=C3?=\n =?utf-8?Q?=A9seau?=": "Réseau",
    "=?utf-8?Q?R=C3=A9seau coup=C3=A9?=": "Réseau coupé",
    "Re: =?utf-8?Q?R=C3=A9seau?= en B204": "Re: Réseau en B204",
    "Re:=?utf-8?Q?R=C3=A9seau?=": "Re:Réseau",
    "[CESAME] =?utf-8?Q?=5BB204=5D_R=C3=A9seau?=": "[CESAME] [B204] Réseau",
    "=?utf-8*fr?Q?R=C3=A9seau?=": "Réseau",
    "=?iso-8859-1?Q?l=92=E9cran?=": "l’écran",
    "=?windows-1252?Q?l=92=E9cran?=": "l’écran",
    "=?iso-8859-15?Q?10_=A4?=": "10 €",
    "=?iso-8859-1?Q?=C3=A9cran?=": "écran",
    "=?x-unknown?Q?=E9cran?=": "écran",
    "=?utf-8?Q?=E9cran?=": "écran",
    "=?koi8-r?B?8NLJ18XU?=": "Привет",
    "=?windows-1251?B?z/Do4uXy?=": "Привет",
    "=?gb2312?B?xOO6ww==?=": "你好",
    "=?utf-7?Q?R+AOk-seau?=": "Réseau",
    f"=?iso-2022-jp?B?{b64encode(KANA.encode('iso2022_jp')).decode()}?=": KANA,
    f"=?shift_jis?B?{b64encode(KANA.encode('cp932')).decode()}?=": KANA,
    "Réseau coupé".encode(): "Réseau coupé",
    "Réseau coupé".encode("cp1252"): "Réseau coupé",
    "Réseau\n coupé\n\ten B204".encode(): "Réseau coupé en B204",
    "=?utf-8?Q?pas fini": "=?utf-8?Q?pas fini",
    "=?utf-8?Z?essai?=": "=?utf-8?Z?essai?=",
    "50 % =?= 100 ?": "50 % =?= 100 ?",
    "nul \x00 et cloche \x07": "nul et cloche",
    "retourné \u202egnp.exe".encode(): "retourné gnp.exe",
    "": "",
    "x" * 2_000: "x" * 500,
}


def cases() -> Iterator[Case]:
    """Heads whole, odd and broken."""
    for raw, senders in SENDERS.items():
        yield Case(f"from {raw!r}", message(From=raw), {"senders": senders, "text": "Bonjour"})
    for raw, hour in DATES.items():
        at = datetime.fromisoformat(f"2026-10-05T{hour}+00:00") if hour else None
        yield Case(f"date {raw!r}", message(Date=raw), {"sent_at": at})
    for raw, message_id in IDS.items():
        told = repr(raw)[:60]
        yield Case(f"id {told}", message(Message_ID=raw), {"message_id": message_id})
    for raw, subject in SUBJECTS.items():
        told = repr(raw)[:90]
        yield Case(f"subject {told}", message(Subject=raw), {"subject": subject})
    yield from broken()


def broken() -> Iterator[Case]:
    """Heads that a carrier or a bad program spoiled."""
    all_fields = {
        "senders": [CLAIRE], "subject": "Panne en B204", "sent_at": SENT,
        "message_id": "<un@ecole.invalid>", "text": "Bonjour",
    }  # fmt: skip
    usual = message()
    yield Case("lines of Unix", usual.replace(b"\r\n", b"\n"), all_fields)
    yield Case("lines of old Macs", usual.replace(b"\r\n", b"\r"), all_fields)
    yield Case("lines ended twice", usual.replace(b"\r\n", b"\r\r\n"), all_fields)
    yield Case("byte order mark", b"\xef\xbb\xbf" + usual, all_fields)
    yield Case("empty lines first", b"\r\n\r\n" + usual, all_fields)
    mbox = b"From claire@ecole.invalid Mon Oct  5 12:00:00 2026\r\n"
    yield Case("mailbox line", mbox + usual, all_fields)
    yield Case("quoted mailbox line", b">" + mbox + usual, all_fields)
    yield Case("blank before colon", usual.replace(b"Subject:", b"Subject :"), all_fields)
    yield Case("no blank after colon", usual.replace(b"Subject: ", b"Subject:"), all_fields)
    yield Case("small letters", usual.replace(b"Message-ID:", b"message-id:"), all_fields)
    yield Case("nonsense between", usual.replace(b"Date:", b"n'importe quoi\r\nDate:"), {
        **all_fields, "subject": "Panne en B204 n'importe quoi",
    })  # fmt: skip
    yield Case("blanks end the head", usual.replace(b"\r\n\r\n", b"\r\n \r\n"), all_fields)
    yield Case("empty field", usual.replace(b"Date:", b": rien\r\nDate:"), {"sent_at": SENT})
    twice = usual.replace(b"Subject:", b"Subject: Panne en B204\r\nSubject:", 1)
    yield Case("subject twice", twice, all_fields)
    yield Case("subject empty, then full", b"Subject:\r\n" + usual, all_fields)
    again = b"Message-ID: <un@ecole.invalid>\r\nDate: Mon, 5 Oct 2026 12:00:00 +0200\r\n"
    yield Case("identifier and date twice", again + usual, all_fields)
    same = b"From: claire.martin@ecole.invalid\r\n" + usual
    yield Case("sender twice", same, {"senders": [("", CLAIRE[1])], "subject": "Panne en B204"})
    other = b"From: zoe@ecole.invalid\r\n" + usual
    yield Case("two senders", other, {"senders": [("", "zoe@ecole.invalid"), CLAIRE]})
    for name in HEAD:
        without = message(**{name.replace("-", "_"): None})
        yield Case(f"without {name}", without, {"text": "Bonjour"})
    yield Case("no sender", message(From=None), {"senders": [], "subject": "Panne en B204"})
    yield Case("no head", octets("\nBonjour, c'est tout.\n"), {"text": "Bonjour, c'est tout."})
    bare = octets("Bonjour !\nLe réseau est coupé.\n")
    yield Case("only text", bare, {"text": "Bonjour !\nLe réseau est coupé.", "senders": []})
    only = octets("From: zoe@ecole.invalid\nSubject: Panne\n")
    yield Case("only a head", only, {"subject": "Panne", "text": ""})
    glued = usual.replace(b"\r\n\r\n", b"\r\n")
    yield Case("no empty line", glued, {"text": "Bonjour", "subject": "Panne en B204"})
    yield Case("nothing", b"", {"text": "", "senders": [], "problem": ""})
    yield Case("an answer", message(
        In_Reply_To="<zero@ecole.invalid>",
        References="<a@x.invalid>\n <b@x.invalid>\n\t<c@x.invalid>",
    ), {
        "in_reply_to": "<zero@ecole.invalid>",
        "references": ["<a@x.invalid>", "<b@x.invalid>", "<c@x.invalid>", "<zero@ecole.invalid>"],
    })  # fmt: skip
    yield Case("an answer told in words", message(
        In_Reply_To="Votre message du 5 octobre <zero@ecole.invalid>", References=None
    ), {"in_reply_to": "<zero@ecole.invalid>"})  # fmt: skip
    yield Case("recipients", message(
        To='"CESAME" <cesame@iledefrance.fr>, zoe@ecole.invalid', Cc="Lycée: paul@ecole.invalid;"
    ), {"to": ["cesame@iledefrance.fr", "zoe@ecole.invalid", "paul@ecole.invalid"]})  # fmt: skip
    yield Case("long head", message(X_Trace="x" * 100_000), all_fields)
    yield Case("many fields", b"X-Trace: x\r\n" * 5_000 + usual, all_fields)
