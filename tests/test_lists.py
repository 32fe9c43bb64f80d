"""Lists of landlords: which number belongs to which name, in any order of words, with known names and without."""

import time

import pytest

from extractors.language import landlords
from extractors.language.names import NAME, find_words
from extractors.measures.lists import LandlordList, find_lists, find_mentions
from extractors.measures.row import printed
from extractors.reading import read_document
from extractors.view.view import View
from tests.sheets import document


def told(view: View, found: LandlordList) -> str:
    """A list in words: `Vilogia 24, Paris Habitat 5 (CASVP) = 29 of 30`."""

    def value(at: int | None) -> str:
        return "?" if at is None else str(view.numerals[at].value)

    def item(number: int) -> str:
        listed = found.items[number]
        via = f" ({printed(view, listed.via)})" if listed.via else ""
        return f"{listed.reported_name} {value(listed.at)}{via}"

    return f"{', '.join(map(item, range(len(found.items))))} = {found.sum} of {value(found.head)}"


def read(body: str) -> list[str]:
    view = View(body)
    return [told(view, found) for found in find_lists(view)]


WILD = {
    "parentheses, of the number before": (
        "16 logements dans le parc social : Toit et Jolie (6 logements), SIEMP (9), Elopie (1)",
        ["Toit et Jolie 6, SIEMP 9, Elopie 1 = 16 of 16"],
    ),
    "one number for two": (
        "28 logements dans le parc social : Phocéenne d'habitation (3 logements), Erilia (5), Sud habitat / Pact 13 (20)",
        ["Phocéenne d'habitation 3, Erilia 5, Sud habitat / Pact 13 20 = 28 of 28"],
    ),
    "an intermediary and its sum; an article that only a sentence's beginning gives its capital": (
        "13 logements avec des baux associatifs : une convention de mise à disposition de 10 logements par le CASVP en lien avec Paris Habitat"
        " (5 logements) et Elopie (5 logements) a été signée. La Fondation Bersabée a quant à elle, mis à disposition 3 logements.",
        ["Paris Habitat 5 (CASVP), Elopie 5 (CASVP), Fondation Bersabée 3 = 13 of 13"],
    ),
}

SYNTHETIC = {
    "number and name side by side, parted by slashes": (
        "Bailleurs sociaux : Rhône Saône Habitat 12 / Alliade 8 / SACOVIV 3",
        ["Rhône Saône Habitat 12, Alliade 8, SACOVIV 3 = 23 of ?"],
    ),
    "number first": (
        "39 logements : 23 Vilogia, 12 Partenord Habitat, 4 Tisserin Habitat.",
        ["Vilogia 23, Partenord Habitat 12, Tisserin Habitat 4 = 39 of 39"],
    ),
    "comma between, semicolon after": (
        "Le parc social en apporte 34 : Domofrance, 19 ; Aquitanis, 15.",
        ["Domofrance 19, Aquitanis 15 = 34 of 34"],
    ),
    "digits that are names' and digits that are numbers": (
        "41 logements HLM : 13 Habitat 17, Habitat 17 (18), Habitat 76, 6",
        ["13 Habitat 17, Habitat 17 18, Habitat 76 6 = 41 of 41"],
    ),
    "verbs, once": (
        "Côté parc social, 36 : Ardèche Habitat en loue dix-huit, ADIS neuf, Habitat Dauphinois sept et Cévennes Foyer deux.",
        ["Ardèche Habitat 18, ADIS 9, Habitat Dauphinois 7, Cévennes Foyer 2 = 36 of 36"],
    ),
    "verbs, each time another": (
        "Sur les 45 logements sociaux, Mayenne Habitat en met à notre disposition 23, Méduane Habitat 14 ; les 8 derniers sont ceux de Podeliha.",
        ["Mayenne Habitat 23, Méduane Habitat 14, Podeliha 8 = 45 of 45"],
    ),
    "small articles are not of the name": (
        "27 logements sociaux, confiés par la RIVP (19), le Logement Francilien (5) et les Résidences de l'Orléanais (3).",
        ["RIVP 19, Logement Francilien 5, Résidences de l'Orléanais 3 = 27 of 27"],
    ),
    "articles with a capital are": (
        "Sous-location, 16 baux : La Sauvegarde du Nord, 8 baux ; Le Home des Flandres, 5 baux ; Accueil Fraternel Roubaisien, 3 baux.",
        ["La Sauvegarde du Nord 8, Le Home des Flandres 5, Accueil Fraternel Roubaisien 3 = 16 of 16"],
    ),
    "a sum after the list": (
        "Vilogia 24, Partenord 17 et Tisserin 7, soit 48 logements sociaux.",
        ["Vilogia 24, Partenord 17, Tisserin 7 = 48 of 48"],
    ),
    "two lists in a line, each of its own number": (
        "40 logements : 25 en parc social (Vilogia 15, SIA 10) et 15 en sous-location (ABEJ Solidarité 9, Eole 6).",
        ["Vilogia 15, SIA 10 = 25 of 25", "ABEJ Solidarité 9, Eole 6 = 15 of 15"],
    ),
    "a list that a sentence's end parts": (
        "Nous disposons de 25 logements sociaux. Douze appartiennent à Terralia, neuf à Nord Abri. Les quatre autres sont ceux d'Adéis.",
        ["Terralia 12, Nord Abri 9, Adéis 4 = 25 of 25"],
    ),
    "remarks beside the numbers": (
        "Parc social (27) : Terralia – 15 (dont 4 T1), Nord Abri – 12 (dont 2 T1)",
        ["Terralia 15, Nord Abri 12 = 27 of 27"],
    ),
    "shares beside the numbers": (
        "Répartition des 35 logements : Vaucluse Habitation (63 %, soit 22), Famille Logement (37 %, soit 13).",
        ["Vaucluse Habitation 22, Famille Logement 13 = 35 of 35"],
    ),
    "so many of so many": (
        "Vingt-deux logements sur cinquante ont été obtenus auprès de la SEMCODA, quinze auprès de Dynacité, treize auprès d'Ain Habitat.",
        ["SEMCODA 22, Dynacité 15, Ain Habitat 13 = 50 of 50"],
    ),
    "so many of a number that is the list's": (
        "17 de nos 31 logements sociaux sont la propriété d'Oxalis Habitat, 9 celle de Médullis et 5 du Cottage Girondin.",
        ["Oxalis Habitat 17, Médullis 9, Cottage Girondin 5 = 31 of 31"],
    ),
    "a remark before the number": (
        "Les HLM, c'est 31 apparts : Oxalis (le plus gros, avec 17), Médullis (9), Cottage (5).",
        ["Oxalis 17, Médullis 9, Cottage 5 = 31 of 31"],
    ),
    "a sum written as one": (
        "Parc social : 43, soit Oxalis Habitat 18 + Médullis 15 + Cottage 10.",
        ["Oxalis Habitat 18, Médullis 15, Cottage 10 = 43 of 43"],
    ),
    "digits of a name that has no number": (
        "Quinze logements sont pris à bail par l'association Accueil 91, dont neuf auprès de Domaxia et six auprès de Cité Bleue.",
        ["Domaxia 9 (Accueil 91), Cité Bleue 6 (Accueil 91) = 15 of ?"],
    ),
    "names that only their sum makes one list": (
        "Logements HLM : 33. Bailleur principal : Domaxia (19). Autres bailleurs : Val d'Orge Logement (9), Cité Bleue (5).",
        ["Domaxia 19, Val d'Orge Logement 9, Cité Bleue 5 = 33 of 33"],
    ),
    "one number for each of two": (
        "Habitat du Littoral et Flandre Opale Habitat : 9 logements chacun.",
        ["Habitat du Littoral 9, Flandre Opale Habitat 9 = 18 of ?"],
    ),
    "names, then numbers in their order": (
        "Terralia, Nord Abri et Adéis nous ont confié respectivement 12, 9 et 4 logements.",
        ["Terralia 12, Nord Abri 9, Adéis 4 = 25 of ?"],
    ),
    "the sum comes after an intermediary": (
        "10 logements par le CASVP : 5 à Paris Habitat, 5 à Élogie.",
        ["Paris Habitat 5 (CASVP), Élogie 5 (CASVP) = 10 of ?"],
    ),
    "an intermediary said of one item": (
        "28 logements du parc social : 5 à Paris Habitat, par le CASVP, et 23 à la RIVP.",
        ["Paris Habitat 5 (CASVP), RIVP 23 = 28 of 28"],
    ),
    "a part of an item through an intermediary": (
        "34 logements sociaux : 22 chez Paris Habitat (dont 5 via le CASVP), 12 chez la RIVP.",
        ["Paris Habitat 22, RIVP 12 = 34 of 34"],
    ),
    "a heading names the intermediary": (
        "En partenariat avec le CCAS : 6 logements de Terralia et 2 de Nord Abri.",
        ["Terralia 6 (CCAS), Nord Abri 2 (CCAS) = 8 of ?"],
    ),
    "towns and remarks in parentheses": (
        "26 appartements HLM dont quinze à Odalys Habitat (Quimper), sept à Armor Logis (Concarneau) et quatre à Penn ar Bed Logement (Brest).",
        ["Odalys Habitat 15, Armor Logis 7, Penn ar Bed Logement 4 = 26 of 26"],
    ),
    "a number written as a name's word": (
        "Parc social, 40 logements : Tarn Habitat 18, Fondation des Deux Rives 12, Trois Vallées 10.",
        ["Tarn Habitat 18, Fondation des Deux Rives 12, Trois Vallées 10 = 40 of 40"],
    ),
    "capitals throughout": (
        "PARC SOCIAL : 29 LOGEMENTS\nVILOGIA : 12\nSIA HABITAT : 10\nHABITAT DU NORD : 7",
        ["VILOGIA 12, SIA HABITAT 10, HABITAT DU NORD 7 = 29 of 29"],
    ),
    "bullets, number first": (
        "• 36 logements sociaux\n   o 14 – Dordogne Habitat\n   o 12 – Périgord Habitat\n   o 10 – Mésolia",
        ["Dordogne Habitat 14, Périgord Habitat 12, Mésolia 10 = 36 of 36"],
    ),
    "cards, name above number": (
        "Parc social\n38\nMorbihan Habitat\n17\nEspacil Habitat\n12\nBSH\n9\nParc privé\n12",
        ["Morbihan Habitat 17, Espacil Habitat 12, BSH 9 = 38 of 38"],
    ),
    "cards, number above name": (
        "47\nlogements sociaux\n\n21\nLoiret Habitat\n\n15\nValloire Habitat\n\n11\n3F Centre Val de Loire\n\n12\nlogements privés",
        ["Loiret Habitat 21, Valloire Habitat 15, 3F Centre Val de Loire 11 = 47 of 47"],
    ),
    "a table with bars and its sum": (
        "| Bailleur | Logements |\n|---|---|\n| Habitat 62/59 | 14 |\n| Maisons et Cités | 11 |\n| **Total** | **25** |",
        ["Habitat 62/59 14, Maisons et Cités 11 = 25 of 25"],
    ),
    "a table with a word between": (
        "Opérateur\tStatut\tLogements\nActis\tbailleur social\t15\nSDH\tbailleur social\t8\nUn Toit pour Tous\tassociation\t18",
        ["Actis 15, SDH 8 = 23 of ?", "Un Toit pour Tous 18 = 18 of ?"],
    ),
    "a table of two years, a list a column": (
        "BAILLEUR            2033   2034\nTerralia              12     15\nNord Abri              9     11\nAdéis                  4      4\nTOTAL      25     30",
        ["Terralia 12, Nord Abri 9, Adéis 4 = 25 of 25", "Terralia 15, Nord Abri 11, Adéis 4 = 30 of 30"],
    ),
    "leaders and a total before": (
        "Parc social ................... 60 logements\n   Actis ................................ 35\n   Alpes Isère Habitat .................. 25",
        ["Actis 35, Alpes Isère Habitat 25 = 60 of 60"],
    ),
    "counted nouns with a capital are no landlords": (
        "• 46 Logements chez des bailleurs sociaux (ACM Habitat : 21, Promologis : 25)\n• 20 Logements en baux associatifs"
        " (Clés en Main : 13, Le Toit Partagé : 7)\n• 39 Logements dans le parc privé",
        ["ACM Habitat 21, Promologis 25 = 46 of 46", "Clés en Main 13, Le Toit Partagé 7 = 20 of 20"],
    ),
    "landlords that are only letters": (
        "Logements par bailleur social : A 15 / B 8 / C 6",
        ["A 15, B 8, C 6 = 29 of ?"],
    ),
    "the next line's question has a number of its own": (
        "6. Bailleurs et nombre de lgts ?  R : Lorient Habitat 8, Bretagne Sud Habitat 6\n7. Dont IML ?  R : 9",
        ["Lorient Habitat 8, Bretagne Sud Habitat 6 = 14 of ?"],
    ),
    "a landlord's whole stock is not the list's": (
        "Alliade Habitat (4 150 logements en tout) nous en a réservé 6, et SACVL 3.",
        ["Alliade Habitat 6, SACVL 3 = 9 of ?"],
    ),
    "the sum leaves one order, numbers behind": (
        "Les 31 appartements sociaux se partagent entre Néotoa, qui arrive premier avec douze, Espacil Habitat avec dix et Archipel Habitat avec neuf.",
        ["Néotoa 12, Espacil Habitat 10, Archipel Habitat 9 = 31 of 31"],
    ),
    "the sum leaves one order, each behind its « pour »": (
        "Les trente-cinq logements du parc social sont loués à Orvitis pour seize d'entre eux, à Villéo pour onze, à CDC Habitat pour huit.",
        ["Orvitis 16, Villéo 11, CDC Habitat 8 = 35 of 35"],
    ),
    "the sum leaves one order, shares between": (
        "Quarante logements publics : Vilogia la moitié, vingt, Partenord Habitat le quart, dix, SIA Habitat le reste, dix.",
        ["Vilogia 20, Partenord Habitat 10, SIA Habitat 10 = 40 of 40"],
    ),
    "the sum leaves one order, numbers before": (
        "Sur vingt et un baux glissants, treize par l'association Les Amarres et huit par le foyer Le Relais.",
        ["Les Amarres 13, Le Relais 8 = 21 of 21"],
    ),
    "the sum in the middle": (
        "Actis, avec douze logements, et SDH, avec neuf, fournissent l'essentiel des vingt-huit logements sociaux, Pluralis en ayant donné quatre et Absise trois.",
        ["Actis 12, SDH 9, Pluralis 4, Absise 3 = 28 of 28"],
    ),
    "another sentence is another sum": (
        "Domofrance 16, Mésolia 10, Aquitanis 6 et Clairsienne 4, soit 36 logements.",
        ["Domofrance 16, Mésolia 10, Aquitanis 6, Clairsienne 4 = 36 of 36"],
    ),
    "other names in brackets": (
        "– Néotoa [anciennement Habitat Rennais] : 12\n– Espacil (aujourd'hui Espacil Habitat) : 9\n– Archipel Habitat (ex-OPAC de Rennes), 6\nTotal : 27",
        ["Néotoa 12, Espacil 9, Archipel Habitat 6 = 27 of 27"],
    ),
    "notes' numbers behind names": (
        "Parc social :\n• Orvitis (1), 12 logements\n• Villéo (2), 9 logements",
        ["Orvitis 12, Villéo 9 = 21 of ?"],
    ),
    "everyday words that an article makes names": (
        "o La Passerelle : 8\no L'Heure Claire : 5\no Le Quai : 3\nsoit 16 en bail glissant",
        ["La Passerelle 8, L'Heure Claire 5, Le Quai 3 = 16 of 16"],
    ),
    "a tenure in a cell of its own": (
        "Organisme             Logements   Parc\nArchipel Habitat             12   public\nNéotoa                        8   parc public\nLa Passerelle                 9   IML",
        ["Archipel Habitat 12, Néotoa 8 = 20 of ?", "La Passerelle 9 = 9 of ?"],
    ),
    "a column of shares": (
        "| Parc | Bailleur | Logements | % du parc |\n| Social | Erilia | 12 | 60 |\n| | Logirem | 8 | 40 |\n| IML | Soliha | 9 | 100 |",
        ["Erilia 12, Logirem 8 = 20 of ?", "Soliha 9 = 9 of ?"],
    ),
}

NO_LISTS = {
    "towns": "14 logements à Villeurbanne, 5 à Bron et 3 à Vénissieux. Paris 58, Lille 97, Toulouse 90, Marseille 137",
    "roles": "L'équipe : 3 infirmiers, 2 éducateurs, 1 psychiatre (Mme Dubois).\nInfirmières : 3. Éducateurs : 4. Psychiatre : 1.",
    "months and days": "En janvier 12 entrées, en février 9, en mars 4. Lundi 12, mardi 9 : les visites se suivent.",
    "money": "Nous remercions l'ARS (120 000 €), la Ville de Lyon (15 000 €) et la Fondation de France (8 000 €).",
    "an address": "Le siège est au 18, rue de Marseille, 69007 Lyon.",
    "persons and their ages": "M. Durand, 54 ans, et Mme Petit, 61 ans, habitent l'immeuble depuis 2 ans.",
    "volunteers": "Nous travaillons avec Emmaüs (8 compagnons) et le Secours populaire (12 bénévoles).",
    "kinds of landlords": "Office HLM : 14, SEM : 6, ESH : 9",
    "a whole stock": "Nous avons rencontré 14 bailleurs. Vilogia possède 75 000 logements en France.",
    "meetings with landlords": "La commission s'est réunie 12 fois avec Oxalis Habitat et 4 fois avec Médullis.",
    "what was built": "Oxalis Habitat a livré 120 logements neufs à Mérignac, dont 3 pour nous.",
    "answers and letters": "Bailleurs sociaux ?  R : 15\nLogements HLM : R 15",
    "men and women": "29 logements : H 15 / F 14",
    "homes of several kinds": "Logements sociaux : Maisons (12), Studios (9), Appartements (5), Chambres (3)",
    "landlords without numbers": "25 logements sociaux (Terralia, Nord Abri et Adéis).",
    "notes": "Notes de la section 2\n(2) Bail au nom de l'association.",
    "abbreviated tenures": "• BG (8)\n• Privé (4)\n• IML : 3",
    "heads with articles": "Le Loyer : 12\nL'Équipe : 9\nLe Bail glissant : 8\nTroisième année : 12",
}

UNKNOWN_AS_KNOWN = [
    name for name in SYNTHETIC if name not in {"one number for each of two", "a table with a word between", "a table with bars and its sum"}
]
"""Lists that are read the same where no landlord is known."""


TENURES: dict[str, tuple[str, str]] = {
    "sentences of thanks; the tenure is said of the sum": (
        "Merci à Vilogia, qui nous loue 14 studios. Merci à Partenord Habitat pour ses 11 logts, à SIA Habitat (8 logts), à Norévie (4)."
        " Cela fait 37 logts dans le parc social.",
        "social: Vilogia 14, Partenord Habitat 11, SIA Habitat 8, Norévie 4 = 37",
    ),
    "a verb that no list knows, then none; the sum with its tenure behind": (
        "Domofrance a cédé douze appartements, Aquitanis neuf et Mésolia quatre. À eux trois : 25 logements sociaux.",
        "social: Domofrance 12, Aquitanis 9, Mésolia 4 = 25",
    ),
    "the sum before the first name is not that name's": (
        "Nos trente logements sociaux viennent de Marseille Habitat, pour neuf d'entre eux ; de 13 Habitat, pour huit ; d'Erilia, pour"
        " sept ; et d'Unicil, pour six.",
        "social: Marseille Habitat 9, 13 Habitat 8, Erilia 7, Unicil 6 = 30",
    ),
    "the same, with a comma": (
        "Un total de 16 logements sociaux nous ont été confiés par Vilogia, 10, et Partenord Habitat, 6.",
        "social: Vilogia 10, Partenord Habitat 6 = 16",
    ),
    "a sentence each": (
        "Chez Orvitis, 11. Chez CDC Habitat, 6. Chez Villéo, 4. Voilà nos 21 logements sociaux.",
        "social: Orvitis 11, CDC Habitat 6, Villéo 4 = 21",
    ),
    "the tenure right behind the list": (
        "Néotoa (9), Espacil Habitat (7), Aiguillon Construction (4) : 20 en HLM.",
        "social: Néotoa 9, Espacil Habitat 7, Aiguillon Construction 4 = 20",
    ),
    "a total that nothing else is said of": (
        "Que du social ! Merci à Archipel Habitat, qui nous confie 16 apparts, à Espacil Habitat (10) et à Néotoa (7). Total : 33.",
        "social: Archipel Habitat 16, Espacil Habitat 10, Néotoa 7 = 33",
    ),
    "bullets with prepositions": (
        "Qui nous loue ?\n• à Actis, 13 logts ;\n• à Grenoble Habitat, 9 logts ;\n• à la SDH, 5 logts.\nSoit 27 logts sociaux.",
        "social: Actis 13, Grenoble Habitat 9, SDH 5 = 27",
    ),
    "another tenure in the next sentence": (
        "14 logements du parc social : Alliade Habitat, 9 ; SACVL, 5. L'intermédiation locative repose sur deux associations, Habitat et"
        " Humanisme (7) et Le Mas (3).",
        "social: Alliade Habitat 9, SACVL 5 = 14; associative_lease: Habitat et Humanisme 7, Le Mas 3",
    ),
    "another tenure in the same sentence": (
        "19 logements sociaux viennent de Silène (10), de La Nantaise d'Habitations (6) et de CISN (3) ; en intermédiation locative,"
        " Solidarité Toit en porte 5 et Habitat et Humanisme 2.",
        "social: Silène 10, La Nantaise d'Habitations 6, CISN 3 = 19; associative_lease: Solidarité Toit 5, Habitat et Humanisme 2",
    ),
    "a label is no label of the next sentence": (
        "Parc social : Orvitis (12) et Villéo (8). Merci aussi à nos amis d'Habitat et Humanisme : 6 logts en bail glissant.",
        "social: Orvitis 12, Villéo 8; associative_lease: Habitat et Humanisme 6 = 6",
    ),
    "the rest, with an association whose name has a number": (
        "16 logements sociaux : Orvitis (9), Villéo (7). Les 4 autres sont en bail glissant, avec l'asso Les Quatre Vents du Logis.",
        "social: Orvitis 9, Villéo 7 = 16; associative_lease: Les Quatre Vents du Logis 4 = 4",
    ),
    "a line that turns to another tenure": (
        "Logements HLM\nACM Habitat – 17 logts\nHérault Logement – 9 logts\net, pour le conventionné, à Soliha Méditerranée – 13 logts",
        "social: ACM Habitat 17, Hérault Logement 9; private_regulated: Soliha Méditerranée 13",
    ),
    "a subtotal is no landlord": (
        "Vilogia   8\nPartenord Habitat   4\nSous-total parc social   12\n\nEncadré 2",
        "social: Vilogia 8, Partenord Habitat 4 = 12",
    ),
    "cells of a row are no digits of a name": (
        "Statut             Logements    Détail\n"
        "Parc social        33           Angers Loire Habitat (16) ; Podeliha (11) ; Soclova (6)\n"
        "Parc privé         13           loués directement à des particuliers",
        "social: Angers Loire Habitat 16, Podeliha 11, Soclova 6 = 33; private = 13",
    ),
    "a count of associations": (
        "Trois associations portent 12 baux glissants : Le Mas (5), Alynea (4) et Habitat et Humanisme (3).",
        "associative_lease: Le Mas 5, Alynea 4, Habitat et Humanisme 3 = 12",
    ),
    "an intermediary that the sum needs": (
        "Le parc social y contribue pour 20 unités, que se partagent Paris Habitat (9), RIVP (7) et CASVP (4).",
        "social: Paris Habitat 9, RIVP 7, CASVP 4 = 20",
    ),
    "two tenures are possible, and neither a word nor a sum decides": (
        "Parc social : 30 logements. Parc privé : 20 logements.\n\nVilogia (12), Erilia (10), Foncia (9)",
        "social = 30; private = 20",
    ),
    "numbers below the names, under a sum with words of its own": (
        "34\nlogements sociaux\nconfiés par\nGrand Lyon Habitat\n15\nAlliade Habitat\n10\nSACVL\n9",
        "social: Grand Lyon Habitat 15, Alliade Habitat 10, SACVL 9 = 34",
    ),
    "two names below a sum with words of its own": (
        "40\nen parc public auprès de\nLyon Métropole Habitat\n22\nAlliade Habitat\n18",
        "social: Lyon Métropole Habitat 22, Alliade Habitat 18 = 40",
    ),
    "a place is no landlord": (
        "À Lyon, 24 logements sociaux : Alliade Habitat en fournit 14 et la SACVL 10.",
        "social: Alliade Habitat 14, SACVL 10 = 24",
    ),
}
"""What a sheet says of the landlords of each tenure, and of the tenure's dwellings."""


@pytest.mark.parametrize("name", TENURES)
def test_a_landlord_is_listed_under_the_tenure_that_its_words_say(name: str) -> None:
    body, expected = TENURES[name]
    reading = read_document(document(f"Lyon\n\n{body}\n\nContact : jean.dupont@exemple.org\n"))
    names: dict[str, list[str]] = {}
    sums: dict[str, int] = {}
    for figure in reading.figures:
        tenure = str(figure.values.get("tenure"))
        if figure.table == "landlord_counts":
            names.setdefault(tenure, []).append(f"{figure.values['reported_name']} {figure.values['dwellings']}")
        elif figure.table == "housing_counts":
            names.setdefault(tenure, [])
            sums[tenure] = int(str(figure.values["dwellings"]))
    told = [
        tenure + (f": {', '.join(listed)}" if listed else "") + (f" = {sums[tenure]}" if tenure in sums else "") for tenure, listed in names.items()
    ]
    assert sorted(told) == sorted(expected.split("; "))


@pytest.fixture
def nobody_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gazetteer without a single name."""
    monkeypatch.setattr(landlords, "beginnings", dict)
    monkeypatch.setattr(landlords, "_landlord_keys", dict)


@pytest.mark.parametrize("name", WILD)
def test_lists_of_2014(name: str) -> None:
    body, lists = WILD[name]
    assert read(body) == lists


@pytest.mark.parametrize("name", SYNTHETIC)
def test_a_list_is_read_whatever_its_order_and_layout(name: str) -> None:
    body, lists = SYNTHETIC[name]
    assert read(body) == lists


@pytest.mark.usefixtures("nobody_is_known")
@pytest.mark.parametrize("name", UNKNOWN_AS_KNOWN)
def test_the_next_editions_landlords_need_not_be_known(name: str) -> None:
    body, lists = SYNTHETIC[name]
    assert read(body) == lists


@pytest.mark.parametrize("name", NO_LISTS)
def test_what_is_no_list(name: str) -> None:
    assert read(NO_LISTS[name]) == []


def test_the_numbers_of_intermediaries_are_subtotals() -> None:
    view = View("57 relèvent du parc social : Actis (47), et 10 par l'intermédiaire du CCAS de Grenoble, chez Pluralis (6) et Dynacité (4).")
    [found] = find_lists(view)
    assert told(view, found) == "Actis 47, Pluralis 6 (CCAS de Grenoble), Dynacité 4 (CCAS de Grenoble) = 57 of 57"
    assert [(int(view.numerals[at].value), printed(view, name)) for at, name in found.subtotals] == [(10, "CCAS de Grenoble")]


def test_a_landlord_of_a_list_without_a_number_is_kept() -> None:
    assert read("12 logements sociaux : Vilogia (7), Partenord Habitat (5), Erilia.") == ["Vilogia 7, Partenord Habitat 5, Erilia ? = 12 of 12"]


def test_a_name_is_as_printed_and_its_digits_are_named() -> None:
    view = View("Parc social : 20 logements, dont 12 chez Lille Mé-\ntropole Habitat et 8 chez Habitat 44.")
    [found] = find_lists(view)
    assert [item.reported_name for item in found.items] == ["Lille Métropole Habitat", "Habitat 44"]
    assert [len(item.named) for item in found.items] == [0, 1]


def test_landlords_outside_every_list_are_mentions() -> None:
    view = View("Nos partenaires sont Vilogia et Erilia. 5 logements sociaux : Actis (5). Merci à Logis du Verger.")
    assert [view.quote(m.span) for m in find_mentions(view, find_lists(view))] == ["Vilogia", "Erilia"]


@pytest.mark.parametrize("name", ["Tour(s)plus Habitat", "HLM du Cotentin", "Deux Fleuves Rhône Habitat", "1001 Vies Habitat"])
def test_a_known_name_is_read_whole(name: str) -> None:
    """With marks inside it, in capitals that say nothing, with a number at its beginning."""
    assert read(f"Parc social, 12 logements : {name} (7), Logis du Verger (5)") == [f"{name} 7, Logis du Verger 5 = 12 of 12"]


def test_a_known_name_is_longer_than_any_part_of_it() -> None:
    words = find_words(View("ICF Habitat La Sablière, La Sablière, 13 Habitat, 13 Habitat Marseille Provence"))
    assert [(word.word, word.is_known) for word in words if word.tag == NAME] == [
        ("ICF Habitat La Sabliere", True), ("La Sabliere", True), ("0 Habitat", True), ("Habitat Marseille Provence", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    ["A " * 5000, "Vilogia 0, " * 900, "Vilogia\n0\n" * 1000, "3 par le CCAS, " * 650, "(" * 5000 + ")" * 5000, "Habitat et " * 900, "Le " * 3300],
)
def test_hostile_texts_are_read_in_time(body: str) -> None:
    view = View(body)
    start = time.process_time()
    find_lists(view)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # an article that is the name's own
        ("Bail glissant : 23 logements. L'Escale en porte quatorze et Tarmac neuf.", "L'Escale 14, Tarmac 9"),
        ("Dix baux. Les Portes du Lac ont signé sept baux associatifs, Tarmac trois.", "Les Portes du Lac 7, Tarmac 3"),
        ("Onze baux associatifs. Le Pas de la Porte en tient huit, Tarmac trois.", "Le Pas de la Porte 8, Tarmac 3"),
        # one that only the sentence has
        ("Onze baux associatifs. L'Opsam en tient huit, Tarmac trois.", "Opsam 8, Tarmac 3"),
        ("Onze baux associatifs. La Fondation Berger en tient huit, Tarmac trois.", "Fondation Berger 8, Tarmac 3"),
        ("Merci à l'Escale. Onze baux associatifs. L'Escale en tient huit, Tarmac trois.", "Escale 8, Tarmac 3"),
        # a département's number
        ("24 baux associatifs : l'Abri de la Providence, avec quinze logements, et l'ASEA 49, avec neuf.", "Abri de la Providence 15, ASEA 49 9"),
        ("Les neuf logements en bail associatif sont loués par l'ANEF 63.", "ANEF 63 9"),
        # a number word that begins a name
        ("Audacia tient 18 baux associatifs ; Cent pour Un Toit Vienne, arrivé hier, en tient sept.", "Audacia 18, Cent pour Un Toit Vienne 7"),
        # who holds the lease
        ("Les 9 logements en bail glissant sont tous portés par la SDAT.", "SDAT 9"),
        ("Les 9 logements en bail glissant sont tous tenus par le Fanal.", "Fanal 9"),
        ("Bail glissant (Association Clé de Voûte)      16 logements\nPrivé      28 logements", "Association Clé de Voûte 16"),
        ("Bail associatif (Le Fanal) ............ 12\nPropriétaires privés ............ 18", "Le Fanal 12"),
    ],
)  # fmt: skip
def test_the_name_of_who_holds_the_leases(text: str, expected: str) -> None:
    found = find_lists(View(text))
    view = View(text)
    told = [(item.reported_name, item.at) for one in found for item in one.items if item.at is not None]
    assert ", ".join(f"{name} {view.numerals[at].value:f}" for name, at in told) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vilogia en confie 12, Partenord Habitat 7, Tisserin 3 : 22 logements sociaux.", ["Vilogia 12, Partenord Habitat 7, Tisserin 3 = 22 of 22"]),
        ("Podeliha 8, Soclova 4 : 12 logements sociaux, merci aux deux.", ["Podeliha 8, Soclova 4 = 12 of 12"]),
        ("Logements sociaux : Partenord Habitat 7, Habitat 44 : 12", ["Partenord Habitat 7, Habitat 44 12 = 19 of ?"]),
        ("Bail glissant : Diaconat de Bordeaux, 20 ; Lien Girondin, 14.", ["Diaconat de Bordeaux 20, Lien Girondin 14 = 34 of ?"]),
        ("Privé : 9 logements, convaincus un par un par l'Entraide ouvrière.", []),
        ("Neuf propriétaires, trouvés deux par deux par l'Entraide ouvrière, ont confié chacun un logement.", []),
    ],
)
def test_which_number_is_a_names(text: str, expected: list[str]) -> None:
    assert read(text) == expected
