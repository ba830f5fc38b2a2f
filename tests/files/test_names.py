"""The names that files may bear."""

import pytest

from preau.files.names import NAME_LENGTH, clean_name


@pytest.mark.requirement("INC-16")
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Photo du tableau – salle B204.jpg", "Photo du tableau – salle B204.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Claire\\Bureau\\devis.pdf", "devis.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("ligne 1\r\nligne 2.txt", "ligne 1 ligne 2.txt"),
        ("nul\x00caché.txt", "nulcaché.txt"),
        ("e\u0301cran.png", "écran.png"),
        ('un "devis" ?.pdf', "un _devis_ _.pdf"),
        (".htaccess", "htaccess"),
        ("", "fichier"),
        ("   ..  ", "fichier"),
        ("\udcff.pdf", "pdf"),
    ],
)
def test_names_lose_only_what_could_mislead(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_extension():
    name = clean_name("é" * 500 + ".pdf")

    assert len(name) <= NAME_LENGTH
    assert name.endswith(".pdf")
