"""Lists of landlords with the dwellings that each one gave, and those given through an intermediary."""

from collections.abc import Iterator

from extractors.language.landlords import find_landlord
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.patterns.dwellings import tenure_of
from extractors.source.document import Span

# A name starts with a capital or a number that belongs to it (13 Habitat, 3F Sud, m2A) and goes on to the list's own mark.
_START = r"(?-i:\p{Lu}|[02]\p{Lu}|[012]\ \p{Lu}|\p{Ll}2\p{Lu})"
_ON = r"(?:[^,;:()\n]|\(s\)(?=\p{L}))"  # Tour(s)plus
_TO = r"(?:(?:grace\ )?(?:au\ |aux\ |du\ |(?:a|chez|avec|par|de|pour|via|aupres\ d[eu])\ (?=(?:la|le|les|l'|\p{Lu})\b|l'|\p{Lu})))?"
_VERB = r"(?:\ en\ (?:a|ont)\ \p{Ll}+|\ (?:en\ )?(?:a\ |ont\ )?(?-i:confie|loue|fournit|fourni|propose|met|mis|apporte|attribue|gere|detien|possede|represente|prete|porte|sous-loue)\w*(?:\ a\ disposition)?)?"
_NAME = rf"{_TO}(?-i:la\ |le\ |les\ |l')?(?-i:association\ |societe\ |bailleur\ |organisme\ )?(?<name>{_START}{_ON}{{0,80}}?)"
_BARE = rf"(?-i:la\ |le\ |les\ |l')?(?<bare>{_START}[^,;:()\n012]{{1,60}}?(?:\ [02])?)(?=\ ?(?:[,;)]|$|\ et\ {_START}))"
_UNIT = r"(?:\ (?&dwellings))?"
_IN_PARENTHESES = rf"{_NAME}{_VERB}\ ?\(\ ?(?<dwellings>[01]){_UNIT}\ ?\)"
_AFTER_COLON = rf"{_NAME}\ ?(?:[:=×]|\ x\ )\ ?(?<dwellings>[01]){_UNIT}"
_AFTER_COMMA = rf"{_NAME},\ (?<dwellings>[01]){_UNIT}(?=\ ?(?:[;.)]|$))"
_PLAIN = rf"{_NAME}{_VERB}\ (?:-\ )?(?<dwellings>[01])(?:\ (?&dwellings)|(?=\ ?(?:[,;)|.]|$|\ et\ )))"
_NUMBER_FIRST = (
    rf"(?<dwellings>[01]){_UNIT}\ (?:(?:sont|est|ont\ ete|proviennent|viennent|relevent|appartiennent|en\ provenance)\ )?(?:(?:loue|capte|mobilise|propose|confie|fourni|attribue)e?s?\ )?"
    rf"(?:(?:aupres\ d[e']\ ?|chez\ |a\ |d[e']\ ?|pour\ |par\ |avec\ |via\ )(?-i:la\ |le\ |les\ |l')?|au\ |aux\ |du\ )?"
    rf"(?<name>{_START}[^,;:()\n012]{{0,80}}?(?:\ [02])?)(?=\ ?(?:[,;.)]|$|\ et\ [01]))"
)
_AND = r"(?:\ ?[,;|]\ ?(?:et\ |ainsi\ que\ )?|\ et\ |\ ainsi\ que\ |\ ?/\ ?)"


_NO_NAME = r"\b(?:avec|tete|puis|dont|qui|arrive|devant|soit|suivi|autres?)\b"
"""Words that no landlord's name has: the sentence says something else there."""
_LONGEST = 40
"""Landlords in a list at the most."""


def _list_of(form: str, between: str = _AND) -> str:
    item = f"(?<item>{form})"
    return rf"(?:(?:{item}|{_BARE}){between}){{0,{_LONGEST}}}?{item}(?:{between}(?:{item}|{_BARE})){{0,{_LONGEST}}}"


_NAME_FIRST = f"(?:{_IN_PARENTHESES}|{_AFTER_COLON}|{_PLAIN})"
_THROUGH_LIST = _list_of(_NAME_FIRST, _AND.replace("[,;|]", "[,|]"))
_LIST = rf"(?:{_list_of(_NAME_FIRST)}|{_list_of(_AFTER_COMMA)}|{_list_of(_NUMBER_FIRST)})"


def _members(m: Match, tenure: str, intermediary: str | None = None) -> Iterator[Row]:
    """One row a landlord; a member without a count is a finding."""
    for item in m.spans("item"):
        name = next(s for s in m.spans("name") if item.contains(s))
        count = next(s for s in m.spans("dwellings") if item.contains(s))
        place = Span(min(name.start, count.start), max(name.end, count.end))
        if m.within(_NO_NAME, name):
            raise Decline
        if count.start > name.end and m.view.text[name.end : count.start] == " " and find_landlord(m.printed(place)).is_known:
            yield m.row("findings", place, place, kind="landlord_without_count", subject=m.printed(place))  # Habitat 76
            continue
        yield m.row(
            "landlord_counts", place, name, tenure=tenure, reported_name=m.printed(name), intermediary=intermediary, dwellings=m.whole(count.start)
        )
    for bare in m.spans("bare"):
        yield m.row("findings", bare, bare, kind="landlord_without_count", subject=m.printed(bare))


def _listed(m: Match) -> Iterator[Row]:
    """A list right after a figure of dwellings accounts for that figure."""
    before = m.before[-1] if m.before else None
    if before is None or before.table not in _TENURED or before.values["tenure"] == "all":
        raise Decline
    between = m.view.text[before.span.end : m.span.start]
    if any(mark in between for mark in "012.\n"):
        raise Decline
    yield from _members(m, str(before.values["tenure"]))


def _item(m: Match) -> Iterator[Row]:
    """A landlord on a line of its own, under the line that states its tenure."""
    name = m.at("name")
    is_known = find_landlord(m.printed(name)).is_known
    if not m.before or m.before[-1].table not in (*_TENURED, "landlord_counts"):
        raise Decline
    if not is_known and m.within(r"(?&tenure)|(?&dwellings)|(?&people)|\btotal\b|\bdont\b|loyer|rencontre|visite|equipe", name):
        raise Decline
    yield m.row(
        "landlord_counts", None, name, tenure=_tenure_before(m), reported_name=m.printed(name), intermediary=None, dwellings=m.required()
    )  # fmt: skip


def _tenure_before(m: Match) -> str:
    for row in reversed(m.before):
        if row.table in _TENURED and row.values["tenure"] != "all":
            return str(row.values["tenure"])
    raise Decline


def _sole(m: Match) -> Iterator[Row]:
    """All the dwellings of the figure just before belong to one landlord; « avec X » says so of associative leases only."""
    if "tied" in m and not (
        m.before and m.before[-1].values.get("tenure") == "associative_lease" and find_landlord(m.printed(m.at("name"))).is_known
    ):
        raise Decline
    before = m.before[-1] if m.before else None
    if (
        before is None
        or before.table != "housing_counts"
        or before.values["tenure"] == "all"
        or any(c in "012.\n" for c in m.view.text[before.span.end : m.span.start])
    ):
        raise Decline
    name = m.at("name")
    yield m.row(
        "landlord_counts",
        name,
        name,
        tenure=before.values["tenure"],
        reported_name=m.printed(name),
        intermediary=None,
        dwellings=before.values["dwellings"],
    )


def _summed(m: Match) -> Iterator[Row]:
    """A list without a word that ties it to a tenure belongs to the one figure near it that it adds up to."""
    if len(m.spans("item")) < 2 or m.spans("bare"):
        raise Decline
    total = sum(m.whole(span.start) for span in m.spans("dwellings"))
    tenures = {str(row.values["tenure"]) for row in m.around if row.table == "housing_counts" and row.values["dwellings"] == total} - {"all"}
    if len(tenures) != 1:
        raise Decline
    yield from _members(m, tenures.pop())


def _heading(m: Match) -> Iterator[Row]:
    yield m.row("contexts", tenure=tenure_of(m))


def _total(m: Match) -> Iterator[Row]:
    """A list's own total states its tenure again: where it differs, the tenure has two values."""
    if not m.before or m.before[-1].table != "landlord_counts":
        raise Decline
    yield m.row("housing_counts", tenure=_tenure_before(m), dwellings=m.required(), qualifier=m.qualifier(), communes=None)


_TENURED = ("housing_counts", "contexts")
"""Tables whose rows say which tenure a list of landlords is of."""


def _through(m: Match) -> Iterator[Row]:
    block, name = m.view.block_at(m.span.start).span, m.at("intermediary")
    label = m.within(r"(?:(?&tenure)\ ?)?[:,;(]\ ?$", Span(block.start, m.span.start))
    tenure, intermediary = (label and tenure_of(label)) or _tenure_before(m), m.printed(name)
    head = Span(label.span.start if label else m.span.start, name.end)
    yield m.row(
        "housing_counts", head, name, tenure=tenure, intermediary=intermediary, dwellings=m.required(), qualifier=m.qualifier(), communes=None
    )
    yield from _members(m, tenure, intermediary)


def _provided(m: Match) -> Iterator[Row]:
    name = m.at("name")
    if m.within(r"(?&tenure)|(?&dwellings)|(?&people)|\bparc\b|\bequipe|\bsite\b|\bnous\b", name):
        raise Decline
    is_lease = m.within(r"(?&associative_lease)", m.span) is not None
    tenure = "associative_lease" if is_lease else _tenure_before(m)
    if is_lease and not any(row.values.get("tenure") == tenure for row in m.around):
        yield m.row("housing_counts", None, name, tenure=tenure, intermediary=None, dwellings=m.required(), qualifier=m.qualifier(), communes=None)
    yield m.row("landlord_counts", None, name, tenure=tenure, reported_name=m.printed(name), intermediary=None, dwellings=m.required())


_CASVP = (
    "13 logements avec des baux associatifs : une convention de mise à disposition de 10 logements par le CASVP en lien avec"
    " Paris Habitat (5 logements) et Elopie (5 logements) a été signée"
)

PATTERNS = (
    Pattern(
        name="landlord_list",
        regex=rf"(?:[:,(]|\ --?(?=\ )|\bdont|\baupres\ d[eu]s?|\bchez|\bavec|\bpar|\brepartis?\ entre)\ ?\(?(?:dont\ |soit\ )?(?=[^\n012]{{0,200}}[012]){_LIST}",
        read=_listed,
        is_contextual=True,
        examples={
            "social, 4; social, Vilogia, 3; social, Habitat du nord, 1": [
                "4 logements dans le parc social : Vilogia (3 logements), Habitat du nord (1)",
                "4 logements dans le parc social : Vilogia : 3, Habitat du nord : 1",
                "4 logements dans le parc social (Vilogia 3 logements, Habitat du nord 1 logement)",
                "4 logements dans le parc social (dont 3 auprès de Vilogia et 1 d'Habitat du nord)",
                "Les bailleurs sociaux en ont confié 4 : Vilogia en a fourni 3, Habitat du nord 1",
                "4 logements sociaux : 3 proviennent de Vilogia et 1 d'Habitat du nord",
                "4 logements sociaux : 3 Vilogia, 1 Habitat du nord",
                "4 logements sociaux, grâce à Vilogia (3) et à Habitat du nord (1)",
            ],
            "social, 4; landlord_without_count, Habitat 76; social, Erilia, 1": ["4 logements dans le parc social : Habitat 76, Erilia 1"],
            "social, 5; social, Immobilière 3F, 4; social, 13 Habitat, 1": ["Parc social : 5 logements, Immobilière 3F (4), 13 Habitat (1)"],
            "social, 4; social, Vilogia, 3; landlord_without_count, SIEMP; social, Erilia, 1": [
                "4 logements dans le parc social : Vilogia (3), SIEMP, Erilia (1)"
            ],
        },
        never=["Vilogia (3 logements), Habitat du nord (1)"],
    ),
    Pattern(
        name="landlord_list_by_sum",
        regex=rf"(?:^|[.:;]\ |\()(?=[^\n012]{{0,200}}[012]){_LIST}",
        read=_summed,
        is_contextual=True,
        examples={
            "social, 4; social, Vilogia, 3; social, Habitat du nord, 1": [
                "4 logements relèvent du parc social. Vilogia en détient 3, Habitat du nord 1",
                "- Parc social : 4 logements\n- Les bailleurs : Vilogia 3, Habitat du nord 1",
            ],
            "social, Vilogia, 3; social, Habitat du nord, 1; social, 4": ["Vilogia (3), Habitat du nord (1), soit 4 logements sociaux"],
        },
        never=["5 logements relèvent du parc social. Vilogia en détient 3, Habitat du nord 1"],
    ),
    Pattern(
        name="sole_landlord",
        regex=rf"\b(?:(?:tous|toutes|en\ totalite|exclusivement|uniquement|integralement)|(?<tied>)(?=avec|portes?\ par))\ ?(?:(?:loue|fourni|situe|capte|propose|confie|porte)e?s\ )?(?:chez|par|aupres\ d[eu']|de|a|au|avec|d')\ ?(?-i:la\ |le\ |les\ |l')?(?<name>{_START}[^,;:().\n012]{{0,60}}?)(?=\ ?(?:[,;.)]|$))",
        read=_sole,
        is_contextual=True,
        examples={
            "social, 9; social, Est Métropole Habitat, 9": ["Parc social : 9 logements, tous chez Est Métropole Habitat"],
            "associative_lease, 5; associative_lease, Soliha, 5": ["5 logements en bail glissant avec Soliha"],
        },
        never=["29 logements dans le parc privé, en lien avec Soliha", "Parc social : 9 logements, dont certains chez Est Métropole Habitat"],
    ),
    Pattern(
        name="landlord_heading",
        regex=r"^(?:(?:detail|repartition|liste|les)\ (?:d(?:u|es|e\ la)\ |par\ )?)?(?:(?&dwellings)\ (?:du\ |dans\ le\ )?)?(?&tenure)(?:\ ?:\ ?(?:(?&dwellings)|nombre)?)?$",
        read=_heading,
        is_contextual=False,
        examples={
            "social, Vilogia, 3; social, Habitat du nord, 1": [
                "Bailleurs sociaux :\nVilogia : 3\nHabitat du nord : 1",
                "| Bailleur social | Logements |\n| Vilogia | 3 |\n| Habitat du nord | 1 |",
                "Détail du parc social\n3 Vilogia\n1 Habitat du nord",
            ]
        },
    ),
    Pattern(
        name="landlord_total",
        regex=r"^(?:sous-)?total(?:\ \w+)?(?&is)(?<count>0)(?:\ (?&dwellings))?$",
        read=_total,
        is_contextual=True,
        examples={"social, 4; social, Vilogia, 3; social, Habitat du nord, 1": ["Parc social : 4\nVilogia : 3\nHabitat du nord : 1\nTotal : 4"]},
        never=["Total : 4"],
    ),
    Pattern(
        name="dwellings_through_intermediary",
        regex=rf"(?&count)(?:\ (?&dwellings))?\ (?:(?:sont\ )?(?:loues?|captes?|geres?|portes?|passent|transitent)\ )?(?:par|via|aupres\ de|par\ l'intermediaire\ d(?:e|u))\ (?:le\ |la\ |l'|les\ )?(?<intermediary>{_START}[^,;:().\n012]{{1,60}}?),?\ (?:(?:(?:en\ lien|en\ partenariat|avec\ le\ concours|en\ cooperation)\ (?:avec|de)|aupres\ d[eu]s?|qui\ les\ (?:tient|loue|prend)\ (?:de|a|aupres\ de))\ {_THROUGH_LIST}|\({_THROUGH_LIST}\))"
        rf"|(?&count)(?:\ (?&dwellings))?\ (?:via|par\ l'intermediaire\ d(?:e|u))\ ?(?:le\ |la\ |l'|les\ )?(?<intermediary>{_START}[^,;:().\n012]{{0,60}}?)(?=\ ?(?:[,;.)]|$))",
        read=_through,
        is_contextual=True,
        examples={
            "associative_lease, 13; associative_lease, CASVP, 10; associative_lease, Paris Habitat, CASVP, 5; associative_lease, Elopie, CASVP, 5": [
                _CASVP
            ],
            "associative_lease, 12; associative_lease, ANEF, 8": ["Bail associatif : 12 logements, dont 8 par l'intermédiaire de l'ANEF"],
        },
    ),
    Pattern(
        name="landlord_line",
        regex=rf"^{_NAME}{_VERB}(?:(?&is)|\ )(?<count>[01])(?:\ (?&dwellings))?\ ?[.;,]?$|^(?:[→>-]\ )?(?<count>[01])(?:\ (?&dwellings))?\ (?:chez\ |par\ |pour\ |a\ |au\ |de\ )?(?-i:la\ |le\ |les\ |l')?(?<name>{_START}[^,;:()\n012]{{0,80}}?)\ ?[.;,]?$",
        read=_item,
        is_contextual=True,
        examples={
            "social, 4; social, Vilogia, 3; social, Habitat du nord, 1": [
                "- 4 logements dans le parc social :\n- Vilogia : 3\n- Habitat du nord : 1",
                "Bailleurs sociaux : 4 logements\nVilogia ........ 3\nHabitat du nord . . . . 1",
            ]
        },
        never=["Vilogia : 3", "- 4 logements captés\n- Vilogia : 3"],
    ),
    Pattern(
        name="dwellings_provided",
        regex=rf"(?:^|(?<=[.;,]\ ))(?:la\ (?=fondation|societe|ville|mairie)|le\ |l')?(?<name>{_START}[^,;:().\n012]{{1,60}}?)\ (?:a|ont)\ (?:quant\ a\ (?:elle|lui),?\ |egalement\ |aussi\ )?,?\ ?(?:mis|fourni|propose|confie|loue)(?:\ a\ (?:la\ )?disposition)?\ (?&count)\ (?&dwellings)(?:\ dans\ le\ cadre\ d[e']\ ?(?&associative_lease))?"
        rf"|(?:^|(?<=[.;,]\ ))(?:la\ (?=fondation|societe|ville|mairie)|le\ |l')?(?<name>{_START}[^,;:().\n012]{{1,60}}?)\ en\ (?:prete|loue|fournit|met|propose)(?:nt)?\ (?&count)(?=\ ?(?:[.;,]|$|a\ disposition))"
        rf"|(?:^|(?<=[.;,]\ ))(?:l'association\ |la\ (?=fondation|societe)|le\ |l')?(?<name>{_START}[^,;:().\n012]{{1,60}}?)\ (?:sous-)?loue\ (?:\w+\ ){{0,2}}?(?&count)\ (?&dwellings)\ (?:\w+\ ){{0,4}}?(?&associative_lease)"
        rf"|(?&counted)(?&dwellings)\ (?:ont\ ete\ )?(?:mis\ a\ (?:la\ )?disposition|fournis|proposes|confies)\ par\ (?-i:la\ |le\ |les\ |l')?(?<name>{_START}[^,;:().\n012]{{1,60}}?)(?=\ ?(?:[,;.)]|$|\ et\ |\ dans\ |\ pour\ ))",
        read=_provided,
        is_contextual=True,
        examples={
            "associative_lease, 3; associative_lease, Fondation Bersabée, 3": [
                "3 logements avec des baux associatifs. La Fondation Bersabée a quant à elle, mis à disposition 3 logements pour la durée du programme.",
                "3 logements avec des baux associatifs ; la Fondation Bersabée en prête 3.",
            ]
        },
        never=["La Fondation Bersabée a mis à disposition 3 logements."],
    ),
)
