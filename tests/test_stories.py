"""The stories of the sites: what introduces one, what its title is, where it ends."""

import textwrap
from collections.abc import Sequence

import pytest

from extractors.measures.keywords import find_keywords
from extractors.measures.stories import Story, read_stories
from extractors.structure.headings import Section, find_sections
from extractors.view.view import View
from tests.test_contacts import sheets

TALE = "Monsieur B. a gardé son sac fermé pendant six semaines. Puis il l'a vidé dans l'armoire, un mardi."
OTHER = "Elle avait demandé un rez-de-chaussée. Au troisième essai, elle a dit oui, et elle a ri."


def find_stories(view: View, sections: Sequence[Section]) -> list[Story]:
    return read_stories(view, sections)[0]


def stories(body: str) -> list[str]:
    return [story.title for story in find_stories(*sheets(("Lille", body)))]


@pytest.mark.parametrize(
    ("introduced", "title"),
    [
        ("zoom sur ...\n\n... le sac de voyage\n\n", "le sac de voyage"),
        ("Zoom\n\nsur le sac de voyage\n\n", "le sac de voyage"),
        ("Zoom sur l'atelier cuisine\n\n", "l'atelier cuisine"),
        ("ZOOM | Le sac de voyage\n", "Le sac de voyage"),
        ("Focus : « Le sac de voyage »\n", "Le sac de voyage"),
        ("▸ Zoom\nLe sac de Monsieur L.\n", "Le sac de Monsieur L."),
        ("GROS PLAN >> Le sac de voyage\n", "Le sac de voyage"),
        ("Une histoire d'ici\nLe sac de voyage\n", "Le sac de voyage"),
        ("FOCUS\nUn accordéon, une plante verte\net le bruit du métro\n", "Un accordéon, une plante verte et le bruit du métro"),
        ("Encadré 2 – Le sac de voyage\n", "Le sac de voyage"),
        ("Ça s'est passé ici\nLe sac de voyage\n", "Le sac de voyage"),
        ("Parole de locataire : « Le sac de voyage »\n", "Le sac de voyage"),
        ("13. Zoom : titre et quelques lignes ?\n    R : « Le sac de voyage »\n", "Le sac de voyage"),
        ("13. Zoom : titre et quelques lignes ?\n    R : « Le sac de voyage » – ", "Le sac de voyage"),
        ("[ ZOOM ]\n« Le sac de voyage »\n", "Le sac de voyage"),
        ("Deux infirmiers.\n\n[ LE PETIT PLUS ]\n« Le sac de voyage »\n", "Le sac de voyage"),
        ("Ce qu'on raconte au bureau :\nLe sac de voyage\n", "Le sac de voyage"),
        ("– Zoom – Le sac de voyage : ", "Le sac de voyage"),
        ("– Portrait – Trois sacs de voyage : « Deux sacs, pour deux vies », dit-elle en riant. ", "Trois sacs de voyage"),
        ("Focus | Un sac de voyage : ", "Un sac de voyage"),
        ("Une histoire à partager ?\nLa voici, que nous avons tous appelée entre nous « Le sac de voyage » :\n", "Le sac de voyage"),
        ("Q. Où êtes-vous ?\nR. Ici.\n\nQ. Une histoire ?\nR. « Le sac de voyage »\n", "Le sac de voyage"),
        ("Encadré : Le sac de voyage\nAprès 4 ans de bail glissant, Mme T. a repris le bail à son nom. ", "Le sac de voyage"),
        ("Encadré 4 – Le sac de voyage\n\n", "Le sac de voyage"),
        ("Encadré 1. Un sac, vu du port\n", "Un sac, vu du port"),
        ("Encart n° 2. Le sac de voyage\n", "Le sac de voyage"),
        ("Portrait. Le sac de voyage\n", "Le sac de voyage"),
        ("Zoom : Deux sacs, puis un\n", "Deux sacs, puis un"),
        ("> **Zoom : Le sac de voyage**\n> ", "Le sac de voyage"),
        ("> Portrait | Le sac de voyage\n> ", "Le sac de voyage"),
        ("> Encadré 1. Un sac, vu du port\n> ", "Un sac, vu du port"),
        ("F. ZOOM\nTitre : Le sac de voyage\n", "Le sac de voyage"),
        ("Focus\nIntitulé – « Le sac de voyage »\n", "Le sac de voyage"),
        ("4. Zoom\nTitre de l'histoire : Le sac de voyage\n", "Le sac de voyage"),
        ("Zoom\nTitre de séjour : la fin\n", "Titre de séjour : la fin"),
    ],
)
def test_what_introduces_a_story(introduced: str, title: str) -> None:
    assert stories(introduced + TALE) == [title]


def test_the_only_tale_of_a_sheet_is_its_story_under_any_label() -> None:
    told = f"3 · NOS MAINS\n\nDeux infirmiers.\n\n4 · UN NOM, UNE PORTE\n\nLe sac de voyage\n\n{TALE} {OTHER}"
    assert stories(told) == ["Le sac de voyage"]
    assert stories(f"{told}\n\nZoom : le jardin\n{OTHER}") == ["le jardin"]


def test_what_follows_the_answer_of_a_form_is_the_story() -> None:
    (story,) = find_stories(*sheets(("Lille", f"13. Zoom : titre et quelques lignes ?\n    R : « Le sac » – {TALE}\n14. Contact ?\n    R : Ana")))
    assert (story.title, story.row.values["body"]) == ("Le sac", TALE)
    assert stories(f"Zoom : Qui a les clés ?\n{TALE}") == ["Qui a les clés ?"]


def test_a_title_in_quotes_under_a_label_of_its_own_is_a_storys_in_each_sheet() -> None:
    first, second = (
        f"Deux infirmiers.\n\n✦ Petit plus\n« Samir et le vélo bleu »\n{TALE}",
        f"Une voiture.\n\n❖ En passant\n« Le rez-de-jardin »\n{OTHER}",
    )
    assert [story.title for story in find_stories(*sheets(("Lille", first), ("Rouen", second)))] == ["Samir et le vélo bleu", "Le rez-de-jardin"]


def test_a_tale_under_a_word_for_telling_need_not_speak_of_somebody() -> None:
    tale = "Six randonneurs, une nuit sous tente : la sortie du printemps reste dans toutes les mémoires."
    assert stories(f"Une histoire du soir\nMarcher jusqu'au fleuve\n{tale}") == ["Marcher jusqu'au fleuve"]


def test_a_title_without_quotes_under_a_label_of_its_own_is_a_storys_above_a_longer_tale() -> None:
    told = f"Deux infirmiers.\n\nPETIT PLUS\n\nLe vélo bleu\n\n{TALE} {OTHER}"
    assert [story.title for story in find_stories(*sheets(("Lille", told), ("Rouen", "Une voiture.")))] == ["Le vélo bleu"]


@pytest.mark.parametrize(
    "quoted",
    [
        "« Il m'a fallu trois semaines. »",
        "« On a retrouvé un chez-soi »",
        "« 58 logements captés »",
        "« sac fermé pendant six semaines »",
        "« Elle a visité, et elle a dit oui ! »",
    ],
)
def test_a_pull_quote_is_no_title(quoted: str) -> None:
    assert [story.title for story in find_stories(*sheets(("Lille", f"Deux infirmiers.\n\n✦ Petit plus\n{quoted}\n{TALE}"), ("Rouen", OTHER)))] == []


@pytest.mark.parametrize("part", ["L'équipe", "Les loyers", "Nos rencontres", "LES LOGEMENTS"])
def test_the_sub_title_of_a_part_is_no_storys_title(part: str) -> None:
    body = f"L'association signe 8 baux, puis passe la main.\n\n{part}\n\nDeux infirmiers, une aide-soignante et un médiateur, que M. B. connaît."
    assert stories(body) == []


def test_the_headline_of_a_sheet_after_a_list_of_stories_is_none() -> None:
    view = View(f"Portraits\n\n\nLILLE\nUne ville, deux rives\n\n{TALE}\n\n48 personnes logées\n\n\nNICE\n\n44 personnes logées\n")
    assert find_stories(view, find_sections(view)) == []


@pytest.mark.parametrize(
    "body",
    [
        "Deux infirmiers.\n\nPetit plus\n« Le parc privé »\nIls ont signé 14 baux dans le parc privé, et elle en cherche encore pour ses locataires.",
        "Focus : loyers\nLoyer moyen : 372 €",
        "L'équipe\nNeuf métiers, une voiture\nUne directrice et deux infirmiers se relaient. Elle habite Lille.",
        "Rencontres : 5 200 en deux ans\nIl y en a eu 4 000 l'an passé, dit-on.",
        "Sac – Ana Roux – a.roux@lille.example\nElle répond à qui l'appelle, et elle rappelle. Il faut laisser un message.",
        "Yann a passé deux hivers dehors. Il a un\ndeux-pièces à Lille. Elle aussi. Puis il a ri, et elle l'a salué.",
        "Histoire du site\nOuvert en 2011, le site a été porté par une association. Il a grandi.",
    ],
)
def test_what_is_no_story(body: str) -> None:
    assert stories(body) == []


def test_a_label_that_comes_back_in_each_sheet_with_another_title_introduces_stories() -> None:
    first, second = (
        f"60 personnes admises\n\nDans la cuisine ▪ Le sac\n{TALE}",
        f"45 personnes admises\n\nDans la cuisine ▪ Le rez-de-jardin\n{OTHER}",
    )
    assert [story.title for story in find_stories(*sheets(("Lille", first), ("Rouen", second)))] == ["Le sac", "Le rez-de-jardin"]
    assert [story.title for story in find_stories(*sheets(("Lille", first), ("Rouen", OTHER)))] == []


def test_stories_of_all_sites_under_one_heading_name_their_sites() -> None:
    view, sections = sheets(("Lille", "x"), ("Rouen", f"y\n\nSituations du trimestre\n\nLille – Le sac\n{TALE}\n\nRouen – Le jardin\n{OTHER}"))
    assert [(story.row.site_id, story.title) for story in find_stories(view, sections)] == [("lille", "Le sac"), ("rouen", "Le jardin")]


@pytest.mark.parametrize(
    "after",
    [
        "58 logements captés, dont 16 dans le parc social.",
        "• Le loyer moyen est de 372 €",
        "Contact : Ana Roux, ar@t.example",
        "Partenaires\nVille de Lille, CHU",
        "EN CHIFFRES\n\n58 logements",
        "\n\nSur chacun des quatre sites, le programme est porté par une association.",
        "dignité recherche logements soins santé",
    ],
)
def test_where_a_story_ends(after: str) -> None:
    (story,) = find_stories(*sheets(("Lille", f"Zoom sur le sac\n\n{TALE}\n\n{OTHER}\n\n{after}")))
    assert story.row.values["body"] == f"{TALE}\n\n{OTHER}"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            "citoyenneté innovation sociale\ndignité recherche logements plus",
            ["citoyenneté", "innovation sociale", "dignité", "recherche", "logements plus"],
        ),
        ("Les mots des locataires\nclés · calme · chez moi", ["clés", "calme", "chez moi"]),
        ("Nos mots : altitude, choix, lenteur", ["altitude", "choix", "lenteur"]),
        ("il se déroule une fois par semaine", []),
    ],
)
def test_the_words_of_a_cloud(body: str, words: list[str]) -> None:
    assert [row.values["keyword"] for row in find_keywords(*sheets(("Lille", body)))] == words


LIFE = "Farid a dormi 9 ans sous le pont de l'autoroute. Un matin il a pris la clé, et sa sœur a pleuré de joie."
AROUND = "Le dispositif a accueilli 48 personnes depuis son ouverture, et 44 d'entre elles ont un logement."


def drawn(title: str, body: str, top: str, bar: str, bottom: str, *, is_apart: bool = True) -> str:
    """A box of 60 signs a row: its title, an empty row, its body."""
    rows = [title, *([""] if is_apart else []), *textwrap.wrap(body, 56)]
    return "\n".join([top, *(f"{bar} {row:<56} {bar}" for row in rows), bottom])


def framed(title: str, body: str, *, is_apart: bool = True) -> str:
    return drawn(title, body, f"+{'-' * 58}+", "|", f"+{'-' * 58}+", is_apart=is_apart)


def around(passage: str) -> list[tuple[object, object]]:
    """The titles and texts of the stories of a sheet in which a passage stands between others."""
    found = find_stories(*sheets(("Lille", f"{AROUND}\n\n{passage}\n\nDeux infirmiers se partagent la semaine."), ("Nice", AROUND)))
    return [(story.title, str(story.row.values["body"])) for story in found]


@pytest.mark.parametrize(
    "passage",
    [
        framed("FARID ET LE PONT", LIFE),
        framed("Farid et le pont", LIFE, is_apart=False),
        drawn("Farid et le pont", LIFE, f"┌{'─' * 58}┐", "│", f"└{'─' * 58}┘"),
        drawn("FARID ET LE PONT", LIFE, f"╔{'═' * 58}╗", "║", f"╚{'═' * 58}╝", is_apart=False),
        drawn("Farid et le pont", LIFE, "#" * 60, "#", "#" * 60),
        drawn("Farid et le pont", LIFE, "*" * 60, "*", "*" * 60),
        f"{'=' * 60}\nFarid et le pont\n\n{LIFE}\n{'=' * 60}",
        framed("ZOOM : Farid et le pont", LIFE),
        framed("Zoom", f"Farid et le pont{' ' * 40}{LIFE}"),
        f"Farid et le pont\n\n_{LIFE}_",
        f"**Farid et le pont**\n*{LIFE}*",
        f"FARID ET LE PONT\n\n*{LIFE}*\n\n*Sa voisine lui a donné une plante, qu'il arrose.*",
        f"> **Farid et le pont**\n> *{LIFE}*",
        f"      Farid et le pont\n\n      {LIFE}".replace(". ", ".\n      "),
        f"                Farid et le pont\n\n    {LIFE}".replace(". ", ".\n    "),
    ],
)
def test_a_tale_that_is_set_apart_with_its_title_is_the_sheets_story(passage: str) -> None:
    ((title, body),) = around(passage)
    assert str(title).lower() == "farid et le pont"
    assert ("Farid a dormi" in str(body), "infirmiers" in str(body), "--" in str(body)) == (True, False, False)


@pytest.mark.parametrize(
    "passage",
    [
        framed("EN CHIFFRES", "48 personnes suivies. Elles sont 44 à avoir leur logement et elle paie 320 euros de loyer."),
        framed("QUI MONTE LES ÉTAGES", "Elle compte 3 infirmiers et 2 psychologues. Elle se réunit le lundi, et elle aime ça."),
        framed("FRAPPER, REMERCIER", "On en a trouvé 57 en tout. Actis en a prêté 39, on le remercie, elle et son équipe."),
        framed("MERCI À TOUS", "Actis nous en prête 9, Pluralis 4. On les remercie, elles et leurs gardiens, qui nous disent bonjour."),
        framed("ILS SONT RESTÉS", "Ils étaient 52 locataires à l'été. Elle en compte aujourd'hui un peu plus, dit-elle, et on le croit."),
        "Un toit pour commencer\n\n_Le site a ouvert en 2019. Il est porté par trois associations et il loge 44 personnes._",
        "Sonner aux portes\n\n_On a sonné 4 120 fois en deux ans chez les locataires. Elle s'en souvient, lui aussi, on en rit._",
        "      Ils ont dit oui\n\n      Nos amis d'Actis en apportent 21. On leur doit beaucoup : elle, lui, nous tous.",
        "      Ce que l'on paie\n\n      Il faut compter 320 € dans le social. Elle paie, et il l'aide. On le sait, elle le dit.",
        f"Merci pour les clés\n\n{LIFE}",
        f"Ils le disent\n\n_« {LIFE} »_",
        f"Farid et le pont\n\n_{LIFE}_\n\nAna et la mer\n\n_{LIFE}_",
    ],
)
def test_what_is_set_apart_and_may_state_figures_is_no_story(passage: str) -> None:
    assert around(passage) == []


@pytest.mark.parametrize("intro", ["", "SITUATIONS\n\n", "PORTRAITS (prénoms modifiés)\n\n"])
@pytest.mark.parametrize(
    "line",
    [
        "Lille – Portrait : Les clés d'Amadou",
        "Portrait – Lille : Les clés d'Amadou",
        "LILLE | ZOOM | Les clés d'Amadou",
        "Zoom Lille : Les clés d'Amadou",
        "Lille · Une histoire : Les clés d'Amadou",
        "Portrait (Lille) : « Les clés d'Amadou »",
        "3. Lille – Récit : Les clés d'Amadou",
        "Portrait à Lille : Les clés d'Amadou",
    ],
)
def test_a_site_beside_the_label_says_whose_story_it_is(intro: str, line: str) -> None:
    figures = "\n\n48 personnes dans le programme\n44 personnes logées\n57 logements captés\n\n"
    tale = "29 ans, quai des Bateliers. Remise des clés le 14/09/2020, six jours après la commission."
    view = View(f"Brochure\n\n\nLILLE{figures}NICE{figures}PAU{figures}\n{intro}{line}\n{tale}\n\nNice – Focus : Le sac\n{TALE}")
    sections = find_sections(view)
    homes = [s.row.site_id or next(h for h in reversed(sections) if h.span.start <= s.body.start).site.site_id for s in find_stories(view, sections)]
    assert [*zip(homes, (s.title for s in find_stories(view, sections)), strict=True)] == [("lille", "Les clés d'Amadou"), ("nice", "Le sac")]


PLAIN = "\n\n48 personnes dans le programme.\n\nDeux infirmiers, un psychologue.\n\n"


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        # in capitals as nothing else of the sheet
        (f"{PLAIN}LE CHAT DORMAIT DÉJÀ\n{TALE}", ["LE CHAT DORMAIT DÉJÀ"]),
        (f"{PLAIN}UN LIT À SOI\n{TALE}\n\nSEIZE MARCHES\nPour aller chez elle, on monte deux par deux. Elle rit, il souffle, et tout le monde s'y fait.",
         ["UN LIT À SOI", "SEIZE MARCHES"]),
        (f"{PLAIN}NOS LOGEMENTS ICI\nCinq communes, et des voisins.\n\nUN LIT À SOI\n{TALE}", []),
        (f"{PLAIN}UN LIT À SOI\n\n{TALE}\n\nOn y va ?\n\n{OTHER}", []),
        # the sheet's own headline below the kind of text that it is
        (f"REPORTAGE\nAu pied du mur\n\n{TALE}{PLAIN}", []),
        (f"LA LETTRE\nUn dimanche\n\n{TALE}{PLAIN}", []),
        (f"{PLAIN}PORTRAIT\nAu pied du mur\n{TALE}", ["Au pied du mur"]),
        # a greeting
        (f"{PLAIN}Un récit\n\nChère Madame,\n\n{TALE}", []),
        # a label right below another tale
        (f"{PLAIN}Portrait : Le sac\n{TALE}\n« Voilà ma vie, et c'est la mienne. »\n\nPortrait : Les plantes\n{OTHER}", ["Le sac", "Les plantes"]),
        # a tale whose first sentence ends with a number
        (f"{PLAIN}Encart : Trois gares\nIonel a dormi dans chacune des 3. Il apprend la cuisine et rentre par le bus 52.", ["Trois gares"]),
    ],
)  # fmt: skip
def test_titles_that_only_their_look_or_place_tells(body: str, titles: list[str]) -> None:
    assert stories(body) == titles


def test_a_tale_told_after_a_dash_is_no_bullet() -> None:
    told = [stories_of for stories_of in ("Le tapis vert", "La clé de douze", "Un bol bleu")]
    bodies = [f"{PLAIN}Que gardez-vous de l'année ?\n\n{title}\n\n– {TALE} {title} !\n\nÀ bientôt." for title in told]
    view, sections = sheets(*zip(("Lille", "Nice", "Pau"), bodies, strict=True))
    assert [story.title for story in find_stories(view, sections)] == told


LIFE = "Elle ne la quitte plus depuis qu'elle a emménagé. Son frère en a un double, et il lui rend visite chaque dimanche avec ses enfants."


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("Rencontre avec… Didier et son balcon", "Rencontre avec… Didier et son balcon"),
        ("★ Rencontre avec : Fatou, paire", "Rencontre avec : Fatou, paire"),
        ("Une rencontre chez… Madame Petit", "Une rencontre chez… Madame Petit"),
        ("Portrait de… Samir", "Portrait de… Samir"),
        ("Zoom sur… Samir", "Samir"),
        ("Rencontre : Samir", "Samir"),
    ],
)
def test_a_label_that_ends_in_a_preposition_is_part_of_its_title(line: str, title: str) -> None:
    assert stories(f"60 personnes admises\n\n{line}\n\n{LIFE}") == [title]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("« Ma clé, je la garde sur moi »", "Ma clé, je la garde sur moi"),
        ("★ Deux bols, trois cuillers", "Deux bols, trois cuillers"),
        ("La clé de Nadia", "La clé de Nadia"),
        ("LE DOUBLE DU FRÈRE", "LE DOUBLE DU FRÈRE"),
        ("# Un dimanche sur deux", "Un dimanche sur deux"),
        ("Et la porte s'ouvrit…", "Et la porte s'ouvrit…"),
    ],
)
def test_a_title_for_itself_is_a_storys_where_the_other_sheets_have_one(line: str, title: str) -> None:
    first, second = f"60 personnes admises\n\nZoom : Le sac\n{TALE}", f"45 personnes admises.\n\n{line}\n\n{LIFE}"
    assert [story.title for story in find_stories(*sheets(("Lille", first), ("Rouen", second)))] == ["Le sac", title]


def test_of_two_such_titles_none_is_taken_and_both_stay_open() -> None:
    first = f"60 personnes admises\n\nZoom : Le sac\n{TALE}"
    second = f"45 personnes admises.\n\nLa clé de Nadia\n\n{LIFE}\n\nLe matin\n\n{LIFE}"
    view, sections = sheets(("Lille", first), ("Rouen", second))
    found, left = read_stories(view, sections)
    assert [story.title for story in found] == ["Le sac"]
    assert [view.quote(title) for title in left] == ["La clé de Nadia", "Le matin"]


@pytest.mark.parametrize("line", ["L'équipe", "Nos logements", "Contact", "58 logements captés"])
def test_a_part_of_a_sheet_is_no_story_though_it_speaks_of_somebody(line: str) -> None:
    first, second = f"60 personnes admises\n\nZoom : Le sac\n{TALE}", f"45 personnes admises.\n\n{line}\n\n{LIFE}"
    assert [story.title for story in find_stories(*sheets(("Lille", first), ("Rouen", second)))] == ["Le sac"]
