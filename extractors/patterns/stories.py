"""The story of a site (« zoom sur … ») and its word cloud."""

from collections.abc import Iterator

import regex

from extractors.pattern import Decline, Match, Pattern, Row
from extractors.source.document import Span
from extractors.view.view import View

_GAP = 2
"""Blank lines that part a story from what follows it."""

_LONG = 7
"""Spaces in a title that may end in a full stop."""

_ENDS = regex.compile(
    r"(?:zoom\b|contacts?\ ?:|(?:en|les)\ chiffres|sur\ (?:chacun|l'ensemble|les\ 0\ sites)|page\ 0|objectif|telephone|tel\b|adresse"
    r"|(?:nos\ mots|mots[- ]cles?|en\ quelques\ mots)\b|page\b|cette\ fiche|-\ 0\ -$|le\ programme\ (?:est|se|compte)|retrouvez|\[|[^\n.]{0,80}(?:\.{4}|(?:\.\ ){4})|au\ (?:plan|niveau)\ national|les\ porteurs)",
    regex.VERBOSE | regex.IGNORECASE,
)


def story_body(view: View, title: Span) -> Span:
    """The paragraphs of a story, from the end of its title to where something else begins."""
    start = end = title.end
    for block in view.blocks_from(title.end):
        text = view.text[block.span.start : block.span.end]
        is_heading = any(block.span.start <= heading < block.span.end for heading in view.headings)
        if block.gap >= _GAP or block.is_bullet or is_heading or _ENDS.match(text) or is_cloud(text):
            break
        start, end = (block.span.start if start == title.end else start), block.span.end
    return Span(start, end)


def _story(m: Match) -> Iterator[Row]:
    if m.printed(m.at("title")).count(" ") > _LONG and m.found[0].endswith("."):
        raise Decline  # a sentence that happens to begin so
    body = story_body(m.view, m.span)
    blocks = (block.span for block in m.view.blocks_in(body))
    yield m.row(
        "zooms", None, m.at("title"), title=m.printed(m.at("title")).strip(" .:▸►▶→>☞*#–-"), body="\n\n".join(m.printed(span) for span in blocks)
    )


_CLOUD_PHRASES = ("innovation sociale", "logement plus", "logements plus")
_CLOUD = regex.compile(
    r"(?:(?:accompagnement|autonomie|choix|citoyennete|confiance|dignite|entraide|experimentation|initiative|innovation|logements?|pair-aidance"
    r"|recherche|retablissements?|sante|sans-abri|soins?|solidarite)\b\s?)",
    regex.IGNORECASE,
)
_CLOUD_LINE = regex.compile(r"[\p{Ll}' -]+(?:\n[\p{Ll}' -]+)*")


def is_cloud(text: str) -> bool:
    """Whether a line is a word cloud: nothing but lower-case words, at least four and half of them the programme's.

    >>> is_cloud("citoyennete innovation sociale dignite recherche logements plus soins"), is_cloud("il se deroule une fois")
    (True, False)
    """
    words = text.split()
    return bool(_CLOUD_LINE.fullmatch(text)) and len(words) >= 4 and 2 * len(_CLOUD.findall(text)) >= len(words)


def _cloud(m: Match) -> Iterator[Row]:
    if not is_cloud(m.found[0]):
        raise Decline
    keywords = m["phrases"] or ""
    for word in regex.finditer(rf"{'|'.join(_CLOUD_PHRASES)}|[^\s]+", keywords, flags=regex.IGNORECASE):
        span = Span(m.at("phrases").start + word.start(), m.at("phrases").start + word.end())
        yield m.row("keywords", span, keyword=m.printed(span).lower())


PATTERNS = (
    Pattern(
        name="story",
        regex=r"^[#*\ ]*(?:(?:1|le|notre)\ )?(?:zoom|focus|gros\ plan|coup\ de\ (?:projecteur|coeur)|eclairage|a\ la\ 1|temps\ forts?|1\ histoire\ a\ raconter)\ ?\??(?:\ sur\ ?|\ |$)[.:>→▸►▶☞\ -]*(?:\n[.:>→\ -]*)?(?<title>[^\n]{2,120})$",
        read=_story,
        examples={
            "les échanges participatifs, Deux fois par mois, ils se réunissent.": [
                "zoom sur ...\n\n... les échanges participatifs\n\nDeux fois par mois, ils se réunissent.",
                "À la une : les échanges participatifs\n\nDeux fois par mois, ils se réunissent.",
                "Zoom sur les échanges participatifs\n\nDeux fois par mois, ils se réunissent.",
            ],
        },
    ),
    Pattern(
        name="word_cloud",
        regex=r"^(?<phrases>[\p{Ll}'\ -]{20,400})$",
        read=_cloud,
        examples={
            "dignité; innovation sociale; soins; sans-abri": ["dignité innovation sociale\nsoins sans-abri"],
        },
        never=["il se déroule une fois par semaine"],
    ),
)
