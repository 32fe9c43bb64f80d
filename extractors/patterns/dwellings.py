"""How many dwellings: all that were captured, and those of each tenure.

One pattern finds a counted number of dwellings; the words of its clause say which tenure it is.
"""

from collections.abc import Iterator

from extractors.clause import clause_of, is_beside_another, states_a_fact
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.source.document import Span
from extractors.view.numerals import ARTICLE

TENURES = ("private_regulated", "social", "associative_lease", "private")

_LABEL = r"^[^\w\n]*(?:(?:dont|total|(?:detail|repartition|liste)\ d(?:u|es)|(?:nombre|nb\.?)\ (?:total\ )?d[e'])\ ?:?\ ?)?(?:(?&dwellings)\ )?(?:(?&captured)\ )?(?:(?&through))?(?&tenure)(?:\ (?&captured))?(?:\ \([^()\n]{0,300}\))?[^\w\n]*$"
_CAPTURED_LABEL = r"(?:(?&dwellings)\ (?:deja\ )?(?&captured)|captation|parc\ (?:total|capte|constitue|rassemble|mobilise)|(?&dwellings)\ (?:deja\ )?(?:rassembles|reunis|disponibles|mis\ a\ (?:la\ )?disposition)|^[^\w\n]*(?&captured))[^0\n]*(?:0\ communes?\b[^0\n]*)?(?:(?&since))?[^\w\n]*$"
_STOCK = r"\ben\ tout\b|\bau\ total\b|\b(?:rassembl|reuni|dispos|disponibl)(?:e|es|ees|ons|ent)\b|\bgerons\b|\bportefeuille\b|\bparc\ (?:total|constitue|rassemble|capte|locatif|mobilise)\b|\bmise?s?\ en\ location\b"
"""What says that a number of dwellings is the site's whole stock."""
_COMMUNES = r"(?<communes>[01])\ communes?\b"


def tenure_of(m: Match) -> str | None:
    """The tenure that the grammar's `tenure` found; None where there is none."""
    return next((tenure for tenure in TENURES if tenure in m), None)


def _count(m: Match) -> Iterator[Row]:
    block = m.view.block_at(m.span.start).span
    clause = clause_of(m.view, m.at("count"))
    if clause is None or not states_a_fact(m.view, m.at("count"), clause):
        raise Decline
    before, after = Span(clause.before.start, m.span.start), Span(m.span.end, max(clause.after.end, m.span.end))
    if m.view.text[m.at("count").start] == ARTICLE and not m.within(r"(?:^|[,;:(]\ ?|\b(?:et|dont|soit)\ )$", Span(block.start, m.at("count").start)):
        raise Decline  # « l'objet d'un bail associatif » counts nothing
    cue = _label(m, before) if "label" in m else None
    if cue is None and m.within(r"\G(?:\ de\ |\ d\'|\ )(?:autres\ )?(?:(?&dwellings)|ba(?:il|ux)\b)", Span(m.at("count").end, after.end)):
        cue = _cue(m, before, after)
    if cue is None or (tenure_of(cue) is None and m.view.text[m.at("count").start] == ARTICLE):
        raise Decline  # « Un logement a pu être attribué à 86 personnes »
    communes = m.within(_COMMUNES, after) or (None if tenure_of(cue) else m.within(_COMMUNES, before))
    spans = [cue.span, communes.span] if communes else [cue.span]
    span = Span(min(m.span.start, *(s.start for s in spans)), max(m.span.end, *(s.end for s in spans)))
    parts = [m.span, communes.span] if communes else [m.span]
    yield m.row(
        "housing_counts", span, None, parts, tenure=tenure_of(cue) or "all", dwellings=m.required(), qualifier=m.qualifier(),
        communes=communes.count("communes") if communes else None,
    )  # fmt: skip


def _label(m: Match, before: Span) -> Match | None:
    captured = m.within(_CAPTURED_LABEL, before)
    return (
        m.within(_LABEL, before)
        or m.within(r"(?&tenure)(?=[^0\n]*\ben\ (?:ont\ |a\ |avons\ )?\w+\ $)", Span(before.start, m.at("count").start))
        or (captured and (m.within(r"(?&tenure)", captured.span) or (None if m.within(r"\b(?:par|chez|aupres)\b", captured.span) else captured)))
    )


def _cue(m: Match, before: Span, after: Span) -> Match | None:
    """What says which dwellings are counted: a tenure, after the number or before it, or that they were captured."""
    tenure = m.within(r"(?&tenure)", after) or m.within(r"(?&tenure)", before)
    captured = m.within(r"(?&captured)", after) or m.within(r"(?&captured)", before)
    if tenure and before.contains(tenure.span) and m.within(r"[:=]", Span(tenure.span.end, before.end)):
        return captured  # what stands before the colon is another number's label
    return tenure or captured or m.within(_STOCK, after) or m.within(_STOCK, before)


def _part(m: Match) -> Iterator[Row]:
    """An elliptic « 43 dans le secteur privé »: of dwellings, unless the block counts something else before it."""
    block, clause = m.view.block_at(m.span.start).span, clause_of(m.view, m.at("count"))
    if clause is None or not states_a_fact(m.view, m.at("count"), clause):
        raise Decline
    if is_beside_another(m.view, m.at("count")):
        raise Decline  # « dont 7 et 43 dans le parc social et le secteur privé »
    counted = list(m.all_within(r"(?<other>(?&people)|rencontres|visites|euros)|(?&dwellings)|(?&tenure)", Span(block.start, m.at("count").start)))
    if counted and "other" in counted[-1]:
        raise Decline  # « 57 personnes, dont 40 dans le parc privé »
    yield m.row("housing_counts", tenure=tenure_of(m), dwellings=m.required(), qualifier=m.qualifier(), communes=None)


PATTERNS = (
    Pattern(
        name="dwellings",
        regex=r"""
            (?&counted)(?:(?&dwellings)|(?=ba(?:il|ux)\ (?:associatifs?|glissants?)))             # 16 logements
          | (?<label>(?&is)) (?&count) (?=\ (?&dwellings)|\ ?(?:$|[;,(]|\.(?!\.)|--?\ ))               # Parc social : 15
          | (?<label>\ \()(?&count)\)(?=\ ?(?:$|:))                                          # Bailleurs sociaux (19) :
          | \ben\ (?:\w+\ ){1,3}?(?<label>)(?&count)(?=\ ?(?:$|[.;,:(]))                       # les bailleurs sociaux en ont confié 44
          | (?<label>\ ) (?&count) (?=$)                                                 # Parc social   15
        """,
        read=_count,
        examples={
            "all, 58": ["58 logements captés :", "Au total, 58 logements ont été captés", "Logements captés depuis le démarrage : 58"],
            "all, 97, 13": ["97 logements captés sur 13 communes de l'agglomération Lilloise", "97 logements mobilisés dans treize communes",
                            "97 logements captés, répartis sur 13 communes de la métropole"],
            "social, 16": ["16 logements dans le parc social", "16 logements HLM", "Parc social : 16 logements", "16 logements auprès de bailleurs sociaux"],
            "associative_lease, 13": ["13 logements avec des baux associatifs", "Baux associatifs : 13 logements",
                                      "Ont été confiés par des associations qui les sous-louent : 13 logements"],
            "private, 29": ["29 logements dans le secteur privé", "29 logements chez des propriétaires privés", "Secteur privé : vingt-neuf logements"],
            "private_regulated, 2": ["2 logements privés conventionnés", "2 logements conventionnés dans le parc privé",
                                     "2 logements de propriétaires privés conventionnés", "Logements privés conventionnés : 2"],
        },
        never=["logements captés sur 13 communes", "logements dans le parc social", "Un logement a pu être attribué à des locataires", "16 logements dans le parc social ont été perdus"],
    ),
    Pattern(
        name="dwellings_elliptic",
        regex=r"""
            (?:^|\bdont\ |\bet\ |\bles\ |\bils\ sont\ |[,;:(.]\ ?) (?&count) (?:\ d'entre\ eux|\ autres|\ exactement,?)?
            (?: (?: \ (?:sont|relevent|proviennent|viennent|appartiennent|dependent|font\ l'objet|sont\ la\ propriete|se\ (?:situent|trouvent)) | (?:\ (?:sont|ont\ ete))?\ (?:lou|capt|trouv|obten|situ|mobilis|fourn|propos|confi)(?:e|es|u|us|i|is) )?
                \ (?&through)
              | \ (?:sont\ )?(?:des\ (?&dwellings)\ )?(?=hlm|sociaux|prives\b|conventionnes) )
            (?&tenure)
        """,
        read=_part,
        examples={
            "all, 50; social, 7; private, 43": [
                "50 logements captés, dont 7 dans le parc social et 43 dans le secteur privé", "50 logements captés, dont 7 HLM et 43 privés",
                "50 logements captés : 7 dans le social, 43 dans le privé",
                "Au total, 50 logements ont été captés. 7 appartiennent à des bailleurs sociaux ; les 43 autres ont été obtenus auprès de propriétaires privés.",
            ]
        },
        never=["57 personnes, dont 40 dans le parc privé"],
    ),
)  # fmt: skip
