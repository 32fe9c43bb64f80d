"""Whom to write to: a site's persons and their addresses."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, takewhile

import regex

from extractors.language.places import find_place
from extractors.language.spelling import key, slug
from extractors.measures.row import Row, printed
from extractors.measures.words import words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import Block, View

_BREAK = "\ue000"
"""Stands for the space where a line of the source ends inside a block."""

_EMAIL = regex.compile(
    rf"(?<![\w.+@-])(?:[\w+-]{{1,40}}[._-]{_BREAK})?[\w+-][\w.+'-]{{0,63}}(?:{_BREAK}?@{_BREAK}?|[ ]?[\[(](?:at|arobase)[\])][ ]?)"
    rf"[\w-]{{1,63}}(?:\.{_BREAK}(?=\p{{Ll}}{{2,8}}\b))?(?:\.?[\w-]{{1,63}}){{0,5}}"
)
_WORD = r"(?:\p{Lu}\.(?:-?\p{Lu}\.)*|(?:[dlDLO]'|N')?\p{Lu}\p{L}*(?:['-]\p{L}+)*)"
_JOINT = r" (?:(?:de|du|des|la|le|les|van|von|der|den|da|dos|di|el|al|ben|y|e) |d'(?=\p{Lu})){0,2}"
_CAPITALS = regex.compile(rf"(?<![\p{{L}}\d@.'/-]){_WORD}(?:{_JOINT}{_WORD}){{0,6}}(?![\p{{L}}\d@/])")
_PIECE = regex.compile(_WORD)
_BEFORE = regex.compile(r"([\p{L}'-]{2,30})\.? (?:(?:de|du|des|la|le|les) |d'|l')*$", regex.IGNORECASE)
_LETTERS, _AT, _YOUTH = regex.compile(r"[a-z]+"), regex.compile(r"[\[(](?:at|arobase)[\])]"), regex.compile(r"(?i) ?jeunes$")
_ELIDED = regex.compile(r"(?:[CDJLMNST]|Qu)'\p{Ll}")
_PHONE = regex.compile(r"2(?![\p{L}\d@.-])")
_PLACE = regex.compile(
    r"[^\p{L}\n]*(?:(?:le |l')?(?:site|equipe|territoire|fiche)\b(?: 0)?[ :]{0,3}(?:de |du |d'|des |a )?)?"
    r"(?<place>[^:|,(@\n]{2,40}?) ?(?:[:|,(]|[.-](?= )|$)",
    regex.IGNORECASE,
)
_ABOVE, _LINE, _REACH, _FAR = 5, 90, 150, 400
"""Lines above an address that may name its person, characters of such a line, between a name and its address, and at most."""


@dataclass(frozen=True, slots=True)
class _Name:
    """What may be a person's name: its place, how many words it has, whether a civility introduces it."""

    span: Span
    length: int
    is_called: bool = False


@dataclass(frozen=True, slots=True)
class Loose:
    """An address that is no site's contact, and which rule says so; None where none does."""

    span: Span
    reason: str | None


@cache
def _said(kind: str) -> "regex.Pattern[str]":
    return regex.compile(r"(?<![\p{L}-])\L<forms>(?![\p{L}-])", regex.IGNORECASE, forms=sorted(words("contact_words.csv", kind)))


def find_contacts(view: View, sections: Sequence[Section]) -> list[Row]:
    """The contacts of the sites: each address with the name that belongs to it, or a name that is called without one.

    A name belongs to the address that is made of it, else to the nearest one of its own lines. No site has an address
    that stands before the first sheet or serves other ends, unless its line begins with the site's name.

    >>> [dict(row.values) for row in find_contacts(*_example("Contact : Ines Roux, directrice\\ninesroux@lille.example"))]
    [{'name': 'Ines Roux', 'email': 'inesroux@lille.example'}]
    """
    return _Contacts(view, sections).rows


def loose_emails(view: View, sections: Sequence[Section]) -> list[Loose]:
    """The addresses of a view that give no contact, in order."""
    return _Contacts(view, sections).loose


def read_contacts(view: View, sections: Sequence[Section]) -> tuple[list[Row], list[Loose]]:
    """Both at once: what `find_contacts` and `loose_emails` give."""
    contacts = _Contacts(view, sections)
    return contacts.rows, contacts.loose


def _example(body: str) -> tuple[View, list[Section]]:
    from extractors.language.places import Site

    view = View(f"Lille\n{body}")
    return view, [Section(Site("lille", "Lille"), Span(0, 5), Span(0, len(view.text)))]


class _Contacts:
    def __init__(self, view: View, sections: Sequence[Section]) -> None:
        self.view, self.sections = view, sections
        self.sites = {key(name): s.site.site_id for s in sections for name in (s.site.name, s.site.site_id)}
        self.headings = {s.heading.start for s in sections}
        self.breaks = sorted(view.line_starts)
        self.emails = list(self._emails())
        self._starts = [email.start for email in self.emails]
        self.rows: list[Row] = []
        self.loose: list[Loose] = []
        owners = self._owners()
        shared = self._shared(owners)
        named = {email: self._site(email) for email in self.emails}
        listed = [email for email, site in named.items() if site] if len({site for site in named.values() if site}) > 1 else []
        for email in self.emails:
            home, site = self._section(email.start), named[email]
            is_listed = site is None and any(e.start < email.start and self._section(e.start) is home for e in listed)
            reason = "address_of_the_programme" if is_listed else self._reason(email, site, shared)
            if reason or (site is None and home is None):
                self.loose.append(Loose(email, reason or "address_of_the_programme"))
            else:
                self._add(email, owners.get(email), None if home and home.site.site_id == site else site)
        for section in sections:
            if section.is_sheet and not any(self._section(row.span.start) is section for row in self.rows):
                self._add_called(section)

    def _emails(self) -> Iterator[Span]:
        """The addresses of the view, also those that a line's end parts."""
        for block in self.view.blocks:
            text = self.view.text[block.span.start : block.span.end]
            if "@" not in text and "at)" not in text and "at]" not in text:
                continue
            breaks = self.breaks[bisect_right(self.breaks, block.span.start) : bisect_left(self.breaks, block.span.end)]
            for at in (at - block.span.start for at in breaks):
                text = text[: at - 1] + _BREAK + text[at:] if text[at - 1] == " " else text
            yield from (Span(*m.span()).moved(block.span.start) for m in _EMAIL.finditer(text) if "." in m[0].rpartition("@")[2] or "[" in m[0])

    def _held(self, span: Span) -> Sequence[Span]:
        """The addresses that start inside a span."""
        return self.emails[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def _add(self, email: Span | None, name: _Name | None, site: str | None) -> None:
        values = {"name": printed(self.view, name.span) if name else None, "email": self._address(email) if email else None}
        span = email or (name.span if name else Span(0, 0))
        row = Row("contacts", values, span, (), tuple(self.view.numerals_in(span)), site)
        if not any(
            (r.values["email"], r.site_id, self._section(r.span.start)) == (values["email"], site, self._section(span.start)) for r in self.rows
        ):
            self.rows.append(row)

    def _address(self, email: Span) -> str:
        return _AT.sub("@", "".join(self.view.quote(email).split()).rstrip("."))

    def _section(self, at: int) -> Section | None:
        return next((s for s in reversed(self.sections) if s.span.start <= at), None)

    def _lines_up(self, at: int) -> Iterator[Span]:
        """The source's line at a place, and those above it that no blank line parts from it, nearest first."""
        block = self.view.block_at(at)
        for above in (block, *islice(self.view.blocks_up(block), _ABOVE)):
            starts = [above.span.start, *(s for s in self.breaks if above.span.start < s < min(above.span.end, at))]
            for start, end in zip(reversed(starts), [above.span.end, *reversed(starts[1:])], strict=True):
                yield Span(start, end)

    def _site(self, email: Span) -> str | None:
        """The site that an address's own line, or one of the two above, begins with."""
        for line in islice(self._lines_up(email.start), 3):
            if line.end <= email.start and self._held(line):
                return None
            m = _PLACE.match(self.view.text, line.start, line.end)
            if m and line.start not in self.headings and (site := self._named(m["place"])):
                return site
        return None

    def _named(self, place: str) -> str | None:
        if site := self.sites.get(key(place)):
            return site
        found = None if self.sections else find_place(_YOUTH.sub("", place))
        return slug(place) if found else None

    def _shared(self, owners: "dict[Span, _Name]") -> frozenset[str]:
        """Addresses without a name that stand in two sheets or more."""
        homes = {(self._address(email), home.heading) for email in self.emails if (home := self._section(email.start))}
        told = Counter(address for address, _ in homes)
        return frozenset(address for e in self.emails if told[address := self._address(e)] > 1 and e not in owners)

    def _reason(self, email: Span, site: str | None, shared: frozenset[str]) -> str | None:
        line = next(self._lines_up(email.start))
        said = self.view.text[max(line.start, email.start - _REACH) : email.start]
        if _said("other").search(said):
            return "address_for_other_ends"
        if site is None and (_said("programme").search(said) or self._address(email) in shared):
            return "address_of_the_programme"
        return None

    def _owners(self) -> "dict[Span, _Name]":
        """The name that belongs to each address, each name to one address only."""
        claims = sorted(
            ((claim, at, email, name) for at, email in enumerate(self.emails) for claim, name in self._claims(email)), key=lambda c: (-c[0], c[1])
        )
        owners: dict[Span, _Name] = {}
        taken: set[Span] = set()
        for _, _, email, name in claims:
            if email not in owners and name.span not in taken:
                owners[email] = name
                taken.add(name.span)
        return owners

    def _claims(self, email: Span) -> Iterator[tuple[float, _Name]]:
        """The names around an address, each with how strongly it claims it."""
        block = self.view.block_at(email.start)
        local = "".join(c for c in self.view.quote(email).partition("@")[0].lower() if not c.isdigit())
        above = list(takewhile(self._is_line, islice(self.view.blocks_up(block), _ABOVE)))
        below = list(islice(takewhile(lambda b: b.gap == 0 and self._is_line(b), self.view.blocks_from(block.span.end)), 2))
        top = above[-1] if above else block
        if top.gap and (over := self._over(top)):
            above.append(over)
        start, end = (above[-1] if above else block).span.start, (below[-1] if below else block).span.end
        for name in self._names(Span(max(start, email.start - _FAR), min(end, email.end + _FAR))):
            kin = _kinship(self.view.text[name.span.start : name.span.end], local)
            between = Span(min(name.span.end, email.end), max(name.span.start, email.start))
            distance = len(between)
            lines = self.view.text.count("\n", between.start, between.end)
            if kin < 2 and (self._held(between) or (name.length < 2 and not name.is_called) or distance > _REACH * (1 + lines)):
                continue
            is_after, is_called = name.span.start > email.start, self._call(name.span.start)
            if kin == 2 or is_called or lines < 2 or not is_after:
                yield 10 * kin + 4 * is_called + 3 * (not lines) - is_after - lines - distance / 1000, name

    def _over(self, block: Block) -> Block | None:
        """The line above a blank line, where it may be a name."""
        over = self.view.block_at(block.span.start - 1)
        return over if block.span.start and self._is_line(over) and len(over.span) <= _LINE // 2 else None

    def _is_line(self, block: Block) -> bool:
        """Whether a block may belong to an address's lines: short, no heading, no other address in it."""
        return len(block.span) <= _LINE and block.span.start not in self.headings and not self._held(block.span)

    def _call(self, at: int) -> bool:
        """Whether a label in its line, or alone on the line above, calls a name."""
        block = self.view.block_at(at)
        above = next(self.view.blocks_up(block), None)
        before = self.view.text[max(block.span.start, at - _REACH) : at]
        alone = self.view.text[above.span.start : above.span.end] if above and len(above.span) <= _LINE // 2 else ""
        return bool(_said("label").search(before) or (not before.strip() and _said("label").search(alone)))

    def _names(self, span: Span) -> list[_Name]:
        """What may be persons' names in a span, those parted by a line's end made whole."""
        found: list[_Name] = []
        for m in _CAPITALS.finditer(self.view.text, span.start, span.end):
            if any(email.end > m.start() for email in self._held(Span(m.start() - _REACH, m.end()))):
                continue
            for name in self._split(m):
                if found and (found[-1].length, name.length) == (1, 1) and self.view.text[found[-1].span.end : name.span.start] == "\n":
                    name = _Name(Span(found.pop().span.start, name.span.end), 2)  # noqa: PLW2901
                found.append(name)
        return found

    def _split(self, m: "regex.Match[str]") -> Iterator[_Name]:
        """The names in a run of capitalised words, without civilities, labels and the names of sites."""
        stop, body = words("contact_words.csv", "no_name"), words("contact_words.csv", "body")
        runs: list[list[regex.Match[str]]] = [[]]
        for piece in _PIECE.finditer(m.string, *m.span()):
            is_stop = piece[0].lower().rstrip(".") in stop | body
            runs.append([]) if is_stop else runs[-1].append(piece)
        for run in runs:
            called = [p for p in run if p[0].lower().rstrip(".") in words("contact_words.csv", "civility")]
            run = run[len(called) :] if called and run[0] is called[0] else run  # noqa: PLW2901
            while run and (_is_opening(run[0][0]) or (len(run) > 2 and key(run[0][0]) in self.sites)):
                del run[0]
            if not run or all(p[0].endswith(".") for p in run):
                continue
            span = Span(run[0].start(), run[-1].end())
            before = _BEFORE.search(m.string, max(0, span.start - 60), span.start)
            whole = m.string[span.start : span.end]
            if (before and before[1].lower() in body) or key(whole) in self.sites or find_place(whole):
                continue
            yield _Name(span, len(run), bool(called))

    def _add_called(self, section: Section) -> None:
        """The first name of a sheet that a label calls at its line's head, or that stands by a telephone number."""
        for block in self.view.blocks_in(section.span):
            text = self.view.text[block.span.start : block.span.end]
            m = _said("label").search(text)
            if not m or _said("other").search(text) or m.start() > 12 or len(text) > _LINE or block.span.start in self.headings:
                continue
            after = next(self.view.blocks_from(block.span.end), block)
            end = after.span.end if m.end() >= len(text) - 3 and len(after.span) <= _LINE else block.span.end
            name = next((n for n in self._names(Span(block.span.start + m.end(), end)) if n.length > 1 or n.is_called), None)
            is_strict = bool(_said("strict").search(text)) or bool(_PHONE.search(self.view.text, block.span.start, after.span.end))
            if name and is_strict and name.span.start - block.span.start - m.end() < 30:
                self._add(None, name, None)
                return


def _is_opening(word: str) -> bool:
    """Whether a capitalised word opens a sentence rather than a name: « Pour », « C'est »."""
    return word.lower() in words("contact_words.csv", "opening") or bool(_ELIDED.match(word))


def _kinship(name: str, local: str) -> int:
    """How far the local part of an address is made of a name: 2 by one of its words, 1 by its initials.

    >>> _kinship("Jean-Marc Schoettel", "jm.schoettel"), _kinship("Bruno Torregrossa", "bt.chezsoi"), _kinship("Bruno Roux", "equipe")
    (2, 1, 0)
    """
    letters = "".join(_LETTERS.findall(local))
    parts = [part for part in _LETTERS.findall(name.lower().replace("'", "")) if len(part) > 1]
    if any(part in letters for part in parts if len(part) > 2):
        return 2
    return int("".join(part[0] for part in parts) in _LETTERS.findall(local) and len(parts) > 1)
