"""How many sites the programme has."""

from collections.abc import Iterator

from extractors.pattern import Match, Pattern, Row


def _stated_sites(m: Match) -> Iterator[Row]:
    yield m.row("editions", stated_sites=m.required())


PATTERNS = (
    Pattern(
        name="stated_sites",
        regex=r"""
            \b(?:chacun\ des|(?:deploye|present|implante|mis\ en\ oeuvre|actif|ouvert|installe|etendu|developpe)\w*\ (?:aujourd'hui\ |desormais\ |actuellement\ )?(?:sur|dans|a)(?:\ les)?|sur\ les|dans\ les|les|l'ensemble\ des|nos|compte(?:\ (?:aujourd'hui|desormais))?)
            \ (?<count>0)\ (?:sites|territoires|villes)\b(?!\ (?:web|internet|hospitaliers|naturels|touristiques))
        """,
        read=_stated_sites,
        examples={
            "4": ["Sur chacun des 4 sites, le programme est porté par des associations", "Sur les quatre sites du programme, les équipes travaillent",
                  "Le programme est aujourd'hui déployé sur 4 sites"],
        },
        never=["Sur chacun des sites"],
    ),
)  # fmt: skip
