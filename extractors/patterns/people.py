"""How many persons: in the study, in the programme, ever housed, housed now."""

from collections.abc import Iterator

from extractors.pattern import Decline, Match, Pattern, Row

# A statement about persons: the number before its noun and predicate, or a label before its number.
# `noun` may be missing where the predicate says enough ("60 dans le volet").


def _statement(predicate: str, *, lead: str = "", tail: str = "") -> str:
    """The orders in which French states that so many persons `predicate`, with what may come before and after."""
    return rf"""
        (?: {lead} )?
        (?: \b(?:dont\ |soit\ |et\ )? (?&count) \ (?:(?&people)\ )? {predicate} {tail}           # 57 personnes logées sur les 3 ans
          | \b(?:nombre\ (?:total\ )?d[e']\ ?)? (?&people)\ {predicate} {tail} (?&is) (?&count) (?:\ (?&people))?   # Personnes logées sur 3 ans : 57
        )
    """


_STUDY = r"(?:l'|la\ |cette\ |notre\ |le\ )?(?:etude|recherche|evaluation|enquete|cohorte|essai|protocole)(?:\ (?:nationale?|randomisee?|scientifique|de\ recherche|clinique))*"
_JOINED = r"(?:(?&aux))?(?:deja\ |aussi\ |egalement\ )?(?:(?:integr|inclus|inscrit|recrut|entr|suivi|enrol|randomis|admis|accueilli|accept|repart|concern|interrog|associ)\w*(?&inclusive)|participant|participent|ont\ participe|font\ partie|ont\ rejoint|ont\ accepte\ de\ participer|beneficiant|beneficient|ont\ beneficie|accompagn\w*(?&inclusive)|orient\w*(?&inclusive)\ (?:puis|et)\ \w+(?&inclusive))"
_PROGRAMME = r"(?:(?:le|la|au|du|notre|ce)\ )?(?:(?:volet|programme|dispositif|groupe|bras|parcours|projet|service)\b(?:\ (?:experimental|d'accompagnement|(?:intitule|dit)))?(?:\ (?&programme))?|(?&programme))"
_HOUSED = r"(?:(?:(?&aux))?(?:re)?log(?:e|es|ee|ees)\b(?&inclusive)|(?:ont|auront|ayant)\ (?:pu\ )?(?:acced\w+\ a|obtenu|trouve|integre|emmenage\ dans|retrouve|recu)\ (?:1|leur|un)\ (?:logement|toit|domicile|appartement)|ayant\ accede\ (?:a\ 1\ logement|au\ logement)|ont\ (?:acced\w+\ au|pu\ etre\ mis\w*\ dans\ 1)\ logement|(?:(?&aux))?(?:entrees?|entres?|installees?|installes?)\ (?:dans\ (?:1|leur|un)\ logement|en\ logement))"
_HOUSED_NOW = r"(?:(?&aux)?(?:en\ logement\b|log\w+(?&inclusive)\ et\ (?:accompagn|suivi)\w*(?&inclusive)|(?:accompagn|suivi)\w*(?&inclusive)\ et\ log\w*(?&inclusive)|(?:accompagn|suivi)\w*(?&inclusive)(?:\ dans\ (?:leur|1)\ logement)?|log\w+(?&inclusive)|maintenu\w*\ (?:dans\ (?:leur|1)|en)\ logement)|(?:vivent|habitent|occupent|vivant|habitant|resident)\ (?:dans\ )?(?:leur|1|un)\ (?:propre\ )?logement)"
_IN_STUDY = rf"(?:{_JOINED}\ (?:(?&gap))(?:dans|a|par|au\ sein\ d[e']|pour|de|en)\ ?{_STUDY}|(?:dans|pour)\ {_STUDY})"
_IN_PROGRAMME = rf"(?:{_JOINED}\ (?:(?&gap))(?:dans|a|au|par|du|de|au\ sein\ d[eu]|le)\ ?{_PROGRAMME}|(?:dans|au\ sein\ d[ue]|pour)\ {_PROGRAMME})"
_BY = r"(?:\ par\ (?:l'|la\ |le\ |notre\ |nos\ )?(?:equipes?|service|programme|dispositif|association)(?:\ du\ site)?)?"


def _person_row(m: Match, measure: str, **more: object) -> Row:
    values = {"measure": measure, "persons": m.required(), "qualifier": m.qualifier(), "period_years": None, "as_of": None, **more}
    return m.row("population_counts", **values)  # type: ignore[arg-type]


def _in_study(m: Match) -> Iterator[Row]:
    yield _person_row(m, "in_study")


def _in_programme(m: Match) -> Iterator[Row]:
    yield _person_row(m, "in_programme")


def _ever_housed(m: Match) -> Iterator[Row]:
    years = m.count("years")
    if years is not None and not 1 <= years <= 30:
        raise Decline
    yield _person_row(m, "ever_housed", period_years=years)


def _currently_housed(m: Match) -> Iterator[Row]:
    yield _person_row(m, "currently_housed", as_of=m.date())


PATTERNS = (
    Pattern(
        name="persons_in_study",
        regex=rf"""
            {_statement(_IN_STUDY)}
          | \b{_STUDY}\ (?:a\ |)(?:inclu[st]|compte|rassemble|reuni|porte\ sur|concerne|suivi|suit|regroupe|recrute|integre)\ (?&count)\ (?&people)   # L'étude a inclus 120 personnes
        """,
        read=_in_study,
        examples={
            "in_study, 120": ["120 personnes intégrées dans l'étude", "Personnes incluses dans la recherche : 120",
                              "120 personnes participent à la recherche", "L'étude a inclus 120 personnes"],
            "in_study, 196; in_programme, 98": ["196 personnes incluses dans l'étude, dont 98 dans le volet « Un chez-soi d'abord »"],
        },
        never=["personnes intégrées dans l'étude", "120 personnes n'ont pas été incluses dans l'étude"],
    ),
    Pattern(
        name="persons_in_programme",
        regex=rf"""
            {_statement(_IN_PROGRAMME)}
          | \b{_PROGRAMME}\ (?:a\ )?(?:accueilli\w*|accueille|compte|rassemble|integre|admis|suit|accompagne|beneficie\ a)\ (?&count)\ (?&people)
        """,
        read=_in_programme,
        examples={
            "in_programme, 60": ["60 dans le volet « Un chez-soi d'abord »", "60 personnes orientées et admises dans le programme",
                                 "Personnes entrées dans le programme : 60", "60 locataires admis dans le dispositif « Un chez-soi d'abord »"],
        },
        never=["dans le volet « Un chez-soi d'abord »", "60 personnes orientées vers le programme"],
    ),
    Pattern(
        name="persons_ever_housed",
        regex=rf"""
            (?:(?:(?&period)|(?&since)),?\ )?\b(?:dont\ |soit\ |et\ )?(?&count)\ (?:(?&people)\ )?{_HOUSED}{_BY}(?:\ (?:(?&gap))(?:(?&period)|(?&since)))?   # 57 personnes logées sur les 3 ans
          | \b(?:nombre\ (?:total\ )?d[e']\ ?)?(?&people)\ {_HOUSED}{_BY}(?:\ (?:(?&period)|(?&since)))(?&is)(?&count)(?:\ (?&people))?
        """,
        read=lambda m: _ever_housed(m) if {"years", "since"} & {g for g in ("years", "since") if g in m} else _decline(),
        examples={
            "ever_housed, 57, 3": ["57 personnes logées sur les 3 ans", "En trois ans, 57 personnes ont été relogées par l'équipe",
                                   "Personnes logées sur trois ans : 57"],
            "ever_housed, 49": ["49 personnes ont été logées depuis l'ouverture", "Depuis l'ouverture, 49 personnes ont été relogées"],
            "ever_housed, 85, about, 6": ["Environ 85 personnes ont accédé à un logement en six ans"],
        },
        never=["personnes logées sur les 3 ans"],
    ),
    Pattern(
        name="persons_currently_housed",
        regex=rf"""
            (?:(?:(?&at_date)|(?&now)),?\ )?\b(?:dont\ |soit\ |et\ )?(?&count)\ (?:(?&people)\ )?{_HOUSED_NOW}{_BY}(?:\ (?:(?&gap))(?:(?&at_date)|(?&now)))?
          | \b(?:nombre\ (?:total\ )?d[e']\ ?)?(?&people)\ {_HOUSED_NOW}{_BY}(?:\ (?:(?&at_date)|(?&now)))(?&is)(?&count)(?:\ (?&people))?
        """,
        read=lambda m: _currently_housed(m) if "year" in m or "now" in m else _decline(),
        examples={
            "currently_housed, 53, 2014-10-31": ["53 personnes accompagnées et logées en octobre 2014", "Personnes logées au 31/10/2014 : 53",
                                                 "En octobre 2014, 53 personnes sont accompagnées dans leur logement",
                                                 "53 personnes sont logées et accompagnées au 31 octobre 2014"],
        },
        never=["personnes accompagnées et logées en octobre 2014"],
    ),
)  # fmt: skip


def _decline() -> Iterator[Row]:
    raise Decline
