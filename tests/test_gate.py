"""The gate: each rule is shown to fail, on the words that break it and on nothing else.

Each case is an edition of its own: the 2014 brochure with one thing broken, in its text, in the files beside it, or in
the tables that were built from it. All of them lie in one warehouse and are checked in one run of the gate, so a
break that shows up in another edition than its own fails that edition's case.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import duckdb
import pytest
import regex

from expectations import gate, suites
from expectations.gate import all_rules, run_gate
from expectations.rules import Result, Severity, SqlRule, evaluate, sql_rules
from expectations.suites import CheckError, TableRule, evaluate_suites
from flows import steps
from flows.plan import make_plan
from flows.readings import read_sources
from tests.conftest import ROOT, TODAY, breaks, build
from warehouse.build import building_path, open_warehouse, rejected_path

FAR = datetime.date(2999, 1, 1)
A_DECISION = '[[decision]]\ncheck = "landlords_add_up"\nsite = "paris"\nexpect = "17"\nreason = "printed so"\nexpires = {}\n'


@dataclass(frozen=True)
class Case:
    """One thing broken, and what the gate must say of it.

    `edits` replace words of the brochure, `added` comes after it, `files` lie beside it, `sql` changes the built tables
    ({edition} is the case's own); `quote` is the heart of what the result quotes, and … in a message stands for any words; {fact} stands for the id of the fact that the result points to. `also` are the other breaks that the fault really implies.
    Where `earlier` is given, the edition has a predecessor in its series: the brochure with those words replaced.
    """

    rule: str
    severity: Severity
    site: str | None
    observed: str
    expected: str
    message: str
    line: int | None = None
    quote: str | None = None
    edits: Mapping[str, str] = field(default_factory=dict)
    added: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] | None = None
    sql: str = ""
    also: frozenset[tuple[str, str | None]] = frozenset()
    variant: str = ""

    @property
    def edition(self) -> str:
        return f"{self.rule}{self.variant}"

    @property
    def predecessor(self) -> str:
        return f"0-{self.edition}"


SMALL = "Lille\n\nen chiffres...\n\n- {}\n"
DATED = "- 1 personne accompagnée et logée en octobre 2014\n"
A_TEAM_OF_5 = "'team_size' AS kind, 'professionnels' AS label, 5 AS value, 'exact' AS qualifier"
THROUGH = "(SELECT document_id FROM documents WHERE edition_id = '{edition}')"

CASES = (
    # the brochure's arithmetic
    Case(
        "landlords_add_up", "critical", "paris", "17", "16",
        "the landlords of the social stock add up to 17 (Toit et Jolie 6, SIEMP 4, Coopération et Famille 1, Elopie 1, ICF Habitat 1, Immobilière 3F 1,"
        " La Sablière 1, Paris Habitat 1, RIVP 1), the brochure states 16",
        21, "16 logements dans le parc social", {"SIEMP (3)": "SIEMP (4)"},
    ),
    Case(
        "intermediary_landlords_add_up", "critical", "paris", "9", "10",
        "the landlords that let through CASVP add up to 9 (Paris Habitat 5, Elopie 4), the brochure states 10",
        22, "10 logements par le CASVP", {"Elopie (5 logements)": "Elopie (4 logements)"},
    ),
    Case(
        "listed_within_tenure", "critical", "paris", "14", "at most 13", "14 dwellings are listed under associative_lease, the brochure states 13 in all",
        22, "13 logements avec des baux associatifs", {"mis à disposition 3 logements": "mis à disposition 4 logements"},
    ),
    Case(
        "tenures_add_up", "warning", "paris", "57", "58",
        "the tenures add up to 57 (associative_lease 13, private 28, social 16), 58 dwellings were captured",
        20, "58 logements captés", {"29 logements dans le secteur privé": "28 logements dans le secteur privé"},
    ),
    Case(
        "tenures_within_captured", "critical", "paris", "59", "at most 58",
        "the tenures add up to 59 (associative_lease 13, private 30, social 16), more than the 58 dwellings captured",
        20, "58 logements captés", {"29 logements dans le secteur privé": "30 logements dans le secteur privé"},
    ),
    Case(
        "tenures_within_captured", "critical", "marseille", "138", "at most 137",
        "the tenures add up to 138 (private_regulated 110, social 28), more than the 137 dwellings captured",
        160, "137 logements captés", {"2 logements privés conventionnés": "110 logements privés conventionnés"}, variant=".without_a_private_stock",
    ),
    Case(
        "captured_covers_housed", "critical", "lille", "80 dwellings captured", "at least 83", "83 persons are housed now, but only 80 dwellings were captured",
        67, "80 logements captés sur 13", {"97 logements captés sur": "80 logements captés sur"},
    ),
    Case(
        "persons_nest", "critical", "toulouse", "ever_housed 101", "at most in_programme 100", "ever_housed is 101, more than in_programme with 100",
        113, "101 personnes logées sur les 3 ans", {"90 personnes logées": "101 personnes logées"},
    ),
    Case(
        "persons_nest", "critical", "lille", "in_programme 206", "at most in_study 185", "in_programme is 206, more than in_study with 185",
        64, "environ 206 dans le volet « Un chez-soi d'abord »", {"- 93 dans": "- environ 206 dans"}, also=frozenset({("proportions_plausible", "lille")}), variant=".about_leaves_a_tenth",
    ),
    Case(
        "periods_agree", "warning", "paris", "4 years", "2 or 3 years", "encounters are counted over 4 years, persons housed over 3",
        26, "plus de 5 000 rencontres au domicile ou accompagnements sur les 4 ans", {"accompagnements sur les 2 ans": "accompagnements sur les 4 ans"},
        also=frozenset({("periods_within_programme", "paris")}),
    ),
    Case(
        "reference_month_agrees", "warning", "lille", "2014-09-30", "2014-10-31",
        "persons housed are counted at 2014-09-30, in the edition mostly at 2014-10-31",
        66, "83 personnes accompagnées et logées en septembre 2014", {"83 personnes accompagnées et logées en octobre": "83 personnes accompagnées et logées en septembre"},
    ),
    Case(
        "communes_within_dwellings", "critical", "lille", "98 communes", "at most 97", "97 dwellings cannot lie in 98 communes",
        67, "97 logements captés sur 98", {"sur 13 communes": "sur 98 communes"},
    ),
    Case(
        "periods_within_programme", "warning", "toulouse", "4 years", "at most 3 years",
        "ever_housed counts over 4 years; the programme began in 2011, the edition is of 2014",
        113, "90 personnes logées sur les 4 ans", {"90 personnes logées sur les 3 ans": "90 personnes logées sur les 4 ans"},
    ),
    Case(
        "periods_agree", "warning", "toulouse", "3 years", "1 or 2 years", "encounters are counted over 3 years, persons housed over 2",
        119, "plus de 10 000 rencontres au domicile ou accompagnements sur les 3 ans",
        {"90 personnes logées sur les 3 ans": "90 personnes logées sur les 2 ans"}, variant=".within_the_programme",
    ),
    Case(
        "periods_agree", "warning", "lille", "1 years", "2 or 3 years", "encounters are counted over 1 years, persons housed over 3",
        71, "Plus de 10 000 rencontres au domicile ou accompagnements réalisés sur les 3 ans", variant=".much_shorter",
        sql="UPDATE encounters SET period_years = 1 WHERE edition_id = '{edition}' AND site_id = 'lille'",
    ),
    Case(
        "periods_agree", "warning", "paris", "2 years", "3 years", "encounters are counted over 2 years, persons housed over 3",
        26, "plus de 5 000 rencontres au domicile ou accompagnements sur les 2 ans", variant=".equal_in_the_edition_before",
        earlier={"accompagnements sur les 2 ans": "accompagnements sur les 3 ans"},
    ),
    Case(
        "team_adds_up", "warning", "lille", "4", "5", "the roles add up to 4 (infirmier 2, coordinateur 1, psychologue 1), the sheet states a team of 5",
        5, "2 infirmiers", files={"brochure.txt": SMALL.format("2 infirmiers, 1 psychologue, 1 coordinateur") + DATED},
        sql=f"INSERT INTO other_figures BY NAME SELECT edition_id, site_id, fact_id, {A_TEAM_OF_5} FROM staff WHERE edition_id = '{{edition}}' AND role = 'infirmier'",
    ),
    # what is printed twice
    Case(
        "one_value_per_measure", "critical", "lille", "185 and 187", "one value", "in_study is stated as 185 and 187",
        63, "185 personnes intégrées dans l'étude",
        {"- 93 dans": "- 187 personnes intégrées dans l'étude\n- 93 dans"},
    ),
    Case(
        "one_value_per_measure", "critical", "lille", "185 and more than 300", "one value", "in_study is stated as 185 and more than 300",
        63, "185 personnes intégrées dans l'étude",
        {"- 93 dans": "- plus de 300 personnes intégrées dans l'étude\n- 93 dans"}, variant=".by_its_qualifier", also=frozenset({("proportions_plausible", "lille")}),
    ),
    Case(
        "site_printed_once", "critical", "lille", "2 sheets", "1 sheet", "currently_housed, rent_all is printed under 2 headings",
        6, "83 personnes accompagnées et logées en octobre 2014",
        files={"lille.txt": SMALL.format("Un loyer mensuel moyen de 460 euros (charges comprises)\n- 83 personnes accompagnées et logées en octobre 2014")},
    ),
    Case(
        "stated_sites_consistent", "critical", None, "4 and 5", "one number", "the number of sites is stated as 4 and 5",
        40, "4", {"façon régulière.\n\n\n\nSur chacun des 4 sites": "façon régulière.\n\n\n\nSur chacun des 5 sites"},
    ),
    Case(
        "sites_as_stated", "warning", None, "4 sites", "5 sites", "the brochure speaks of 5 sites, 4 have a sheet (Lille, Marseille, Paris, Toulouse)",
        40, "5", {"chacun des 4 sites": "chacun des 5 sites"},
    ),
    # what is missing
    Case(
        "bullets_keep_their_number", "critical", "paris", "personnes intégrées dans l'étude", "a number",
        "in_study would be read here if it had its count", 16, "personnes intégrées dans l'étude", {"- 120 personnes": "- personnes"},
        also=frozenset({("measures_complete", "paris")}),
    ),
    Case(
        "bullets_keep_their_number", "critical", "marseille", "logements privés conventionnés", "a number",
        "private_regulated would be read here if it had its count", 162, "logements privés conventionnés",
        {"- 2 logements privés": "- logements privés"}, variant=".in_the_last_sheet",
    ),
    Case(
        "landlords_have_counts", "critical", "toulouse", "Promologis", "a number of dwellings", "Promologis has no number", 116, "Promologis",
        {"Promologis (2)": "Promologis"}, also=frozenset({("landlords_add_up", "toulouse")}),
    ),
    Case(
        "figures_have_a_site", "critical", None, "58 logements captés", "a site's heading above", "this stands before any site's heading",
        1, "58 logements captés", {"\n\n\n\nles porteurs...\n\n\n\nParis": "58 logements captés\n\n\n\nParis"},
        also=frozenset({("numerals_explained", None)}),
    ),
    Case(
        "edition_has_sites", "critical", None, "0 sites", "at least 1 site", "no site's heading was recognised in this edition",
        None, None, files={"brochure.txt": "Le programme change des vies.\n"}, also=frozenset({("editions.as_of_present", None)}),
    ),
    Case(
        "sites_have_figures", "critical", "grenoble", "0 figures", "at least 1 figure", "no figure was read under this site's heading",
        1, "Grenoble", {"chacun des 4 sites": "chacun des 5 sites"}, files={"grenoble.txt": "Grenoble\n\nContact : Jeanne Martin\njeanne@chezsoi.org\n\nen chiffres...\n\n- 4 000 ou 5 000 rencontres au domicile\n- 40 ou 45 personnes logées\n"},
        also=frozenset({("measures_complete", "grenoble"), ("numerals_explained", "grenoble")}),
    ),
    Case(
        "editions.as_of_present", "warning", None, "nothing", "a value", "editions.as_of is nothing, expected a value",
        None, None, {" en octobre 2014": " actuellement"},
    ),
    Case(
        "sites_alike", "warning", "lille", "960", "192 to 621", "rent_all is 960, the median of the other sites is 345", 69,
        "loyer mensuel moyen de 960 euros (charges comprises)", {"460 euros": "960 euros"},
    ),
    Case(
        "proportions_plausible", "warning", "toulouse", "0.48", "at least 0.5 of ever_housed", "currently_housed is 43, ever_housed is 90", 114,
        "43 personnes accompagnées et logées en octobre 2014", {"84 personnes accompagnées": "43 personnes accompagnées"},
    ),
    Case(
        "landlords_have_counts", "critical", "lille", "Vilogia", "a number of dwellings", "Vilogia has no number", 5, "Vilogia",
        files={"brochure.txt": SMALL.format("plus de 20 logements dans le parc social : Habitat du nord (14), Vilogia") + DATED}, variant=".of_no_exact_sum",
    ),
    Case(
        "roles_have_headcounts", "warning", "toulouse", "médiateur de santé pair", "a number of persons",
        '"médiateur de santé pair" has no number, other roles of the team have', 118, "médiateur de santé pair",
        {"addictologue et généraliste, un médiateur": "addictologue et généraliste, médiateur"},
    ),
    Case(
        "bullets_keep_their_number", "critical", "lille", "psychologue ()", "a number", "psychologue () has no number", 70, "psychologue ()",
        {"médecins psychiatres, une psychologue, deux médiateurs": "médecins psychiatres, psychologue (), deux médiateurs"}, also=frozenset({("roles_have_headcounts", "lille")}), variant=".in_parentheses",
    ),
    Case(
        "doubts_stated", "warning", "lille", "(à vérifier)", "no doubt", "the source says « (à vérifier) »", 65, "(à vérifier)",
        {"85 personnes logées sur les 3 ans": "85 personnes logées sur les 3 ans (à vérifier)"},
    ),
    Case(
        "lists_account_for_all", "warning", "lille", "4", "5",
        "4 of 5 dwellings under associative_lease are listed; the lists of the other sites account for all", 69, "5 logements en baux associatifs",
        {
            "- Un loyer mensuel moyen de 460": "- 5 logements en baux associatifs : Soliha (4)\n- Un loyer mensuel moyen de 460",
            "- Un loyer mensuel moyen de 410": "- 5 logements en baux associatifs : Soliha (5)\n- Un loyer mensuel moyen de 410",
        },
    ),
    # what nobody knows
    Case(
        "numerals_explained", "warning", "paris", "353", "explained",
        "nobody knows what \"353\" counts…: …» - 57 personnes logées sur les 3 ans - 353 canards - 53 personnes accompagnées et …",
        19, "353", {"- 53 personnes": "- 353 canards\n- 53 personnes"},
    ),
    Case(
        "numerals_explained", "warning", "paris", "353", "explained",
        'nobody knows what "353" counts (perhaps: population ever_housed 353 (0.71); housing all 353 (0.12): no word for dwellings):'
        " …» - 57 personnes logées sur les 3 ans - 353 canards - 53 personnes accompagnées et …",
        19, "353", {"- 53 personnes": "- 353 canards\n- 53 personnes"}, variant=".with_proposals",
        sql=f"DELETE FROM proposals WHERE document_id IN {THROUGH}; INSERT INTO proposals SELECT document_id, page, char_start, unnest([2, 1]), unnest(['housing all 353', 'population ever_housed 353']),"
        f" unnest([0.12, 0.714]), unnest(['no word for dwellings', NULL]) FROM numerals WHERE text = '353' AND document_id IN {THROUGH}",
    ),
    Case(
        "mentions_explained", "warning", "lille", "landlord Vilogia", "explained",
        'nobody knows what the landlord "Vilogia" belongs to: …ise - 2 logements dans le parc social : Vilogia (1 logement), Habitat du nord (1) - Un …',
        68, "Vilogia",
        sql="INSERT INTO mentions BY NAME SELECT document_id, 1 AS page, instr(body, 'Vilogia') - 1 AS char_start, char_start + 7 AS char_end,"
        " 'landlord' AS kind, 'Vilogia' AS text, 'unexplained' AS disposition, 'lille' AS site_id FROM documents WHERE edition_id = '{edition}'",
    ),
    Case(
        "landlords_known", "warning", "lille", "Logis du Verger", "a known landlord", '"Logis du Verger" is in no list of landlords',
        68, "Logis du Verger (1", {"Vilogia (1 logement)": "Logis du Verger (1 logement)"},
    ),
    Case(
        "landlords_at_home", "warning", "toulouse", "RIVP", "a landlord of the region", '"RIVP" lets in Paris, which is another region',
        116, "RIVP (2", {"Promologis (2)": "RIVP (2)"},
    ),
    Case(
        "contacts_name_their_site", "warning", "toulouse", "lille.1chezsoi@gmail.com", "an address of this site", "lille.1chezsoi@gmail.com names Lille",
        107, "lille.1chezsoi@gmail.com", {"toulouse.1chezsoi@": "lille.1chezsoi@"},
    ),
    Case(
        "figures_name_their_site", "warning", "paris", "Toulouse", "no other site", "« 57 personnes logées sur les 3 ans à Toulouse » names Toulouse",
        18, "57 personnes logées sur les 3 ans", {"57 personnes logées sur les 3 ans": "57 personnes logées sur les 3 ans à Toulouse"},
    ),
    Case(
        "places_known", "warning", "trifouillis-sur-mer", "Trifouillis-sur-Mer", "a known place",
        '"Trifouillis-sur-Mer" is no place of the official lists, or several have that name',
        104, "Trifouillis-sur-Mer", {"\nToulouse\n": "\nTrifouillis-sur-Mer\n"},
    ),
    Case(
        "patterns_agree", "warning", "paris", "20 personnes logées sur les 3 ans et professionnels du programme se réunissent pour un",
        "one reading", "a pattern reads ever_housed here, in the middle of a story", 32, "20 personnes logées sur les 3 ans",
        {"les participants et professionnels du": "20 personnes logées sur les 3 ans et professionnels du"},
    ),
    Case(
        "roles_known", "warning", "lille", "maître-chien", "a known role", '"maître-chien" is no role of the list', 70, "maître-chien",
        {"un coordinateur, des médecins psychiatres, une psychologue": "un coordinateur, un maître-chien, des médecins psychiatres, une psychologue"},
    ),
    Case(
        "measures_complete", "warning", "toulouse", "no encounters", "encounters", "encounters is printed for every other site of the edition, not here",
        104, "Toulouse",
        {"équipe de captation et gestion locative\n- Qui ont réalisé plus de 10 000 rencontres au domicile ou accompagnements sur les 3 ans.\n\nzoom sur ...\n\n... l'atelier":
         "équipe de captation et gestion locative\n\nzoom sur ...\n\n... l'atelier"},
    ),
    # the series' history
    Case(
        "patterns_still_read", "warning", None, "0 figures by encounters", "at least 1",
        "encounters read 4 figures in 0-patterns_still_read, such as «… plus de 5 000 rencontres au domicile ou accompagnements sur les 2 ans », and none here"
        " under « Paris », « L i l l e », « Toulouse », « Marseille »",
        earlier={}, edits={" rencontres au domicile": " heures passées au domicile", "accompagnements": "transports"},
        also=frozenset((rule, site) for rule in ("numerals_explained", "nothing_drops_out") for site in ("paris", "lille", "toulouse", "marseille")),
    ),
    Case(
        "patterns_still_read", "warning", None, "0 figures by stated_sites", "at least 1",
        "stated_sites read 1 figure in 0-patterns_still_read.outside_the_sheets, such as «…4… », and none here"
        " under « Paris », « L i l l e », « Toulouse », « Marseille »",
        earlier={}, edits={"Sur chacun des 4 sites": "Partout"}, variant=".outside_the_sheets",
    ),
    Case(
        "editions_move_on", "warning", None, "2014-10-31", "after 2014-10-31", "this edition counts at 2014-10-31, as 0-editions_move_on does",
        66, "83 personnes accompagnées et logées en octobre 2014", earlier={},
    ),
    Case(
        "totals_do_not_fall", "warning", "lille", "97", "at least 98",
        "dwellings_all fell from 98 in 0-totals_do_not_fall (« 98 logements captés… ») to 97 (« 97 logements captés… »)",
        67, "97 logements captés sur 13 communes", earlier={"97 logements captés": "98 logements captés"},
    ),
    Case(
        "nothing_drops_out", "warning", "marseille", "no dwellings_private_regulated", "as in 0-nothing_drops_out",
        "dwellings_private_regulated of marseille was printed in 0-nothing_drops_out (« 2 logements privés conventionnés »), not here under « Marseille »",
        149, "Marseille",
        earlier={}, edits={"- 2 logements privés conventionnés\n": ""},
    ),
    Case(
        "changes_plausible", "warning", "lille", "1.53 times as much", "0.77 to 1.30 times as much",
        "rent_all went from 300 in 0-changes_plausible («… loyer mensuel moyen de 300 euros (charges comprises) ») to 460"
        " («… loyer mensuel moyen de 460 euros (charges comprises) »)",
        69, "loyer mensuel moyen de 460 euros (charges comprises)", earlier={"460 euros": "300 euros"},
    ),
    # files that cannot be used
    Case(
        "documents_readable", "critical", None,
        "the PDF is cut off: its end is missing; copy or export it again", "a readable file",
        "documents_readable/plan.pdf: the PDF is cut off: its end is missing; copy or export it again",
        files={"plan.pdf": "%PDF-1.7"},
    ),
    Case(
        "documents_unique", "warning", None, "documents_unique/copy.txt", "content of its own",
        "documents_unique/copy.txt: holds the same bytes as documents_unique/brochure.txt, which is the one that counts: remove one of them",
        files={"copy.txt": "the brochure"},
    ),
    Case(
        "folders_usable", "critical", None, "folders_usable/edition.toml", "usable",
        "folders_usable/edition.toml: unknown key 'colour'; known are title, publisher, source, accessed, licence, sha256, series",
        files={"edition.toml": 'colour = "blue"\n'},
    ),
    # pages of a PDF; tests/test_pdf.py makes the real ones
    *(
        Case(
            rule, cast("Severity", severity), "paris", "page 1", expected, "page 1: see there",
            sql="INSERT INTO findings BY NAME SELECT edition_id, document_id, path, 'paris' AS site_id, '" + kind + "' AS kind, 1 AS page,"
            " 'page 1: see there' AS message FROM documents WHERE edition_id = '{edition}'",
        )
        for rule, severity, expected, kind in (
            ("readers_agree", "critical", "seen by both readers", "readers_disagree"),
            ("pages_readable", "critical", "readable", "page_unreadable"),
            ("pages_show_their_text", "warning", "text that can be seen", "hidden_text"),
        )
    ),
    # decisions
    Case(
        "decisions_hold", "critical", "paris", "no such finding", "17", "decision 1 (landlords_add_up, paris) expects '17', there is no such finding",
        files={"decisions.toml": A_DECISION.format(FAR)},
    ),
    Case(
        "decisions_hold", "critical", "paris", "'18'", "17", "decision 1 (landlords_add_up, paris) expects '17', there is '18'",
        edits={"SIEMP (3)": "SIEMP (5)"}, files={"decisions.toml": A_DECISION.format(FAR)}, also=frozenset({("landlords_add_up", "paris")}),
        variant=".of_another_number",
    ),
    Case(
        "decisions_in_force", "warning", "paris", "2026-11-23", "after 2026-11-23",
        "decision 1 (landlords_add_up, paris) expired on 2026-11-23: its finding counts again",
        edits={"SIEMP (3)": "SIEMP (4)"}, files={"decisions.toml": A_DECISION.format(TODAY)}, also=frozenset({("landlords_add_up", "paris")}),
    ),
    # faults of the program, made in the tables
    Case(
        "facts_quote_source", "critical", "lille", "97 logements loués", "97 logements captés sur 13 communes",
        'fact {fact} says "97 logements loués" where the source says "97 logements captés…"', 67,
        "97 logements captés sur 13 communes",
        sql=f"UPDATE facts SET text = '97 logements loués' WHERE starts_with(text, '97 logements captés') AND document_id IN {THROUGH}",
    ),
    Case(
        "figures_have_facts", "critical", "lille", "no fact", "lille in figures_have_facts",
        "a figure of lille in figures_have_facts quotes no fact", None, None,
        sql="UPDATE housing_counts SET fact_id = 'nowhere' WHERE edition_id = '{edition}' AND site_id = 'lille' AND tenure = 'all'",
    ),
    Case(
        "figures_have_facts", "critical", "lille", "paris in figures_have_facts.of_another_site", "lille in figures_have_facts.of_another_site",
        "a figure of lille in figures_have_facts.of_another_site quotes paris in figures_have_facts.of_another_site",
        20, "58 logements captés", variant=".of_another_site",
        sql="UPDATE housing_counts SET fact_id = (SELECT fact_id FROM housing_counts WHERE edition_id = '{edition}' AND site_id = 'paris' AND tenure = 'all')"
        " WHERE edition_id = '{edition}' AND site_id = 'lille' AND tenure = 'all'",
    ),
    Case(
        "figures_have_facts", "critical", None, "lille in figures_have_facts.of_no_site", "no site in figures_have_facts.of_no_site",
        "a figure of no site in figures_have_facts.of_no_site quotes lille in figures_have_facts.of_no_site",
        67, "97 logements captés sur 13", variant=".of_no_site",
        sql=f"INSERT INTO other_figures BY NAME SELECT edition_id, fact_id, {A_TEAM_OF_5} FROM housing_counts"
        " WHERE edition_id = '{edition}' AND site_id = 'lille' AND tenure = 'all'",
    ),
    Case(
        "facts.fact_id_unique", "critical", "paris", "{fact}", "once", "facts.fact_id is {fact}, expected once", 20, "58 logements captés",
        sql=f"INSERT INTO facts SELECT * FROM facts WHERE starts_with(text, '58 logements captés') AND document_id IN {THROUGH}",
    ),
    Case(
        "facts.page_plausible", "critical", None, "0", "between 1 and 5000", "facts.page is 0, expected between 1 and 5000", 40, "4",
        sql=f"UPDATE facts SET page = 0 WHERE pattern = 'stated_sites' AND document_id IN {THROUGH}",
    ),
    Case(
        "numerals.disposition_known", "critical", None, "guessed", "a disposition", "numerals.disposition is guessed, expected a disposition",
        sql=f"UPDATE numerals SET disposition = 'guessed', fact_id = NULL, site_id = NULL WHERE text = '120' AND document_id IN {THROUGH}",
    ),
    Case(
        "decisions_in_force", "warning", "paris", "2026-11-23", "after 2026-11-23",
        "decision 1 (landlords_add_up, paris) expired on 2026-11-23: its finding counts again",
        files={"decisions.toml": A_DECISION.format(TODAY)}, variant=".about_nothing",
    ),
    # values that no site has, also where there are no other sites to compare them with
    *(
        Case(
            rule, "warning", "lille", observed, expected, f"{rule.removesuffix('_plausible')} is {observed}, expected {expected}", 5, line.split(" sur ")[0],
            files={"brochure.txt": SMALL.format(line) + DATED}, variant=".alone",
        )
        for rule, observed, expected, line in (
            ("population_counts.persons_plausible", "2500", "between 1 and 2000", "2 500 personnes intégrées dans l'étude"),
            ("housing_counts.dwellings_plausible", "5100", "between 1 and 5000", "5 100 logements captés"),
            ("housing_counts.communes_plausible", "301", "between 1 and 300", "400 logements captés sur 301 communes"),
            ("staff.headcount_plausible", "41", "between 1 and 12", "41 médiateurs de santé pair"),
            ("rents.monthly_eur_plausible", "1460.00", "between 150 and 1000", "loyer mensuel moyen de 1 460 euros"),
            ("encounters.encounters_plausible", "10", "between 20 and 200000", "10 rencontres"),
        )
    ),
    Case(
        "population_counts.persons_plausible", "warning", "lille", "2500", "between 1 and 2000",
        "population_counts.persons is 2500, expected between 1 and 2000", 63, "2 500 personnes intégrées dans l'étude",
        {"185 personnes intégrées": "2 500 personnes intégrées"}, also=frozenset({("proportions_plausible", "lille"), ("sites_alike", "lille")}),
    ),
    Case(
        "housing_counts.dwellings_plausible", "warning", "lille", "5100", "between 1 and 5000", "housing_counts.dwellings is 5100, expected between 1 and 5000",
        67, "5 100 logements captés sur 13", {"97 logements captés": "5 100 logements captés"}, also=frozenset({("proportions_plausible", "lille"), ("sites_alike", "lille")}),
    ),
    Case(
        "housing_counts.communes_plausible", "warning", "lille", "301", "between 1 and 300", "housing_counts.communes is 301, expected between 1 and 300",
        67, "97 logements captés sur 301", {"sur 13 communes": "sur 301 communes"}, also=frozenset({("communes_within_dwellings", "lille")}),
    ),
    Case(
        "landlord_counts.dwellings_plausible", "warning", "lille", "0", "between 1 and 2000", "landlord_counts.dwellings is 0, expected between 1 and 2000",
        68, "Habitat du nord (0", {"Vilogia (1 logement), Habitat du nord (1)": "Vilogia (2 logements), Habitat du nord (0)"},
    ),
    Case(
        "landlord_counts.reported_name_unique", "warning", "lille", "Vilogia", "once", "landlord_counts.reported_name is Vilogia, expected once",
        68, "Vilogia (1", {"Vilogia (1 logement), Habitat du nord (1)": "Vilogia (1 logement), Vilogia (1)"},
    ),
    Case(
        "rents.monthly_eur_plausible", "warning", "lille", "1460.00", "between 150 and 1000", "rents.monthly_eur is 1460.00, expected between 150 and 1000",
        69, "loyer mensuel moyen de 1 460 euros (charges comprises)", {"460 euros": "1 460 euros"},
        also=frozenset({("sites_alike", "lille")}),
    ),
    Case(
        "staff.headcount_plausible", "warning", "lille", "41", "between 1 and 12", "staff.headcount is 41, expected between 1 and 12",
        70, "41 médiateurs de santé pair",
        {"médecins psychiatres, une psychologue, deux médiateurs": "médecins psychiatres, une psychologue, 41 médiateurs"},
        also=frozenset({("sites_alike", "lille")}),
    ),
    Case(
        "staff.role_unique", "warning", "lille", "psychologue", "once", "staff.role is psychologue, expected once", 70, "une psychologue",
        {"médecins psychiatres, une psychologue,": "médecins psychiatres, une psychologue, un psychologue,"},
    ),
    Case(
        "encounters.encounters_plausible", "warning", "paris", "10", "between 20 and 200000", "encounters.encounters is 10, expected between 20 and 200000",
        26, "plus de 10 rencontres au domicile ou accompagnements sur les 2 ans", {"plus de 5 000 rencontres": "plus de 10 rencontres"}, also=frozenset({("sites_alike", "paris")}),
    ),
    Case(
        "editions_kept", "critical", None, "editions_kept/b.txt", "in its place", "editions_kept/b.txt was published with 7 figures and is gone",
        sql="INSERT INTO findings BY NAME SELECT '{edition}' AS edition_id, '{edition}/b.txt' AS path, 'vanished' AS kind, 'was published with 7 figures and is gone' AS message",
    ),
    Case(
        "settlements_hold", "critical", None, "gone", "held", "figure 1 of decisions.toml: nobody says so any more", 21, "16 logements",
        sql="INSERT INTO settlements BY NAME SELECT '{edition}' AS edition_id, 'figure' AS kind, 1 AS number, 'seize' AS quote, 'nothing' AS reads, 'gone' AS status,"
        " document_id, char_start, char_end, 'nobody says so any more' AS message FROM facts JOIN documents USING (document_id)"
        " WHERE edition_id = '{edition}' AND text = '16 logements dans le parc social'",
    ),
    Case(
        "contacts.email_valid", "warning", "paris", "bt.1chezsoi@gmail", "an e-mail address",
        "contacts.email is bt.1chezsoi@gmail, expected an e-mail address",
        12, "bt.1chezsoi@gmail.com", sql="UPDATE contacts SET email = 'bt.1chezsoi@gmail' WHERE edition_id = '{edition}' AND site_id = 'paris'",
    ),
    Case(
        "contacts.email_present", "warning", "lille", "nothing", "a value", "contacts.email is nothing, expected a value",
        58, "Olivier Vilt", {"\nlille.1chezsoi@gmail.com": ""},
    ),
    Case(
        "contacts.name_present", "warning", "toulouse", "nothing", "a value", "contacts.name is nothing, expected a value",
        106, "toulouse.1chezsoi@gmail.com", {"Contact : Jean-Marc Arbiol\n": "Contact : "},
    ),
    Case(
        "zooms.title_plausible", "warning", "toulouse", "a" * 121, "3 to 120 characters", f"zooms.title is {'a' * 121}, expected 3 to 120 characters",
        121, "zoom sur ... ... l'atelier bien être", sql="UPDATE zooms SET title = repeat('a', 121) WHERE edition_id = '{edition}' AND site_id = 'toulouse'",
    ),
)  # fmt: skip

SHARED = (
    Case(
        "sites.name_unique", "critical", "lille", "Lille", "once", "sites.name is Lille, expected once",
        sql="INSERT INTO sites BY NAME SELECT * REPLACE ('lille-2' AS site_id) FROM sites WHERE site_id = 'lille'",
        also=frozenset({("sites.name_unique", "lille-2")}),
    ),
    Case(
        "landlords.siren_valid", "critical", None, "12345678", "nine digits", "landlords.siren is 12345678, expected nine digits",
        sql="UPDATE landlords SET siren = '12345678' WHERE landlord_id = 'vilogia'",
    ),
)  # fmt: skip
"""Breaks in tables that no edition owns: they count for every edition, so each has a warehouse of its own."""


def by_name(case: Case) -> str:
    return case.edition


def without_constraints(file: Path) -> duckdb.DuckDBPyConnection:
    """A copy in memory of what was built, without keys and CHECKs: the gate must see what they would have stopped."""
    con = duckdb.connect(":memory:")
    con.execute(f"ATTACH '{file}' AS built (READ_ONLY)")
    for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'built'").fetchall():
        con.execute(f"CREATE TABLE {table} AS FROM built.{table}")
    con.execute("DETACH built")
    for view in sorted((ROOT / "warehouse/views").glob("*.sql")):
        con.execute(view.read_text(encoding="utf-8"))
    return con


def write_edition(raw: Path, brochure: str, case: Case, number: int) -> None:
    """The case's edition, in a series of its own; blank lines at the end make its bytes its own."""
    edited = {case.edition: case.edits} if case.earlier is None else {case.predecessor: case.earlier, case.edition: case.edits}
    for edition, edits in edited.items():
        folder = raw / edition
        folder.mkdir(parents=True)
        text = brochure
        for old, new in edits.items():
            assert old in text, f"{case.edition}: the brochure does not say {old!r}"
            text = text.replace(old, new)
        if edition == case.predecessor and case.rule != "editions_move_on":
            text = text.replace("octobre 2014", "septembre 2014")
        text += (case.added if edition == case.edition else "") + "\n" * number + " " * (edition != case.edition)
        (folder / "brochure.txt").write_text(text, encoding="utf-8")
        (folder / "edition.toml").write_text(f'series = "{case.edition}"\n', encoding="utf-8")
    for name, content in case.files.items():
        (folder / name).write_text(text if content == "the brochure" else content, encoding="utf-8")


def build_file(raw: Path, database: Path) -> Path:
    """Read and load everything, without checking it."""
    plan = make_plan(raw, database)
    steps.build(plan, read_sources(source for folder in plan.folders for source in folder.sources))
    return building_path(database)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The 2014 edition, built."""
    return build_file(ROOT / "raw", tmp_path_factory.mktemp("sound") / "chezsoi.duckdb")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, brochure: str) -> dict[str, list[Result]]:
    """What one run of the gate says of every case's edition: its breaks."""
    folder = tmp_path_factory.mktemp("broken")
    for number, case in enumerate(CASES, 1):
        write_edition(folder / "raw", brochure, case, number)
    found: dict[str, list[Result]] = {edition: [] for case in CASES for edition in (case.edition, case.predecessor)}
    with without_constraints(build_file(folder / "raw", folder / "chezsoi.duckdb")) as con:
        for case in CASES:
            if case.sql:
                assert con.execute(case.sql.format(edition=case.edition)).fetchall() != [(0,)], f"{case.edition}: the change met no row"
        for result in run_gate(con, TODAY):
            if not result.success:
                found[result.edition_id].append(result)
    return found


def assert_says(results: Iterable[Result], case: Case) -> None:
    """The gate names this break and no other than it implies, at its place and in its words."""
    results = list(results)
    assert set(breaks(results)) == {(case.rule, case.site), *case.also}
    first = min((r for r in results if (r.rule.name, r.site_id) == (case.rule, case.site)), key=lambda r: r.char_start or 0)
    assert first.rule.severity == case.severity
    fact = first.fact_ids[0] if first.fact_ids else ""
    assert first.observed == case.observed.replace("{fact}", fact)
    assert first.expected == case.expected
    assert regex.fullmatch(".*".join(map(regex.escape, case.message.replace("{fact}", fact).split("…"))), first.message or "")
    assert first.line == case.line
    assert (case.quote or "") in (first.quote or "")


@pytest.mark.parametrize("case", CASES, ids=by_name)
def test_a_break_is_seen_where_it_is_and_nowhere_else(case: Case, broken: dict[str, list[Result]]) -> None:
    assert_says(broken[case.edition], case)
    assert broken[case.predecessor] == []


@pytest.mark.parametrize("case", SHARED, ids=by_name)
def test_a_break_in_a_shared_table_counts_for_every_edition(case: Case, sound: Path) -> None:
    with without_constraints(sound) as con:
        con.execute("INSERT INTO editions BY NAME SELECT * REPLACE ('2015' AS edition_id) FROM editions")
        con.execute(case.sql)
        results = [r for r in gate._with_edition(con, evaluate_suites(con)) if not r.success]
    assert {r.edition_id for r in results} == {"2014", "2015"}
    for edition in ("2014", "2015"):
        assert_says([r for r in results if r.edition_id == edition], case)


def test_every_rule_has_a_case() -> None:
    assert {rule.name for rule in all_rules()} == {case.rule for case in (*CASES, *SHARED)}


def test_each_check_says_something_that_no_other_one_as_grave_says() -> None:
    """Remove a check, and an error gets through: for a critical one, it is published."""
    severity = {rule.name: rule.severity for rule in all_rules()}
    alone = set()
    for case in (*CASES, *SHARED):
        others = {severity[name] for name, _ in case.also if name != case.rule}
        if not others or (case.severity, others) == ("critical", {"warning"}):
            alone.add(case.rule)
    assert set(severity) - alone == set()


def test_rules_have_names_of_their_own_and_say_what_they_protect() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(set(names)) == len(names)
    for rule in all_rules():
        assert rule.notes.endswith("."), rule.name
        assert rule.mend.endswith("."), rule.name


def test_nothing_fails_on_the_sound_edition(sound: Path) -> None:
    with open_warehouse(sound) as con:
        results = run_gate(con, TODAY)
    assert breaks(results) == []
    looked = {r.rule.name: sum(x.rule.name == r.rule.name for x in results) for r in results}
    assert (looked["landlords_add_up"], looked["persons_nest"], looked["tenures_within_captured"], looked["landlords_known"]) == (4, 24, 4, 21)


# a check that cannot be carried out has neither passed nor failed


def test_a_fault_in_a_rules_sql_raises(sound: Path) -> None:
    with open_warehouse(sound) as con, pytest.raises(duckdb.CatalogException, match="nowhere"):
        evaluate(con, SqlRule("broken", "critical", "reading", "Notes.", "Mend.", "SELECT 1 FROM nowhere"))


def test_a_rule_that_leaves_out_a_column_raises(sound: Path) -> None:
    with open_warehouse(sound) as con, pytest.raises(KeyError, match="site_id"):
        evaluate(con, SqlRule("broken", "critical", "reading", "Notes.", "Mend.", "SELECT '2014' AS edition_id"))


def test_an_unknown_answer_is_no_pass(sound: Path) -> None:
    sql = "SELECT '2014' AS edition_id, 'paris' AS site_id, 'x' AS observed, 'y' AS expected, NULL AS holds, 'z' AS message"
    with open_warehouse(sound) as con:
        assert [r.success for r in evaluate(con, SqlRule("unsure", "critical", "reading", "Notes.", "Mend.", sql))] == [False]


def test_a_missing_view_stops_the_whole_gate(sound: Path) -> None:
    with without_constraints(sound) as con:
        con.execute("DROP VIEW figures")
        with pytest.raises(duckdb.CatalogException, match="figures"):
            run_gate(con, TODAY)


def test_an_expectation_on_a_missing_column_raises(sound: Path) -> None:
    with without_constraints(sound) as con:
        con.execute("ALTER TABLE staff DROP COLUMN headcount")
        with pytest.raises(CheckError, match=r"staff\.headcount_plausible could not be checked"):
            list(evaluate_suites(con))


def test_an_expectation_that_fails_without_saying_where_raises(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    arguments = {"column": "dwellings", "min_value": 0, "max_value": 1}
    rule = TableRule(
        "most", "critical", "reading", "Notes.", "Mend.", "housing_counts", "dwellings", "at most 1", "ExpectColumnMaxToBeBetween", arguments
    )
    monkeypatch.setattr(suites, "TABLE_RULES", (rule,))
    with open_warehouse(sound) as con, pytest.raises(CheckError, match="most does not hold"):
        list(evaluate_suites(con))


def test_no_rule_fails_in_an_empty_warehouse(sound: Path) -> None:
    with without_constraints(sound) as con:
        for (table,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
            con.execute(f"DELETE FROM {table}")
        assert {rule.name: evaluate(con, rule) for rule in sql_rules()} == {rule.name: [] for rule in sql_rules()}
        assert list(evaluate_suites(con)) == []


# what a person decided


def decision(check: str, expect: str, expires: str = "2999-01-01", **more: str) -> str:
    keys = {"check": f'"{check}"', "expect": f'"{expect}"', "reason": '"printed so"', "expires": expires, **more}
    return "[[decision]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def say_353_canards(raw: Path, brochure: str, more: str = "") -> tuple[int, int]:
    """Write an edition with a landlord too many at Paris and a number that nobody knows; where that number is."""
    text = brochure.replace("SIEMP (3)", "SIEMP (4)").replace("- 53 personnes", "- 353 canards\n- 53 personnes") + more
    (raw / "2014/brochure.txt").write_text(text, encoding="utf-8")
    at = text.index("353 canards")
    return at, at + 3


def test_accepted_findings_stay_visible_and_stop_nothing(raw: Path, tmp_path: Path, brochure: str) -> None:
    start, end = say_353_canards(raw, brochure)
    site = decision("landlords_add_up", "17", "2030-01-01", site='"paris"')
    place = decision("numerals_explained", "353", path='"2014/brochure.txt"', span=f"[{start}, {end}]")
    (raw / "2014/decisions.toml").write_text(site + place, encoding="utf-8")
    database = tmp_path / "chezsoi.duckdb"

    _, results, verdict = build(raw, database)

    assert verdict.is_published
    assert breaks(results) == [("landlords_add_up", "paris"), ("numerals_explained", "paris")]
    assert [r.accepted for r in results if not r.success] == ["printed so", "printed so"]
    with open_warehouse(database) as con:
        numeral = con.execute("SELECT text, disposition, reason FROM numerals WHERE char_start = ?", [start]).fetchall()
        assert numeral == [("353", "ignored", "decision: printed so")]
        assert con.execute("FROM numerals_to_review").fetchall() == []
        stored = con.execute(
            "SELECT check_name, site_id, success, accepted, path, line, left(quote, 32) FROM check_results WHERE NOT success ORDER BY 1"
        ).fetchall()
        assert stored == [
            ("landlords_add_up", "paris", False, "printed so", "2014/brochure.txt", 22, "16 logements dans le parc social"),
            ("numerals_explained", "paris", False, "printed so", "2014/brochure.txt", 19, "353"),
        ]
        again = run_gate(con, TODAY)
        assert [r.accepted for r in again if not r.success] == ["printed so", "printed so"]
        later = run_gate(con, datetime.date(2030, 1, 1))
        assert [(r.rule.name, r.rule.severity) for r in later if r.is_open] == [("landlords_add_up", "critical"), ("decisions_in_force", "warning")]


def test_a_decision_accepts_only_its_own_number_and_place(raw: Path, tmp_path: Path, brochure: str) -> None:
    start, end = say_353_canards(raw, brochure, "\n\n- 353 oies\n")
    place = decision("numerals_explained", "353", path='"2014/brochure.txt"', span=f"[{start}, {end}]")
    wrong_site = decision("landlords_add_up", "17", site='"lille"')
    (raw / "2014/decisions.toml").write_text(place + wrong_site, encoding="utf-8")
    database = tmp_path / "chezsoi.duckdb"

    _, results, verdict = build(raw, database)

    assert not verdict.is_published
    assert not database.exists()
    assert breaks([r for r in results if r.is_open]) == [
        ("decisions_hold", "lille"),
        ("landlords_add_up", "paris"),
        ("numerals_explained", "marseille"),
    ]
    assert breaks([r for r in results if r.accepted]) == [("numerals_explained", "paris")]
    with open_warehouse(rejected_path(database)) as con:
        canards = con.execute("SELECT site_id, disposition FROM numerals WHERE text = '353' ORDER BY char_start").fetchall()
    assert canards == [("paris", "ignored"), ("marseille", "unexplained")]


def test_a_decision_without_a_site_accepts_every_finding_with_its_number(raw: Path, tmp_path: Path, brochure: str) -> None:
    text = brochure.replace("Vilogia (1 logement)", "Le Verger (1 logement)").replace("Promologis (2)", "Le Verger (2)")
    (raw / "2014/brochure.txt").write_text(text, encoding="utf-8")
    (raw / "2014/decisions.toml").write_text(decision("landlords_known", "Le Verger"), encoding="utf-8")
    _, results, _ = build(raw, tmp_path / "chezsoi.duckdb")
    assert breaks(results) == [("landlords_known", "lille"), ("landlords_known", "toulouse")]
    assert [r.accepted for r in results if not r.success] == ["printed so", "printed so"]


# the gate's memory


def test_results_of_earlier_runs_are_carried_over_also_through_a_rejected_run(raw: Path, tmp_path: Path, brochure: str) -> None:
    database = tmp_path / "chezsoi.duckdb"
    first, _, _ = build(raw, database)
    (raw / "2014/brochure.txt").write_text(brochure.replace("SIEMP (3)", "SIEMP (4)"), encoding="utf-8")
    second, _, stopped = build(raw, database)
    assert (stopped.is_published, stopped.path) == (False, rejected_path(database))
    (raw / "2014/brochure.txt").write_text(brochure, encoding="utf-8")
    third, _, published = build(raw, database)
    assert published.is_published
    assert not rejected_path(database).exists()
    with open_warehouse(database) as con:
        runs = con.execute(
            "SELECT run_id, count(*), count(*) FILTER (NOT success) FROM check_results GROUP BY run_id ORDER BY min(checked_at)"
        ).fetchall()
        assert con.execute("SELECT run_id FROM runs").fetchall() == [(third.run.run_id,)]
    rules = len(all_rules())
    assert runs == [(first.run.run_id, rules, 0), (second.run.run_id, rules, 1), (third.run.run_id, rules, 0)]
