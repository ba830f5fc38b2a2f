"""Files that come with messages: their names in every spelling, and what wraps them."""

from __future__ import annotations

import binascii
import struct
from base64 import b64encode
from collections.abc import Iterator

from tests.mail.corpus.case import Case, message, part, several

DATA = b"\x89PNG et la suite\n" * 20

# How the header says it, and the name that the file bears in the end.
NAMES: dict[str | bytes, str] = {
    'filename="écran.png"'.encode(): "écran.png",
    'filename="écran.png"'.encode("cp1252"): "écran.png",
    "filename=ecran.png": "ecran.png",
    "filename=écran noir.png".encode(): "écran noir.png",
    "filename*=UTF-8''%C3%A9cran%20noir.png": "écran noir.png",
    "filename*=utf-8'fr'%c3%a9cran.png": "écran.png",
    "filename*=iso-8859-1''%E9cran.png": "écran.png",
    "filename*=windows-1252''l%92%E9cran.png": "l’écran.png",
    "filename*=n'importe'%C3%A9cran.png": "écran.png",
    "filename*=%C3%A9cran.png": "écran.png",
    'filename*0="ecr"; filename*1="an.png"': "ecran.png",
    "filename*0*=UTF-8''%C3%A9; filename*1=cran.png": "écran.png",
    "filename*0*=UTF-8''%C3; filename*1*=%A9cran.png": "écran.png",
    'filename*1="an.png"; filename*0="ecr"': "ecran.png",
    'filename="=?utf-8?Q?=C3=A9cran.png?="': "écran.png",
    "filename==?utf-8?Q?=C3=A9cran.png?=": "écran.png",
    'filename="=?UTF-8?B?w6ljcmFuLnBuZw==?="': "écran.png",
    'filename="=?utf-8?Q?=C3=A9cran?=\n =?utf-8?Q?_noir.png?="': "écran noir.png",
    'filename="=?iso-8859-1?Q?=E9cran.png?="': "écran.png",
    'filename="ecran.png': "ecran.png",
    'filename="ecran.png"; size=12': "ecran.png",
    'FILENAME="ecran.png"': "ecran.png",
    'filename = "ecran.png"': "ecran.png",
    'filename="un ; deux.png"': "un ; deux.png",
    'filename="C:\\\\Users\\\\claire\\\\ecran.png"': "ecran.png",
    'filename="../../etc/ecran.png"': "ecran.png",
    'filename="/etc/passwd"': "passwd",
    'filename="ecran\x00.png"': "ecran.png",
    'filename="ecran\x07.png"': "ecran.png",
    'filename="facture\u202egnp.exe"'.encode(): "facturegnp.exe",
    'filename="a<b>c.png"': "a_b_c.png",
    'filename="..."': "fichier",
    'filename=""': "image.png",
    'filename="' + "x" * 400 + '.png"': "x" * 176 + ".png",
}
KINDS = {
    'image/png; name="ecran.png"': "ecran.png",
    "image/png; name*=UTF-8''%C3%A9cran.png": "écran.png",
    'image/png; name="=?utf-8?Q?=C3=A9cran.png?="': "écran.png",
    "image/png": "image.png",
    "application/pdf": "application.pdf",
    "application/octet-stream; name=a.docx": "a.docx",
    "n'importe; name=a.docx": "a.docx",
    "text/plain; name=journal.log": "journal.log",
    "text/calendar": "invitation.ics",
}


def cases() -> Iterator[Case]:
    """Files of every kind."""
    for said, name in NAMES.items():
        told = said if isinstance(said, bytes) else said.replace("\n", "\r\n").encode()
        one = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        one += b"Content-Disposition: attachment; " + told + b"\r\n\r\n" + b64encode(DATA)
        yield with_files(f"name {said!r}"[:110], several(part("Voir"), one), {name: DATA})
    for kind, name in KINDS.items():
        one = part(b64encode(DATA), kind, Content_Transfer_Encoding="base64",
                   Content_Disposition="attachment")  # fmt: skip
        yield with_files(f"kind {kind}", several(part("Voir"), one), {name: DATA})
    alone = message(b64encode(DATA), Content_Type="application/pdf; name=a.pdf",
                    Content_Transfer_Encoding="base64")  # fmt: skip
    yield Case("file alone", alone, {"text": "", "files": {"a.pdf": DATA}})
    yield from wrapped()


def with_files(name: str, body: bytes, files: dict[str, bytes]) -> Case:
    raw = message(body, Content_Type='multipart/mixed; boundary="limite"')
    return Case(f"file {name}", raw, {"text": "Voir", "files": files})


def uuencoded(name: str, data: bytes) -> str:
    lines = [binascii.b2a_uu(data[i : i + 45]).decode() for i in range(0, len(data), 45)]
    return f"begin 644 {name}\n" + "".join(lines) + "`\nend\n"


def wrapped() -> Iterator[Case]:
    """Files inside the text, and inside winmail.dat."""
    code = uuencoded("ecran.png", DATA)
    yield Case(
        "uu one file", message(f"Voir\n\n{code}"), {"text": "Voir", "files": {"ecran.png": DATA}}
    )
    yield Case("uu two files", message(f"Voir\n{code}\n{uuencoded('b.bin', b'abc')}Merci\n"),
               {"text": "Voir\n\nMerci",
                "files": {"ecran.png": DATA, "b.bin": b"abc"}})  # fmt: skip
    words = "begin 644 fois la même chose\nce n'est pas un fichier\nend\n"
    yield Case("uu words", message(words), {"text": words.strip(), "files": {}})
    yield Case("uu without end", message("begin 644 a\n#86)C\n"),
               {"text": "begin 644 a\n#86)C", "files": {}})  # fmt: skip
    for kind in ("application/ms-tnef", "application/octet-stream"):
        for name, data, files in (
            ("a file", tnef(("a.docx", DATA)), {"a.docx": DATA}),
            ("two files", tnef(("a.docx", DATA), ("b.png", b"x")), {"a.docx": DATA, "b.png": b"x"}),
            ("an accent", tnef(("écran.png", DATA)), {"écran.png": DATA}),
            ("no end", tnef(("a.docx", DATA))[:-1], {"a.docx": DATA}),
            ("nothing", tnef(), {"winmail.dat": tnef()}),
            ("nonsense", b"pas du tnef", {"winmail.dat": b"pas du tnef"}),
        ):
            one = part(b64encode(data), f"{kind}; name=winmail.dat",
                       Content_Transfer_Encoding="base64")  # fmt: skip
            yield with_files(f"{kind}, {name}", several(part("Voir"), one), files)
    told = b64encode(tnef(body="Le réseau est coupé."))
    only = part(told, "application/ms-tnef; name=winmail.dat",
                Content_Transfer_Encoding="base64")  # fmt: skip
    raw = message(several(only), Content_Type='multipart/mixed; boundary="limite"')
    yield Case("tnef text", raw, {"text": "Le réseau est coupé.", "files": {}})


def tnef(*files: tuple[str, bytes], body: str = "") -> bytes:
    """A winmail.dat as Outlook makes it: attributes with their checksums, names also as Unicode."""

    def attribute(level: int, number: int, data: bytes) -> bytes:
        kind = 0x0006 if number != 0x800C else 0x0002
        head = struct.pack("<BHHI", level, number, kind, len(data))
        return head + data + struct.pack("<H", sum(data) & 0xFFFF)

    out = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, struct.pack("<I", 0x10000))
    if body:
        out += attribute(1, 0x800C, body.encode("cp1252") + b"\x00")
    for name, data in files:
        told = name.encode("utf-16-le") + b"\x00\x00"
        properties = struct.pack("<I", 2) + struct.pack("<HHI", 0x0003, 0x0E21, 1)
        properties += struct.pack("<HHII", 0x001F, 0x3707, 1, len(told)) + told
        properties += b"\x00" * (-len(told) % 4)
        out += attribute(2, 0x9002, b"\x01\x00" + b"\x00" * 12)
        out += attribute(2, 0x8010, b"COURT~1.DAT\x00")
        out += attribute(2, 0x800F, data) + attribute(2, 0x9005, properties)
    return out
