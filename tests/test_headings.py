"""Which lines are the heading of a site, of which, and where its sheet ends."""

import time

import pytest

from extractors.language.places import as_youth, find_place, read_place
from extractors.source.document import Document, Page, Span
from extractors.structure.headings import Section, find_sections
from extractors.view.view import View

SHEET = "\n\n- 48 personnes dans le programme\n- 44 personnes logées\n- 57 logements captés\n"
HOMES = "\n\n- 57 logements captés\n"
"""Figures that are no whole sheet."""


def sections(body: str) -> list[Section]:
    return find_sections(View(body))


def sites(body: str) -> list[str]:
    return [section.site.site_id for section in sections(body)]


def site_of(body: str, words: str) -> str | None:
    """The site in whose sheet these words stand."""
    view = View(body)
    at = view.text.index(words)
    return next((s.site.site_id for s in find_sections(view) if s.span.start <= at < s.span.end), None)


@pytest.mark.parametrize(
    ("heading", "site_id", "name"),
    [
        ("Paris", "paris", "Paris"),
        ("L i l l e", "lille", "Lille"),
        ("## R e n n e s", "rennes", "Rennes"),
        ("———————\nLILLE\n———————", "lille", "Lille"),
        ("▸ Angers", "angers", "Angers"),
        ("01 LYON", "lyon", "Lyon"),
        ("III. Rouen", "rouen", "Rouen"),
        ("B. Nantes", "nantes", "Nantes"),
        ("Site n° 3 : Nice", "nice", "Nice"),
        ("FICHE 1 – BORDEAUX", "bordeaux", "Bordeaux"),
        ("PARIS | fiche 1", "paris", "Paris"),
        ("Le site de Saint-Étienne", "saint-etienne", "Saint-Étienne"),
        ("St-Nazaire", "saint-nazaire", "Saint-Nazaire"),
        ("Bienvenue au Havre", "le-havre", "Le Havre"),
        ("Côtes-d’Armor", "cotes-d-armor", "Côtes-d'Armor"),
        ("Deux-Sèvres", "deux-sevres", "Deux-Sèvres"),
        ("Hauts-de-Seine", "hauts-de-seine", "Hauts-de-Seine"),
        ("Île de La Réunion", "la-reunion", "La Réunion"),
        ("Lille – Jeunes", "lille-jeunes", "Lille Jeunes"),
        ("Lille Jeunes (18-25 ans)", "lille-jeunes", "Lille Jeunes"),
        ("Toulouse | UCSD Jeunes", "toulouse-jeunes", "Toulouse Jeunes"),
        ("Métropole européenne de Lille – Lille Jeunes", "lille-jeunes", "Lille Jeunes"),
        ("Un chez-soi d’abord à Nantes", "nantes", "Nantes"),
        ("UN CHEZ-SOI D’ABORD BASSIN GRENOBLOIS", "grenoble", "Grenoble"),
        ("L’antenne lilloise", "lille", "Lille"),
        ("Notre action à Pau", "pau", "Pau"),
        ("Dispositif ACT-UCSD de Caen", "caen", "Caen"),
        ("Grand Nancy", "nancy", "Nancy"),
        ("Bordeaux Métropole", "bordeaux", "Bordeaux"),
        ("Paris 13e", "paris", "Paris"),
        ("PARIS (75) – depuis 2011", "paris", "Paris"),
        ("Montpellier (307 000 hab.)", "montpellier", "Montpellier"),
        ("4.1  GCSMS Un chez-soi d'abord Moselle – antenne de Metz", "metz", "Metz"),
        ("4.4  Dijon – ACT Un chez-soi d'abord", "dijon", "Dijon"),
        ("Rapport d’activité 2024 : site d’Orléans", "orleans", "Orléans"),
        ("Amiens – CHU / CCAS / Habitat solidaire", "amiens", "Amiens"),
        ("Tours : habiter d’abord, se soigner ensuite", "tours", "Tours"),
        ("À Brest, la rade et les clés", "brest", "Brest"),
        ("Brest - Quimper", "brest-quimper", "Brest - Quimper"),
        ("NÎMES ET ALÈS", "nimes-et-ales", "Nîmes et Alès"),
        ("Valence - Romans", "valence-romans", "Valence - Romans"),
        ("Marseille Nord", "marseille-nord", "Marseille Nord"),
    ],
)
def test_headings(heading: str, site_id: str, name: str) -> None:
    assert [(s.site.site_id, s.site.name, s.site.is_known) for s in sections(f"Brochure\n\n\n{heading}{SHEET}")] == [(site_id, name, True)]


@pytest.mark.parametrize(
    ("heading", "name"),
    [("Site de Trifouilly-les-Oies", "Trifouilly-les-Oies"), ("Pays basque", "Pays basque")],
)
def test_a_place_in_no_list_keeps_its_printed_name_and_is_flagged(heading: str, name: str) -> None:
    assert [(s.site.name, s.site.is_known) for s in sections(f"Brochure\n\n\n{heading}{SHEET}")] == [(name, False)]


@pytest.mark.parametrize(
    "line",
    [
        "Préfecture de Paris",
        "CHU de Lille",
        "18, rue de Marseille, 69007 Lyon",
        "69007 Lyon",
        "Ville de Rennes, Rennes Métropole, ARS Bretagne",
        "Nous avons rencontré l’équipe de Grenoble un matin de pluie.",
        "Strasbourg, le 12 novembre 2022",
        "Lyon, mai 2024",
        "Fait à Dijon, en deux exemplaires",
        "Camille Rouen, infirmière",
        "Florence Paris, psychologue",
        "Nancy Laval",
        "Photo de couverture : Ville de Bordeaux",
        "Voir aussi la fiche de Lyon, page 14",
        "Paris – Lille – Toulouse – Marseille",
        "- Lyon\n- Nice",
        "Grenoble Habitat",
        "Marseille : 12 logements",
        "Contact Lyon : 04 65 71 12 40",
        "La gare de Lyon",
        "De Paris à Lille",
        "Zoom sur Paris",
        "Mer",
        "Rue",
        "Vienne, 43 ans",
        "Les logements",
        "À jamais les premiers… chez eux",
        "AVANT DE SONNER",
        "LE QUATRIÈME ÉTAGE SANS ASCENSEUR",
        "Le canapé de la rue des Postes",
        "Vue sur Belledonne",
        "La table pliante",
        "Sous la varangue",
        "Dijon : la moutarde ne leur monte plus au nez",
    ],
)
def test_lines_inside_a_sheet_that_are_no_heading(line: str) -> None:
    body = f"Brochure\n\n\nDijon\n\n- 48 personnes dans le programme\n\n{line}\n\n- 57 logements captés\n"
    assert sites(body) == ["dijon"]
    assert site_of(body, "logements captes") == "dijon"


@pytest.mark.parametrize(
    "line",
    ["les porteurs...", "en chiffres ...", "zoom sur Paris", "Contact : Paris", "58 logements à Paris", "Préfecture de Paris"],
)
def test_lines_above_figures_that_are_no_heading(line: str) -> None:
    assert sites(f"{line}\n\nContact : Jean Dupont\njean@asso.fr\n\n- 58 logements captés\n") == []


def test_a_table_of_contents_opens_no_sheet() -> None:
    contents = "Sommaire\n\nLyon ........ 3\nNice ........ 5\n\n› Notre action à Lyon\n› Notre action à Nice\n\nEn France, 85 % restent.\n"
    body = f"{contents}\n\nLYON{SHEET}\n\nNICE{SHEET}"
    assert sites(body) == ["lyon", "nice"]
    assert site_of(body, "En France") is None


def test_a_cover_that_names_several_sites_is_about_none() -> None:
    cover = "UN CHEZ-SOI D'ABORD\nLyon, Grenoble, Dijon, Marseille\n\nQuatre sites, deux mille places en 2022, 800 exemplaires.\n"
    assert sites(cover) == []


def test_a_territory_above_its_towns_in_a_title_is_the_site() -> None:
    head = "CHIFFRES CLÉS\nHAUTE-SAVOIE\nUn chez-soi d'abord\nAnnecy · Annemasse · Cluses\n\n"
    assert sites(head + "53\nlogements en Haute-Savoie\n48\npersonnes\n44\nlogées\n") == ["haute-savoie"]


def test_a_title_that_only_mentions_a_site_needs_its_name_again() -> None:
    title = "Des nouvelles de chez nous, ici à Orléans"
    figures = "\n\n48 personnes, 44 logées, 57 logements captés"
    assert sites(f"{title}{figures} à Orléans.") == ["orleans"]
    assert sites(f"{title}{figures}.") == []


def test_running_titles_open_no_second_sheet() -> None:
    assert sites(f"LYON{SHEET}\n\nLYON{SHEET}\n\nNICE{SHEET}\n\nNICE{SHEET}") == ["lyon", "nice"]


def test_a_small_town_is_a_site_where_it_looks_like_the_other_headings() -> None:
    assert sites(f"FICHE 1 – LYON{SHEET}\n\nFICHE 2 – SEDAN{SHEET}\n\nFICHE 3 – NICE{SHEET}") == [
        "lyon",
        "sedan",
        "nice",
    ]


def test_a_heading_may_run_into_the_line_below_it() -> None:
    body = f"PARIS\npar Irène Castaing, psychiatre{SHEET}"
    assert [View(body).quote(s.heading) for s in sections(body)] == ["PARIS"]


def test_a_numbered_heading_of_no_known_place_opens_a_sheet_of_its_own() -> None:
    body = f"1. LYON{SHEET}\n\n2. VALMONTEL{SHEET.replace('57', '61')}\n\n3. NICE{SHEET}"
    assert [(s.site.site_id, s.site.is_known) for s in sections(body)] == [
        ("lyon", True),
        ("valmontel", False),
        ("nice", True),
    ]


def test_a_sheet_whose_sub_titles_start_over_is_cut_at_the_heading_between() -> None:
    page = "\n\nLes personnes\n60 admises\n\nLes logements\n58 captés\n\nL'équipe\n2 infirmiers\n"
    body = f"LYON{page}\n\nNICE{page}\n\n\nVALMONTEL{page.replace('58', '77')}"
    assert [(s.site.site_id, s.site.is_known) for s in sections(body)] == [
        ("lyon", True),
        ("nice", True),
        ("valmontel", False),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "REPÈRES NATIONAUX",
        "Tableau récapitulatif",
        "LES LOYERS, SITE PAR SITE",
        "LES DÉPENSES\n                Lyon   Nice",
    ],
)
def test_a_part_about_all_sites_ends_the_last_sheet(title: str) -> None:
    body = f"LYON{SHEET}\n\nNICE{SHEET}\n\n{title}\nPlaces ouvertes 3050 2900\n"
    assert sites(body) == ["lyon", "nice"]
    assert site_of(body, "Places ouvertes") is None


def test_paragraphs_that_open_with_a_site_come_back_to_it() -> None:
    body = f"LYON{SHEET}\n\nNICE{SHEET}\n\nLyon : Jean Dupont, j.dupont@a.example\n"
    assert [(s.site.site_id, s.is_sheet) for s in sections(body)] == [
        ("lyon", True),
        ("nice", True),
        ("lyon", False),
    ]


def test_a_site_may_stand_before_its_first_figure_on_one_line() -> None:
    assert sites("Paris - 58 logements captés : 16 logements dans le parc social") == ["paris"]


def test_the_sites_of_a_list_of_communes_are_none() -> None:
    assert sites(f"HAUTE-SAVOIE{SHEET}\n\nAnnecy : 22 logements\nAnnemasse : 8 logements\n") == ["haute-savoie"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rencontre à Lille", "Rencontre à Nantes"),
        ("Escale : Lille", "Escale : Nantes"),
        ("Notre quotidien à Lille", "Notre quotidien à Nantes"),
        ("Étape 1 – Lille", "Étape 2 – Nantes"),
        ("Ils habitent Lille", "Ils habitent Nantes"),
    ],
)
def test_words_that_nobody_knows_are_a_heading_by_their_recurrence_with_other_places(one: str, other: str) -> None:
    assert sites(f"Brochure\n\n\n{one}{SHEET}\n\n{other}{SHEET}") == ["lille", "nantes"]
    assert sites(f"Brochure\n\n\n{one}{SHEET}") == []
    assert sites(f"Brochure\n\n\n{one}{SHEET}\n\n{other}\n\nUn bel endroit.\n") == []


def test_an_article_of_a_name_is_no_part_of_the_words_around_it() -> None:
    assert sites(f"Brochure\n\n\nHalte au Havre{SHEET}\n\nHalte à Lille{SHEET}") == ["le-havre", "lille"]


@pytest.mark.parametrize("frame", ["CHU de", "Zoom sur", "Partenaires :", "Logements à"])
def test_words_of_a_sheets_own_titles_are_none_however_often_they_recur(frame: str) -> None:
    assert sites(f"Brochure\n\n\n{frame} Lille{HOMES}\n\n{frame} Nantes{HOMES}") == []


def test_a_tagline_below_a_name_ends_no_sheet() -> None:
    tagline = "Un chez-soi d'abord : les sites en chiffres\nContact : Jean Dupont"
    assert site_of(f"Rennes\n\n{tagline}{SHEET}\n\nNice{SHEET}", "logements captes") == "rennes"


def test_a_town_above_a_contact_and_figures_stands_however_the_others_look() -> None:
    sheet = f"\n\nContact : Jean Dupont\nj.dupont@asso.example{SHEET}"
    body = f"Site de Reims{sheet}\n\nSite de Le Havre{sheet}\n\nAngers{sheet}"
    assert sites(body) == ["reims", "le-havre", "angers"]
    assert sites(f"Site de Reims{sheet}\n\nSite de Le Havre{sheet}\n\nAngers\n\n12 rencontres.") == ["reims", "le-havre"]


@pytest.mark.parametrize("town", ["Tours", "Sens", "Ville de Paris"])
@pytest.mark.parametrize("around", ["choix\n{}\nsanté", "Partenaires\n\n{}\n\nCHU", "Partenaires\n{}\nCHU"])
def test_a_town_among_other_words_opens_no_sheet(town: str, around: str) -> None:
    words = around.format(town)
    rest = f"\n\nL'équipe : 2 infirmiers\n\n\nNice{SHEET}\n\n\nPau{SHEET}"
    assert sites(f"Lyon{SHEET}\n\n{words}{rest}") == ["lyon", "nice", "pau"]
    if "\n\n{}" not in around:
        assert sites(f"Lyon\n\n{words}{SHEET}{rest}") == ["lyon", "nice", "pau"]


@pytest.mark.parametrize("name", ["Valmontel", "Vallée de l'Oust", "Pays de Brenne"])
@pytest.mark.parametrize("frame", ["{}", "SITE DE {}", "FICHE 2 – {}", "{} | fiche 2", "{}, tout au bout", "Escale : {}"])
def test_figures_below_an_unknown_name_are_never_those_of_the_site_before(frame: str, name: str) -> None:
    towns = [frame.format(town).replace("2", str(n)) for n, town in enumerate(("Lille", name, "Pau"), 1)]
    body = "\n\n\n".join(town + SHEET.replace("57", str(70 + n)) for n, town in enumerate(towns))
    view = View(body)
    for section in find_sections(view):
        assert len(view.numerals_in(section.span)) <= 4, section
        assert section.site.site_id in ("lille", "pau") or not section.site.is_known


def test_figures_below_an_unknown_name_that_opens_a_paragraph_are_no_others() -> None:
    said = "{}. La commission d'attribution s'est réunie, et {} personnes ont été logées au cours de cette seule année.\n\n"
    body = said.format("Lille", 58) + said.format("Valmontel", 77) + said.format("Pau", 61)
    view = View(body)
    assert [(s.site.site_id, len(view.numerals_in(s.span))) for s in find_sections(view)] == [("lille", 1), ("pau", 1)]


def test_a_remark_in_parentheses_or_a_number_in_words_takes_no_heading_away() -> None:
    body = f"1. SITE DE LILLE{SHEET}\n\n2. SITE DE RENNES (données au 30 septembre 2024){SHEET}\n\n3. SITE DE PAU{SHEET}"
    assert sites(body) == ["lille", "rennes", "pau"]
    assert sites(f"Lyon, entre deux fleuves{SHEET}\n\nPau, au pied des monts{SHEET}") == ["lyon", "pau"]


@pytest.mark.parametrize("town", ["Amiens", "Le Mans", "Évreux", "Nancy"])
def test_a_known_town_is_known_however_its_heading_was_found(town: str) -> None:
    page = "\n\nLes personnes\n60 admises\n\nLes logements\n58 captés\n\nL'équipe\n2 infirmiers\n"
    found = sections(f"Site de Reims{page}\n\nSite de Lyon{page}\n\n{town}{page}\n\nSite de Pau{page}")
    assert all(section.site.is_known for section in found)


def test_many_lines_that_are_nearly_headings_take_linear_time() -> None:
    for body in ("Lille\n\n" * 1500, "Escale à Lille\n\n" * 600, "SITE DE VALMONTEL X\n\n" * 500, "Lille : " * 1200, "d'" * 5000):
        start = time.process_time()
        find_sections(View(body))
        assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("Paris", ("75056", "75", "11")),
        ("Nice", ("06088", "06", "93")),
        ("Vienne", (None, "86", "75")),
        ("La Réunion", (None, "974", "04")),
        ("Corse", (None, None, "94")),
    ],
)
def test_codes_of_places(name: str, codes: tuple[str | None, ...]) -> None:
    place = find_place(name)
    assert place is not None
    assert (place.commune_code, place.department_code, place.region_code) == codes


@pytest.mark.parametrize("name", ["Saint-Denis", "Nulle-Part"])
def test_a_name_of_several_places_or_none_is_not_guessed(name: str) -> None:
    assert find_place(name) is None


@pytest.mark.parametrize(
    "phrase",
    [
        "Prefecture de Paris",
        "Abrest",
        "UCSD Jeunes",
        "le site",
        "pour la",
        "Paris Habitat",
        "lillois",
        "les logements",
    ],
)
def test_phrases_that_name_no_large_place(phrase: str) -> None:
    place = read_place(phrase)
    assert place is None or (place.inhabitants or 0) < 10_000


def test_a_scheme_for_young_people_has_its_towns_codes() -> None:
    lille = find_place("Lille")
    assert lille is not None
    assert (as_youth(lille).name, as_youth(lille).commune_code) == ("Lille Jeunes", "59350")


@pytest.mark.parametrize(
    "heading",
    [
        "{} en un coup d'œil",
        "{} en chiffres et en clés",
        "2. {} vu d'en haut",
        "{} EN BREF",
        "Chez nous à {}, ça donne quoi ?",
        "[ {} côté jardin ]",
        "{}, TOUJOURS DEBOUT",
    ],
)
@pytest.mark.parametrize("rule", ["{}", "────────\n{}\n────────"])
def test_a_name_with_the_same_words_in_each_sheet_is_a_heading(heading: str, rule: str) -> None:
    towns = [rule.format(heading.format(town)) for town in ("BREST", "LE HAVRE", "SAINT-ÉTIENNE")]
    assert sites("Brochure\n\n\n" + "\n\n".join(town + SHEET for town in towns)) == ["brest", "le-havre", "saint-etienne"]


@pytest.mark.parametrize(
    ("headings", "is_read"),
    [
        (("BREST tient bon", "PAU grandit encore", "NICE respire enfin"), True),
        (("Du crachin pour BREST", "On pousse les murs à PAU", "Une équipe neuve à NICE"), True),
        (("Brest tient bon", "Pau grandit encore", "Nice respire enfin"), True),
        (("BREST HABITAT", "PAU HABITAT", "NICE HABITAT"), False),
        (("Brest Métropole Habitat", "Pau Béarn Habitat", "Nice Logis"), False),
        (("Les loyers à BREST", "Les visites à PAU", "Les bailleurs de NICE"), False),
        (("Brest tient 3 permanences", "Pau en tient 2", "Nice en tient 4"), True),
    ],
)
def test_a_name_among_other_words_in_each_sheet_is_one_where_it_stands_apart(headings: tuple[str, ...], is_read: bool) -> None:
    body = "\n\n\n".join(["Brochure", *(heading + (SHEET if is_read else HOMES) for heading in headings)])
    assert sites(body) == (["brest", "pau", "nice"] if is_read else [])


def test_one_line_that_begins_with_another_town_opens_no_sheet_among_headings() -> None:
    body = f"BREST{SHEET}\n\nPau vu d'en haut\n\n- 12 personnes logées\n\n\nNICE{SHEET}"
    assert sites(body) == ["brest", "nice"]


def test_a_figure_below_its_label_is_no_pages_number() -> None:
    cards = "MÉNAGES ADMIS\n48\nMÉNAGES LOGÉS\n44\nLOGEMENTS CAPTÉS\n57\n"
    assert site_of(f"LILLE\n\n{cards}\n\nPAU\n\n{cards}", "LOGEMENTS CAPTES") == "lille"
    view = View(f"LILLE\n\n{cards}\n\nPAU\n\n{cards}")
    assert [len(view.numerals_in(s.span)) for s in find_sections(view)] == [3, 3]


@pytest.mark.parametrize(
    "headings",
    [
        ("LILLE, la mer du Nord en face", "NICE, soleil compris", "TOURS, trois ans et toutes ses dents"),
        ("Lille : des toits de brique", "Nice : soleil compris", "Tours : 57 logements, 4 communes"),
        ("LILLE TIENT BON", "NICE : DES CLÉS", "TOURS, DES PORTES"),
        ("LILLE, TIENT BON", "NICE : DES CLÉS", "TOURS FAIT SES COMPTES"),
        ("1. Lille, l'obstinée", "2. Nice, la bleue", "3. Tours, 12 ponts et une équipe"),
        ("[page 3]\nLILLE, le nord", "[page 4]\nNICE, le sud", "[page 5]\nTOURS, 100 clés"),
        ("Lille, 8 ans déjà", "Nice, 5 ans", "Tours, 2 ans et demi"),
        ("Lille (59) – 84 logements", "Nice (06) – 57 logements", "Tours (37) – 20 logements"),
        ("Lille en 2023", "Nice en 2023", "Tours en 2023"),
        ("Lille. Le Nord tient bon", "Nice. Sous le soleil", "Tours. Entre deux ponts"),
        ("p. 2 -----\nLILLE : CAP AU NORD", "p. 3 -----\nNICE, DES BALCONS AUSSI", "p. 4 -----\nTOURS OUVRE LA PORTE"),
    ],
)
def test_a_towns_line_that_looks_and_stands_as_its_sisters_is_a_heading_whatever_follows(headings: tuple[str, ...]) -> None:
    assert sites("Brochure\n\n\n" + "\n\n".join(heading + SHEET for heading in headings)) == ["lille", "nice", "tours"]


@pytest.mark.parametrize("line", ["TOURS, 2 heures de train", "TOURS SUIT DE LOIN", "Tours et 3 autres villes suivent", "\n\nTOURS HABITAT"])
def test_a_towns_line_that_stands_less_apart_than_the_headings_or_names_a_landlord_is_none(line: str) -> None:
    assert sites(f"Brochure\n\n\nLILLE, le nord{SHEET}\n\nNICE, le sud\n\n- 9 personnes logées\n\n{line}{SHEET}") == ["lille", "nice"]


@pytest.mark.parametrize(
    ("title", "text", "is_sheet"),
    [
        ("FINALITES ET PERIMETRE", "Trois villes, Lille, Nice et Pau, ont ensemble 310 personnes logées.", False),
        ("TRAIT COMMUN", "Dans chaque site, 55 logements captés au moins.", False),
        ("PANORAMA", "Les sites réunis comptent 380 personnes logées, dont 40 à Nice.", False),
        ("VUE DU CIEL", "À Lille, 40 personnes logées ; à Nice, 30 ; à Pau, 20.", False),
        ("REGARD CROISE", "Entre sites, l'écart est de 12 logements captés pour 100 personnes logées.", False),
        ("VALMONTEL", "48 personnes logées et 55 logements captés, à une heure de Lille.", True),
        ("BELLERIVE", "Le plus petit de tous : 9 logements captés.", True),
    ],
)
def test_a_part_of_no_known_place_that_speaks_of_several_sites_is_no_sheet(title: str, text: str, is_sheet: bool) -> None:
    found = sites(f"Brochure\n\n\n1. {title}\n\n{text}\n\n\n2. LILLE{SHEET}\n\n3. NICE{SHEET}\n\n4. PAU{SHEET}")
    assert (len(found), found[-3:]) == (3 + is_sheet, ["lille", "nice", "pau"])


@pytest.mark.parametrize(
    "part",
    [
        "Les équipes\n\nLes voici. Celle de Lille a deux infirmiers.\n\nÀ Nice ils sont trois IDE.\n\nÀ Pau enfin, quatre AS.",
        "II. Qui monte\n\nL'équipe de Lille compte deux infirmiers ; celle de Nice, trois IDE ; celle de Pau, quatre AS.",
        "Les gens\n\nÀ Lille deux infirmiers, à Nice trois IDE, à Pau quatre AS.",
        "Et les gens\n\nÀ Lille :\n- 2 infirmiers\n\nÀ Nice :\n- 3 IDE\n\nÀ Pau :\n- 4 AS",
        "Équipes\n\nQuant à Lille, deux infirmiers y travaillent. Le site de Nice a trois IDE. Enfin, à Pau, quatre AS.",
        "Visites\n\nLille a deux infirmiers. Nice, elle, trois IDE.\n\nPau en est à quatre AS.",
    ],
)
def test_a_part_after_the_sheets_that_goes_from_site_to_site(part: str) -> None:
    body = f"Brochure\n\n\nLille{SHEET}\n\nNice{SHEET}\n\nPau{SHEET}\n\n{part}\n\nEn tout, 14 postes."
    assert [site_of(body, words) for words in ("infirmiers", "IDE", "AS")] == ["lille", "nice", "pau"]
    assert site_of(body, "postes") is None


@pytest.mark.parametrize(
    "part",
    [
        "Le loyer moyen est de 354 €. À Lille, il est de 400 € ; à Nice, de 512 €.",
        "Les loyers\n\nLe loyer moyen est de 354 €. À Lille, il est de 400 € ; à Nice, de 512 €.",
        "L'équipe\n\nDeux infirmiers et un psychologue, contre quatre et deux à Lille, six et trois à Nice.",
        "L'équipe\n\nDeux infirmiers. À Lille, ils sont quatre.",
        "Pour mémoire\n\nLe train de Lille à Nice passe par Pau et ne s'y arrête que la nuit.",
    ],
)
def test_a_comparison_in_the_last_sheet_stays_in_it(part: str) -> None:
    body = f"Brochure\n\n\nLille{SHEET}\n\nNice{SHEET}\n\nPau{SHEET}\n\n{part}"
    assert [s.site.site_id for s in sections(body)] == ["lille", "nice", "pau"]
    assert site_of(body, View(part).text[-20:]) == "pau"


@pytest.mark.parametrize(
    ("path", "head", "site"),
    [
        ("b/03_nimes.txt", "Fiche 30\nNÎMES\n\nPorteur : La Clède.\n\nParc social : 22 (Habitat du Gard, 13 ; Erilia, 9).", "nimes"),
        ("b/lille.txt", "Feuillet 2\nLILLE\n\nPorté par ABEJ.\n\nNos bailleurs : Habitat du Nord 7, Vilogia 5.", "lille"),
        ("b/04-dijon.txt", "Cahier des sites\nDijon\n\nOuvert en 2021 en Côte-d'Or.", "dijon"),
        ("b/rennes.txt", "Annexe 4\n\nRENNES\n\nLe dispositif\n\nLe département d'Ille-et-Vilaine soutient.", "rennes"),
        ("b/02_toulouse_jeunes.txt", "Fiche 31-2\nTOULOUSE JEUNES\n\nPorteur : association Clémence-Isaure.", "toulouse-jeunes"),
        ("b/07_metz.txt", "Fiche 7\nMetz\n\nDirection : association Amitié.", "metz"),
    ],
)
def test_a_file_named_after_a_town_that_a_line_names_too_is_its_sheet_to_the_end(path: str, head: str, site: str) -> None:
    body = f"{head}\n\nEn 2023, 44 logements captés.\n\nLoyer moyen : 305 €.\n\nDeux infirmiers.\n\nContact : M. Bastien Laffargue (b.laffargue@toit.example)"
    (section,) = find_sections(View(body), Document("d", "b", path, "text/plain", len(body), body, (Page(1, Span(0, len(body))),)))
    assert (section.site.site_id, section.span.end) == (site, len(View(body).text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("II.4. ROUEN", "II.5. CAEN"),
        ("3.A. Rouen", "3.B. Caen"),
        ("═══════\nFEUILLET BLEU          ROUEN\n═══════", "═══════\nFEUILLET VERT          CAEN\n═══════"),
        ("Escale Rouen", "Halte Caen"),
        ("Direction Rouen", "Terminus Caen"),
        ("SEINE-MARITIME > ROUEN", "CALVADOS > CAEN"),
    ],
)
def test_headings_alike_in_form_whatever_their_words(one: str, other: str) -> None:
    assert sites(f"Un chez-soi d'abord\n\n\n{one}{SHEET}\n\n\n{other}{SHEET}") == ["rouen", "caen"]


def test_the_lower_side_of_a_box_ends_no_page() -> None:
    body = f"ROUEN{SHEET}\n\nCAEN\n\n┌──────────┐\n│ Ouverture 2019 │\n└──────────┘\n\nLOGEMENTS CAPTÉS\n41\n"
    assert site_of(body, "LOGEMENTS") == "caen"


@pytest.mark.parametrize("title", ["UN CHEZ-SOI D'ABORD - NORMANDIE", "Un chez-soi d'abord en Normandie"])
def test_the_editions_title_is_no_sheet_of_its_own(title: str) -> None:
    assert sites(f"{title}\n\nEn tout 93 personnes dans le programme.\n\n\nRouen{SHEET}\n\n\nCaen{SHEET}\n\n\nÉvreux{SHEET}") == [
        "rouen",
        "caen",
        "evreux",
    ]
    lines = "ROUEN 48 / 44 / 57\n{0}\n\nCAEN 48 / 44 / 57\n{0}\n".format("Le site fonctionne, avec 12 logements de plus que l'an dernier.")
    assert sites(f"{title}\n\n{lines}") == ["rouen", "caen"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("À Rouen, l'équipe", "À Caen, l'équipe"),
        ("Rouen va bien. L'équipe", "Caen enfin, où l'équipe"),
        ("À Rouen, personne ne l'attendait. L'équipe", "Caen suit. L'équipe"),
    ],
)
def test_paragraphs_that_open_with_a_town_are_its_sheet_where_no_line_is_a_heading(one: str, other: str) -> None:
    text = " accompagne 48 personnes, 44 sont logées.\nElle a capté 57 logements, avec la ville d'Elbeuf.\n\n"
    assert sites(f"Un chez-soi d'abord en Normandie\n\nVoici nos sites.\n\n{one}{text}{other}{text}") == ["rouen", "caen"]
    assert sites(f"Lille{SHEET}\n{one}{text}{other}{text}") == ["lille"]  # there a line is one
    assert sites(f"Habitat 76 et Rouen Habitat sont là.\n\n{one}{text}") != ["rouen", "caen"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Diaz, directrice du site de Rouen", "Luc Roy, chef de service à Caen"),
        ("HIVER\navec l'équipe de Rouen", "ÉTÉ\navec l'équipe de Caen"),
        ("SUJET 1 : ROUEN, PAR SONIA (2'10)", "SUJET 2 : CAEN, PAR ERWAN (1'50)"),
        ("L'équipe « Les Quais » (Rouen)", "L'équipe « La Prairie » (Caen)"),
        ("VOUS LOUEZ À ROUEN OU ALENTOUR", "VOUS LOUEZ À CAEN OU ALENTOUR"),
        ("Première halte : Rouen.", "Dernière halte : Caen."),
        ("Zoom sur Rouen", "Zoom sur Caen"),
        ("C.1. Terrain A (Rouen)", "C.2. Terrain B (Caen)"),
        ("76 ROUEN", "14 CAEN"),
        ("S'agissant du site de Rouen, voici nos chiffres.", "S'agissant du site de Caen, le bilan est bon."),
    ],
)
def test_a_part_that_opens_with_a_town_and_counts_persons_and_homes_is_its_sheet(one: str, other: str) -> None:
    assert sites(f"Un chez-soi d'abord\n\n\nVoici nos chiffres.\n\n\n{one}{SHEET}\n\n\n{other}{SHEET}") == ["rouen", "caen"]


@pytest.mark.parametrize(
    "line",
    ["Les maisons sont à Caen.", "Caen Habitat nous suit.", "12, rue de Caen, 14000 Caen", "ana@caen.example", "De Caen à Lille"],
)
def test_a_part_that_counts_only_homes_or_gives_an_address_is_nobodys_sheet(line: str) -> None:
    assert sites(f"Un chez-soi d'abord\n\n\nFocus sur Rouen{SHEET}\n{line}{HOMES}\n\nFocus sur Lille{SHEET}") == ["rouen", "lille"]


def test_a_list_of_the_sheets_before_them_takes_none_away() -> None:
    contents = "Sur cette page :\n* Rouen\n* Caen\n* Lille"
    assert sites(f"Un chez-soi d'abord\n\n{contents}\n\nRouen{SHEET}\n\nCaen{SHEET}\n\nLille{SHEET}") == ["rouen", "caen", "lille"]


def test_an_article_that_names_no_site_is_none_among_those_that_do() -> None:
    body = f"Article 1 - Définitions\n\n12 personnes\n\nArticle 2 - Site de Rouen{SHEET}\n\nArticle 3 - Site de Caen{SHEET}\n\nArticle 4 - Révision\n\n2 pages"
    assert sites(body) == ["rouen", "caen"]


LETTER = "{} personnes sont entrées dans le programme, dont {} logées.\n\nNous avons capté {} logements.\n\nÉcrire à : equipe@letoit-{}.example\n"


def letter(*sheets: tuple[str, str], mails: tuple[str, ...] = ("rouen", "caen", "brest"), rule: str = "\n\n* * *\n\n") -> str:
    """A brochure whose sheets a rule parts: of each its title with its first words, and its address's town."""
    parts = [
        f"{title}\n\n{first}{LETTER.format(40 + n, 30 + n, 50 + n, mail)}"
        for n, ((title, first), mail) in enumerate(zip(sheets, mails, strict=False))
    ]
    return rule.join(["Un chez-soi d'abord\n\nVoici où nous en sommes.\n", *parts])


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("DE BREST, POUR FINIR", ""),
        ("ET MAINTENANT BREST", ""),
        ("Le benjamin : Brest", ""),
        ("Brest enfin", ""),
        ("BREST OU LE BOUT DU MONDE", ""),
        ("La nouvelle venue", "Brest est venue en dernier. "),
        ("LA RADE", "À Brest, tout restait à faire. "),
    ],
)
def test_a_town_that_is_told_inside_a_sheet_as_far_apart_as_the_headings_has_its_own(title: str, first: str) -> None:
    body = letter(("DE ROUEN", ""), ("DE CAEN", "Caen. "), (title, first))
    assert sites(body) == ["rouen", "caen", "brest"]


def test_an_address_is_as_good_as_a_rule_for_a_town_that_is_named() -> None:
    body = letter(("Rouen", ""), ("Caen", "Tout va. "), ("Puis vint Brest", "Là. "), rule="\n\n")
    assert sites(body) == ["rouen", "caen", "brest"]


@pytest.mark.parametrize("title", ["La petite dernière", "LE BOUT DU MONDE", "Penn-ar-Bed"])
def test_what_only_an_address_says_the_town_of_is_given_to_no_other_site(title: str) -> None:
    body = letter(("Ville de Rouen", ""), ("Ville de Caen", "Là. "), (title, "Elle est jeune. "))
    assert site_of(body, "Elle est jeune") not in ("rouen", "caen")


@pytest.mark.parametrize(
    "line",
    [
        "Venu de Brest, un locataire nous a rejoints.",
        "À Mondeville, tout près, la demande est forte.",
        "Entre Brest et Nice, il a tout essayé.",
        "Une dame de Brest\n\nElle est arrivée un soir.",
    ],
)
def test_a_town_that_a_sheet_only_speaks_of_takes_nothing_from_it(line: str) -> None:
    caen = f"Là. {LETTER.format(41, 31, 51, 'caen')}\n{line}\n\n"
    assert sites(letter(("Rouen", ""), ("Caen", caen), mails=("rouen", "caen"))) == ["rouen", "caen"]
