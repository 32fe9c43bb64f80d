"""The story of a site (« zoom sur … »), under whatever label."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, pairwise
from statistics import median_low

import regex

from extractors.language.places import find_place
from extractors.language.spelling import key, slug
from extractors.measures.keywords import is_cloud
from extractors.measures.row import Row, printed
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import Block, View

_LEAD = regex.compile(r"[^\p{L}\p{N}\n\"']*(?:(?:[A-Z]\.|n° ?)?[02IVX]{1,3} ?[.):·|/-]* ?(?=[^\n]))?[^\p{L}\p{N}\n\"']*")
_PARTS = regex.compile(
    r"(?<label>[^:>|→▸►▶▪•☞■*\]★\n]{2,60}?)(?: ?[?!]| ?\.{2,}| ?\. \. \.)?"
    r"(?: ?[:>|→▸►▶▪•☞■*\]★]+|(?: |\b)-+(?= )) ?[.\s…:>→▸►▶☞-]*"
    r"(?<title>[\p{L}\p{N}\"'][^\n]{1,130})"
)
_PARTING = regex.compile(r"[:>|→▸►▶▪•☞■*\]★]|- ")
_ARTICLE = regex.compile(r"(?:les?|la|l'|nos|notre|nos|mon|vos|votre|des|du)(?: |(?<='))")
_TAIL = regex.compile(r" (?:(?:n° ?)?0|du (?:site|mois|territoire)|d'ici|sur)$")
_OPENS = regex.compile(r"[.\s:>→▸►▶☞*#-]*(?:sur (?:[.:] ?)*)?", regex.IGNORECASE)
_QUOTED = regex.compile(r"[«\"“]\s*([^«»\"“”]+?)\s*[»\"”]")
_CLOSED = regex.compile(r"[.!?»\"\)][\s\"')\]]*$")
_PLAIN_WORD = regex.compile(r"\p{L}+")
_SENTENCE = regex.compile(r"\p{L}{2}\"? ?[.!?»\"](?: |$)")
_ENTRY = regex.compile(r"[^.:!?\n]{2,60} ?: ?[^\p{L}\n]{0,4}0[^.:!?\n]{0,30}\.?")
_ABBREVIATED = regex.compile(r"(?<!\p{L})(?:\p{L}|M(?:me|r|lle)?|Dr|etc)\.$")
_TOLD = regex.compile(
    r"(?<!\p{L})(?:ils?|elles?|on|je|j'|me|m'|lui|sa|son|ses|mon|ma|mes|se|s'|M\.|Mme|Madame|Monsieur)(?!\p{L})|\""
    r"|(?<=\p{Ll} )(?-i:\p{Lu}\p{Ll}+)(?= (?:a|est|avait|etait|\p{Ll}{2,}ait)\b)",
    regex.IGNORECASE,
)
_REACHED = regex.compile(r"\w@\w|(?<!\p{L})(?:tel(?:ephone)?|courriel|contacts?|mel|mail|adresse)\.? ?:|(?<!\p{L})tel\. ?2", regex.IGNORECASE)
_FIGURES = (
    regex.compile(
        r"^[^\p{L}\n]{0,4}(?:(?:plus|pres) de |environ )?0 (?:%|€|euros|etp|places|logements|personnes|rencontres|visites|bailleurs)",
        regex.IGNORECASE | regex.MULTILINE,
    ),
    regex.compile(
        r"(?<!\p{L})0 (?:\p{Ll}+ ){0,2}(?:logements?|personnes|menages|baux|rencontres|visites)[^.\n]{0,40}"
        r" (?:capt|admis|integr|inclu|loge|accompagn|suivi|mobilis|parc |bailleur|realis|effectu)",
        regex.IGNORECASE,
    ),
    regex.compile(r"(?<!\p{L})(?:parc (?:social|prive)|loyer moyen|bail(?:leurs?|ux) (?:soci|glissant|associatif|prive))", regex.IGNORECASE),
)
"""Lines that state figures of a site: a number and what it counts first, a count with its verb, words for the stock."""

_GAP, _TITLE, _LABEL, _WORDY = 2, 120, 60, 14
"""Blank lines that part a story from what follows; characters of a title, of a label; words of a title."""
_LONG, _LINES, _CUES = 60, 8, 2
"""Characters of a tale, blocks of one paragraph, words that speak of somebody in a tale under an unknown label."""


@dataclass(frozen=True, slots=True)
class Story:
    """A site's story: its title as printed, label and title at `title_span` of the view, its paragraphs at `body`."""

    title: str
    title_span: Span
    body: Span
    row: Row


@dataclass(frozen=True, slots=True)
class _Box:
    """A label with the title that it introduces, and the number of the block where the body starts."""

    label: str
    span: Span
    title: Span
    body: int
    site_id: str | None = None


def _forms(kind: str) -> frozenset[str]:
    return words("story_titles.csv", kind)


def find_stories(view: View, sections: Sequence[Section]) -> list[Story]:
    """The stories of the sites, in order.

    What introduces one: a word that is known to (« Zoom »), a phrase that speaks of telling, or a label that comes back in the
    sheets of the edition with another title each time and a tale below. Under a heading of stories the site's own name does.
    A story goes on to the next label, heading, contact, list, line of figures or wider gap.
    """
    return _Stories(view, sections).found()


class _Stories:
    def __init__(self, view: View, sections: Sequence[Section]) -> None:
        self.view, self.sections = view, sections
        self.breaks = sorted(view.line_starts)
        self.blocks = list(chain.from_iterable(self._opened(block) for block in view.blocks))
        self.texts = [view.text[b.span.start : b.span.end] for b in self.blocks]
        self.headings = {s.heading.start for s in sections}
        self.printed = Counter(self.texts)
        self.sites = {key(name): s.site.site_id for s in sections for name in (s.site.name, s.site.site_id)}
        gaps = [b.gap for b in view.blocks if b.gap]
        self.wide = max(_GAP, 1 + median_low(gaps)) if gaps else _GAP
        self.boxes = {box.span.start: box for box in self._boxes()}

    def _opened(self, block: Block) -> Iterator[Block]:
        """A block, or where the label of a story has its first line for itself: the label, the title, the rest."""
        starts = self.breaks[bisect_right(self.breaks, block.span.start) : bisect_left(self.breaks, block.span.end)]
        label = _label(self.view.text[block.span.start : starts[0]]) if starts else ""
        if label not in _forms("sure") and label not in _forms("may"):
            yield block
            return
        rest = next((at for at in starts[1:] if not self.view.text[at].islower()), block.span.end)
        for start, end in pairwise(dict.fromkeys([block.span.start, starts[0], rest, block.span.end])):
            text = self.view.text[start:end]
            yield Block(Span(start, start + len(text.rstrip())), False, block.gap if start == block.span.start else 0)

    def found(self) -> list[Story]:
        stories: list[Story] = []
        for box in sorted(self.boxes.values(), key=lambda box: box.span.start):
            if (stories and box.span.start < stories[-1].body.end) or (not box.site_id and not self._section(box.span.start)):
                continue
            body = self._body(box)
            paragraphs = [printed(self.view, block.span) for block in self.blocks if body.contains(block.span)] if len(body) else []
            title = _clean(printed(self.view, box.title))
            values = {"title": title, "body": "\n\n".join(paragraphs)}
            span = Span(box.span.start, box.title.end)
            row = Row("zooms", values, span, tuple(self.view.numerals_in(span)), (), box.site_id)
            stories.append(Story(title, span, body, row))
        return stories

    def _section(self, at: int) -> Section | None:
        return next((s for s in reversed(self.sections) if s.span.start <= at), None)

    def _boxes(self) -> Iterator[_Box]:
        """The boxes of known labels, then those whose label comes back from sheet to sheet."""
        seen: dict[str, list[_Box]] = defaultdict(list)
        listed, any_known = -1, False
        for number, block in enumerate(self.blocks):
            is_long = len(self.texts[number]) > _TITLE + _LABEL
            if is_long or (block.is_bullet and _label(self.texts[number]) not in _forms("sure")):
                continue
            for box in self._read(number):
                strength = _strength(box.label)
                if (strength == 2 and not self._is_figures(box.body)) or (strength == 1 and self._is_tale(box.body)):
                    any_known = True
                    yield box
                    break
                if listed >= 0 and self._is_tale(box.body) and (site := self._site(box.label)):
                    yield _Box(box.label, box.span, box.title, box.body, site)
                    break
                if self._is_tale(box.body) and not _is_topic(box.label) and self.blocks[number - 1].span.start not in self.headings:
                    seen[box.label].append(box)
            if _label(self.texts[number]) in _forms("other"):
                listed = -1
            elif set(_label(self.texts[number]).split()[:2]) & _forms("list") and len(self.texts[number]) <= _LABEL:
                listed = number
        yield from self._recurring(seen, is_alone=not any_known)

    def _recurring(self, seen: dict[str, list[_Box]], *, is_alone: bool) -> Iterator[_Box]:
        """The boxes whose label comes back in the sheets, and the only one of a document about one site that looks like one."""
        sheets = {s.site.site_id for s in self.sections}
        if len(sheets) == 1:
            alone = [box for boxes in seen.values() for box in boxes if self._is_long_tale(box)]
            yield from alone if is_alone and len(alone) == 1 else ()
            return
        for boxes in seen.values():
            told = {s.site.site_id for box in boxes if (s := self._section(box.span.start))}
            titles = {self.view.text[box.title.start : box.title.end] for box in boxes}
            if len(told) >= max(2, len(sheets) / 2) and len(boxes) == len(told) == len(titles):
                yield from boxes

    def _site(self, label: str) -> str | None:
        if site := self.sites.get(key(label)):
            return site
        place = find_place(label.removesuffix(" jeunes"))
        return slug(label) if place and not self.sections else None

    def _read(self, number: int) -> Iterator[_Box]:
        """What a block may be as a label with its title: both in one line, or the title on the next."""
        block, text = self.blocks[number], self.texts[number]
        lead = _LEAD.match(text)
        start = lead.end() if lead and lead.end() < len(text) else 0
        following = self.blocks[number + 1] if number + 1 < len(self.blocks) else None
        if following is None or following.is_bullet or block.span.start in self.headings:
            return
        m = _SURE().match(text, start) or (_PARTS.fullmatch(text, start) if _PARTING.search(text, start, start + _LABEL) else None)
        if m and m["title"] and len(m["title"].split()) <= _WORDY:
            at = block.span.start + m.start("title")
            yield _Box(_label(m["label"]), block.span, Span(at, block.span.end), number + 1)
        label = _label(text[start:])
        if len(text) <= _LABEL and label and self._is_title(number + 1, label):
            title = self.blocks[number + 1].span
            opened = _OPENS.match(self.view.text, title.start, title.end)
            yield _Box(label, block.span, Span(opened.end() if opened else title.start, title.end), number + 2)

    def _is_title(self, number: int, label: str) -> bool:
        block, text = self.blocks[number], self.texts[number]
        is_plain = not block.is_bullet and block.span.start not in self.headings and len(text) <= _TITLE and not _REACHED.search(text)
        is_closed = text.endswith(".") and not _ABBREVIATED.search(text) and not text.endswith("..")
        return is_plain and (_strength(label) == 2 or (not is_closed and len(text.split()) <= _WORDY)) and not self._is_label(number)

    def _is_label(self, number: int) -> bool:
        """Whether a block opens a box of its own, of stories or of anything else."""
        text = self.texts[number]
        m = _PARTS.match(text) if _PARTING.search(text, 0, _LABEL + 2) else None
        label = _label(m["label"] if m else text)
        return len(label) <= _LABEL and (label in _forms("other") or label in _forms("sure") or _label(text) in _forms("other"))

    def _is_tale(self, number: int) -> bool:
        """Whether a block tells something: a closed paragraph about somebody, without figures of a site."""
        if number >= len(self.blocks) or self.blocks[number].is_bullet or self.blocks[number].span.start in self.headings:
            return False
        text = self._paragraph(number)
        is_closed = bool(_SENTENCE.search(text)) and len(text) >= _LONG and not self._is_label(number)
        return is_closed and not _is_figured(text) and not _REACHED.search(text) and bool(_TOLD.search(text))

    def _is_figures(self, number: int) -> bool:
        """Whether a block states numbers outside a sentence: a box of figures has a title too."""
        text = self.texts[number] if number < len(self.blocks) else ""
        is_open = not _CLOSED.search(text) and not _SENTENCE.search(self._paragraph(number))
        return "0" in text and (self.blocks[number].is_bullet or is_open or bool(_ENTRY.fullmatch(text)))

    def _paragraph(self, number: int) -> str:
        """The text of a block and of those right below it."""
        last = number + 1
        while last < len(self.blocks) and last < number + _LINES and not (self.blocks[last].gap or self.blocks[last].is_bullet):
            last += 1
        return " ".join(self.texts[number:last])

    def _is_long_tale(self, box: _Box) -> bool:
        """Whether a box under a label that nobody knows is a story for certain: a tale of some length about somebody."""
        text, title = self._paragraph(box.body), self.texts[box.body - 1]
        is_apart = box.span.end < box.title.start
        return is_apart and len(text) >= 2 * _LONG and len(_TOLD.findall(text)) >= _CUES and not _is_figured(title)

    def _body(self, box: _Box) -> Span:
        """The paragraphs of a story, from the end of its title to where something else begins."""
        start = end = box.title.end
        for number in range(box.body, len(self.blocks)):
            block, text = self.blocks[number], self.texts[number]
            is_first = start == box.title.end
            is_over = block.gap >= self.wide or block.is_bullet or block.span.start in self.headings or block.span.start in self.boxes
            is_over = (
                is_over
                or self.printed[text] > 1
                or (text.isupper() and block.gap > 0)
                or self._is_label(number)
                or bool(_REACHED.search(text))
                or is_cloud(text)
            )
            if is_over or (not is_first and (_is_figured(text) or not self._goes_on(number))):
                break
            start, end = (block.span.start if is_first else start), block.span.end
        return Span(start, end)

    def _goes_on(self, number: int) -> bool:
        """Whether a block is a part of the tale: closed, or right below it and long, or leading to a closed one."""
        block, text = self.blocks[number], self.texts[number]
        if _CLOSED.search(text):
            return len(text.split()) > 2 or block.gap == 0
        following = number + 1 < len(self.blocks) and self.blocks[number + 1].gap == 0 and _CLOSED.search(self.texts[number + 1])
        return block.gap == 0 and bool(following) and len(text) > _LABEL // 2


@cache
def _SURE() -> "regex.Pattern[str]":  # noqa: N802
    return regex.compile(
        r"(?:(?:le|la|l'|notre|nos|1) ?)?(?<label>\L<sure>)(?: sur ?[.:…>→ -]*|(?: ?\.){2,} ?)(?<title>[\p{L}\p{N}\"'][^\n]{1,130})$",
        regex.IGNORECASE,
        sure=sorted(_forms("sure") | _forms("about")),
    )


@lru_cache(maxsize=4096)
def _label(text: str) -> str:
    """A label without its number, article and marks, in lower case.

    >>> _label("▸ Le zoom sur..."), _label("Encadre 0 :")
    ('zoom', 'encadre')
    """
    if len(text) > _LABEL + _TITLE // 2:
        return ""
    lead = _LEAD.match(text)
    bare = text[lead.end() if lead else 0 :].lower() or text.lower()
    for _ in range(2):
        bare = bare.rstrip(" .:?!>-")
        bare = bare[: m.start()] if (m := _TAIL.search(bare, max(0, len(bare) - 16))) else bare
    return _ARTICLE.sub("", bare, count=1) if _ARTICLE.match(bare) else bare


def _is_figured(text: str) -> bool:
    return any(form.search(text) for form in _FIGURES)


def _strength(label: str) -> int:
    """2 for a label that introduces stories, 1 for one that may, 0 for others."""
    if label in _forms("sure"):
        return 2
    told = set(_PLAIN_WORD.findall(label))
    return int(label in _forms("may") or bool(told & _forms("word") and not told & _forms("topic")))


def _is_topic(label: str) -> bool:
    """Whether a label names another part of a sheet, or nothing."""
    return label in _forms("other") or bool(set(_PLAIN_WORD.findall(label)) & _forms("topic")) or len(label) < 3


def _clean(title: str) -> str:
    """A title without the quotes around it and the marks at its ends.

    >>> _clean("« Le double des clés »"), _clean("La fenêtre de Monsieur L."), _clean("le four du quartier :")
    ('Le double des clés', 'La fenêtre de Monsieur L.', 'le four du quartier')
    """
    title = title.strip(" *#_:>→▸►▶☞–—-")
    quoted = _QUOTED.fullmatch(title)
    title = quoted[1] if quoted else title
    is_stopped = title.endswith(".") and not title.endswith("..") and not _ABBREVIATED.search(title)
    return title.rstrip(" .") if is_stopped else title
