"""How many sites the programme has."""

from collections.abc import Iterator

from extractors.pattern import Match, Pattern, Row


def _stated_sites(m: Match) -> Iterator[Row]:
    yield m.row("editions", stated_sites=m.required())


PATTERNS = (
    Pattern(
        name="stated_sites",
        regex=r"""
            \b(?:chacun\ des|activite\ des|equipes\ d(?:e|es)|(?:deploie|deploye|present|implante|mis\ en\ oeuvre|actif|ouvert|installe|etendu|developpe|conduit|mene|porte)\w*\ (?:aujourd'hui\ |desormais\ |actuellement\ |ici\ )?(?:sur|dans|a|par)(?:\ les)?|sur\ les|dans\ les|les|l'ensemble\ des|nos|c'est|compte(?:\ (?:aujourd'hui|desormais))?)
            \ (?<count>0)\ (?:sites|territoires|(?<=(?:deploy|present|implant|actif|ouvert)\w*\ (?:\w+\ )?(?:sur|dans|a)\ (?:les\ )?0\ )villes)\b(?!\ (?:web|internet|hospitaliers|naturels|touristiques))
          | \b(?<count>0)\ (?:sites|territoires)\ (?:portent|mettent|composent|participent|accueillent|deploient|experimentent|font\ vivre|du\ programme|en\ france)
          | \b(?:nombre\ de\ sites|sites\ (?:ouverts|actifs|du\ programme|participants|en\ activite))(?&is)(?<count>0)\b
        """,
        read=_stated_sites,
        examples={
            "4": ["Sur chacun des 4 sites, le programme est porté par des associations", "Sur les quatre sites du programme, les équipes travaillent",
                  "Le programme est aujourd'hui déployé sur 4 sites"],
        },
        never=["Sur chacun des sites"],
    ),
)  # fmt: skip
