"""Whom to write to: which name belongs to which address, and which addresses are no site's."""

import pytest

from extractors.language.places import Site
from extractors.measures.contacts import read_contacts
from extractors.reading import read_document
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import View
from tests.sheets import document


def sheets(*told: tuple[str, str], before: str = "") -> tuple[View, list[Section]]:
    """Sheets of sites, each a name and what stands under it, after what stands before the first."""
    view = View(before + "".join(f"{name}\n\n{body}\n\n" for name, body in told))
    places = {name: next(b.span for b in view.blocks if view.quote(b.span) == name) for name, _ in told}
    ends = [*(span.start for span in places.values()), len(view.text)][1:]
    sites = [Site(name.lower().replace(" ", "-"), name) for name in places]
    return view, [Section(s, span, Span(span.start, end)) for s, span, end in zip(sites, places.values(), ends, strict=True)]


def contacts(body: str) -> list[tuple[object, object]]:
    return [(row.values["name"], row.values["email"]) for row in read_contacts(*sheets(("Lille", body)))[0]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Écrivez à Maud Castéran, maud.casteran@toit.example.", ("Maud Castéran", "maud.casteran@toit.example")),
        ("jl.roux@toit.example – Jean-Luc Roux, 14 cours Pierre Puget, Lille", ("Jean-Luc Roux", "jl.roux@toit.example")),
        ("Responsable :\nM. Jean-Baptiste d'Ormesson\nTél. : 03 53 01 11 22\nMél : jb@toit.example", ("Jean-Baptiste d'Ormesson", "jb@toit.example")),
        ("HÉLÈNE DROUART\nDIRECTRICE\n03 53 01 11 22\nhelene.drouart@toit.example", ("HÉLÈNE DROUART", "helene.drouart@toit.example")),
        ("Le plus sûr : jeunes@toit.example. Sinon, demandez Solène Wattel.", ("Solène Wattel", "jeunes@toit.example")),
        ("Contact\nMarie-Christine\nDelaunay\nmc.delaunay@toit.example", ("Marie-Christine Delaunay", "mc.delaunay@toit.example")),
        ("Contact : Yann Le Goff, 2 rue Jean Moulin\nequipe59@toit.example", ("Yann Le Goff", "equipe59@toit.example")),
        ("Contact ........ Bruno Da Silva\nCourriel ....... bds@toit.example", ("Bruno Da Silva", "bds@toit.example")),
        ("Secrétariat : accueil@toit.example – 03 53 01 21 66", (None, "accueil@toit.example")),
        ("Association Aurore Habitat, 3 rue Jean Moulin – lille@aurore.example", (None, "lille@aurore.example")),
        ("Référente : Lucie Chassagne\nStandard : 04 65 71 08 61", ("Lucie Chassagne", None)),
        ("Contact : Hélène Drouart, helene.drouart@chezsoi-\nlille.example", ("Hélène Drouart", "helene.drouart@chezsoi-lille.example")),
        ("Nom : Thierry Schaeffer\nFonction : directeur\ncontact@toit.example", ("Thierry Schaeffer", "contact@toit.example")),
        ("Pour venir, parlez-en auprès d'Hélène Drouart : hd@toit.example", ("Hélène Drouart", "hd@toit.example")),
        ("Écrire à Vincent Orsini, il répond même le lundi.\nvincent.orsini@t.example", ("Vincent Orsini", "vincent.orsini@t.example")),
        ("Demandez Ana Roux le mardi.\ncontact@toit.example", ("Ana Roux", "contact@toit.example")),
        ("Paul Roux est là tous les jours.\npaul-roux@toit.example", ("Paul Roux", "paul-roux@toit.example")),
        ("Ana Roux. Courriel : equipe.\nlille@toit.example", ("Ana Roux", "equipe.lille@toit.example")),
        ("Pour écrire à Hélène Drouart, faites helene.\ndrouart@toit.example", ("Hélène Drouart", "helene.drouart@toit.example")),
        ("Écrivez à Ana Roux : c'est à equipe.\nlille@toit.example", ("Ana Roux", "equipe.lille@toit.example")),
        ("Contact : Hélène Drouart, helene.\ndrouart@toit.example", ("Hélène Drouart", "helene.drouart@toit.example")),
    ],
)
def test_a_name_and_its_address(body: str, expected: tuple[str | None, str | None]) -> None:
    assert contacts(body) == [expected]


def test_the_address_that_is_made_of_a_name_is_hers_wherever_it_stands() -> None:
    body = "Élodie Perrin et Samuel Gay vous répondent : s.gay@toit.example, e.perrin@toit.example"
    assert set(contacts(body)) == {("Élodie Perrin", "e.perrin@toit.example"), ("Samuel Gay", "s.gay@toit.example")}


def test_a_list_for_all_sites_at_the_end_is_matched_by_its_lines() -> None:
    view, sections = sheets(
        ("Lille", "x"), ("Rouen", "y\n\nNOS CONTACTS\n\nLille – Ana Roux – ar@t.example\nRouen – Bo Petit – bp@t.example\nSiège : c@t.example")
    )
    rows, others = read_contacts(view, sections)
    assert [(row.site_id, row.values["name"]) for row in rows] == [("lille", "Ana Roux"), (None, "Bo Petit")]
    assert [(view.quote(loose.span), loose.reason) for loose in others] == [("c@t.example", "address_of_the_programme")]


def test_a_line_of_that_list_names_its_site_where_no_sheet_goes_on() -> None:
    view, sections = sheets(("Lille", "x"), ("Rouen", "y\n\nNOS CONTACTS\n\nLille – Ana Roux – ar@t.example\nRouen – Bo Petit – bp@t.example"))
    end = next(block.span.start for block in view.blocks if view.quote(block.span) == "NOS CONTACTS")
    first, last = sections
    rows, _ = read_contacts(view, [first, Section(last.site, last.heading, Span(last.span.start, end))])
    assert [(row.site_id, row.values["name"]) for row in rows] == [("lille", "Ana Roux"), ("rouen", "Bo Petit")]


@pytest.mark.parametrize("sign", ["", "┊ ", "> ", "| "])
def test_a_block_belongs_to_the_town_on_its_first_line(sign: str) -> None:
    lille = ["Lille", "Ana Roux", "coordinatrice", "03 20 00 00 44", "ar@t.example"]
    nice = ["Nice", "Bo Petit, directeur", "04 00 00 00 35", "06 00 00 00 35", "equipe@t.example"]
    blocks = ("\n".join(f"{sign}{line}" for line in block) for block in (lille, nice))
    reading = read_document(document("\n\n".join(["AU DOS", *blocks, "conception : atelier", "octobre 2023"])))
    contacts = [figure for figure in reading.figures if figure.table == "contacts"]
    assert [(one.site_id, one.values["name"]) for one in contacts] == [("lille", "Ana Roux"), ("nice", "Bo Petit")]


def test_a_file_of_contacts_alone_names_its_sites() -> None:
    view = View("NOS CONTACTS\n\nLille Jeunes : Ana Roux, ar@t.example\n\nNice\nBo Petit\nbp@t.example")
    assert [row.site_id for row in read_contacts(view, [])[0]] == ["lille-jeunes", "nice"]


@pytest.mark.parametrize(
    "listed",
    [
        "On s'adressera, à Lille, à Ana Roux (ar@t.example), à Nice, à Bo Petit (bp@t.example), et à défaut à nous.",
        "À Lille, Ana Roux (ar@t.example) ; à Nice, Bo Petit, bp@t.example.",
        "À Lille, Ana Roux (ar@t.example), et à Nice Bo Petit, bp@t.example, qui répond aussi en niçois.",
        "Vous pouvez écrire pour Lille à Ana Roux (ar@t.example) et pour Nice à Bo Petit (bp@t.example).",
        "Lille : Ana Roux – ar@t.example ; Nice : Bo Petit – bp@t.example",
        "Contacts : Ana Roux à Lille (ar@t.example), Bo Petit à Nice (bp@t.example).",
        "Ana Roux, ar@t.example (Lille) ; Bo Petit, bp@t.example (Nice)",
    ],
)
def test_a_sentence_that_goes_from_site_to_site_gives_each_its_own(listed: str) -> None:
    rows = read_contacts(View(listed), [])[0]
    assert [(row.site_id, row.values["name"]) for row in rows] == [("lille", "Ana Roux"), ("nice", "Bo Petit")]
    rows = read_contacts(*sheets(("Lille", "x"), ("Nice", "y"), ("Rouen", f"z\n\n{listed}")))[0]
    assert [(row.site_id, row.values["name"]) for row in rows] == [("lille", "Ana Roux"), ("nice", "Bo Petit")]


@pytest.mark.parametrize(
    "contact",
    [
        "Contact : Ana Roux (ar@t.example) ou, en son absence, Bo Petit, à Lille (bp@t.example)",
        "Contact : Ana Roux, 12 rue de Lille (ar@t.example), et Bo Petit (bp@t.example)",
    ],
)
def test_another_town_in_a_sites_own_contact_takes_none_away(contact: str) -> None:
    rows = read_contacts(*sheets(("Lille", "x"), ("Rouen", contact)))[0]
    assert [(row.site_id, row.values["name"]) for row in rows] == [(None, "Ana Roux"), (None, "Bo Petit")]


@pytest.mark.parametrize(
    ("before", "body", "reason"),
    [
        ("Pour en savoir plus : contact@dihal.example\n\n", "x", "address_of_the_programme"),
        ("", "Contact presse : Anne Dufour, presse@toit.example", "address_for_other_ends"),
    ],
)
def test_an_address_that_is_no_sites_is_loose(before: str, body: str, reason: str) -> None:
    view, sections = sheets(("Lille", body), before=before)
    rows, others = read_contacts(view, sections)
    assert (rows, [loose.reason for loose in others]) == ([], [reason])


def test_an_address_in_every_sheet_is_the_programmes() -> None:
    view, sections = sheets(("Lille", "Une question ? info@t.example"), ("Rouen", "Une question ? info@t.example"))
    assert read_contacts(view, sections)[0] == []


@pytest.mark.parametrize("address", ["contact@kaz-dabord.re", "ar@toit.es", "ar@chezsoi.le-mans.ne"])
def test_an_address_that_ends_like_a_feminine_form_is_whole(address: str) -> None:
    assert [row.values["email"] for row in read_contacts(*sheets(("Lille", f"Un.e infirmier.ère : Ana Roux, {address}")))[0]] == [address]


def test_digits_of_an_address_are_named() -> None:
    view, sections = sheets(("Lille", "Contact : Ana Roux, equipe92@t.example"))
    assert [view.quote(Span(at, at + 1)) for at in read_contacts(view, sections)[0][0].named] == ["92"]


@pytest.mark.parametrize(
    "table",
    [
        "  Claire Vuitton    Lille    accueil@a.example\n  Bastien Repel    Nice    site@b.example\n  Yves Chazal    Pau    contact@c.example",
        "accueil@a.example\tClaire Vuitton\tLille\nsite@b.example\tBastien Repel\tNice\ncontact@c.example\tYves Chazal\tPau",
        "| Nom | Site | Courriel |\n|---|---|---|\n| Claire Vuitton | Lille | accueil@a.example |\n"
        "| Bastien Repel | Nice | site@b.example |\n| Yves Chazal | Pau | contact@c.example |",
        "Lille – Claire Vuitton – accueil@a.example\nNice – Bastien Repel – site@b.example\nPau – Yves Chazal – contact@c.example",
        "  Lille    Mme Claire Vuitton    accueil@a.example\n  Nice    Frère Bastien Repel    site@b.example\n  Pau    Yves Chazal    contact@c.example",
    ],
)
def test_a_row_of_a_table_names_the_site_of_its_address_in_any_cell(table: str) -> None:
    view, sections = sheets(("Lille", "x"), ("Nice", "y"), ("Pau", f"z\n\nQui écrire\n\n{table}"))
    rows, loose = read_contacts(view, sections)
    assert [(row.site_id or "pau", row.values["name"]) for row in rows] == [
        ("lille", "Claire Vuitton"),
        ("nice", "Bastien Repel"),
        ("pau", "Yves Chazal"),
    ]
    assert loose == []
