"""How many dwellings: all that were captured, and those of each tenure."""

from collections.abc import Iterator

from extractors.pattern import Decline, Match, Pattern, Row

TENURES = ("private_regulated", "social", "associative_lease", "private")


def tenure_of(m: Match) -> str:
    """The tenure that the grammar's `tenure` found; declines where there is none."""
    for tenure in TENURES:
        if tenure in m:
            return tenure
    raise Decline


def _captured(m: Match) -> Iterator[Row]:
    yield m.row("housing_counts", **_values(m, "all"))


def _by_tenure(m: Match) -> Iterator[Row]:
    yield m.row("housing_counts", **_values(m, tenure_of(m)))


def _share_of_captured(m: Match) -> Iterator[Row]:
    """An elliptic « 43 dans le secteur privé »: only where the block counted dwellings just before."""
    if not (m.before and m.before[-1].table == "housing_counts"):
        raise Decline
    yield m.row("housing_counts", **_values(m, tenure_of(m)))


def _values(m: Match, tenure: str) -> dict[str, str | int | None]:
    return {"tenure": tenure, "dwellings": m.required(), "qualifier": m.qualifier(), "communes": m.count("communes")}


_ON = r"(?:,?\ (?:repartis?(?&inclusive)|situes?(?&inclusive)|implantes?|localises?|disperses?))?\ (?:sur|dans|a\ travers)\ (?:le\ territoire\ de\ )?(?<communes>[01])\ communes?"
_PLACE = r"(?:\ (?:depuis|par\ l'equipe|sur\ l[ea]\ (?:territoire|ville))\b)?"
_SCOPE = r"(?:(?&through))?(?&tenure)"

PATTERNS = (
    Pattern(
        name="dwellings_captured",
        regex=rf"""
            \b(?&count)\ (?&dwellings)\ (?:(?&aux))?(?:deja\ |ete\ )?(?&captured)\b(?:{_ON})?          # 97 logements captés sur 13 communes
          | \b(?:nombre\ (?:total\ )?d[e']\ ?)?(?&dwellings)\ (?&captured)(?:\ (?&since))?(?:\ (?:par|pour)\ (?&gap))?(?&is)(?&count)(?:\ (?&dwellings))?(?:{_ON})?
        """,
        read=_captured,
        examples={
            "all, 58": ["58 logements captés :", "Au total, 58 logements ont été captés", "Logements captés depuis le démarrage : 58"],
            "all, 97, 13": ["97 logements captés sur 13 communes de l'agglomération Lilloise", "97 logements mobilisés dans treize communes",
                            "97 logements captés, répartis sur 13 communes de la métropole"],
        },
        never=["logements captés sur 13 communes"],
    ),
    Pattern(
        name="dwellings_by_tenure",
        regex=rf"""
            \b(?&count)\ (?&dwellings)\ {_SCOPE}                                     # 16 logements dans le parc social
          | ^(?:[^\w\n]*)(?:(?&dwellings)\ )?{_SCOPE}\ ?[:=]\ ?(?&count)(?:\ (?&dwellings)|(?=\ ?(?:$|[.;,(])))   # Parc social : 15 logements
        """,
        read=_by_tenure,
        examples={
            "social, 16": ["16 logements dans le parc social", "16 logements HLM", "Parc social : 16 logements", "16 logements auprès de bailleurs sociaux"],
            "associative_lease, 13": ["13 logements avec des baux associatifs", "Baux associatifs : 13 logements"],
            "private, 29": ["29 logements dans le secteur privé", "29 logements chez des propriétaires privés", "Secteur privé : vingt-neuf logements"],
            "private_regulated, 2": ["2 logements privés conventionnés", "2 logements conventionnés dans le parc privé",
                                     "2 logements de propriétaires privés conventionnés", "Logements privés conventionnés : 2"],
        },
        never=["logements dans le parc social"],
    ),
    Pattern(
        name="dwellings_share",
        regex=r"(?:\bdont|\bet|,|;|:|\()\ ?(?&count)\ (?:(?:dans|chez|aupres\ d|en|avec\ d|via|sont\ dans|relevent\ d|loues?|issus?)[^\W\d]*[' ])(?:des\ |les?\ |l'|du\ |la\ |de\ )?(?&tenure)",
        read=_share_of_captured,
        is_contextual=True,
        examples={"all, 50; social, 7; private, 43": ["50 logements captés, dont 7 dans le parc social et 43 dans le secteur privé"]},
        never=["57 personnes, dont 40 dans le parc privé"],
    ),
)  # fmt: skip
