"""What a person decides: the notation, quotes found again, and how a reading obeys."""

import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.ledger import Reading
from extractors.reading import read_document
from extractors.source.decisions import Decisions, parse_decisions
from extractors.source.document import Document, Page, Span
from extractors.source.edition import SidecarError
from extractors.source.notation import NotationError, parse_statement
from extractors.source.quotes import find_quote, nearest

BODY = """Un chez-soi d'abord

Lille – un an de plus

Seuls 7 relèvent d'un bailleur social.
58 logements captés.
On a vu 12 zèbres bleus.
Coop'Toit 35 loue 5 logements.

Paris

20 logements captés
"""


def document(body: str = BODY, edition: str = "2030") -> Document:
    return Document("0" * 64, edition, f"{edition}/brochure.txt", "text/plain", len(body), body, (Page(1, Span(0, len(body))),))


def read(decided: str, body: str = BODY) -> Reading:
    return read_document(document(body), parse_decisions(decided))


def rows(reading: Reading) -> list[tuple[str | None, str, tuple[object, ...]]]:
    return [(figure.site_id, figure.table, tuple(figure.values.values())) for figure in reading.figures]


HEADING = '[[heading]]\nquote = "Lille – un an de plus"\nsite = "lille"\nby = "c"\n'
SOCIAL = '[[figure]]\nquote = "Seuls 7 relèvent d\'un bailleur social"\nnumber = "7"\nreads = "lille: housing social 7"\nby = "c"\n'


class TestNotation:
    @pytest.mark.parametrize(
        ("text", "table", "count"),
        [
            ("lille: population in_study 120 more_than", "population_counts", 120),
            ("lille: housing all 58 communes=7", "housing_counts", 58),
            ('lille: landlord social "Sud habitat / Pact 13" 18 via="Soliha"', "landlord_counts", 18),
            ("lille: rent all 345.50 charges=no", "rents", Decimal("345.50")),
            ('lille: staff "infirmier" -', "staff", None),
            ("lille: encounters 5000 more_than years=3", "encounters", 5000),
            ("nothing", "", None),
            ("other: births", "other_figures", None),
        ],
    )
    def test_rows(self, text: str, table: str, count: object) -> None:
        statement = parse_statement(text)
        assert (statement.table, statement.count) == (table, count)

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("housing social 7", "is no row"),
            ("lille: population currently_housed 39 as_of=2021-03-15", "by the last day of their month: as_of=2021-03-31"),
            ("lille: population currently_housed 39 as_of=mars", "a date is wanted"),
            ("lille: homes social 7", "'homes' is no kind of row"),
            ("lille: housing sociall 7", "known are all, social"),
            ("lille: housing social seven", "'seven' cannot be used here"),
            ("lille: housing social", "needs tenure, dwellings"),
            ('lille: landlord social "SIEMP 3', "No closing quotation"),
        ],
    )
    def test_what_is_no_row_is_said(self, text: str, says: str) -> None:
        with pytest.raises(NotationError, match=says):
            parse_statement(text)


class TestFile:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ('[[figure]]\nquote = "x"', "figure 1: lacks reads"),
            ('[[figure]]\nquote = "x"\nreads = "y"', "figure 1: 'y' is no row"),
            ('[[figure]]\nquote = " "\nreads = "nothing"', "quote is empty"),
            ('[[figure]]\nquote = "x"\nreads = ["nothing", "lille: housing all 2"]', "'nothing' stands alone"),
            ('[[figure]]\nquote = "x"\nreads = "nothing"\noccurrence = 0', "occurrence counts from 1"),
            ('[[heading]]\nquote = "x"', "heading 1: lacks site"),
            ('[[correction]]\nquote = "x"\nreads = "nothing"', "has no value that could be meant"),
            ('[[name]]\ntext = "x"\nis = "landlord"', "says nothing"),
            ('[[name]]\ntext = ["x", "y"]\nis = "role infirmier"', "one of each name"),
            ('[[name]]\ntext = []\nis = "landlord new"', "or a list of names"),
            ("[[naem]]\n", "unknown key 'naem'"),
        ],
    )
    def test_what_cannot_be_used_is_said(self, text: str, says: str) -> None:
        with pytest.raises(SidecarError, match=says):
            parse_decisions(text)

    def test_a_decision_that_cannot_be_used_leaves_the_others(self) -> None:
        faults: list[str] = []
        text = f'[[figure]]\nquote = "x"\nreads = "lille: rent all 341.00, charges=yes"\n{HEADING}'
        assert [heading.site for heading in parse_decisions(text, faults).headings] == ["lille"]
        assert faults == [
            "figure 1: 'lille: rent all 341.00, charges=yes': '341.00,' cannot be used here: a number is wanted, such as 345.50, and no comma"
        ]


class TestQuote:
    def test_a_quote_is_no_part_of_longer_words(self) -> None:
        assert find_quote("57 logements captés", "7 logements") == []

    def test_spaces_line_ends_and_apostrophes_do_not_matter(self) -> None:
        body = "Seuls 7\n   relèvent d’un bailleur"
        assert find_quote(body, "7 relèvent d'un") == [Span(6, 24)]

    def test_the_place_it_moved_to_is_the_line_that_says_most_of_it(self) -> None:
        place = nearest(BODY, "Seuls 8 relèvent du bailleur social")
        assert place is not None
        assert BODY[place.start : place.end] == "Seuls 7 relèvent d'un bailleur social."

    def test_nothing_is_near_words_that_nobody_printed(self) -> None:
        assert nearest(BODY, "quarante girafes en visite chez le coiffeur") is None


class TestReading:
    def test_a_heading_and_a_figure(self) -> None:
        reading = read(HEADING + SOCIAL)
        assert ("lille", "housing_counts", ("social", 7, "exact", None)) in rows(reading)
        (fact,) = [fact for fact in reading.facts if fact.settled_by == "person"]
        assert fact.confidence == 1
        assert BODY[fact.span.start : fact.span.end] == fact.text
        assert "7" in fact.text

    def test_a_line_that_is_no_heading_opens_no_sheet(self) -> None:
        reading = read('[[heading]]\nquote = "Paris"\nsite = "nothing"\n' + HEADING)
        assert [site.site_id for site in reading.sites] == ["lille"]

    def test_a_number_that_counts_nothing_is_no_figure(self) -> None:
        reading = read('[[figure]]\nquote = "20 logements captés"\nreads = "nothing"')
        assert not [row for row in rows(reading) if row[0] == "paris"]
        (entry,) = [entry for entry in reading.ledger if entry.text == "20"]
        assert (entry.disposition, entry.reason) == ("ignored", "settled_by_a_person")

    def test_a_number_beside_the_one_that_is_counted_takes_only_its_own_column_away(self) -> None:
        body = "Paris\n\n58 logements captés dans 7 communes\n"
        assert rows(read("", body)) == [("paris", "housing_counts", ("all", 58, "exact", 7))]
        decided = '[[figure]]\nquote = "7 communes"\nreads = "nothing"'
        assert rows(read(decided, body)) == [("paris", "housing_counts", ("all", 58, "exact", None))]

    def test_another_figure_is_kept_as_such(self) -> None:
        reading = read(HEADING + '[[figure]]\nquote = "12 zèbres bleus"\nreads = "other: births"')
        (row,) = [figure for figure in reading.figures if figure.table == "other_figures"]
        assert (row.site_id, row.values["kind"], row.values["value"]) == ("lille", "births", 12.0)

    def test_nothing_takes_another_figure_away_too(self) -> None:
        body = "Paris\n\nÀ deux ans, 86 % des locataires sont maintenus. 58 logements captés\n"
        assert [row[1] for row in rows(read("", body))] == ["other_figures", "housing_counts"]
        decided = read('[[figure]]\nquote = "86 %"\nreads = "nothing"', body)
        assert [row[1] for row in rows(decided)] == ["housing_counts"]
        assert [entry.reason for entry in decided.ledger if entry.text == "86"] == ["settled_by_a_person"]

    def test_nothing_takes_a_role_without_a_number_away(self) -> None:
        body = "Paris\n\nL'équipe : 2 psychiatres, des infirmiers, un éducateur\n"
        roles = [row[2] for row in rows(read("", body))]
        assert roles == [("psychiatre", 2), ("infirmier", None), ("éducateur", 1)]
        decided = read('[[figure]]\nquote = "des infirmiers"\nreads = "nothing"', body)
        assert [row[2] for row in rows(decided)] == [("psychiatre", 2), ("éducateur", 1)]
        assert [outcome.status for outcome in decided.settled] == ["held"]

    @pytest.mark.parametrize(
        ("quote", "reads", "row"),
        [
            (
                "Trente-deux marches",
                'paris: story "Trente-deux marches"',
                ("zooms", ("Trente-deux marches", "Elle les monte.\n\nPour écrire, demandez Ana Roux.")),
            ),
            ("demandez Ana Roux", 'paris: contact "Ana Roux" -', ("contacts", ("Ana Roux", None))),
            ("des voisins", 'paris: staff "voisin" -', ("staff", ("voisin", None))),
        ],
    )
    def test_a_row_that_has_no_number_is_told_by_its_words(self, quote: str, reads: str, row: tuple[object, ...]) -> None:
        body = "Paris\n\n58 logements captés, avec des voisins.\n\nTrente-deux marches\n\nElle les monte.\n\nPour écrire, demandez Ana Roux.\n"
        told = read(f"[[figure]]\nquote = \"{quote}\"\nreads = '{reads}'", body)
        assert ("paris", *row) in rows(told)
        assert [fact.settled_by for fact in told.facts if fact.text == quote] == ["person"]

    def test_a_story_that_is_told_has_its_text_and_the_numbers_in_it(self) -> None:
        body = "Paris\n\n58 logements captés.\n\n★ Le matin où Paul a ouvert\nIl avait dormi 9 ans dehors, à 61 ans.\n\n- 12 ont un jardin\n"
        told = read('[[figure]]\nquote = "Le matin où Paul a ouvert"\nreads = \'paris: story "Le matin où Paul a ouvert"\'', body)
        (story,) = [row[2] for row in rows(told) if row[1] == "zooms"]
        assert story == ("Le matin où Paul a ouvert", "Il avait dormi 9 ans dehors, à 61 ans.")
        dispositions = {entry.text: entry.disposition for entry in told.ledger}
        assert (dispositions["9"], dispositions["61"], dispositions["12"]) == ("narrative", "narrative", "unexplained")
        assert all(mention.disposition != "unexplained" for mention in told.mentions)

    def test_a_number_is_decided_once(self) -> None:
        twice = '[[figure]]\nquote = "12 zèbres"\nreads = "nothing"\n[[figure]]\nquote = "12 zèbres bleus"\nreads = "other: births"\n'
        told = read(twice)
        assert [(one.status, one.message) for one in told.settled][1:] == [
            ("changed", "« 12 zèbres bleus » is decided by figure 1 already: keep one of the two")
        ]
        assert not [figure for figure in told.figures if figure.table == "other_figures"]
        same = '[[figure]]\nquote = "12 zèbres"\nreads = "other: births"\n'
        told = read(same + same.replace("12 zèbres", "12 zèbres bleus"))
        assert [one.status for one in told.settled] == ["held", "held"]
        assert len([figure for figure in told.figures if figure.table == "other_figures"]) == 1

    def test_a_landlord_whose_number_is_told_has_it(self) -> None:
        body = "Paris\n\n20 logements sociaux : Toit et Joie (12), Vilogia, Orvitis (3)\n\nTotal pour tous : 20. Reste 5.\n"
        assert [finding.kind for finding in read("", body).findings if finding.text == "Vilogia"] == ["landlord_without_count"]
        told = read('[[figure]]\nquote = "Reste 5"\nreads = \'paris: landlord social "Vilogia" 5\'', body)
        assert [finding.kind for finding in told.findings if finding.text == "Vilogia"] == []

    def test_what_is_not_said_of_charges_is_said(self) -> None:
        body = "Paris\n\nLe loyer moyen est de 431 euros charges comprises.\n"
        assert rows(read("", body))[0][2][-1] is True
        told = read("[[figure]]\nquote = \"431 euros\"\nreads = 'paris: rent all 431 charges=-'", body)
        assert rows(told)[0][2][-1] is None

    def test_one_person_is_told_by_his_role_alone(self) -> None:
        body = "Paris\n\n58 logements captés.\n\nDeux infirmiers passent chaque jour ; la directrice, quand elle le peut, aussi.\n"
        told = read('[[figure]]\nquote = "la directrice"\nreads = \'paris: staff "directeur" 1\'', body)
        assert ("paris", "staff", ("directeur", 1)) in rows(told)

    def test_a_name_is_accounted_for_once_its_row_is_told(self) -> None:
        body = "Paris\n\n58 logements captés.\n\nL'équipe : 2 infirmiers, 0,2 ETP d'addictologue\n\nIls s'y mettent à 3.\n"
        assert [one.disposition for one in read("", body).mentions if one.text == "addictologue"] == ["unexplained"]
        told = read('[[figure]]\nquote = "mettent à 3"\nreads = \'paris: staff "addictologue" 3\'', body)
        assert [one.disposition for one in told.mentions if one.text == "addictologue"] == ["extracted"]

    def test_a_counted_role_takes_the_place_of_the_uncounted_one(self) -> None:
        body = "Paris\n\n58 logements captés.\n\nL'équipe : 2 infirmiers, des psychiatres. Un seul psychiatre vient chaque jour, soit 1.\n"
        told = read('[[figure]]\nquote = "soit 1"\nreads = \'paris: staff "psychiatre" 1\'', body)
        assert [row[2] for row in rows(told) if row[1] == "staff" and row[2][0] == "psychiatre"] == [("psychiatre", 1)]

    def test_a_name_that_the_quoted_words_do_not_have_is_no_quotation(self) -> None:
        told = read('[[figure]]\nquote = "demandez Ana"\nreads = \'paris: contact "Bo Roux" -\'', "Paris\n\n58 logements captés : demandez Ana.\n")
        assert [(one.status, one.message) for one in told.settled] == [("changed", "« demandez Ana » does not print Bo Roux")]

    def test_a_number_may_be_a_tenures_total_and_its_part_by_an_intermediary(self) -> None:
        body = "Paris\n\nParc privé conventionné : 8 logements, gérés par Soliha. 58 logements captés\n"
        part = 'paris: housing private_regulated 8 via=\\"Soliha\\"'
        told = read(f'[[figure]]\nquote = "8 logements"\nreads = ["paris: housing private_regulated 8", "{part}"]', body)
        values = [figure.values.get("intermediary") for figure in told.figures if figure.values.get("dwellings") == 8]
        assert values == [None, "Soliha"]

    @pytest.mark.parametrize("title", ["Un palier, puis un autre", "Trois clés sur un anneau"])
    def test_nothing_takes_a_story_and_a_contact_away(self, title: str) -> None:
        tale = (
            f"Zoom : {title}\n\nElle est arrivée un soir de pluie. Elle rit encore de son premier repas.\n\nContact : Ana Roux, ana@paris.example\n"
        )
        body = f"Paris\n\n58 logements captés.\n\n{tale}"
        assert [row[1] for row in rows(read("", body))] == ["housing_counts", "zooms", "contacts"]
        nothing = '[[figure]]\nquote = "{}"\nreads = "nothing"\n'
        decided = read(nothing.format(f"Zoom : {title}") + nothing.format("Ana Roux, ana@paris.example"), body)
        assert [row[1] for row in rows(decided)] == ["housing_counts"]

    def test_words_without_a_number_are_counted_by_nobody(self) -> None:
        body = "Paris\n\nL'équipe : 2 psychiatres, des infirmiers\n"
        decided = read('[[figure]]\nquote = "des infirmiers"\nreads = \'paris: staff "infirmier" 3\'', body)
        (outcome,) = decided.settled
        assert (outcome.status, outcome.message) == ("changed", "« des infirmiers » has no number: all that can be said of it is `nothing`")

    def test_a_correction_keeps_what_is_printed(self) -> None:
        reading = read('[[correction]]\nquote = "20 logements captés"\nreads = "paris: housing all 18"')
        assert ("paris", "housing_counts", ("all", 18, "exact", None)) in rows(reading)
        (fact,) = [fact for fact in reading.facts if fact.settled_by == "person"]
        assert fact.printed == "20"

    @pytest.mark.parametrize(
        ("decided", "status", "says"),
        [
            ('[[figure]]\nquote = "12 zèbres verts"\nreads = "nothing"', "gone", "did it become « On a vu 12 zèbres bleus. »"),
            ('[[figure]]\nquote = "logements"\nreads = "nothing"', "changed", "stands 3 times"),
            ('[[figure]]\nquote = "logements"\noccurrence = 9\nreads = "nothing"', "changed", "stands 3 times, not 9"),
            ('[[figure]]\nquote = "20 logements captés"\nreads = "paris: housing all 18"', "changed", "which one counts"),
            ('[[figure]]\nquote = "20 logements captés"\nnumber = "20"\nreads = "paris: housing all 18"', "changed", "a misprint is a"),
            ('[[figure]]\nquote = "20 logements captés"\nnumber = "21"\nreads = "paris: housing all 21"', "changed", "has no number 21"),
        ],
    )
    def test_a_decision_that_cannot_hold_is_said_and_does_nothing(self, decided: str, status: str, says: str) -> None:
        reading = read(decided)
        (settled,) = reading.settled
        assert (settled.status, says in settled.message) == (status, True), settled.message
        assert rows(reading) == rows(read(""))

    def test_a_name_is_known_once_it_is_taught(self) -> None:
        body = "Paris\n\n20 logements captés dont 8 logements sociaux : Zork (5), Vilogia (3)\n"
        taught = '[[name]]\ntext = "Zork"\nis = "landlord new"\nsiren = "123456789"'
        assert ("paris", "landlord_counts", ("social", "Zork", None, 5)) in rows(read(taught, body))


class TestLessons:
    LATER = BODY.replace("Seuls 7", "Seuls 9").replace("20 logements", "22 logements")

    def test_the_same_wording_in_a_later_edition_needs_no_question(self) -> None:
        earlier = {"2030": parse_decisions(HEADING + SOCIAL)}
        reading = read_document(document(self.LATER, "2031"), Decisions(), earlier)
        assert ("lille", "housing_counts", ("social", 9, "exact", None)) in rows(reading)
        assert "taught by 2030 figure 1" in {fact.pattern for fact in reading.facts}

    def test_other_words_are_not_taken_for_it(self) -> None:
        earlier = {"2030": parse_decisions(HEADING + SOCIAL)}
        body = self.LATER.replace("bailleur social", "bailleur privé")
        assert "taught by 2030 figure 1" not in {fact.pattern for fact in read_document(document(body, "2031"), Decisions(), earlier).facts}

    def test_all_rows_of_a_number_are_taught(self) -> None:
        body = "Paris\n\n20 logements captés\n\nSeuls 5 passent par un bail de Zork cette année.\n"
        rows_said = """["paris: housing associative_lease 5", 'paris: landlord associative_lease "Zork" 5']"""
        earlier = {
            "2030": parse_decisions(f'[[figure]]\nquote = "Seuls 5 passent par un bail de Zork cette année"\nnumber = "5"\nreads = {rows_said}')
        }
        found = rows(read_document(document(body.replace("Seuls 5", "Seuls 6"), "2031"), Decisions(), earlier))
        assert ("paris", "housing_counts", ("associative_lease", 6, "exact", None)) in found
        assert ("paris", "landlord_counts", ("associative_lease", "Zork", None, 6)) in found

    def test_what_the_words_around_rule_out_is_not_taught(self) -> None:
        earlier = {"2030": parse_decisions(HEADING + SOCIAL)}
        body = self.LATER.replace("Seuls 9 relèvent d'un bailleur social.", "L'an dernier, seuls 9 relèvent d'un bailleur social.")
        assert not [row for row in rows(read_document(document(body, "2031"), Decisions(), earlier)) if row[2][:2] == ("social", 9)]

    @pytest.mark.parametrize(
        ("heading", "body"),
        [
            ('quote = "Paris"\nsite = "nothing"', BODY),  # another edition's line of the same words may be a heading
            ('quote = "bailleur social"\nsite = "nice"', BODY),  # words inside a sentence open no sheet
        ],
    )
    def test_an_earlier_editions_headings_take_no_sheet_away(self, heading: str, body: str) -> None:
        earlier = {"2030": parse_decisions(f"[[heading]]\n{heading}")}
        assert rows(read_document(document(body, "2031"), Decisions(), earlier)) == rows(read("", body))


class TestSurvival:
    DECIDED = HEADING + SOCIAL + '[[figure]]\nquote = "12 zèbres bleus"\nreads = "nothing"\n'
    QUOTES = ("Lille – un an de plus", "Seuls 7 relèvent d'un bailleur social", "12 zèbres bleus")

    @settings(max_examples=200, deadline=None)
    @given(seed=st.integers(0, 10**9))
    def test_edits_outside_the_quotes_keep_every_decision(self, seed: int) -> None:
        rng = random.Random(seed)
        kept = [span for quote in self.QUOTES for span in find_quote(BODY, quote)]
        free = [at for at in range(len(BODY)) if not any(span.start - 1 <= at <= span.end for span in kept)]
        at = rng.choice(free)
        body = BODY[:at] + rng.choice(["x", "", " ", "Une phrase de plus. "]) + BODY[at + rng.randint(0, 1) :]
        assert [one.status for one in read(self.DECIDED, body).settled] == ["held"] * 3

    @settings(max_examples=60, deadline=None)
    @given(seed=st.integers(0, 10**9))
    def test_an_edit_inside_a_quote_is_told_with_the_place(self, seed: int) -> None:
        rng = random.Random(seed)
        span = find_quote(BODY, self.QUOTES[1])[0]
        at = rng.choice([at for at in range(span.start, span.end) if BODY[at].isalpha()])
        body = BODY[:at] + "q" + BODY[at + 1 :] if BODY[at] != "q" else BODY[:at] + "z" + BODY[at + 1 :]
        (moved,) = [one for one in read(self.DECIDED, body).settled if one.status != "held"]
        assert moved.status == "gone"
        assert moved.span is not None
        assert moved.span.contains(Span(at, at + 1))
