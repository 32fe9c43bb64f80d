"""Numbers in lines of their own: which label is whose, and where it ends."""

import pytest

from tests.sheets import read, said

CAPTIONS = {
    "a title over steps": (
        "Escalier\n  44\n  personnes admises\n      39\n      relogées au moins une fois\n          33\n          chez elles aujourd'hui",
        "in_programme, 44; ever_housed, 39; currently_housed, 33",
    ),
    "a title in capitals over captions": (
        "DU RECRUTEMENT AU LOGEMENT\n52\nentrées dans le programme\n   47\n   ont eu un logement",
        "in_programme, 52; ever_housed, 47",
    ),
    "a remark under the last number": (
        "LOGEMENTS CAPTÉS\n58\nPARC SOCIAL\n38\nchez quatre bailleurs",
        "all, 58; social, 38",
    ),
    "a line too many, and nothing says which": (
        "Chiffres clés\n\n44\n\nPersonnes admises\n\n39\n\nRelogées au moins une fois\n\n33\n\nLogées aujourd'hui",
        "",
    ),
    "labels of two lines in capitals, above": (
        "ADMIS DANS\nLE PROGRAMME\n62\n\nLOGÉS\nAU MOINS UNE FOIS\n55\n\nLOGEMENTS\nCAPTÉS\n58",
        "in_programme, 62; ever_housed, 55; all, 58",
    ),
    "communes in a caption": ("31\ndans le programme\n\n29\nappartements dans 4 communes", "in_programme, 31; all, 29, 4"),
    "last year's in parentheses": (
        "71\nont un toit au 30 juin 2016\n(ils étaient 64 un an plus tôt)",
        "currently_housed, 71, 2016-06-30",
    ),
    "a sentence of its own under a caption": (
        "90\nappartements captés\n\n86\nchez des privés\nLes deux agences qui nous suivent depuis le début.",
        "all, 90; private, 86",
    ),
    "a month with its date in parentheses": ("LOGÉES FIN OCTOBRE (31/10/2020)\n29", "currently_housed, 29, 2020-10-31"),
    "a number with its unit under what it counts": (
        "ENTRÉES DEPUIS L'OUVERTURE\n63 personnes\n\nLOGÉES AU MOINS UNE FOIS\n55 personnes\n\nLOGÉES AUJOURD'HUI\n49 personnes",
        "in_programme, 63; ever_housed, 55; currently_housed, 49",
    ),
    "persons beside their households": (
        "DANS LE PROGRAMME\n57 personnes (54 ménages)\n\nDONT LOGÉES À CE JOUR\n48 personnes (46 ménages)",
        "in_programme, 57; currently_housed, 48",
    ),
    "homes under their tenure": ("PARC SOCIAL\n23 logements\n\nPARC PRIVÉ\n12 logements", "social, 23; private, 12"),
    "rents under their tenure": (
        "LOYER MOYEN DU PARC SOCIAL\n347 € hors charges\n\nLOYER MOYEN, BAIL GLISSANT\n402 € CC",
        "social, 347, False; associative_lease, 402, True",
    ),
    "charges in a caption's parentheses": (
        "318 €\nle loyer moyen, parc social\n\n402 €\nle loyer moyen, parc privé\n(les deux hors charges)",
        "social, 318; private, 402, False",
    ),
    "pictures behind roles": (
        "L'équipe\ninfirmiers ●●●● 4\npsychiatre ● 1\ntravailleurs sociaux ★★★ (3)",
        "infirmier, 4; psychiatre, 1; travailleur social, 3",
    ),
    "pictures behind numbers": ("L'équipe\n2 ■■ infirmiers\n1 ■ psychiatre", "infirmier, 2; psychiatre, 1"),
    "pictures and few dots behind names": (
        "Bailleurs sociaux\nVilogia ●●●● 8\nPartenord Habitat ●● 4\nSIA Habitat .. 3\nNoréade . 2",
        "social, Vilogia, 8; social, Partenord Habitat, 4; social, SIA Habitat, 3; social, Noréade, 2",
    ),
}


@pytest.mark.parametrize("name", CAPTIONS)
def test_a_number_has_its_own_label(name: str) -> None:
    body, figures = CAPTIONS[name]
    without = [told for told in said(read(body)).split("; ") if "is read here" not in told]
    assert without == figures.split("; ")
