"""Whom to write to: a site's persons and their addresses."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise, takewhile

import regex

from extractors.measures.row import Row, printed
from extractors.measures.sheets import is_place, sheet_at, site_named
from extractors.measures.words import said, words
from extractors.source.document import Span
from extractors.structure.headings import Section
from extractors.view.view import Block, View

_WORDS = "contact_words.csv"
_BREAK = "\ue000"
"""Stands for the space where a line of the source ends inside a block."""
_EMAIL = regex.compile(
    rf"(?<![\w.+@-])(?:[\w+-]{{1,40}}[._-]{_BREAK})?[\w+-][\w.+'-]{{0,63}}"
    rf"(?:{_BREAK}?@{_BREAK}?|[ ]?[\[(](?:at|arobase)[\])][ ]?)"
    rf"[\w-]{{1,63}}(?:\.{_BREAK}(?=\p{{Ll}}{{2,8}}\b))?(?:\.?[\w-]{{1,63}}){{0,5}}"
)
_WORD = r"(?:\p{Lu}\.(?:-?\p{Lu}\.)*|(?:[dlDLO]'|N')?\p{Lu}\p{L}*(?:['-]\p{L}+)*)"
_JOINT = r" (?:(?:de|du|des|la|le|les|van|von|der|den|da|dos|di|el|al|ben|y|e) |d'(?=\p{Lu})){0,2}"
_CAPITALS = regex.compile(rf"(?<![\p{{L}}\d@.'/-]){_WORD}(?:{_JOINT}{_WORD}){{0,6}}(?![\p{{L}}\d@/])")
_PIECE = regex.compile(_WORD)
_WORDS_IN = regex.compile(r"\p{L}+")
_LETTERS, _AT = regex.compile(r"[a-z]+"), regex.compile(r"[\[(](?:at|arobase)[\])]")
_ELIDED, _PHONE = regex.compile(r"(?:[CDJLMNST]|Qu)'\p{Ll}"), regex.compile(r"2(?![\p{L}\d@.-])")
_PLACE = regex.compile(
    r"[^\p{L}\n]*(?:(?:le |l')?(?:site|equipe|territoire|fiche)\b(?: 0)?[ :]{0,3}(?:de |du |d'|des |a )?)?"
    r"(?<place>[^:|,(@\n]{2,40}?) ?(?:[:|,(]|[.-](?= )|$)",
    regex.IGNORECASE,
)
_ARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "d", "l"})
_NEAR, _ABOVE, _LINE, _REACH, _FAR = 3, 5, 90, 150, 400
"""Lines from an address up that may begin with its site; those above it that may name its person; characters
of one, from name to address, at most."""


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


def read_contacts(view: View, sections: Sequence[Section]) -> tuple[list[Row], list[Loose]]:
    """The contacts of the sites, each an address with its name or a name called without one; other addresses.

    A name belongs to the address that is made of it, else to the nearest one of its own lines. No site has
    an address that stands before the first sheet or serves other ends, unless its line begins with its name.
    """
    contacts = _Contacts(view, sections)
    contacts.read()
    return contacts.rows, contacts.loose


class _Contacts:
    def __init__(self, view: View, sections: Sequence[Section]) -> None:
        self.view, self.sections = view, sections
        self.headings = {s.heading.start for s in sections}
        self.breaks = sorted(view.line_starts)
        self.emails = list(self._emails())
        self._starts = [email.start for email in self.emails]
        self.rows: list[Row] = []
        self.loose: list[Loose] = []

    def read(self) -> None:
        owners, told_beside = self._owners(), dict([*self._tabled(), *self._enumerated()])
        named = {email: told_beside.get(email) or self._site(email) for email in self.emails}
        homes = {email: sheet_at(self.sections, email.start) for email in self.emails}
        told = {(self._address(email), home.heading) for email, home in homes.items() if home}
        addresses = [address for address, _ in told]
        is_list = len({site for site in named.values() if site}) > 1
        listed = set[Section | None]()
        for email, home in homes.items():
            site, line = named[email], self._lines_up(email.start)[0]
            before = self.view.text[max(line.start, email.start - _REACH) : email.start]
            is_shared = addresses.count(self._address(email)) > 1 and email not in owners
            is_common = is_shared or home is None or home in listed
            is_national = site is None and (is_common or bool(said(_WORDS, "programme").search(before)))
            if is_list and site:
                listed.add(home)
            if said(_WORDS, "other").search(before):
                self.loose.append(Loose(email, "address_for_other_ends"))
            elif is_national:
                self.loose.append(Loose(email, "address_of_the_programme"))
            else:
                is_inside = home and home.site.site_id == site and email.end <= home.span.end
                self._add(email, owners.get(email), None if is_inside else site)
        sheets = ((row.site_id, sheet_at(self.sections, row.span.start)) for row in self.rows)
        told_of = {site or (sheet and sheet.site.site_id) for site, sheet in sheets}
        for section in self.sections:
            if section.is_sheet and section.site.site_id not in told_of:
                self._add_called(section)

    def _emails(self) -> Iterator[Span]:
        """The addresses of the view, also those that a line's end parts."""
        for block in self.view.blocks:
            text = self.view.text[block.span.start : block.span.end]
            if "@" not in text and "at)" not in text and "at]" not in text:
                continue
            for at in self._breaks_in(block.span):
                end = at - block.span.start
                text = text[: end - 1] + _BREAK + text[end:] if text[end - 1] == " " else text
            for m in _EMAIL.finditer(text):
                if "." in m[0].rpartition("@")[2] or "[" in m[0]:
                    start = m.start() + len(_sentence_end(text, m))
                    yield Span(start, m.end()).moved(block.span.start)

    def _breaks_in(self, span: Span) -> Sequence[int]:
        return self.breaks[bisect_right(self.breaks, span.start) : bisect_left(self.breaks, span.end)]

    def _held(self, span: Span) -> Sequence[Span]:
        """The addresses that start inside a span."""
        return self.emails[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def _add(self, email: Span | None, name: _Name | None, site: str | None = None) -> None:
        told = printed(self.view, name.span) if name else None
        address = self._address(email) if email else None
        span = email or (name.span if name else Span(0, 0))
        home = sheet_at(self.sections, span.start)
        known = ((r.values["email"], r.site_id, sheet_at(self.sections, r.span.start)) for r in self.rows)
        if (address, site, home) not in known:
            digits = tuple(self.view.numerals_in(span))
            self.rows.append(Row("contacts", {"name": told, "email": address}, span, (), digits, site))

    def _address(self, email: Span) -> str:
        return _AT.sub("@", "".join(self.view.quote(email).split()).rstrip("."))

    def _lines_up(self, at: int) -> list[Span]:
        """The source's line at a place, and those above it up to a blank line, nearest first."""
        lines: list[Span] = []
        block = self.view.block_at(at)
        for above in (block, *islice(self.view.blocks_up(block), _ABOVE)):
            breaks = self._breaks_in(Span(above.span.start, min(above.span.end, at)))
            starts = [above.span.start, *breaks[-_ABOVE:], above.span.end]
            lines += reversed([Span(*pair) for pair in pairwise(starts)])
            if len(lines) > _ABOVE:
                break
        return lines

    def _site(self, email: Span) -> str | None:
        """The site that an address's own line, or one of the two above, begins with, or that is a line of its
        own further up."""
        for above, line in enumerate(self._lines_up(email.start)):
            if line.end <= email.start and self._held(line):
                return None
            m = _PLACE.match(self.view.text, line.start, line.end)
            if m is None or line.start in self.headings or (above >= _NEAR and m.end() + 1 < line.end):
                continue
            if site := site_named(self.sections, m["place"]):
                return site
        return None

    def _enumerated(self) -> Iterator[tuple[Span, str]]:
        """The addresses of a sentence that goes from site to site, each with the site named before it, or
        behind it where they all are; one without a name is the site's before."""
        for block, group in groupby(self.emails, key=lambda email: self.view.block_at(email.start).span):
            emails = [*group]
            ends = [block.start, *(at for email in emails for at in (email.start, email.end)), block.end]
            parts = [self._sites_in(Span(*ends[i : i + 2])) for i in range(0, len(ends), 2)]
            sites = parts[1:] if not parts[0] and all(parts[1:]) else parts[:-1]
            if len(set().union(*sites)) < 2 or not sites[0] or max(map(len, sites)) > 1:
                continue
            site = ""
            for email, names in zip(emails, sites, strict=True):
                site = next(iter(names), site)
                yield email, site

    def _tabled(self) -> Iterator[tuple[Span, str]]:
        """The addresses of neighbouring rows of a table, each with the site that a cell of its row names."""
        for pair in pairwise(self.emails):
            rows = [self.view.block_at(email.start) for email in pair]
            cells = [
                self.view.text[row.span.start : row.span.end].split(" : ") for row in rows if row.cells > 1
            ]
            told = [{site for cell in row if (site := site_named(self.sections, cell))} for row in cells]
            is_next = rows[0].span.end + 1 == rows[1].span.start
            if is_next and [len(sites) for sites in told] == [1, 1] and told[0] != told[1]:
                yield from zip(pair, map(min, told), strict=True)

    def _sites_in(self, span: Span) -> set[str]:
        """The sites that a span names, each at the beginning of its capitalised words."""
        found = set[str]()
        for m in _CAPITALS.finditer(self.view.text, span.start, span.end):
            words = [*_PIECE.finditer(m[0])]
            starts = [w.start() for w in words[:2] if w.start() == 0 or len(words[0][0]) < 2]
            names = (m[0][at : w.end()] for at in starts for w in reversed(words[:4]) if w.end() > at)
            found.update(site for name in names if (site := site_named(self.sections, name)))
        return found

    def _owners(self) -> "dict[Span, _Name]":
        """The name that belongs to each address, each name to one address only."""
        claims = [(-claim, email, name) for email in self.emails for claim, name in self._claims(email)]
        owners: dict[Span, _Name] = {}
        for _, email, name in sorted(claims, key=lambda claim: claim[:2]):
            if email not in owners and name not in owners.values():
                owners[email] = name
        return owners

    def _claims(self, email: Span) -> Iterator[tuple[float, _Name]]:
        """The names around an address, each with how strongly it claims it."""
        local = "".join(c for c in self.view.quote(email).partition("@")[0].lower() if not c.isdigit())
        for name in self._names(self._around(email)):
            kin = _kinship(self.view.text[name.span.start : name.span.end], local)
            between = Span(min(name.span.end, email.end), max(name.span.start, email.start))
            lines = self.view.text.count("\n", between.start, between.end)
            is_far = (name.length < 2 and not name.is_called) or len(between) > _REACH * (1 + lines)
            if kin < 2 and (is_far or self._held(between)):
                continue
            start = max(self.view.block_at(name.span.start).span.start, name.span.start - _REACH)
            is_called = bool(said(_WORDS, "label").search(self.view.text, start, name.span.start))
            is_after = name.span.start > email.start
            if kin == 2 or is_called or lines < 2 or not is_after:
                nearness = 3 * (not lines) - is_after - lines - len(between) / 1000
                yield 10 * kin + 4 * is_called + nearness, name

    def _around(self, email: Span) -> Span:
        """The lines that belong to an address, as far as a name may stand from it."""
        block = self.view.block_at(email.start)
        above = [block, *takewhile(self._is_line, islice(self.view.blocks_up(block), _ABOVE))][-1]
        after = islice(self.view.blocks_from(block.span.end), 2)
        below = [block, *takewhile(lambda line: not line.gap and self._is_line(line), after)][-1]
        over = self.view.block_at(above.span.start - 1) if above.gap and above.span.start else above
        is_name = len(over.span) <= _LINE // 2 and self._is_line(over)
        start = over.span.start if is_name else above.span.start
        return Span(max(start, email.start - _FAR), min(below.span.end, email.end + _FAR))

    def _is_line(self, line: Block) -> bool:
        """Whether a line may belong to an address: short, no heading, no other address in it."""
        return len(line.span) <= _LINE and line.span.start not in self.headings and not self._held(line.span)

    def _names(self, span: Span) -> list[_Name]:
        """What may be persons' names in a span, those parted by a line's end made whole."""
        found: list[_Name] = []
        for m in _CAPITALS.finditer(self.view.text, span.start, span.end):
            if any(email.end > m.start() for email in self._held(Span(m.start() - _REACH, m.end()))):
                continue
            for name in self._split(m):
                between = self.view.text[found[-1].span.end : name.span.start] if found else ""
                is_rest = between == "\n" and (found[-1].length, name.length) == (1, 1)
                found.append(_Name(Span(found.pop().span.start, name.span.end), 2) if is_rest else name)
        return found

    def _split(self, m: "regex.Match[str]") -> Iterator[_Name]:
        """The names in a run of capitalised words, without civilities, labels and the names of sites."""
        body, run = words(_WORDS, "body"), list[regex.Match[str]]()
        is_called = is_next = False
        for piece in (*_PIECE.finditer(m.string, *m.span()), None):
            word = piece[0].lower().rstrip(".") if piece else ""
            is_civil = word in words(_WORDS, "civility")
            if piece and not is_civil and word not in body and word not in words(_WORDS, "no_name"):
                run.append(piece)
                continue
            is_called, is_next = is_next, is_civil
            while run and self._is_opening(run[0][0], len(run)):
                del run[0]
            if run and not all(p[0].endswith(".") for p in run):
                begin = run[0].start() + 2 * run[0][0].startswith("d'")  # « auprès d'Ana Diaz »
                span = Span(begin, run[-1].end())
                whole = m.string[span.start : span.end]
                is_site = is_place(whole) or site_named(self.sections, whole) is not None
                if not is_site and _before(m.string, span.start) not in body:
                    yield _Name(span, len(run), is_called)
            run = []

    def _is_opening(self, word: str, length: int) -> bool:
        """Whether the first of some capitalised words is no part of a name: « Pour », « C'est », a site's."""
        is_site = length > 2 and site_named(self.sections, word) is not None
        return is_site or word.lower() in words(_WORDS, "opening") or bool(_ELIDED.match(word))

    def _add_called(self, section: Section) -> None:
        """The first name that a label calls at its line's head, if for certain or with a telephone."""
        for block in self.view.blocks_in(section.span):
            text = self.view.text[block.span.start : min(block.span.end, block.span.start + _LINE)]
            m = said(_WORDS, "label").search(text, 0, _LINE // 2) if self._is_line(block) else None
            if not m or m.start() > 12 or said(_WORDS, "other").search(text):
                continue
            after = next(self.view.blocks_from(block.span.end), block)
            start, is_alone = block.span.start + m.end(), m.end() >= len(text) - 3
            end = after.span.end if is_alone and len(after.span) <= _LINE else block.span.end
            name = next((n for n in self._names(Span(start, end)) if n.length > 1 or n.is_called), None)
            has_phone = _PHONE.search(self.view.text, block.span.start, after.span.end)
            if name and (has_phone or said(_WORDS, "strict").search(text)) and name.span.start - start < 30:
                self._add(None, name)
                return


def _sentence_end(text: str, m: "regex.Match[str]") -> str:
    """What of an address parted by a line's end is the last word of a sentence before it: « lundi.⏎ar@… ».

    Not a name's that stands before it, nor what no word leads to: « Courriel : helene.⏎drouart@… ».
    """
    piece, mark, _ = m[0].partition(f".{_BREAK}")
    lead = text[: m.start()].split()[-1:]
    is_led = bool(lead) and lead[0].isalpha() and lead[0] != "a"
    is_named = not {piece.capitalize(), piece.upper()}.isdisjoint(_WORDS_IN.findall(text))
    is_end = bool(mark) and is_led and not is_named
    return piece + mark if is_end and len(piece) > 1 else ""


def _before(text: str, at: int) -> str:
    """The word before a place, articles left out: « rue » of « rue de la République »."""
    before = text[max(0, at - 40) : at].rpartition("\n")[2].lower().replace("'", " ").split()
    while before and before[-1] in _ARTICLES:
        before.pop()
    return before[-1].rstrip(".") if before else ""


def _kinship(name: str, local: str) -> int:
    """How far the local part of an address is made of a name: 2 by one of its words, 1 by its initials.

    >>> [_kinship("Bruno Torregrossa", local) for local in ("b.torregrossa", "bt.chezsoi", "equipe")]
    [2, 1, 0]
    """
    own = _LETTERS.findall(local)
    parts = [part for part in _LETTERS.findall(name.lower().replace("'", "")) if len(part) > 1]
    if any(part in "".join(own) for part in parts if len(part) > 2):
        return 2
    return int(len(parts) > 1 and "".join(part[0] for part in parts) in own)
