"""How many persons: in the study, in the programme, ever housed, housed now.

One pattern finds a counted number of persons; the words of its clause say which measure it is.
"""

import datetime
from collections.abc import Iterator

from extractors.clause import clause_of, states_a_fact
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.source.document import Span

_STUDY = r"\b(?:etudes?|recherches?|evaluation|enquete|cohorte|essai|protocole)\b"
_PROGRAMME = r"\b(?:volet|programme|dispositif|(?<!les\ )(?<!d'un\ )groupe|bras|parcours|file\ active)\b(?!\ (?:temoin|classique|habituel)|\ ?\"\ ?(?!(?:1\ )?chez))(?:(?:\ experimental)?\ (?&programme))?|(?&programme)"
_HOUSED = r"\bfranchi\ le\ seuil\ d[eu]|\bsigne\w*\ (?:1|leur)\ (?:bail|contrat\ de\ location)|\bemmenag\w*|\binstalle(?:e)?s\b|\b(?:pris\ possession|franchi\ la\ porte|pousse\ la\ porte)\ d[e']\ ?(?:1|leur)\ (?:premier\ |propre\ )?(?:logement|appartement)|\bpose\w*\ leurs\ valises\ dans\ 1\ logement|\bquitte\ la\ rue\ pour\ 1\ logement|\bjeux?\ de\ cles\ a\b|\bcle(?:s|fs)\ (?:leur\ )?(?:ont\ ete\ )?remises\ a\b|\b(?:obtenu|recu|eu)\ (?:les|leurs)\ cle(?:s|fs)\b|\beu\ acces\ a\ |\btitulaires\ d'1\ bail|\b(?:re)?log(?:e|es|ee|ees)\b(?&inclusive)|\b(?:acced\w+|acces)\ a[u]?\b(?:\ 1)?\ logement|\b(?:obtenu|trouve|integre|intege|retrouve|recu|eu|rejoint|investi)\ (?:1|leur)\ (?:premier\ |propre\ )?(?:logement|toit|domicile|appartement|chez-soi)|\b(?:entr|install|emmenag|s'install)\w*(?&inclusive)\ (?:dans|en)\ (?:1\ |leur\ |un\ )?(?:propre\ )?(?:logement|domicile|appartement|chez-soi)|\bdevenu\w*\ locataires|\bsigne\ (?:1|leur)\ bail|\bmise?s?\ (?:en|dans\ 1)\ logement|\bbeneficie\ d'1\ logement|\bentrer\ dans\ 1\ logement|\b(?:en|prise?s?\ d'1)\ logement\b"
_TENANCY = r"\b(?:accompagn|suivi|soutenu|epaul)\w*(?&inclusive)|\bsuiv(?:ait|aient|ent|ons)\b|\ben\ suit\b|\b(?:vivre|habiter|occuper|vivent|habitent|occupent|resident|vivant|habitant|occupaient|vivaient|habitaient)\b|\bchez\ (?:elles|eux)\b|\bdans\ leur\ (?:logement|appartement|domicile|chez-soi)|\ben\ titre\b|\bmaintenu\w*\ dans|\bpresent(?:e)?s\b|\bpresent\w*\ dans\ (?:le\ dispositif|leur\ logement)|\ben\ place\b|\blocataires?\b(?&inclusive)\ ?(?:presents?\ |\()?(?&at_date)|\b(?:log(?:e|es|ee|ees)|en\ logement)\b(?&inclusive)"
_PERFECT = r"\b(?:ont|a)\ (?:deja\ |ainsi\ |donc\ )?(?:ete|pu|acced|obtenu|trouve|integre|signe|franchi|emmenage|beneficie|retrouve|recu|eu)|\b(?:a|avons)\ (?:deja\ |ainsi\ )?(?:re)?loge\b|\b(?:a|avons)\ remis\b|\b(?:a|avons)\ permis\ (?:a|de)\b|\bremises\ a\b|\bemmenagements\b|\bayant\ (?:emmenag|acced|obtenu|trouve|beneficie|ete|signe)|\bsont\ (?:entr|devenu)|\bau\ total\b|\bacced\w+\ a"
_PRESENT = r"\b(?:sont|est)\ (?:actuellement\ |aujourd'hui\ |desormais\ |toujours\ )?(?:log|accompagn|suivi|en\ logement|maintenu)|\b(?:vivent|habitent|occupent|resident)\b|\baccompagn(?:e|ons)\b|\bsont\ chez\ (?:elles|eux)"
_PERSONS = r"(?&people)|^[^\w\n]*ayant\b|\b(?:admissions|entrees|integrations|inclusions|emmenagements|volet)\b|\b(?:(?:re)?log(?:ees|es)|admis(?:es)?|entre(?:e)?s|inclus(?:es)?|accueilli(?:e)?s|(?:accompagne|suivi|soutenu)(?:e)?s)\b(?&inclusive)|\bdans\ leur\ (?:logement|appartement|domicile)"
"""A word for persons, or one that is only said of persons: « Relogées sur 3 ans »."""
_ADMITTED = r"\b(?:(?:integre|admis|accueilli|inscrit)(?:e)?s?|entre(?:e)?s)\b(?&inclusive)|\b(?:admissions|integrations|entrees)\b"
_SINCE_START = r"(?&period)|(?&since)|\((?&years)\)|(?&years)\ (?:de|du)\ (?:programme|fonctionnement)"
_ON_DATE = r"(?&at_date)|(?&now)"


def _count(m: Match) -> Iterator[Row]:
    clause = clause_of(m.view, m.at("count"))
    if clause is None or not states_a_fact(m.view, m.at("count"), clause):
        raise Decline
    words = Span(min(clause.before.start, m.span.start), max(clause.after.end, m.span.end))
    if not ("elliptic" in m or m.within(_PERSONS, words)):
        raise Decline
    if "elliptic" in m and (_counts_dwellings(m) or m.within(r"(?&tenure)", Span(clause.before.start, m.at("count").start))):
        raise Decline
    measure, cues, years, date = _measure(m, words)
    span = Span(min([m.span.start, *(c.span.start for c in cues)]), max([m.span.end, *(c.span.end for c in cues)]))
    yield m.row(
        "population_counts", span, None, [m.span, *(cue.span for cue in cues)], measure=measure, persons=m.required(), qualifier=m.qualifier(), period_years=years, as_of=date
    )  # fmt: skip


def _counts_dwellings(m: Match) -> bool:
    """Whether the last thing that the block counts before a number without a noun is a dwelling."""
    block = m.view.block_at(m.span.start).span
    nouns = list(
        m.all_within(
            r"(?<person>(?&people)|\b(?:elles|ils)\b)|0\ (?:\w+\ )?(?&dwellings)|\b(?:logements|appartements)\b",
            Span(block.start, m.at("count").start),
        )
    )
    return (
        bool(nouns)
        and "person" not in nouns[-1]
        and not m.within(r"\G[^0\n]{0,60}\b(?:(?:re)?log(?:ee?s|e)|accompagn|d'entre\ elles)", Span(m.at("count").end, block.end))
    )


def _measure(m: Match, words: Span) -> tuple[str, list[Match], int | None, datetime.date | None]:
    """The measure that a clause states, the cues that say so, and the years or date that go with it; declines doubt."""
    housed, tenancy = m.within(_HOUSED, words), m.within(_TENANCY, words)
    dates = sorted(m.all_within(_ON_DATE, words), key=lambda cue: "year" not in cue)
    dated, since = dates[0] if dates else None, m.within(_SINCE_START, words)
    if dated and since and since.span.contains(dated.span):
        dated = None  # « depuis avril 2022 » is no date to be counted at
    study, programme = m.within(_STUDY, words), m.within(_PROGRAMME, words)
    if housed and since and not (dated and dated.date() and "since_year" not in since):
        years = since.count("years")
        if years is not None and not 1 <= years <= 30:
            raise Decline
        return "ever_housed", [housed, since], years, None
    if dated and (housed or tenancy) and not study:
        return "currently_housed", [cue for cue in (dated, housed, tenancy) if cue], None, dated.date()
    if housed and (perfect := m.within(_PERFECT, words)):
        return "ever_housed", [housed, perfect], None, None
    if tenancy and (present := m.within(_PRESENT, words)) and not (study or programme):
        return "currently_housed", [tenancy, present], None, None
    if study and programme:
        near = min((study, programme), key=lambda cue: _distance(cue.span, m.at("count")))
        return ("in_study" if near is study else "in_programme"), [near], None, None
    if study:
        return "in_study", [study], None, None
    if programme or (programme := m.within(_ADMITTED, words)):
        return "in_programme", [programme], None, None
    raise Decline


def _distance(cue: Span, number: Span) -> int:
    return cue.start - number.end if cue.start >= number.end else number.start - cue.end + 1000


PATTERNS = (
    Pattern(
        name="persons",
        regex=r"""
            (?: (?&counted)(?&people)                                                       # 57 personnes
                | \ben\ (?:[\p{L}'-]+\ ){1,4}?(?&count)(?<elliptic>)(?=\ ?(?:$|[.;,:(]|\ (?:en|sur|dans|depuis|au|a|fin|chez)\ ))        # nous en avons relogé 63
                | \b(?:elles|ils)\ sont\ (?&count)(?<elliptic>)(?=\ a\ )                                       # elles sont 69 à avoir rejoint
                | (?&count)(?<elliptic>) (?=\ (?:d'entre\ (?:elles|eux)|(?:actuellement\ |toujours\ |encore\ )?d'entre\ (?:elles|eux)|(?:actuellement|toujours|encore)\ (?:log|accompagn)|(?:dans|au\ sein\ d[eu]|pour)\ (?:le\ |l'|la\ )?(?:(?&programme)|volet|groupe|programme|dispositif|bras|etude|recherche)
                                        |(?:ont|sont|etaient|y|occup\w+|viv\w+|habit\w+|l'habit\w+|resid\w+)\ |(?:re)?log(?:es|ees)\b|accompagn\w+es\b|suivi(?:s|es)\b|(?:tire|affecte)(?:e)?s\ )) )   # 60 dans le volet
          | (?:(?&is)|(?<=\bporte\ (?:ici\ )?sur\ )) (?&count) (?:\ (?&people)|(?=\ ?(?:$|[;,(]|\.(?!\.))))                     # Personnes logées : 57
          | \ (?&count) (?=$)                                                                               # Personnes logées   57
          | (?&count)\ (?=(?:nouvelles\ )?(?:admissions|entrees|integrations|inclusions)\ (?:dans|a|au)\ |emmenagements\b)                # 87 intégrations dans le programme
        """,
        read=_count,
        examples={
            "in_study, 120": ["120 personnes intégrées dans l'étude", "Personnes incluses dans la recherche : 120",
                              "120 personnes participent à la recherche", "L'étude a inclus 120 personnes"],
            "in_study, 196; in_programme, 98": ["196 personnes incluses dans l'étude, dont 98 dans le volet « Un chez-soi d'abord »"],
            "in_programme, 60": ["60 dans le volet « Un chez-soi d'abord »", "60 personnes orientées et admises dans le programme",
                                 "Personnes entrées dans le programme : 60", "60 locataires admis dans le dispositif « Un chez-soi d'abord »"],
            "ever_housed, 57, 3": ["57 personnes logées sur les 3 ans", "En trois ans, 57 personnes ont été relogées par l'équipe",
                                   "Personnes logées sur trois ans : 57"],
            "ever_housed, 49": ["49 personnes ont été logées depuis l'ouverture", "Depuis l'ouverture, 49 personnes ont été relogées"],
            "ever_housed, 85, about, 6": ["Environ 85 personnes ont accédé à un logement en six ans"],
            "currently_housed, 53, 2014-10-31": ["53 personnes accompagnées et logées en octobre 2014", "Personnes logées au 31/10/2014 : 53",
                                                 "En octobre 2014, 53 personnes sont accompagnées dans leur logement",
                                                 "53 personnes sont logées et accompagnées au 31 octobre 2014"],
        },
        never=["personnes intégrées dans l'étude", "120 personnes n'ont pas été incluses dans l'étude", "dans le volet « Un chez-soi d'abord »",
               "60 personnes orientées vers le programme", "personnes logées sur les 3 ans", "personnes accompagnées et logées en octobre 2014",
               "Objectif : 60 personnes logées fin 2019", "57 logements captés sur 3 ans"],
    ),
)  # fmt: skip
