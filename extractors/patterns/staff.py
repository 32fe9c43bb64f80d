"""The team: one row a role, with its headcount where one is printed."""

from collections.abc import Iterator

import regex

from extractors.clause import is_beside_another, sentence_of
from extractors.pattern import Decline, Match, Pattern, Row
from extractors.source.document import Span

_SUFFIX = r"(?:\ ?[·.(/-](?:e|es|ne|nes|rice|rices|trice|trices|euse|euses|iere|ieres|re|res|ere|eres|se|ses|s|le|les|ale|ales)\)?)*"

ROLES = {
    "coordinateur": r"coord(?:in|onn)(?:ateur|atrice)s?(?:[· .(/-]+(?:rice|trice)s?\)?)?(?:\ (?:de\ (?:site|l'equipe)|d'equipe))?",
    "chef de service": r"chef(?:fe)?s?\ de\ service|responsables?\ de\ service",
    "directeur": r"direct(?:eur|rice)s?",
    "cadre de santé": r"cadres?\ de\ sante",
    "neuropsychologue": r"neuropsychologues?",
    "psychologue": r"psychologues?(?:\ clinicien(?:ne)?s?)?",
    "médiateur de santé pair": r"mediat(?:eur|rice)s?(?:[·.(/-]+(?:rice|trice)s?\)?)?\ (?:de\ )?sante[- ]paire?s?(?:\ aidant(?:e)?s?)?|mediat(?:eur|rice)s?[- ]paire?s?",
    "travailleur pair": r"travaill(?:eur|euse)s?[- ]pair(?:e)?s?",
    "comptable": r"comptables?",
    "agent technique": r"agent(?:e)?s?\ techniques?",
    "pair-aidant": r"pairs?[- ]aidant(?:e)?s?",
    "infirmier": r"infirmi(?:er|ere)s?(?:\ (?:diplome|d'etat|psychiatrique)\w*)*",
    "travailleur social": r"travaill(?:eur|euse)(?:s)?\ socia(?:l|le|ux|les)|intervenant(?:e)?s?\ socia(?:l|le|ux|les)",
    "éducateur spécialisé": r"educat(?:eur|rice)s?(?:\ specialise(?:e)?s?)?",
    "assistant social": r"assistant(?:e)?s?\ (?:de\ service\ )?socia(?:l|le|ux|les)",
    "conseiller en économie sociale et familiale": r"conseill(?:er|ere)s?\ en\ economie\ sociale(?:\ et)?\ familiale|cesf",
    "moniteur-éducateur": r"monit(?:eur|rice)s?[- ]educat(?:eur|rice)s?",
    "aide-soignant": r"aides?[- ]soignant(?:e)?s?",
    "secrétaire": r"secretaires?(?:\ medica(?:l|le|ux|les))?",
    "agent d'accueil": r"agent(?:e)?s?\ d'accueil",
    "assistant administratif": r"assistant(?:e)?s?\ administrati(?:f|fs|ve|ves)|agents?\ administratifs?",
    "gestionnaire locatif": r"gestionnaires?\ locati(?:f|fs|ve|ves)|charge(?:e)?s?\ de\ gestion\ locative",
    "chargé de captation": r"charge(?:e)?s?\ de\ captation|prospecteurs?\ immobiliers?",
    "ergothérapeute": r"ergotherapeutes?",
    "médecin psychiatre": r"psychiatres?",
    "médecin addictologue": r"addictologues?",
    "médecin généraliste": r"generalistes?",
    "médecin": r"medecins?",
    "juriste": r"juristes?",
    "chargé d'insertion professionnelle": r"charge(?:e)?s?\ d'insertion(?:\ professionnelle)?|job\ coach(?:s|es)?|conseill(?:er|ere)s?\ (?:en\ )?(?:insertion|emploi)\w*",
    "équipe de captation et gestion locative": r"equipe\ de\ captation(?:\ et\ (?:de\ )?gestion\ locative)?",
}
"""The canonical role, masculine singular, and its inflections on folded text."""

SPECIALTIES = {"psychiatre": "psychiatres?", "généraliste": "generalistes?", "addictologue": "addictologues?", "somaticien": "somaticien(?:ne)?s?"}
"""A doctor's specialties; a doctor with two of them in a list is two roles."""

_SPECIALTY = "|".join(SPECIALTIES.values())
_DOCTORS = rf"medecins?\ \(?(?<specialty>{_SPECIALTY})(?:(?:,\ |\ et\ |\ ou\ )(?<specialty>{_SPECIALTY}))*"
_ROLE = rf"(?:{_DOCTORS}|(?:{'|'.join(ROLES.values())})){_SUFFIX}\b"
_MANY = r"(?:(?<headcount>[01])|des|plusieurs|les|quelques|d'autres)\ "
_ITEM = rf"(?<item>(?:{_MANY})?(?<role>{_ROLE}){_SUFFIX}\)?(?:\ ?\(\ ?(?<headcount>0)\ ?\)|(?&is)(?<headcount>0)|,\ (?<headcount>0)(?=\ ?(?:[;.]|\ -\ |$))|\ (?<headcount>0)(?=\ ?$))?)(?:\ \((?:res|rices|e|es|ne|nes|trices)\))?(?:\ \(0\ etp\))?"
_AND = r"(?:\ ?[,;]\ ?(?:et\ |ainsi\ que\ )?|\ et\ |\ ainsi\ que\ |\ ?/\ ?|\ -\ )"
_ITEM_RE = {role: regex.compile(rf"(?:{words}){_SUFFIX}", regex.VERBOSE | regex.IGNORECASE) for role, words in ROLES.items()}
_SPECIALTY_RE = {name: regex.compile(words, regex.IGNORECASE) for name, words in SPECIALTIES.items()}


_TEAM = r"\b(?:equipe|professionnel|effectif|personnel|compos|poste|recrut|encadr|pluridisciplinaire|compt|compren)\w*"


def _unknown(m: Match) -> Iterator[Row]:
    """A member of a team's list whose role is in no list."""
    if not any(row.table == "staff" for row in m.before) or m.within(
        rf"\G(?:{_MANY})?(?:{_ROLE})", Span(m.span.start, m.view.block_at(m.span.start).span.end)
    ):
        raise Decline
    yield m.row("findings", m.at("role"), m.at("role"), kind="unknown_role", subject=m.printed(m.at("role")))


def _roles(words: str, specialties: list[str]) -> list[str]:
    if specialties:
        return [f"médecin {name}" for words in specialties for name, rx in _SPECIALTY_RE.items() if rx.fullmatch(words)]
    return [role for role, rx in _ITEM_RE.items() if rx.fullmatch(words)][:1]


def _team(m: Match) -> Iterator[Row]:
    items = m.spans("item")
    block = m.view.block_at(m.span.start)
    if len(items) == 1 and not m.within(_MANY + "|0", items[0]):
        raise Decline
    is_whole = m.span.start == block.span.start and m.view.text[m.span.end : block.span.end].strip(" .;,") == ""
    if len(items) < 3 and not (block.is_bullet or is_whole) and not m.within(_TEAM, Span(sentence_of(m.view, m.span.start).start, m.span.start)):
        raise Decline  # « la psychologue de l'équipe » in a sentence is no list
    if m.within("(?&turn)", Span(block.span.start, m.span.start)) or m.within(r"\G[^.;\n]{0,40}?(?&turn)", Span(m.span.end, block.span.end)):
        raise Decline
    for item in items:
        role = next(s for s in m.spans("role") if item.contains(s))
        counts = [s for s in m.spans("headcount") if item.contains(s)]
        specialties = [m.view.text[s.start : s.end] for s in m.spans("specialty") if item.contains(s)]
        roles = _roles(m.view.text[role.start : role.end], specialties)
        if not roles:
            raise Decline
        if counts and m.view.numerals[counts[0].start].value == 0:
            continue  # its number is left for a person; the others' roles stand
        if counts and is_beside_another(m.view, counts[0]):
            continue  # « un ou deux médiateurs »
        for name in roles:
            headcount = m.whole(counts[0].start) if len(counts) == 1 and len(roles) == 1 else None
            yield m.row("staff", item, role=name, headcount=headcount)


PATTERNS = (
    Pattern(
        name="team",
        regex=rf"{_ITEM}(?:{_AND}{_ITEM}){{0,60}}",
        read=_team,
        examples={
            "coordinateur, 1; médecin psychiatre; médecin généraliste; médiateur de santé pair, 2; infirmier; travailleur social": [
                "Des professionnels : un coordinateur, des médecins psychiatre et généraliste, deux médiateurs de santé pair,"
                " des infirmiers (res), des travailleurs sociaux"
            ],
            "coordinateur, 1; médecin généraliste, 2; infirmier, 1; éducateur spécialisé, 2": [
                "L'équipe : coordinatrice (1), médecins généralistes (2), infirmière (1), éducatrices spécialisées (2)"
            ],
        },
    ),
    Pattern(
        name="unknown_role",
        regex=r"(?<=[:,]\ |\bet\ )(?:[01]|des|plusieurs)\ (?<role>(?-i:\p{Ll})[\p{L}'\ -]{3,60}?)(?=\ ?(?:[,.;(]|$|\bet\ ))",
        read=_unknown,
        is_contextual=True,
        examples={
            "coordinateur, 1; unknown_role, maître-chien; psychologue, 1": ["L'équipe : un coordinateur, un maître-chien, une psychologue"],
        },
        never=["L'équipe : un coordinateur, une psychologue"],
    ),
)
